"""What the clerk sees: the counter home and the intake with its six steps."""

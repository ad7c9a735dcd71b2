"""The six steps of the intake, one file each."""

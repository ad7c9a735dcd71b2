"""The slips that leave the counter: plain text for A4, made from a case and its rules."""

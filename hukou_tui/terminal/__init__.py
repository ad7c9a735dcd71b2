"""The terminal: what kind it is, what its keyboard sends, and the least that must be written to change its picture."""

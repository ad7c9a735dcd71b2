"""An invented prefecture and what a family says of its people: the data that the register is measured on.

Kept apart from the program on purpose: nothing here imports a table that the lookup works with.
"""

"""What can go wrong with disks, processes and files, made to happen: power cuts, kills, flipped bits, forgeries."""

from __future__ import annotations

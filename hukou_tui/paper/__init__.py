"""What is printed: slips for the window, and the rules as a handbook."""

from __future__ import annotations

"""What every screen is made of: the frame, and what is laid over its body."""

from __future__ import annotations

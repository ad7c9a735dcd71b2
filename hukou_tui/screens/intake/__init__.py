"""The intake of one person: its six steps, one file each, and the comparison of two persons."""

from __future__ import annotations

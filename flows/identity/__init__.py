"""What a person is known by: dates of birth, names, numbers, places, as they are written and read."""

from __future__ import annotations

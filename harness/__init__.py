"""What tests, campaigns and benchmarks share: terminals, stations, faults, a walk over the screens."""

from __future__ import annotations

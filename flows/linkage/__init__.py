"""Record linkage: blocking keys, candidates, and the comparison of two persons."""

from __future__ import annotations

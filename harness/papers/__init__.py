"""Every kind of paper that leaves the counter, each in a few situations, as whole texts of invented people."""

from __future__ import annotations

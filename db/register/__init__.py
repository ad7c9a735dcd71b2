"""The county's register: imported from an extract, indexed, and looked up."""

from __future__ import annotations

"""The rules: their model, the decision table read over what is known, papers, fee, and what may not be demanded."""

from __future__ import annotations

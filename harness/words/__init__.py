"""One wrong character in a sentence: what papers and screens say, spoken wrong, and who notices."""

from __future__ import annotations

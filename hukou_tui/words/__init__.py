"""The words of screens and paper: the catalogue, closed vocabularies, and the sentences of errors."""

from __future__ import annotations

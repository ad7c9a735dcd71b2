"""Files and connections: whole or not there, one writer, one engine, JSON of one form."""

from __future__ import annotations

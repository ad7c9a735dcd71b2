"""The index as it lies on disk: sorted entries under blocking keys, in pages."""

from __future__ import annotations

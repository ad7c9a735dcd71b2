"""What is done beside the work: copies made and put back, periods of keeping."""

from __future__ import annotations

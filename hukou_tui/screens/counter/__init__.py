"""The counter beside a case: home, menu, login and lock, maintenance, who has a key."""

from __future__ import annotations

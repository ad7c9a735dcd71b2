"""Station and register behind the key slots: opened, encrypted, put under a new key."""

from __future__ import annotations

"""Who can open the files, and with what: key slots, passphrases, wrong tries."""

from __future__ import annotations

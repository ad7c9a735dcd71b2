"""How well a text is known, how surely it is read, and whether it is in force, in words."""

from __future__ import annotations

from hukou_tui.words.catalogue import N_

LEVELS: dict[str, str] = {
    "S": N_("read in the stored copy itself"),
    "V": N_("seen in two copies"),
    "v": N_("seen in one copy"),
    "R": N_("practice elsewhere"),
    "X": N_("measured"),
    "M": N_("general knowledge, not checked"),
    "E": N_("experience at the counter"),
}

CONFIDENCE: dict[str, str] = {
    "certain": N_("the reading is certain"),
    "likely": N_("the reading is likely"),
    "doubtful": N_("the reading is doubtful"),
}

#: A campaign's period, by where the day lies.
PERIODS: dict[str, str] = {
    "not_yet": N_("not begun yet"),
    "in_force": N_("running"),
    "over": N_("over"),
}

#: A rule with a window, by where the day lies.
WINDOWS: dict[str, str] = {
    "not_yet": N_("not yet in force"),
    "in_force": N_("in force"),
    "over": N_("no longer in force"),
}

#: What it takes for a condition of a fee to hold.
PROOFS: dict[str, str] = {
    "stated": N_("as the applicant states it"),
    "seen": N_("once its proof was seen; stated alone it stays open"),
    "verified": N_("once the office has confirmed it"),
}

ROUNDING: dict[str, str] = {
    "half_fen_down": N_("an odd half fen is dropped"),
    "half_fen_up": N_("an odd half fen counts as a whole one"),
}

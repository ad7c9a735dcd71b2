"""Why a line of a register file was left out, in words: a result of the import, not an error."""

from __future__ import annotations

from collections.abc import Mapping

from hukou_tui.words.catalogue import N_, name_of

#: Code of a reject (db.register.row) -> words; `{name}` is filled from its parameters.
REJECTS: dict[str, str] = {
    "line_too_long": N_("longer than {limit} bytes"),
    "undecodable": N_("not readable as {encoding}"),
    "control_character": N_("holds a control character"),
    "open_quote": N_("a quotation mark is not closed"),
    "column_count": N_("{found} columns where the header has {expected}"),
    "person_id_missing": N_("person_id is empty"),
    "name_missing": N_("name is empty"),
    "name_too_long": N_("{column} is longer than {limit} characters"),
    "field_too_long": N_("{column} is longer than {limit} characters"),
    "bad_status": N_("status is neither 1 nor 2"),
    "bad_sex": N_("sex is neither 1 nor 2"),
    "bad_division": N_("division is not 6 to 15 digits"),
    "bad_birth_date": N_("birth_date is no date"),
    "repeated_person_id": N_("person_id stands in an earlier line"),
}


def reject_text(code: str, params: Mapping[str, object]) -> str:
    """Why a line of a register file was left out; free of the line's content."""
    return name_of(REJECTS, code).format_map({name: str(value) for name, value in params.items()})

"""What every part of a pack is made of: words, names, texts in both languages, closed vocabularies."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

#: Nothing that a terminal or a printer would take for an order.
PLAIN = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]*$"
Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True, pattern=PLAIN)]
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_.]*$")]
Level = Literal["S", "V", "v", "R", "X", "M", "E"]
Payer = Literal["free_by_rule", "no_charge_here", "charged_by_other", "public_budget", "unknown"]
Proof = Literal["stated", "seen", "verified"]
Kept = Literal["kept", "second_page", "copy", "returned"]
By = Literal["applicant", "station", "authority"]
Outcome = Literal["register", "restore", "migrate", "obtain_first", "investigate", "correct"]
Channel = Literal["birth_registration", "late_entry", "restoration", "moving_in", "correction"]
Number = Literal["1", "2", "3", "4", "5", "6", "7", "8"]
SourceField = Literal["person.birth", "destination.kind", "parents.ethnicity"]
Match = dict[Id, Words | list[Words]]


class Part(BaseModel):
    """Base of every part of a pack: strict types, no key that is not known."""

    model_config = ConfigDict(defer_build=True, strict=True, extra="forbid", frozen=True)


class Text(Part):
    """Both languages, neither empty."""

    zh: Words
    en: Words

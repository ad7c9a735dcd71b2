"""What a case says to the rules and to the lookup: its facts, and the person to look up."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flows.case.case import Case
from flows.case.paper_agreement import reconcile_answers
from flows.case.parties import collective
from flows.identity.birth_date import BirthDate, BirthDateError
from flows.linkage.person import Person, Query
from flows.rules.model import Rules


def parents_ethnicity(case: Case) -> str:
    """same · differ · one_absent · none_found, from the ethnic groups entered; empty if nothing was entered."""
    father, mother = case.get("father.ethnicity"), case.get("mother.ethnicity")
    if father and mother:
        return "same" if father == mother else "differ"
    # Somebody else brings the child up: nobody whose ethnic group the child could follow is known.
    if case.answers.get("parents_known") == "none":
        return "none_found"
    return "one_absent" if father or mother else ""


def household(case: Case) -> str:
    """family · collective; empty while neither is chosen. Whose collective household it is, no rule asks."""
    return "collective" if collective(case) else case.get("destination.kind")


#: `source_field` of a fact -> how it is read off the case, where it is not simply a field.
_READ: dict[str, Callable[[Case], str]] = {
    "parents.ethnicity": parents_ethnicity, "destination.kind": household,
}  # fmt: skip


def facts(case: Case, rules: Rules) -> Mapping[str, str]:
    """Fact id -> answer: what was asked, what papers answer, and what the fields already say."""
    found = dict(reconcile_answers(case, rules).answers)
    for fact in rules.facts.values():
        if fact.source_field:
            read = _READ.get(fact.source_field)
            value = read(case) if read else case.get(fact.source_field)
            if value:
                found[fact.id] = value
    return found


def birth(case: Case) -> BirthDate | None:
    """The BirthDate of the person, or None where nothing (or nothing readable) is entered."""
    try:
        return BirthDate.from_text(case.get("person.birth")) if case.get("person.birth") else None
    except BirthDateError:
        return None


def query(case: Case) -> Query:
    """The person of `case`, as the lookup wants it."""
    former = tuple(
        name for name in case.get("person.former_names").replace(",", "、").split("、") if name.strip()
    )
    return Query(
        id=case.id,
        name=case.get("person.name"),
        former_names=former,
        sex=case.get("person.sex"),
        birth=birth(case),
        id_number=case.get("person.number"),
        father_name=case.get("father.name"),
        father_id=case.get("father.number"),
        mother_name=case.get("mother.name"),
        mother_id=case.get("mother.number"),
        division=case.get("destination.division"),
        address=case.get("destination.address"),
    )


def reference(person: Person) -> str:
    """How a candidate is named in the journal: source and person id."""
    return f"{person.source}:{person.person_id}"

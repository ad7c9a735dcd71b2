"""The guard at the door: pydantic reads the merged pack, every objection becomes a finding with its line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import Any, get_args, get_origin, get_type_hints

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from flows.rules.written import NOT_KNOWN, PLAIN, FilledIn, Part, WrittenForm
from hukou_tui.packs.faults import Finding, PackError
from hukou_tui.packs.lines import Path
from hukou_tui.packs.lines import key as key_of
from hukou_tui.packs.reading import MergedPacks
from hukou_tui.packs.schema import Pack, adapter
from hukou_tui.words.catalogue import N_

_WORDS: Mapping[str, str] = {
    "string_type": N_("`{key}` must be a text in quotes"),
    "string_too_short": N_("`{key}` is empty"),
    "string_pattern_mismatch": N_(
        "`{key}`: {value} is not a name (a letter, then letters, digits, _ and ., or - in the id of a pack)"
    ),
    "bool_type": N_("`{key}` must be true or false"),
    "int_type": N_("`{key}` must be a whole number"),
    "list_type": N_("`{key}` must be a list in square brackets"),
    "tuple_type": N_("`{key}` must be a list in square brackets"),
    "dict_type": N_("`{key}` must be a table"),
    "dataclass_type": N_("`{key}` must be a table"),
    "date_type": N_("`{key}` must be a date such as 2016-12-31, without quotes"),
    "too_short": N_("`{key}` may not be empty"),
    "greater_than_equal": N_("`{key}`: {value} is too small"),
    "less_than_equal": N_("`{key}`: {value} is too large"),
}
_RULES: Mapping[str, str] = {
    "reading_missing": N_("`{key}`: a source that is not certain needs a `reading` that says how it is read"),
    "phrase_or_gist": N_("`{key}`: a citation has either `phrase` or `gist`"),
    "free_uncited": N_("`{key}`: `free_by_rule` needs a `payer_cite`; free stands only where a rule says so"),
    "options_by_kind": N_("`{key}`: a choice has `options`, a date has none"),
    "unknown_why_missing": N_("`{key}`: `unknown_reads` and `unknown_why` go together"),
    "unknown_not_allowed": N_("`{key}`: `unknown_reads` needs `unknown_allowed = true`"),
    "field_without_unknown": N_(
        "`{key}`: a fact from a field needs `unknown_allowed = true`, a field may be empty"
    ),
    "derived_one_way": N_(
        "`{key}`: give `from` with `spans`, or `from` with `years`, or `rows`, and only one"
    ),
    "derived_by_age": N_("`{key}`: `years` needs `within`, `over` and `open_value`"),
    "group_when": N_("`{key}`: a group has a `when`, or `asked = false` and none"),
    "then_facts": N_("`{key}`: `obtain_first` and `then_facts` go together, so that the step leads on"),
    "window_backwards": N_("`{key}`: `last` lies before `first`"),
    "setting_value": N_("`{key}`: the value is not among the `options` of the setting"),
    "order_of_a_choice": N_("`{key}`: only a date has `name` and `not_before`"),
    "options_twice": N_("`{key}`: two options are the same"),
    "circumstance_unread": N_(
        "`{key}`: a circumstance that is not asked needs `unknown_reads`, and comes from no field"
    ),
}
#: Which key of the table to show, where the whole table breaks a rule.
_POINTS = {
    "free_uncited": "payer",
    "unknown_why_missing": "unknown_reads",
    "unknown_not_allowed": "unknown_reads",
    "field_without_unknown": "source_field",
    "then_facts": "outcome",
    "window_backwards": "last",
    "options_by_kind": "kind",
    "reading_missing": "confidence",
    "setting_value": "value",
    "options_twice": "options",
    "order_of_a_choice": "kind",
    "circumstance_unread": "asked",
}
_LANGUAGES = {
    "zh": N_("`{key}`: the Chinese text is missing"),
    "en": N_("`{key}`: the English text is missing"),
}


def read_pack(merged: MergedPacks) -> Pack:
    """The merged pack in its shape. Raises PackError with every objection."""
    try:
        return adapter().validate_python(merged.raw, context={})
    except ValidationError as fault:
        errors = fault.errors(include_url=False)
    # The branches of a union object one by one: the same sentence is said once.
    findings = {found.text: found for found in (_error_finding(merged, error) for error in errors)}
    raise PackError(tuple(findings.values()))


def _error_finding(merged: MergedPacks, error: ErrorDetails) -> Finding:
    path = _in_file(merged.raw, error["loc"])
    key = key_of(path)
    params = {"key": key, "value": _shorten_value(error.get("input"))}
    kind = error["type"]
    if kind == "missing":
        return _missing_finding(merged, (*path, str(error["loc"][-1])))
    rule = str(error["ctx"]["error"]) if kind == "value_error" else ""
    if kind == "unexpected_keyword_argument" or rule == NOT_KNOWN:
        return merged.finding(path, N_("`{key}` is not known here"), params, _keys_at(path[:-1]))
    if kind == "literal_error":
        allowed = tuple(str(error["ctx"]["expected"]).replace("'", "").replace(" or ", ", ").split(", "))
        return merged.finding(path, N_("`{key}`: {value} is not one of the allowed words"), params, allowed)
    if rule:
        return merged.finding((*path, _POINTS.get(rule, "")), _RULES[rule], params)
    if kind == "string_pattern_mismatch" and error["ctx"]["pattern"] == PLAIN:
        return merged.finding(
            path, N_("`{key}` holds a control character; write plain text on one line"), params
        )
    if kind == "dataclass_type" and error["ctx"]["class_name"] == "Text":
        return merged.finding(
            path, N_('`{key}` must be said in both languages: {{ zh = "…", en = "…" }}'), params
        )
    if kind == "too_short" and error["ctx"]["min_length"] > 1:
        least = {"key": key, "n": str(error["ctx"]["min_length"])}
        return merged.finding(path, N_("`{key}` needs at least {n} entries"), least)
    what = _WORDS.get(kind.split("_from_")[0], N_("`{key}`: {value} does not fit here"))
    return merged.finding(path, what, params)


def _missing_finding(merged: MergedPacks, path: Path) -> Finding:
    key, last = key_of(path[:-1]), str(path[-1])
    what = _LANGUAGES.get(last, N_("`{key}`: `{name}` is missing"))
    return merged.finding(path, what, {"key": key, "name": last})


def _in_file(raw: Any, loc: tuple[int | str, ...]) -> Path:  # noqa: ANN401
    """The part of pydantic's location that exists in the file (branches of a union and `[key]` do not)."""
    path: list[int | str] = []
    for part in loc:
        in_list = isinstance(raw, list) and isinstance(part, int) and part < len(raw)
        if in_list or (isinstance(raw, dict) and part in raw):
            raw = raw[part]
            path.append(part)
    return tuple(path)


def _shorten_value(value: object) -> str:
    text = "" if isinstance(value, dict | list) else str(value)
    return text if len(text) <= 40 else text[:40] + "…"


def _keys_at(path: Path) -> tuple[str, ...]:
    """The keys that the model knows at `path`."""
    forms: list[Any] = [Pack]
    for part in path:
        forms = [inner for form in forms for inner in _inside(form, part)]
    return tuple(dict.fromkeys(str(key) for form in forms for key in _keys(form)))


def _inside(form: Any, part: int | str) -> list[Any]:  # noqa: ANN401
    known = _keys(form)
    if known:
        return _forms(known[part]) if part in known else []
    return _forms(get_args(form)[0 if isinstance(part, int) else -1]) if get_args(form) else []


@lru_cache(maxsize=64)
def _keys(form: Any) -> dict[int | str, Any]:  # noqa: ANN401
    """The keys of a table with their types, as they are written; none if it is no table of the model."""
    keys: dict[int | str, Any] = {}
    hints = get_type_hints(form, include_extras=True) if is_dataclass(form) else {}
    for name in (field.name for field in fields(form)) if hints else ():
        hint = hints[name]
        if issubclass(form, Part) and name == form.INLINE:
            keys |= {"zh": str, "en": str}
        elif not any(isinstance(mark, FilledIn) for mark in getattr(hint, "__metadata__", ())):
            keys[form.KEYS.get(name, name) if issubclass(form, Part) else name] = hint
    return keys


def _forms(hint: Any) -> list[Any]:  # noqa: ANN401
    """What may be written for a type: the branches of a union, and the written form of what is held otherwise."""
    for mark in getattr(hint, "__metadata__", ()):
        if isinstance(mark, WrittenForm):
            return _forms(mark.form)
    if hasattr(hint, "__metadata__"):
        return _forms(hint.__origin__)
    if get_origin(hint) in (tuple, dict) or not get_args(hint):
        return [hint]
    return [inner for branch in get_args(hint) for inner in _forms(branch)]

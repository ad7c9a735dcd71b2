"""The guard at the door: pydantic reads the merged pack, every objection becomes a finding with its line."""

from __future__ import annotations

import types
from collections.abc import Mapping
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from hukou_tui.packs.faults import Finding, PackError
from hukou_tui.packs.lines import Path
from hukou_tui.packs.lines import key as key_of
from hukou_tui.packs.reading import Merged
from hukou_tui.packs.schema import PackFile
from hukou_tui.packs.shape import PLAIN
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
    "dict_type": N_("`{key}` must be a table"),
    "model_type": N_("`{key}` must be a table"),
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


def guarded(merged: Merged) -> PackFile:
    """The merged pack in its shape. Raises PackError with every objection."""
    try:
        return PackFile.model_validate(merged.raw)
    except ValidationError as fault:
        errors = fault.errors(include_url=False)
    # The branches of a union object one by one: the same sentence is said once.
    findings = {found.text: found for found in (_finding(merged, error) for error in errors)}
    raise PackError(tuple(findings.values()))


def _finding(merged: Merged, error: ErrorDetails) -> Finding:
    path = _in_file(merged.raw, error["loc"])
    key = key_of(path)
    params = {"key": key, "value": _shown(error.get("input"))}
    kind = error["type"]
    if kind == "missing":
        return _missing(merged, (*path, str(error["loc"][-1])))
    if kind == "extra_forbidden":
        return merged.finding(path, N_("`{key}` is not known here"), params, _keys_at(path[:-1]))
    if kind == "literal_error":
        allowed = tuple(str(error["ctx"]["expected"]).replace("'", "").replace(" or ", ", ").split(", "))
        return merged.finding(path, N_("`{key}`: {value} is not one of the allowed words"), params, allowed)
    if kind == "value_error":
        rule = str(error["ctx"]["error"])
        return merged.finding((*path, _POINTS.get(rule, "")), _RULES[rule], params)
    if kind == "string_pattern_mismatch" and error["ctx"]["pattern"] == PLAIN:
        return merged.finding(
            path, N_("`{key}` holds a control character; write plain text on one line"), params
        )
    if kind == "model_type" and error["ctx"]["class_name"] == "Text":
        return merged.finding(
            path, N_('`{key}` must be said in both languages: {{ zh = "…", en = "…" }}'), params
        )
    what = _WORDS.get(kind.split("_from_")[0], N_("`{key}`: {value} does not fit here"))
    return merged.finding(path, what, params)


def _missing(merged: Merged, path: Path) -> Finding:
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


def _shown(value: object) -> str:
    text = "" if isinstance(value, dict | list) else str(value)
    return text if len(text) <= 40 else text[:40] + "…"


def _keys_at(path: Path) -> tuple[str, ...]:
    """The keys that the schema knows at `path`."""
    models: list[Any] = [PackFile]
    for part in path:
        models = [inner for model in models for inner in _inside(model, part)]
    return tuple(
        dict.fromkeys(
            field.alias or name
            for model in models
            if isinstance(model, type) and issubclass(model, BaseModel)
            for name, field in model.model_fields.items()
        )
    )


def _inside(model: Any, part: int | str) -> list[Any]:  # noqa: ANN401
    if isinstance(model, type) and issubclass(model, BaseModel):
        for name, field in model.model_fields.items():
            if part in (name, field.alias):
                return _models(field.annotation)
        return []
    return _models(get_args(model)[-1]) if get_origin(model) in (dict, list) else []


def _models(annotation: Any) -> list[Any]:  # noqa: ANN401
    if get_origin(annotation) is types.UnionType:
        return [inner for branch in get_args(annotation) for inner in _models(branch)]
    if hasattr(annotation, "__metadata__"):
        return _models(get_args(annotation)[0])
    return [annotation]

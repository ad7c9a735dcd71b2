"""Finds every code that an error can be raised with, in all rooms, and every sentence for one, by reading the sources.

A code is the first argument of an error with codes (`CodedError` and what comes of it, by whatever file). It is said
literally, or chosen of literals, or taken from a table of the module, or handed on from another error; what cannot be
followed is found too, as a `Code` without a name, so that no code passes unseen.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from harness.house import sources

BASE = "CodedError"
#: Where the sentences stand, one file a raising room.
SENTENCES = "hukou_tui/words/errors"
#: A room that raises something -> the room in whose file it stands, where that is another one.
BESIDE = {"words": "screens"}
T = TypeVar("T", bound=ast.AST)


@dataclass(frozen=True, slots=True)
class Code:
    """A code as it is raised: by which class, where, and with which parameters (None: not to be seen from here).

    `name` is empty where the source does not tell the code: then `said` is what stands there.
    """

    kind: str
    name: str
    place: str
    params: frozenset[str] | None
    said: str = ""

    @property
    def room(self) -> str:
        """The room that raises it, by the name of its file of sentences."""
        room = self.place.split("/")[1]
        return BESIDE.get(room, room)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as it stands in the file of a room: for which class of errors and which code."""

    room: str
    kind: str
    code: str
    text: str


class Sources:
    """All sources of the program, read once, when they are first asked for."""

    @cached_property
    def trees(self) -> dict[str, ast.Module]:
        """Each file of the program by its path from the root."""
        return sources()

    def classes(self) -> tuple[ast.ClassDef, ...]:
        """Every class of the program."""
        return self._classes

    @cached_property
    def _classes(self) -> tuple[ast.ClassDef, ...]:
        return tuple(node for tree in self.trees.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef))

    @cached_property
    def bases(self) -> dict[str, tuple[str, ...]]:
        """Class -> its bases, by name."""
        return {node.name: tuple(map(_name, node.bases)) for node in self.classes()}

    def comes_of(self, kind: str, base: str) -> bool:
        """Whether class `kind` is `base` or comes of it."""
        return kind == base or any(self.comes_of(above, base) for above in self.bases.get(kind, ()))

    @cached_property
    def coded(self) -> frozenset[str]:
        """The classes of errors with codes."""
        return frozenset(kind for kind in self.bases if self.comes_of(kind, BASE))

    @cached_property
    def own_code(self) -> frozenset[str]:
        """Those of them that say their code themselves, in their `__init__`."""
        return frozenset(
            node.name for node in self.classes() if node.name in self.coded - {BASE}
            and any(isinstance(part, ast.FunctionDef) and part.name == "__init__" for part in node.body)
        )  # fmt: skip

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Every sentence that is written for an error; one that stands twice is found twice."""
        found = []
        for place, tree in self.trees.items():
            if place.startswith(SENTENCES):
                found += [Sentence(Path(place).stem, *rest) for rest in _written(tree)]
        return tuple(found)

    def bases_of(self, kind: str) -> Iterator[str]:
        """Class `kind` and what it comes of, the nearest first; an error has one line of forebears."""
        while kind in self.bases:
            yield kind
            kind = self.bases[kind][0]

    @cached_property
    def codes(self) -> frozenset[Code]:
        """Every code that is raised; those handed on from an error that was caught count for the new class too."""
        found = {code for place, tree in self.trees.items() for code in _Module(self, place, tree).codes()}
        while True:
            more = {self._handed_on(code, of) for code in found if code.said.startswith("*") for of in found
                    if of.name and self.comes_of(of.kind, code.said[1:])}  # fmt: skip
            if more <= found:
                return frozenset(code for code in found if not code.said.startswith("*"))
            found |= more

    @staticmethod
    def _handed_on(code: Code, of: Code) -> Code:
        return Code(code.kind, of.name, code.place, code.params)


class _Module:
    """The errors that one file makes."""

    def __init__(self, sources: Sources, place: str, tree: ast.Module) -> None:
        self._sources, self._place, self._tree = sources, place, tree
        self._calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]

    @cached_property
    def _parents(self) -> dict[ast.AST, ast.AST]:
        return {child: node for node in ast.walk(self._tree) for child in ast.iter_child_nodes(node)}

    def codes(self) -> Iterator[Code]:
        for call in self._calls:
            kind = self._kind(call)
            if kind:
                for name, said in self._names(call.args[0] if call.args else None, call):
                    yield Code(kind, name, f"{self._place}:{call.lineno}", _params(call), said)

    def _kind(self, call: ast.Call) -> str:
        """The class of the error that a call makes; one with a code of its own says it in its `__init__`."""
        if _name(call.func) == "__init__":
            inside = self._around(call, ast.ClassDef)
            return inside.name if inside and inside.name in self._sources.coded - {BASE} else ""
        kind = _name(call.func)
        return kind if kind in self._sources.coded and kind not in self._sources.own_code else ""

    def _names(self, node: ast.expr | None, at: ast.AST) -> Iterator[tuple[str, str]]:
        """The codes that an expression can be, each with nothing said; one that cannot be followed as it stands."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value, ""
        elif isinstance(node, ast.IfExp):
            yield from self._names(node.body, at)
            yield from self._names(node.orelse, at)
        elif (table := self._table(node)) is not None:
            for value in table.values:
                yield from self._names(value, at)
            for default in node.args[1:] if isinstance(node, ast.Call) else ():
                yield from self._names(default, at)
        elif isinstance(node, ast.Attribute) and node.attr == "code" and (caught := self._caught(node)):
            yield from (("", f"*{kind}") for kind in caught)
        elif isinstance(node, ast.Name) and (meant := self._meant(node.id, at)):
            for value in meant:
                yield from self._names(value, at)
        else:
            yield "", ast.unparse(node) if node is not None else "nothing"

    def _table(self, node: ast.expr | None) -> ast.Dict | None:
        """The dictionary of the module that `TABLE[x]` or `TABLE.get(x, ...)` takes from."""
        if isinstance(node, ast.Subscript):
            return self._dictionary(_name(node.value))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get":
            return self._dictionary(_name(node.func.value))
        return None

    def _dictionary(self, name: str) -> ast.Dict | None:
        for node in self._tree.body:
            if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Dict):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                if name in map(_name, targets):
                    return node.value
        return None

    def _caught(self, node: ast.Attribute) -> tuple[str, ...]:
        """The classes that `fault.code` is the code of, where `fault` was caught here."""
        handler: ast.AST | None = node
        while (handler := self._around(handler, ast.ExceptHandler)) is not None:
            if handler.name == _name(node.value) and handler.type is not None:
                kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
                return tuple(map(_name, kinds))
        return ()

    def _meant(self, name: str, at: ast.AST) -> list[ast.expr]:
        """What a name can stand for: assigned in the function or module, from a table in a loop, or handed over."""
        function = self._around(at, ast.FunctionDef)
        found = [value for scope in (function, self._tree) if scope for value in self._given(scope, name)]
        if function is not None and name in [arg.arg for arg in function.args.args]:
            found += self._arguments(function, name)
        return found

    def _given(self, scope: ast.AST, name: str) -> Iterator[ast.expr]:
        for node in ast.walk(scope):
            if isinstance(node, ast.Assign) and name in map(_name, node.targets):
                yield node.value
            if isinstance(node, ast.For) and isinstance(node.target, ast.Tuple) and isinstance(node.iter, ast.Call):
                table = self._dictionary(_name(getattr(node.iter.func, "value", None)))
                if table is not None and name in map(_name, node.target.elts):
                    yield from table.values if _name(node.target.elts[-1]) == name else filter(None, table.keys)

    def _arguments(self, function: ast.FunctionDef, name: str) -> Iterator[ast.expr]:
        """What callers in this module hand over for a parameter."""
        names = [arg.arg for arg in function.args.args]
        for call in self._calls:
            if _name(call.func) == function.name:
                at = names.index(name) - (names[0] == "self" and isinstance(call.func, ast.Attribute))
                yield from [word.value for word in call.keywords if word.arg == name]
                yield from call.args[at : at + 1]

    def _around(self, node: ast.AST, kind: type[T]) -> T | None:
        above = self._parents.get(node)
        while above is not None and not isinstance(above, kind):
            above = self._parents.get(above)
        return above


def _written(tree: ast.Module) -> Iterator[tuple[str, str, str]]:
    """Class, code and text of each sentence in `SENTENCES` of a file; from the syntax, as a dict forgets one of two."""
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and _name(node.target) == "SENTENCES" and isinstance(node.value, ast.Dict):
            for kind, table in zip(node.value.keys, node.value.values, strict=True):
                assert isinstance(table, ast.Dict), "written out, so that each sentence can be seen"
                for code, call in zip(table.keys, table.values, strict=True):
                    yield ast.literal_eval(kind), ast.literal_eval(code), ast.literal_eval(call.args[0])


def _name(node: ast.AST | None) -> str:
    """The last name of what is called, caught or come of."""
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _params(call: ast.Call) -> frozenset[str] | None:
    names = [word.arg for word in call.keywords]
    return None if None in names else frozenset(filter(None, names))


def unseen(codes: Iterable[Code]) -> list[Code]:
    """What stands where a code belongs and cannot be followed."""
    return [code for code in codes if not code.name]

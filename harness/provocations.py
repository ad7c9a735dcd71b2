"""Finds every refusal that a test provokes, class and code, by reading the tests.

A test says it with `refused(Kind, "code")`, or holds what a helper answers against a code: `assert code_of(...) ==
"code"`, where the helper asks `refusal_of(Kind, ...)`, or catches `Kind`, and answers with its code. What is named may
be written there, stand in a table (of `parametrize`, of a loop), or be handed to a helper of the same file.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from harness.error_codes import Sources

ROOT = Path(__file__).resolve().parent.parent
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
#: Where `refused` itself is tested, also with what is refused otherwise: that provokes nothing.
OF_ITSELF = "tests/harness/test_refusals.py"
#: A file in which none of this stands names no refusal.
_SIGNS = re.compile(r"refus|code_of|raises\(|\.code\b")
#: No name is followed through more hands than this.
DEPTH = 6
Row = dict[str, ast.expr]


@dataclass(frozen=True, slots=True)
class Provoked:
    """A refusal that a test names; `code` is empty where it cannot be read what is named there."""

    kind: str
    code: str
    place: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Binding:
    """Where a name gets what it stands for: one row a time, each read where it is written."""

    node: ast.AST
    rows: tuple[tuple[Row, ast.AST], ...]


class Suite:
    """All tests, read once, and what of the harness answers them with a code."""

    def __init__(self, sources: Sources, texts: dict[str, str] | None = None) -> None:
        self.sources = sources
        self.modules = [Module(place, text, sources) for place, text in (texts or _texts("tests")).items()]
        self.helpers = _helpers(sources)

    @cached_property
    def provoked(self) -> tuple[Provoked, ...]:
        """Every refusal that is named; of a helper that catches a wide class, the one class that raises the code."""
        found = [one for module in self.modules for one in module.provoked(self.helpers)]
        return tuple(one for wide in found for one in self._narrowed(wide))

    def _narrowed(self, wide: Provoked) -> Iterator[Provoked]:
        kinds = {code.kind for code in self.sources.codes if code.name == wide.code
                 and self.sources.comes_of(code.kind, wide.kind)}  # fmt: skip
        if wide.kind in kinds or len(kinds) != 1:
            yield wide
        else:
            yield Provoked(*kinds, wide.code, wide.place, wide.by)

    @property
    def without_code(self) -> list[str]:
        """Where a test is content with the class of an error that has a code."""
        return [place for module in self.modules for place in module.without_code()]


class Module:
    """One file of tests."""

    def __init__(self, place: str, text: str, sources: Sources) -> None:
        self.place, self.tree, self._sources = place, ast.parse(text), sources
        self._parents: dict[ast.AST, ast.AST] = {}
        self._of: dict[type[ast.AST], list[ast.AST]] = {}
        for node in ast.walk(self.tree):
            self._of.setdefault(type(node), []).append(node)
            self._parents |= dict.fromkeys(ast.iter_child_nodes(node), node)
        self._calls = self._of.get(ast.Call, [])

    @cached_property
    def answering(self) -> dict[str, set[str]]:
        """The functions that answer with the code of a fault, each with the classes that they let come."""
        found: dict[str, set[str]] = {}
        for node in (*self._of.get(ast.Return, ()), *self._of.get(ast.ExceptHandler, ())):
            function = self._around(node, *FUNCTIONS)
            if function is not None:
                found.setdefault(function.name, set()).update(self._asked(node))
        return {name: kinds for name, kinds in found.items() if kinds}

    def _asked(self, node: ast.Return | ast.ExceptHandler) -> Iterator[str]:
        """The classes whose code is answered: `return refusal_of(Kind, ...).code`, `except Kind as fault: ..."""
        if isinstance(node, ast.Return):
            value = self._asking(node.value, node) if node.value else None
            if value is not None and _name(value.func) == "refusal_of":
                yield from self._classes(value.args[0], value)
        elif node.type is not None and any(
            isinstance(part, ast.Attribute) and (_name(part.value), part.attr) == (node.name, "code")
            for part in ast.walk(node)
        ):
            yield from self._classes(node.type, node)

    def provoked(self, helpers: dict[str, set[str]]) -> Iterator[Provoked]:
        """Every refusal that is named in this file."""
        for call in self._calls:
            if _name(call.func) == "refused" and len(call.args) > 1 and self._entered(call):
                yield from self._named(call)
        for compare in self._of.get(ast.Compare, ()):
            yield from self._held(compare, helpers | self.answering)

    def _entered(self, call: ast.Call) -> bool:
        """Whether it is the context of a `with`; a helper of a test may bear the same name."""
        return isinstance(self._parents[call], ast.withitem)

    def _named(self, call: ast.Call) -> Iterator[Provoked]:
        by = next((str(ast.literal_eval(word.value)) for word in call.keywords if word.arg == "by"
                   and isinstance(word.value, ast.Constant)), "")  # fmt: skip
        for kinds, codes, at in self._together(call.args[0], call.args[1], call):
            for code in self._texts(codes, at) or {""}:
                for kind in self._classes(kinds, at):
                    yield Provoked(kind, code, f"{self.place}:{call.lineno}", by)

    def _together(
        self, kind: ast.expr, code: ast.expr, at: ast.AST
    ) -> Iterator[tuple[ast.expr, ast.expr, ast.AST]]:
        """Class and code, taken row by row where both come from one table."""
        if isinstance(kind, ast.Name) and isinstance(code, ast.Name):
            one, other = self._binding(kind.id, at), self._binding(code.id, at)
            if one is not None and other is not None and one.node is other.node:
                for row, where in one.rows:
                    if kind.id in row and code.id in row:
                        yield from self._together(row[kind.id], row[code.id], where)
                return
        yield kind, code, at

    def _held(self, compare: ast.Compare, helpers: dict[str, set[str]]) -> Iterator[Provoked]:
        """`assert helper(...) == code`, and `assert refusal_of(Kind, ...).code == code`."""
        if self._around(compare, ast.Assert) is None or not isinstance(compare.ops[0], ast.Eq):
            return
        left = self._asking(compare.left, compare)
        if left is None:
            return
        direct = _name(left.func) == "refusal_of"
        kinds = self._classes(left.args[0], left) if direct else helpers.get(_name(left.func), ())
        for kind in kinds:
            for code in self._texts(compare.comparators[0], compare):
                if code:
                    yield Provoked(kind, code, f"{self.place}:{compare.lineno}")

    def _asking(self, node: ast.expr, at: ast.AST) -> ast.Call | None:
        """The call that answers with a fault or its code: `call`, `call.code`, or a name given just that."""
        if isinstance(node, ast.Attribute) and node.attr == "code":
            node = node.value
        if isinstance(node, ast.Name):
            given = [part.value for part in ast.walk(self._around(at, *FUNCTIONS) or self.tree)
                     if isinstance(part, ast.Assign) and node.id in map(_name, part.targets)]  # fmt: skip
            node = given[0] if len(given) == 1 else node
        return node if isinstance(node, ast.Call) else None

    def without_code(self) -> Iterator[str]:
        """`pytest.raises` of a class whose errors have codes, or of any error at all."""
        wide = self._sources.coded | {"Exception", "BaseException"}
        for call in self._calls:
            if ast.unparse(call.func) == "pytest.raises" and self._classes(call.args[0], call) & wide:
                yield f"{self.place}:{call.lineno}"

    def _classes(self, node: ast.expr, at: ast.AST, depth: int = 0) -> set[str]:
        """The classes that an expression can be, by name."""
        if isinstance(node, ast.Tuple):
            return set().union(*(self._classes(part, at, depth) for part in node.elts))
        if isinstance(node, ast.Name) and node.id not in self._sources.coded and depth < DEPTH:
            binding = self._binding(node.id, at)
            if binding is not None:
                return set().union(*(self._classes(row[node.id], where, depth + 1) for row, where in binding.rows
                                     if node.id in row))  # fmt: skip
        return {_name(node)}

    def _texts(self, node: ast.expr, at: ast.AST, depth: int = 0) -> set[str]:
        """The texts that an expression can be, as far as they can be read; one that cannot is empty."""
        if isinstance(node, ast.Constant):
            return {node.value} if isinstance(node.value, str) else set()
        if isinstance(node, ast.IfExp):
            return self._texts(node.body, at, depth) | self._texts(node.orelse, at, depth)
        binding = self._binding(node.id, at) if isinstance(node, ast.Name) and depth < DEPTH else None
        if not isinstance(node, ast.Name) or binding is None:
            return {""}
        return set().union(*(self._texts(row[node.id], where, depth + 1) for row, where in binding.rows
                             if node.id in row))  # fmt: skip

    def _binding(self, name: str, at: ast.AST) -> Binding | None:
        """What gives `name` its value where it is read: a loop, a function, the file."""
        above: ast.AST | None = at
        while above is not None:
            binding = self._bound(name, above)
            if binding is not None:
                return binding
            above = self._parents.get(above)
        return None

    def _bound(self, name: str, scope: ast.AST) -> Binding | None:
        if isinstance(scope, ast.For | ast.AsyncFor) and name in _names(scope.target):
            return self._table(scope, _names(scope.target), scope.iter)
        if isinstance(scope, (*FUNCTIONS, ast.Module)):
            given = [
                node
                for node in scope.body
                if isinstance(node, ast.Assign) and name in map(_name, node.targets)
            ]
            if given:
                return Binding(given[0], tuple(({name: node.value}, node) for node in given))
        if isinstance(scope, FUNCTIONS) and name in _parameters(scope):
            return self._parametrized(name, scope) or self._handed(scope)
        return None

    def _parametrized(self, name: str, function: ast.AST) -> Binding | None:
        for mark in getattr(function, "decorator_list", []):
            if isinstance(mark, ast.Call) and _name(mark.func) == "parametrize":
                said = ast.literal_eval(mark.args[0])
                names = [part.strip() for part in said.split(",")] if isinstance(said, str) else list(said)
                if name in names:
                    return self._table(mark, names, mark.args[1])
        return None

    def _table(self, node: ast.AST, names: list[str], table: ast.expr) -> Binding:
        """The rows of a table written out, here or under a name of the file."""
        return Binding(node, tuple((row, node) for row in self._rows(names, table)))

    def _rows(self, names: list[str], table: ast.expr) -> Iterator[Row]:
        """The rows of a table; what `sorted`, `list` or `.items()` is asked of is the table itself."""
        if isinstance(table, ast.Call):
            table = table.args[0] if table.args else getattr(table.func, "value", table)
        if isinstance(table, ast.Name):
            binding = self._bound(table.id, self.tree)
            for row, _where in binding.rows if binding else ():
                yield from self._rows(names, row[table.id])
        elif isinstance(table, ast.BinOp):
            yield from self._rows(names, table.left)
            yield from self._rows(names, table.right)
        for line in _lines(table):
            if isinstance(line, ast.Starred):
                yield from self._rows(names, line.value)
            else:
                yield _row(names, line)

    def _handed(self, function: ast.FunctionDef | ast.AsyncFunctionDef) -> Binding:
        """What callers in this file hand over to a function."""
        names = _parameters(function)
        rows: list[tuple[Row, ast.AST]] = []
        for call in self._calls:
            if _name(call.func) == function.name:
                row = dict(zip(names, call.args, strict=False))
                row |= {word.arg: word.value for word in call.keywords if word.arg}
                rows.append((_defaults(function) | row, call))
        return Binding(function, tuple(rows))

    def _around(self, node: ast.AST, *kinds: type[ast.AST]):
        above = self._parents.get(node)
        while above is not None and not isinstance(above, kinds):
            above = self._parents.get(above)
        return above


@cache
def _helpers(sources: Sources) -> dict[str, set[str]]:
    """What of the harness answers with a code."""
    found: dict[str, set[str]] = {}
    for place, text in _texts("harness").items():
        found |= Module(place, text, sources).answering
    return found


def _texts(folder: str) -> dict[str, str]:
    paths = sorted((ROOT / folder).rglob("*.py"))
    texts = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in paths}
    return {place: text for place, text in texts.items() if _SIGNS.search(text) and place != OF_ITSELF}


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _names(target: ast.expr) -> list[str]:
    return [_name(part) for part in target.elts] if isinstance(target, ast.Tuple) else [_name(target)]


def _parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    return [arg.arg for arg in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)]


def _defaults(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Row:
    last = function.args.args[len(function.args.args) - len(function.args.defaults) :]
    return dict(zip((arg.arg for arg in last), function.args.defaults, strict=True))


def _lines(table: ast.expr) -> list[ast.expr]:
    """The lines of a table that is written out, or the one by which a rule makes all of them."""
    if isinstance(table, ast.Dict):
        pairs = zip(table.keys, table.values, strict=True)
        return [ast.Tuple([key, value]) for key, value in pairs if key is not None]
    if isinstance(table, ast.GeneratorExp | ast.ListComp):
        return [table.elt]
    return table.elts if isinstance(table, ast.List | ast.Tuple | ast.Set) else []


def _row(names: list[str], line: ast.expr) -> Row:
    """One line of a table: `pytest.param(...)`, several values, or one."""
    if isinstance(line, ast.Call) and _name(line.func) == "param":
        return dict(zip(names, line.args, strict=False))
    if len(names) > 1 and isinstance(line, ast.Tuple | ast.List):
        return dict(zip(names, line.elts, strict=False))
    return {names[0]: line} if len(names) == 1 else {}

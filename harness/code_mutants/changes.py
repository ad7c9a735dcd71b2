"""Every small change that can be made to a source: a condition turned round, a bound moved, a statement left out.

A change is a span of bytes and what stands there instead, so that the file is otherwise as it was. What only tells a
reader something (docstrings, annotations, `__all__`) is left alone, as are decorators: whether a dataclass is frozen
is nothing that a test of behaviour can see.
"""

from __future__ import annotations

import ast
from collections import Counter
from dataclasses import dataclass, replace
from typing import NamedTuple

COMPARED: dict[type[ast.cmpop], tuple[str, ...]] = {
    ast.Lt: ("<=",), ast.LtE: ("<",), ast.Gt: (">=",), ast.GtE: (">",), ast.Eq: ("!=",), ast.NotEq: ("==",),
    ast.In: ("not in",), ast.NotIn: ("in",), ast.Is: ("is not",), ast.IsNot: ("is",),
}  # fmt: skip
CALCULATED: dict[type[ast.operator], str] = {
    ast.Add: "-", ast.Sub: "+", ast.Mult: "+", ast.FloorDiv: "*", ast.Div: "*", ast.Mod: "*", ast.BitOr: "&",
    ast.BitAnd: "|",
}  # fmt: skip
#: What is subscripted or called for a type alone: nothing happens by it.
TYPES = frozenset({
    "Callable", "ClassVar", "Final", "Generic", "Iterable", "Iterator", "Literal", "Mapping", "NewType", "Sequence",
    "TypeVar", "cast", "dict", "frozenset", "list", "set", "tuple", "type",
})  # fmt: skip
#: What stands in the place of a text: longer by a letter, and no text at all is one.
LETTER = "X"


@dataclass(frozen=True, slots=True)
class Change:
    """One change: in which function, of which kind, from byte `start` to `end`, and what is there before and after."""

    function: str
    line: int
    kind: str
    start: int
    end: int
    before: str
    after: str
    #: Whether it stands where the module is read once, when it is imported, and in no function.
    at_import: bool = False
    #: Which of several that read alike, from 1.
    number: int = 1

    @property
    def name(self) -> str:
        """What it is called, whatever line it stands on."""
        again = f" ({self.number})" if self.number > 1 else ""
        return f"{self.function}: {_one_line(self.before)} => {_one_line(self.after)}{again}"

    def made_to(self, source: bytes) -> bytes:
        """The source with this change."""
        return source[: self.start] + self.after.encode() + source[self.end :]

    def compiles(self, source: bytes) -> bool:
        """Whether the source is a program with this change."""
        try:
            compile(self.made_to(source), "<changed>", "exec")
        except SyntaxError:
            return False
        return True


def changes_of(source: bytes) -> tuple[Change, ...]:
    """All changes that can be made to a source, in the order in which they stand there; each can be compiled."""
    return tuple(change for change in changes_found(source) if change.compiles(source))


def changes_found(source: bytes) -> tuple[Change, ...]:
    """As `changes_of`, and those that make no program: to know which can be compiled takes seconds."""
    seen: Counter[str] = Counter()
    found = []
    for change in sorted(_Finder(source).found, key=lambda one: (one.start, one.end, one.after)):
        seen[change.name] += 1
        found.append(replace(change, number=seen[change.name]))
    return tuple(found)


def _one_line(text: str) -> str:
    return " ".join(text.split())


class _Part(NamedTuple):
    """What stands in the place of a part of the source."""

    node: ast.AST
    kind: str
    after: str


class _Finder(ast.NodeVisitor):
    """Walks over a source and notes what can be changed where."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._starts = [0]
        for line in source.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))
        self._around: list[str] = []
        self._truths = [False]
        self._functions = 0
        self.found: list[Change] = []
        self.visit(ast.parse(source))

    # What is not looked into.

    def visit_If(self, node: ast.If) -> None:
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            return
        self._note(self._negated(node.test))
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            if isinstance(node.target, ast.Attribute | ast.Subscript):
                self._note(_Part(node, "left out", "pass"))
            self.visit(node.value)

    def visit_arg(self, node: ast.arg) -> None:
        """Nothing: a name and an annotation."""

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Nothing: before Python 3.12 its parts do not know where they stand."""

    def visit_Subscript(self, node: ast.Subscript) -> None:
        if not (isinstance(node.value, ast.Name) and node.value.id in TYPES):
            self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Name) and node.func.id in TYPES and node.func.id[0] in "NTc":
            for value in node.args[1:]:
                self.visit(value)
            return
        self.generic_visit(node)

    def visit_Import(self, node: ast.Import) -> None:
        """Nothing: a name that is missing is noticed by whoever uses it."""

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        """Nothing, as above."""

    # Where it stands.

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._around.append(node.name)
        for part in self._body(node):
            self.visit(part)
        self._around.pop()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._around.append(node.name)
        self._truths.append(isinstance(node.returns, ast.Name) and node.returns.id == "bool")
        for default in (*node.args.defaults, *filter(None, node.args.kw_defaults)):
            self.visit(default)
        self._functions += 1
        for part in self._body(node):
            self.visit(part)
        self._functions -= 1
        self._truths.pop()
        self._around.pop()

    visit_AsyncFunctionDef = visit_FunctionDef  # type: ignore[assignment]  # noqa: N815 - ast looks for this name

    def visit_Module(self, node: ast.Module) -> None:
        for part in self._body(node):
            self.visit(part)

    @staticmethod
    def _body(node: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.stmt]:
        return node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body

    # Statements.

    def visit_Assign(self, node: ast.Assign) -> None:
        if any(isinstance(target, ast.Name) and target.id in ("__all__", "__slots__") for target in node.targets):
            return
        if any(isinstance(target, ast.Attribute | ast.Subscript) for target in node.targets):
            self._note(_Part(node, "left out", "pass"))
        self.visit(node.value)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self._note(_Part(node, "left out", "pass"))
        self.visit(node.value)

    def visit_Expr(self, node: ast.Expr) -> None:
        if isinstance(node.value, ast.Constant):  # three dots, or a text beside a field
            return
        if isinstance(node.value, ast.Yield | ast.YieldFrom):  # without its only one, a generator is none
            self.generic_visit(node.value)
            return
        self._note(_Part(node, "left out", "pass"))
        self.visit(node.value)

    def visit_Raise(self, node: ast.Raise) -> None:
        self._note(_Part(node, "left out", "pass"))
        self.generic_visit(node)

    def visit_Return(self, node: ast.Return) -> None:
        if node.value is None:
            return
        said = ast.unparse(node.value)
        instead = ("True", "False") if self._truths[-1] else ("None",)
        for value in instead:
            if value != said:
                self._note(_Part(node.value, "returned", value))
        self.visit(node.value)

    def visit_Break(self, node: ast.Break) -> None:
        self._note(_Part(node, "left out", "continue"))

    def visit_Continue(self, node: ast.Continue) -> None:
        self._note(_Part(node, "left out", "pass"))

    def visit_While(self, node: ast.While) -> None:
        if not isinstance(node.test, ast.Constant):
            self._note(self._negated(node.test))
        self.generic_visit(node)

    def visit_match_case(self, node: ast.match_case) -> None:
        if node.guard is not None:
            self._note(self._negated(node.guard))
        self.generic_visit(node)

    def visit_MatchOr(self, node: ast.MatchOr) -> None:
        for left_out in node.patterns:
            rest = " | ".join(self._text(one) for one in node.patterns if one is not left_out)
            self._note(_Part(node, "one left out", rest))
        self.generic_visit(node)

    # Expressions.

    def visit_IfExp(self, node: ast.IfExp) -> None:
        self._note(self._negated(node.test))
        self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> None:
        for condition in node.ifs:
            self._note(self._negated(condition))
        self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        parts = [node.left, *node.comparators]
        for at, operator in enumerate(node.ops):
            for other in COMPARED[type(operator)]:
                left, right = self._text(parts[at]), self._text(parts[at + 1])
                self._found("compared", *self._span(parts[at], parts[at + 1]), f"{left} {other} {right}", node.lineno)
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        word, other = (" and ", " or ") if isinstance(node.op, ast.And) else (" or ", " and ")
        values = [f"({self._text(value)})" for value in node.values]
        self._note(_Part(node, "and, or", f"({other.join(values)})"))
        for at in range(len(values)):
            rest = values[:at] + values[at + 1 :]
            self._note(_Part(node, "one left out", f"({word.join(rest)})"))
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        if isinstance(node.op, ast.Not | ast.USub):
            self._note(_Part(node, "negated", f"({self._text(node.operand)})"))
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        if type(node.op) in CALCULATED:
            left, right = self._text(node.left), self._text(node.right)
            self._note(_Part(node, "calculated", f"({left} {CALCULATED[type(node.op)]} {right})"))
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, bool):
            self._note(_Part(node, "constant", str(not node.value)))
        elif isinstance(node.value, int):
            self._note(_Part(node, "constant", str(node.value + 1)))
        elif isinstance(node.value, str):
            self._note(_Part(node, "constant", repr(node.value + LETTER)))
        elif isinstance(node.value, bytes):
            self._note(_Part(node, "constant", repr(node.value + LETTER.encode())))
        elif isinstance(node.value, float):
            self._note(_Part(node, "constant", repr(node.value * 1.5 + 0.01)))

    def visit_Set(self, node: ast.Set) -> None:
        self._one_less(node, node.elts)

    def visit_Tuple(self, node: ast.Tuple) -> None:
        if isinstance(node.ctx, ast.Load):
            self._one_less(node, node.elts)

    def visit_List(self, node: ast.List) -> None:
        if isinstance(node.ctx, ast.Load):
            self._one_less(node, node.elts)

    def visit_Dict(self, node: ast.Dict) -> None:
        pairs = list(zip(node.keys, node.values, strict=True))
        for at, (key, value) in enumerate(pairs):
            if key is not None:
                start, end = self._span(key, value)
                after = self._source[end:].lstrip()
                comma = self._source.index(b",", end) + 1 if after.startswith(b",") else end
                if after.startswith(b",") or at == 0 == len(pairs) - 1:
                    self._found("one left out", start, comma, "", key.lineno)
        self.generic_visit(node)

    def _one_less(self, node: ast.Set | ast.Tuple | ast.List, elements: list[ast.expr]) -> None:
        """Each element of what is written out left out; the last one of a set of one is not: `{}` is none."""
        if len(elements) > 1:
            for element in elements:
                start, end = self._span(element, element)
                if self._source[end:].lstrip().startswith(b","):
                    self._found("one left out", start, self._source.index(b",", end) + 1, "", element.lineno)
        self.generic_visit(node)

    # How it is noted.

    def _negated(self, node: ast.expr) -> _Part:
        return _Part(node, "negated", f"(not ({self._text(node)}))")

    def _note(self, part: _Part) -> None:
        start, end = self._span(part.node, part.node)
        self._found(part.kind, start, end, part.after, getattr(part.node, "lineno", 0))

    def _found(self, kind: str, start: int, end: int, after: str, line: int) -> None:
        before = self._source[start:end].decode()
        where = ".".join(self._around) or "module"
        self.found.append(Change(where, line, kind, start, end, before, after, self._functions == 0))

    def _span(self, first: ast.AST, last: ast.AST) -> tuple[int, int]:
        start = self._starts[first.lineno - 1] + first.col_offset  # type: ignore[attr-defined]
        return start, self._starts[last.end_lineno - 1] + last.end_col_offset  # type: ignore[attr-defined]

    def _text(self, node: ast.AST) -> str:
        start, end = self._span(node, node)
        return self._source[start:end].decode()

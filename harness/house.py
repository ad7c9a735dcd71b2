"""The figures of the house: files in a folder, longest files and classes, imports inside functions, circles.

    python -m harness.house        prints them
"""

from __future__ import annotations

import ast
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("flows", "db", "widgets", "hukou_tui")
#: A file for each check and each chapter: a table of contents, not a room in which one looks for something.
TABLES = ("hukou_tui/packs/checks", "hukou_tui/paper/handbook")


def tracked() -> list[Path]:
    """The files that git would hand on; without git, all that is neither made nor fetched here."""
    if shutil.which("git") and (ROOT / ".git").exists():
        listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
        files = (ROOT / name for name in listing.stdout.decode().split("\0") if name)
    else:
        made = {"__pycache__", "wheelhouse"}
        folders = (folder for folder in ROOT.iterdir() if not folder.name.startswith("."))
        paths = (path for folder in folders for path in (folder, *folder.rglob("*")))
        files = (path for path in paths if not made & {*path.parts})
    return [file for file in files if file.is_file()]


@cache
def sources() -> dict[str, ast.Module]:
    """Every file of the product by its path from the root, parsed; once a process, as it takes a second."""
    paths = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_bytes()) for path in paths}


def files_in_folders(trees: Mapping[str, ast.Module]) -> Counter[str]:
    """How many files lie in each folder, tables apart."""
    folders = (path.rpartition("/")[0] for path in trees)
    return Counter(folder for folder in folders if folder not in TABLES)


def lines_of(path: str) -> int:
    """How long a file is."""
    return (ROOT / path).read_bytes().count(b"\n")


def classes_of(trees: Mapping[str, ast.Module]) -> Iterator[tuple[str, int, int]]:
    """Each class with its lines and its methods."""
    for path, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.end_lineno:
                methods = sum(isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) for one in node.body)
                yield f"{path}:{node.name}", node.end_lineno - node.lineno + 1, methods


def imports_inside(tree: ast.Module) -> list[int]:
    """The lines of imports that stand inside functions."""
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    found = (one for node in functions for one in ast.walk(node) if isinstance(one, ast.Import | ast.ImportFrom))
    return sorted({one.lineno for one in found})


def circles_of(trees: Mapping[str, ast.Module]) -> list[list[str]]:
    """Files that import each other in a circle; imports for types alone and inside functions count."""
    arrows = {path: _imported(path, tree, trees) for path, tree in trees.items()}
    return [circle for circle in _components(arrows) if len(circle) > 1]


def _imported(path: str, tree: ast.Module, trees: Mapping[str, ast.Module]) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            parts = {f"{node.module}.{alias.name}" for alias in node.names}
            # `from room import file` binds that file; a name that the room itself has binds the room.
            files = {_file(part, trees) for part in parts} - {""}
            found |= files if len(files) == len(parts) else files | {_file(node.module, trees)}
        elif isinstance(node, ast.Import):
            found |= {_file(alias.name, trees) for alias in node.names}
    return found - {"", path}


def _file(name: str, trees: Mapping[str, ast.Module]) -> str:
    path = name.replace(".", "/")
    return next((file for file in (f"{path}.py", f"{path}/__init__.py") if file in trees), "")


def _components(arrows: Mapping[str, set[str]]) -> Iterator[list[str]]:
    """Sets of files of which each reaches each other one."""
    reached = {path: _reached(path, arrows) for path in arrows}
    left = set(arrows)
    while left:
        path = min(left)
        circle = sorted(other for other in reached[path] | {path} if path in reached[other] | {other})
        left -= set(circle)
        yield circle


def _reached(start: str, arrows: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    ahead = list(arrows[start])
    while ahead:
        path = ahead.pop()
        if path not in found:
            found.add(path)
            ahead += arrows[path]
    return found


def main() -> None:
    """Print the figures."""
    trees = sources()
    print("lines of the product:", sum(lines_of(path) for path in trees))
    print("files in one folder:", *files_in_folders(trees).most_common(4))
    print("longest files:", *sorted(((lines_of(path), path) for path in trees), reverse=True)[:4])
    print("largest classes:", *sorted(((size, n, name) for name, size, n in classes_of(trees)), reverse=True)[:4])
    print("imports inside functions:", sum(len(imports_inside(tree)) for tree in trees.values()))
    print("circles of files:", circles_of(trees))


if __name__ == "__main__":
    main()

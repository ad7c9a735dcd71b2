"""Packs as files: read whole or refused with a line, laid over one another, each part found again by its line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.packs.small_pack import SMALL, pack_file
from hukou_tui.packs import PackError, resolve_pack_path, to_pack_files, with_base
from hukou_tui.packs.faults import Finding
from hukou_tui.packs.lines import Lines, key
from hukou_tui.packs.reading import (
    LARGEST,
    SHIPPED,
    PackFile,
    file_of,
    merge_packs,
    open_pack_file,
    parse_pack,
)
from hukou_tui.packs.stacking import stack
from hukou_tui.words.catalogue import use_language


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("zh")


def refused(content: bytes) -> Finding:
    with pytest.raises(PackError) as caught:
        parse_pack(PackFile(Path("p/pack.toml"), content))
    (found,) = caught.value.findings
    return found


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (b"a = 1\nb = 2\n", 2, "the last line has to be # end"), (b"", 1, "the last line has to be # end"),
        (b"a = 1\n# end\nb = 2\n", 3, "the last line has to be # end"),
        (b"a = 1\n\xff\n# end\n", 2, "this line is not UTF-8"), (b"\xff", 1, "this line is not UTF-8"),
        (b"a = 1\nb = \n# end\n", 2, "column 5: not TOML"), (b"a = 1\na = 2\n# end\n", 2, "not TOML"),
        (b"a = 1\nb = " + b"1" * 5000 + b"\n# end\n", 3, "not TOML"),
        ("a = 1\nb ＝ 2\n# end\n".encode(), 2, "column 3: full-width ＝ where = is meant"),
        ("a = 1\nb = 2 \"，\" ，\n# end\n".encode(), 2, "column 11: full-width ， where , is meant"),
        (b"a = 1\nb = " + b"[" * 3000 + b"\n# end\n", 2, ""),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_with_its_line(content: bytes, line: int, said: str) -> None:
    found = refused(content)
    assert (found.file, found.line) == ("p/pack.toml", line)
    assert said in found.text


def test_a_file_that_ends_as_it_should_is_taken_whatever_stands_behind_its_end() -> None:
    for end in (b"# end", b"# end\n", b"# end\n\n  \n", b"# end\r\n"):
        assert parse_pack(PackFile(Path("p/pack.toml"), b"a = 1\n" + end)).raw == {"a": 1}


def test_a_folder_stands_for_the_file_in_it_and_a_file_for_itself(tmp_path: Path) -> None:
    assert file_of(tmp_path) == tmp_path / "pack.toml"
    assert file_of(tmp_path / "nowhere") == tmp_path / "nowhere" / "pack.toml"
    assert file_of(tmp_path / "other.toml") == tmp_path / "other.toml"


def test_a_file_that_is_gone_or_larger_than_a_pack_can_be_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError) as gone:
        open_pack_file(tmp_path / "gone.toml")
    assert (gone.value.findings[0].line, "cannot be read" in gone.value.findings[0].text) == (None, True)
    file = tmp_path / "pack.toml"
    for size, taken in ((LARGEST, True), (LARGEST + 1, False)):
        with file.open("wb") as out:
            out.truncate(size)
        if taken:
            assert len(open_pack_file(file).content) == LARGEST
        else:
            with pytest.raises(PackError, match="larger than a pack can be"):
                open_pack_file(file)


# ---- laid over one another

BELOW = """[pack]
id = "below"

[routes.a]
title = "below"
needs = [
  { any_of = ["form"], by = "applicant" },
  { any_of = ["form"], by = "station" },
  { any_of = ["book"], by = "applicant", when = { x = "1" } },
]
helps = [{ any_of = ["map"] }]

[facts.x]
options = [1, 2]
kind = "choice"

# end
"""


def over(text: str) -> list[object]:
    """The needs of the route once `text` lies over it, each with the file and line that it comes from."""
    above = f"[pack]\n{text}\n# end\n"
    merged = merge_packs((parse_pack(pack_file(BELOW, "below")), parse_pack(pack_file(above, "above"))))
    found = []
    for at, need in enumerate(merged.raw["routes"]["a"]["needs"]):
        where = merged.finding(("routes", "a", "needs", at, "by"), "x", {})
        found.append(
            ("|".join(need["any_of"]), need.get("by"), need.get("note", ""), f"{where.file}:{where.line}")
        )
    return found


FORM, STATION, BOOK = (
    ("form", "applicant", "", "below/pack.toml:7"), ("form", "station", "", "below/pack.toml:8"),
    ("book", "applicant", "", "below/pack.toml:9"),
)  # fmt: skip
HERE = "above/pack.toml:3"


@pytest.mark.parametrize(
    ("row", "needs"),
    [
        # The same errand takes the place of the one below; another paper, person or condition is one more.
        ('{ any_of = ["form"], by = "applicant", note = "n" }', [("form", "applicant", "n", HERE), STATION, BOOK]),
        ('{ any_of = ["form"], by = "authority" }', [FORM, STATION, BOOK, ("form", "authority", "", HERE)]),
        ('{ any_of = ["book"], by = "applicant" }', [FORM, STATION, BOOK, ("book", "applicant", "", HERE)]),
        ('{ any_of = ["book"], by = "applicant", when = { x = "1" }, note = "n" }',
         [FORM, STATION, ("book", "applicant", "n", HERE)]),
        # What supersedes a paper stands where it stood, for every need that asked for it.
        ('{ any_of = ["card"], by = "applicant", supersedes = ["form"] }', [("card", "applicant", "", HERE), BOOK]),
        ('{ any_of = ["card"], by = "applicant", supersedes = ["book"] }',
         [FORM, STATION, ("card", "applicant", "", HERE)]),
        ('{ any_of = ["card"], by = "applicant", supersedes = ["none"] }',
         [FORM, STATION, BOOK, ("card", "applicant", "", HERE)]),
    ],
)  # fmt: skip
def test_a_need_takes_the_place_of_what_it_asks_again_or_supersedes(row: str, needs: list[object]) -> None:
    assert over(f"[routes.a]\nneeds = [{row}]") == needs


def test_two_rows_of_one_pack_never_take_each_others_place() -> None:
    row = '{ any_of = ["card"], by = "applicant", supersedes = ["form"] }'
    assert [need[:2] for need in over(f"[routes.a]\nneeds = [{row}, {row}]")] == [  # type: ignore[index]
        ("card", "applicant"), ("book", "applicant"), ("card", "applicant"),
    ]  # fmt: skip


def test_tables_are_laid_over_key_by_key_and_lists_and_deeper_tables_whole() -> None:
    above = '[routes.a]\ntitle = "above"\n[facts.x]\noptions = [3]\n[facts.y]\nkind = "d"\n# end\n'
    merged = merge_packs((parse_pack(pack_file(BELOW)), parse_pack(pack_file(above)))).raw
    assert merged["facts"] == {"x": {"options": [3], "kind": "choice"}, "y": {"kind": "d"}}
    assert merged["routes"]["a"]["title"] == "above" and len(merged["routes"]["a"]["needs"]) == 3
    assert merged["packs"] == [{"id": "below"}, {}]
    deep = [parse_pack(pack_file(f"[s.e]\nt = {{ {inner} = 1 }}\n# end\n")) for inner in ("a", "b")]
    assert merge_packs(tuple(deep)).raw["s"] == {"e": {"t": {"b": 1}}}


def test_a_shape_that_is_none_is_left_for_the_guard_to_tell() -> None:
    for wrong in ("routes = 1", "[routes]\na = 1", "[routes.a]\nneeds = 1", "[routes.a]\nneeds = [1, {}]",
                  "[routes.a]\nneeds = [{ any_of = 1, supersedes = 2 }]"):  # fmt: skip
        merged = merge_packs((parse_pack(pack_file(BELOW)), parse_pack(pack_file(f"{wrong}\n# end\n"))))
        assert merged.idle == frozenset()


# ---- lines

TEXT = """# a comment
[pack]
id = "x" # [not.a.table]

[sources."S2.1"]
title = { zh = "[a]", en = "]" }
list = [
  "one", # a comment with ]
  "two]",
]
rows = [
  { a = 1 }, # {
  { b = [1,
    2] },
  { c = 3 },
]
after = 1

[deep.er.table]
"quoted key" = 1
"""


@pytest.mark.parametrize(
    ("path", "line", "depth"),
    [
        ((), 1, 0), (("pack",), 2, 1), (("pack", "id"), 3, 2), (("pack", "none"), 2, 1), (("none",), 1, 0),
        (("sources", "S2.1"), 5, 2), (("sources", "S2.1", "title", "zh"), 6, 3), (("sources", "S2.1", "list", 1), 7, 3),
        (("sources", "S2.1", "rows"), 11, 3), (("sources", "S2.1", "rows", 0), 12, 4),
        (("sources", "S2.1", "rows", 1, "b"), 13, 4), (("sources", "S2.1", "rows", 2, "c"), 15, 4),
        (("sources", "S2.1", "after"), 17, 3), (("deep", "er"), 19, 2), (("deep", "er", "table"), 19, 3),
        (("deep", "er", "table", "quoted key"), 20, 4), (("not", "a"), 1, 0),
    ],
)  # fmt: skip
def test_a_part_is_found_on_its_line_or_on_that_of_what_it_stands_in(
    path: tuple[str | int, ...], line: int, depth: int
) -> None:
    lines = Lines(TEXT)
    assert (lines.line_of(path), lines.depth(path)) == (line, depth)


def test_a_path_is_written_as_it_stands_in_the_file() -> None:
    assert key(("routes", "a", "needs", 0, "by")) == "routes.a.needs.0.by"
    assert key(("packs", 1, "title")) == "pack.title" and key(("packs", 0)) == "pack" and key(()) == ""


# ---- which files make up a pack


def write(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True)
    (folder / "pack.toml").write_text(text, encoding="utf-8")
    return folder


def head(name: str, base: str = "") -> str:
    return f'[pack]\nid = "{name}"\n' + (f'base = "{base}"\n' if base else "") + "# end\n"


def names(*folders: Path) -> list[str]:
    return [file.name.partition("/")[0] for file in stack(folders)]


def test_an_overlay_finds_its_base_among_those_given_beside_it_or_among_the_shipped(tmp_path: Path) -> None:
    overlay = write(tmp_path / "a" / "over", head("over", "ground"))
    given = write(tmp_path / "b" / "anywhere", head("ground"))
    assert names(overlay, given) == names(given, overlay) == ["anywhere", "over"]
    with pytest.raises(PackError, match="the base pack ground is not there"):
        names(overlay)
    write(tmp_path / "a" / "ground", head("ground"))
    assert names(overlay) == ["ground", "over"]
    assert names(overlay, given) == ["anywhere", "over"], "what is given comes first"
    shipped = write(tmp_path / "c" / "mine", head("mine", "cn-2015-96"))
    assert names(shipped) == names(shipped, shipped) == ["cn-2015-96", "mine"]


def test_a_base_is_found_by_its_name_alone_and_is_none_if_it_lies_over_another(tmp_path: Path) -> None:
    write(tmp_path / "ground", head("ground"))
    sly = write(tmp_path / "x" / "sly", head("sly", "../ground"))
    with pytest.raises(PackError, match="is not there"):
        names(sly)
    write(tmp_path / "second", head("second", "ground"))
    third = write(tmp_path / "third", head("third", "second"))
    with pytest.raises(PackError) as caught:
        names(third)
    (found,) = caught.value.findings
    assert "the pack second is no base: it lies over another one itself" in found.text
    assert (found.file, found.line, found.allowed) == ("third/pack.toml", 3, ("cn-2015-96",))


def test_a_pack_whose_content_is_at_hand_has_its_base_from_the_shipped_ones() -> None:
    assert [file.name for file in with_base(pack_file(head("mine", "cn-2015-96"), "mine"))] == [
        "cn-2015-96/pack.toml", "mine/pack.toml",
    ]  # fmt: skip
    alone = pack_file(SMALL)
    assert with_base(alone) == (alone,)
    assert to_pack_files([("a", b"1"), ("b", b"2")]) == (
        PackFile(Path("a/pack.toml"), b"1"), PackFile(Path("b/pack.toml"), b"2"),
    )  # fmt: skip


def test_a_name_is_a_shipped_pack_unless_something_lies_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert resolve_pack_path("zhaotong-2016") == SHIPPED / "zhaotong-2016"
    assert resolve_pack_path("nowhere") == Path("nowhere")
    (tmp_path / "zhaotong-2016").mkdir()
    assert resolve_pack_path("zhaotong-2016") == Path("zhaotong-2016")


# ---- what is told


def test_of_many_words_that_are_allowed_the_nearest_are_told() -> None:
    few = tuple(f"word{n:02}" for n in range(20))
    many = (*few, "word20")
    told = [Finding("f", 3, "no {value}", {"value": "word19"}, allowed).text for allowed in ((), few, many)]
    assert told[0] == "f:3: no word19"
    assert told[1] == f"f:3: no word19. Allowed: {', '.join(few)}."
    assert told[2].startswith("f:3: no word19. Of 21 that are allowed the nearest: word19, ")
    assert told[2].count("word") == 9
    assert "nearest: word19," in Finding("f", 3, "no {key}", {"key": "a.b.word19"}, many).text


def test_an_error_says_its_first_fault_and_how_many_more_there_are() -> None:
    one, two = Finding("f", None, "first"), Finding("f", 0, "second")
    assert str(PackError((one,))) == "f: first"
    assert str(PackError((one, two, two))) == "f: first (2 more faults; `policy check` lists them.)"

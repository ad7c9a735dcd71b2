"""Pictures show what the screen shows, Chinese in two cells, with no browser and no terminal."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from rich.text import Text
from textual.app import App
from textual.screen import ModalScreen
from textual.widgets import Static

from hukou_tui.demo import picture

SIZE = (80, 24)


class Shown(App):
    """One line of Chinese, one reversed, one with markup in the data."""

    CSS = "Screen { background: ansi_default; color: ansi_default; }"

    def __init__(self):
        super().__init__(ansi_color=True)

    def compose(self):
        lines = Text("安小满 ab|\n")
        lines.append("反白", "reverse")
        lines.append("\n粗体", "bold red")
        lines.append("划线", "underline")
        lines.append("\n<&[/]𬀩|")
        yield Static(lines)


@pytest.fixture
async def shown():
    app = Shown()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        yield app


@pytest.fixture
def font():
    pytest.importorskip("PIL", reason="pictures are .svg without Pillow (extra `pictures`)")
    if not picture.can_draw():
        pytest.skip("no Chinese font on this machine: pictures are .svg here")


async def test_a_chinese_character_takes_two_cells(shown):
    found = {(cell.y, cell.char): cell for cell in picture.cells(shown) if not cell.char.isspace()}
    assert (found[0, "安"].x, found[0, "小"].x, found[0, "满"].x) == (0, 2, 4)
    assert found[0, "|"].x == 9
    assert found[1, "反"].ink == tuple(picture.THEME.background_color)
    assert found[2, "粗"].bold
    assert found[2, "划"].underline


async def test_the_png_is_about_a_thousand_wide_light_and_not_blank(shown, font, tmp_path):
    from PIL import Image

    file = picture.save_picture(shown, tmp_path / "01-home")
    assert file.name == "01-home.png"
    assert file.stat().st_size <= picture.HEAVIEST
    with Image.open(file) as image:
        assert image.mode == "P"
        assert 950 <= image.width <= 1050
        assert len(image.convert("RGB").getcolors(100_000)) > 2


async def test_a_chinese_glyph_is_drawn_and_is_no_empty_box(shown, font, tmp_path):
    from PIL import Image

    with Image.open(picture.save_picture(shown, tmp_path / "x")) as image:
        grey = image.convert("L")

    def cell(x, y, width):
        left, top = picture.MARGIN + x * picture.CELL, picture.MARGIN + y * picture.LINE
        return grey.crop((left, top, left + width * picture.CELL, top + picture.LINE))

    drawn = [cell(x, 0, 2) for x in (0, 2, 4)]
    assert len({image.tobytes() for image in drawn}) == 3
    assert all(sum(pixel > 100 for pixel in image.tobytes()) > 60 for image in drawn)
    # Reversed: most of the cell is light.
    assert sum(pixel > 100 for pixel in cell(0, 1, 2).tobytes()) > 350


async def test_without_a_font_it_is_an_svg_with_every_character_in_its_place(shown, tmp_path, monkeypatch):
    monkeypatch.setattr(picture, "_font", lambda size: None)
    file = picture.save_picture(shown, tmp_path / "x.y")
    assert file.name == "x.y.svg"
    text = file.read_text("utf-8")
    assert "textLength" not in text
    assert "url(" not in text
    places = {}
    for element in ET.fromstring(text).iter("{http://www.w3.org/2000/svg}text"):
        for char, x in zip(element.text, element.get("x").split(), strict=True):
            places[char, element.get("y")] = int(x)
    first = str(picture.MARGIN + picture.LINE - 8)
    assert places["安", first] == picture.MARGIN
    assert places["小", first] == picture.MARGIN + 2 * picture.CELL
    assert places["a", first] == picture.MARGIN + 7 * picture.CELL
    fourth = str(picture.MARGIN + 4 * picture.LINE - 8)
    assert places["|", fourth] - places["𬀩", fourth] == 2 * picture.CELL


async def test_a_screen_that_lies_above_is_in_the_picture(shown):
    class Above(ModalScreen):
        def compose(self):
            yield Static("上层")

    await shown.push_screen(Above())
    await shown.workers.wait_for_complete()
    assert "上" in {cell.char for cell in picture.cells(shown)}


def test_a_font_that_cannot_be_read_is_passed_over(tmp_path, monkeypatch):
    pytest.importorskip("PIL", reason="pictures are .svg without Pillow (extra `pictures`)")
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"no font")
    monkeypatch.setattr(picture, "_font_files", lambda: iter([broken]))
    picture._font.cache_clear()
    try:
        assert not picture.can_draw()
    finally:
        picture._font.cache_clear()

"""A picture of the screen without a browser: each cell's glyph drawn at its place, Chinese in two cells.

With Pillow (extra `pictures`) and a Chinese font it is a .png, otherwise an .svg of the same cells.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from rich.cells import cell_len
from rich.color import Color
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from textual._context import visible_screen_stack

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont
    from textual.app import App

RGB = tuple[int, int, int]

#: Pixels: 80 columns and their margins make about a thousand.
CELL, LINE, SIZE, MARGIN = 12, 29, 24, 20
#: A picture for a README should weigh no more than this, in bytes.
HEAVIEST = 58_000

#: What "default" and the sixteen colours of a terminal look like; every pair is readable.
THEME = TerminalTheme(
    (16, 20, 28),
    (222, 226, 232),
    [(16, 20, 28), (224, 82, 82), (98, 190, 108), (222, 184, 80),
     (98, 150, 232), (196, 124, 214), (84, 190, 200), (200, 206, 214)],
    [(120, 128, 140), (255, 122, 122), (134, 226, 144), (250, 216, 120),
     (140, 184, 255), (226, 164, 240), (126, 224, 232), (255, 255, 255)],
)  # fmt: skip

#: File names of fonts whose Chinese is twice as wide as their Latin, best first.
FONTS = (
    "NotoSansMonoCJKsc-Regular.otf", "NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf", "wqy-zenhei.ttc",
    "wqy-microhei.ttc", "DroidSansFallbackFull.ttf", "DroidSansFallback.ttf", "unifont.otf", "unifont.ttf",
    "simsun.ttc", "simhei.ttf", "msyh.ttc", "PingFang.ttc",
)  # fmt: skip
FONT_FOLDERS = (
    "/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts", "C:/Windows/Fonts",
    "/System/Library/Fonts", "/Library/Fonts",
)  # fmt: skip
#: Which face of a collection is drawn with, best first.
FACES = ("Mono CJK SC", "Mono", "CJK SC", "")
#: Names for whoever opens the .svg: the viewer's own fonts are used.
FAMILIES = "'Noto Sans Mono CJK SC','WenQuanYi Zen Hei Mono','Sarasa Mono SC','NSimSun','SimSun',monospace"
#: Stands for a character that the font does not have: said openly rather than drawn as a box.
GETA = "〓"


@dataclass(frozen=True, slots=True)
class Cell:
    """One character on the screen: column, row, columns it takes, colours as RGB, and how it is set."""

    char: str
    x: int
    y: int
    width: int
    ink: RGB
    paper: RGB
    bold: bool
    underline: bool


def save_picture(app: App[Any], path: Path | str) -> Path:
    """Save a picture of what `app` shows now as `path` (without suffix) + .png or .svg; returns the file.

    Needs a running app; a terminal is not needed.
    """
    path = Path(path)
    shown = tuple(cells(app))
    font = _font(SIZE)
    data, suffix = (
        (_svg(shown, *app.size).encode(), ".svg") if font is None else (_png(shown, font, *app.size), ".png")
    )
    target = path.with_name(path.name + suffix)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    return target


def cells(app: App[Any]) -> Iterator[Cell]:
    """Every character that `app` shows, row by row, screens that lie above included."""
    # The compositor asks for the screens below; the same is done before each paint.
    visible_screen_stack.set(app._background_screens)  # noqa: SLF001
    for y, strip in enumerate(app.screen._compositor.render_strips()):  # noqa: SLF001
        x = 0
        for segment in strip:
            ink, paper, bold, underline = _resolve_style(segment.style or Style())
            for char in "" if segment.control else segment.text:
                width = cell_len(char)
                # A mark that takes no room of its own belongs above the character before it.
                yield Cell(char, x if width else max(0, x - 1), y, width, ink, paper, bold, underline)
                x += width


def can_draw() -> bool:
    """Whether there are Pillow and a Chinese font, so that pictures will be .png."""
    return _font(SIZE) is not None


@lru_cache(maxsize=512)
def _resolve_style(style: Style) -> tuple[RGB, RGB, bool, bool]:
    """Ink, paper, bold and underline of a style, reverse and dim already applied."""
    ink: RGB = (style.color or Color.default()).get_truecolor(THEME)
    paper: RGB = (style.bgcolor or Color.default()).get_truecolor(THEME, foreground=False)
    if style.reverse:
        ink, paper = paper, ink
    if style.dim:
        ink = ((ink[0] + paper[0]) // 2, (ink[1] + paper[1]) // 2, (ink[2] + paper[2]) // 2)
    return ink, paper, bool(style.bold), bool(style.underline)


# Portable pixels ------------------------------------------------------------------------
# Pillow is optional (docs/decisions/0002-pictures.md): whoever has it gets .png, others .svg.


def _png(shown: tuple[Cell, ...], font: FreeTypeFont, columns: int, rows: int) -> bytes:
    from PIL import Image, ImageDraw

    size = (columns * CELL + 2 * MARGIN, rows * LINE + 2 * MARGIN)
    image = Image.new("RGB", size, tuple(THEME.background_color))
    draw = ImageDraw.Draw(image)
    for cell in shown:
        left, top = MARGIN + cell.x * CELL, MARGIN + cell.y * LINE
        if cell.width and cell.paper != THEME.background_color:
            draw.rectangle((left, top, left + cell.width * CELL - 1, top + LINE - 1), cell.paper)
    for cell in shown:
        _draw_cell(draw, font, cell)
    return _pack_image(image)


def _draw_cell(draw: ImageDraw, font: FreeTypeFont, cell: Cell) -> None:
    """The glyph in the middle of its cells, so that a font of another width stays in line."""
    left, top = MARGIN + cell.x * CELL, MARGIN + cell.y * LINE
    if cell.underline:
        draw.line((left, top + LINE - 3, left + cell.width * CELL - 1, top + LINE - 3), cell.ink)
    if cell.char.isspace() or not cell.char.isprintable():
        return
    char = cell.char if _drawable(font, cell.char) else GETA
    room = (cell.width or 1) * CELL
    at = (left + max(0.0, (room - font.getlength(char)) / 2), top + LINE - 8)
    for shift in (0, 1) if cell.bold else (0,):
        draw.text((at[0] + shift, at[1]), char, cell.ink, font=font, anchor="ls")


def _pack_image(image: Image) -> bytes:
    """The image with as many colours as the weight allows."""
    from PIL import Image

    # With fewer than 32 colours the rare ones, such as that of the labels, fall to the background.
    for colours in (64, 32):
        out = BytesIO()
        # A tenth of the time that the best palette and compression take, for a fortieth more bytes.
        image.quantize(colours, method=Image.Quantize.FASTOCTREE).save(out, "PNG", compress_level=6)
        if out.tell() <= HEAVIEST:
            break
    return out.getvalue()


# Fonts ----------------------------------------------------------------------------------


@lru_cache(maxsize=4)
def _font(size: int) -> FreeTypeFont | None:
    """A font that has Chinese, or None without one or without Pillow; HUKOU_FONT names one of your own."""
    try:
        from PIL import ImageFont  # noqa: F401 - only whether it is there
    except ImportError:
        return None
    for file in _font_files():
        font = _face(file, size)
        if font is not None and _drawable(font, "安") and _drawable(font, "a"):
            return font
    return None


def _font_files() -> Iterator[Path]:
    own = os.environ.get("HUKOU_FONT")
    if own:
        yield Path(own)
    found: dict[str, Path] = {}
    for folder in FONT_FOLDERS:
        for file in Path(folder).expanduser().rglob("*.[to]t[cf]"):
            found.setdefault(file.name.lower(), file)
    yield from (found[name.lower()] for name in FONTS if name.lower() in found)
    yield from _asked_for()


def _asked_for() -> Iterator[Path]:
    """Whatever fontconfig knows for Chinese, where it is installed."""
    if shutil.which("fc-list"):
        listed = subprocess.run(
            ["fc-list", "--format=%{file}\n", ":lang=zh-cn"], capture_output=True, check=False
        )
        yield from (Path(os.fsdecode(line)) for line in sorted(set(listed.stdout.splitlines())))


def _face(file: Path, size: int) -> FreeTypeFont | None:
    """The best face of a font file, or None if it cannot be read."""
    from PIL import ImageFont

    faces: list[FreeTypeFont] = []
    try:
        for index in range(12 if file.suffix.lower() == ".ttc" else 1):
            faces.append(ImageFont.truetype(str(file), size, index, layout_engine=ImageFont.Layout.BASIC))
    except OSError:
        pass  # past the last face, or no font at all: then there are no faces
    ranked = (face for wish in FACES for face in faces if wish in str(face.getname()[0]))
    return next(ranked, None)


@lru_cache(maxsize=4096)
def _drawable(font: FreeTypeFont, char: str) -> bool:
    """Whether the font has the character: what it has not, it draws like one that nobody has."""
    return bytes(font.getmask(char)) != _missing_glyph(font)


@lru_cache(maxsize=4)
def _missing_glyph(font: FreeTypeFont) -> bytes:
    return bytes(font.getmask("\U0010fffe"))


# Scalable -------------------------------------------------------------------------------


def _svg(shown: tuple[Cell, ...], columns: int, rows: int) -> str:
    """The same cells as text at fixed places: no stretching, no fonts from elsewhere."""
    width, height = columns * CELL + 2 * MARGIN, rows * LINE + 2 * MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">',
        f'<g font-family="{FAMILIES}" font-size="{CELL * 2 - 4}" xml:space="preserve">',
        f'<rect width="{width}" height="{height}" fill="{_hex(THEME.background_color)}"/>',
    ]
    for _, run in groupby(shown, lambda cell: (cell.y, cell.ink, cell.paper, cell.bold, cell.underline)):
        parts += _svg_run(tuple(run))
    return "\n".join([*parts, "</g>", "</svg>", ""])


def _svg_run(run: tuple[Cell, ...]) -> Iterator[str]:
    first, span = run[0], sum(cell.width for cell in run) * CELL
    left, top = MARGIN + first.x * CELL, MARGIN + first.y * LINE
    if first.paper != THEME.background_color:
        yield f'<rect x="{left}" y="{top}" width="{span}" height="{LINE}" fill="{_hex(first.paper)}"/>'
    style = ' font-weight="bold"' * first.bold + ' text-decoration="underline"' * first.underline
    # Viewers disagree on how many places a character beyond the basic plane counts for: it stands alone.
    for _, piece in groupby(enumerate(run), lambda entry: -entry[0] if entry[1].char > "\uffff" else 1):
        some = [cell for _, cell in piece if cell.char.isprintable()]
        if any(not cell.char.isspace() for cell in some) or (some and first.underline):
            places = " ".join(str(MARGIN + cell.x * CELL) for cell in some)
            text = escape("".join(cell.char for cell in some))
            yield f'<text x="{places}" y="{top + LINE - 8}" fill="{_hex(first.ink)}"{style}>{text}</text>'


def _hex(colour: RGB) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)

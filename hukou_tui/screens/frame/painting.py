"""How a screen is painted and its focus moved: at once, once, and only the parts that have changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

if TYPE_CHECKING:
    from textual.geometry import Offset
    from textual.strip import Strip

    from hukou_tui.screens.contracts import Application


class PaintedScreen(Screen[None]):
    """A screen that paints by Textual's private doors (docs/decisions/0007-terminal-driver.md)."""

    app: Application  # type: ignore[assignment]
    AUTO_FOCUS: ClassVar[str | None] = ""
    # Every move of the focus would repaint the whole screen.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    async def _on_idle(self, event: events.Idle) -> None:
        """Paint as soon as nothing else is to be done; Textual waits for the next sixtieth of a second."""
        event.prevent_default()
        changed = (
            self._layout_required or self._scroll_required or self._repaint_required or self._dirty_widgets
        )
        if changed and self.is_current and not self.app.in_batch:
            self._on_timer_update()
            # What has just been laid out tells only now where the caret stands.
            self.app.place_caret()
        else:
            self.app.place_caret()
            await self._invoke_and_clear_callbacks()

    def paint_now(self) -> None:
        """Paint what is marked as changed without sending word of it through the queues of all parts."""
        parts = list(self.walk_children(Widget))
        being_laid_out = self._layout_required or any(part._layout_required for part in parts)
        if not self.is_current or being_laid_out or self.app.in_batch:
            # What is being laid out is painted in one go, and nothing of it beforehand.
            return
        self._gather(parts)
        if any(part.children for part in self._dirty_widgets):
            self._on_timer_update()
        else:
            self.app.paint_parts(self._dirty_strips())

    def _gather(self, parts: Iterable[Widget]) -> None:
        """Mark all parts that have changed, before word of it has come through their queues: one picture for all."""
        for part in parts:
            if part._repaint_required:
                part._repaint_required = False
                self._dirty_widgets.add(part)

    def _dirty_strips(self) -> Iterator[tuple[Offset, Sequence[Strip]]]:
        """The marked parts and no other ones: where each of their pieces stands, and its rows.

        The compositor would draw everything between the first and the last of them. Nothing overlaps in a frame,
        so that a part without parts of its own can be drawn alone.
        """
        where = self._compositor.visible_widgets
        for part in self._dirty_widgets:
            pieces = part._exchange_repaint_regions()
            if part in where:
                (x, y, _width, _height), clip = where[part]
                for piece in pieces:
                    shown = clip.intersection(piece.translate((x, y)))
                    if shown:
                        yield shown.offset, part.render_lines(shown.translate((-x, -y)))
        self._dirty_widgets.clear()

    def place_cursor(self) -> None:
        """The terminal's cursor to where the caret is drawn."""
        if self.focused is not None and hasattr(self.focused, "cursor_screen_offset"):
            self.app.cursor_position = self.focused.cursor_screen_offset

    def put_focus(self, widget: Widget) -> None:
        """The focus to `widget` at once: the next key is meant for it already.

        Textual would tell both parts through their queues, look through all styles, and paint twice; nothing here
        has another style with the focus. Both are told at once, and what the key has changed is one picture.
        """
        left = self.focused
        if widget is not left:
            self.focused = widget
            if left is not None:
                _tell_of_focus(left, has=False)
            _tell_of_focus(widget, has=True)
        self.call_after_refresh(self.place_cursor)

    def _reset_focus(self, widget: Widget, avoiding: list[Widget] | None = None) -> None:
        """Word that the part with the focus was hidden comes late: one that is shown again by then keeps the focus.

        Textual would give it to any other part, and what is typed would go there.
        """
        being_removed = widget in (avoiding or ())
        shown = all(part.display for part in widget.ancestors_with_self if isinstance(part, Widget))
        if being_removed or not shown:
            super()._reset_focus(widget, avoiding)


def _tell_of_focus(part: Widget, *, has: bool) -> None:
    """What Textual's events do, at once; no watcher looks through the styles for it."""
    part.set_reactive(Widget.has_focus, has)
    part.refresh()
    told = getattr(part, "on_focus" if has else "on_blur", None)
    if told is not None:
        told()

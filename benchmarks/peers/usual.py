"""The same job as Textual's handbook does it: Input, Footer, DataTable, OptionList, a Screen for each step.

F4 goes to the next step, F2 to a table of a thousand rows, F3 back; nothing else is optimised or held back.
"""

from __future__ import annotations

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import DataTable, Footer, Header, Input, Label, OptionList

LABELS = ("姓名", "曾用名", "父亲姓名", "母亲姓名", "监护人", "申报人姓名", "翻译人", "学校", "户主", "地址")
QUESTIONS = ("出生后一直没有登记", "户口迁移证遗失", "户口迁移证过期", "户口被注销", "系统中缺失", "其他情形")


class Step(Screen[None]):
    """A step of the wizard, with the keys that all have."""

    BINDINGS: ClassVar = [
        ("f1", "help", "帮助"), ("f2", "app.push_screen('cases')", "办件"), ("f3", "app.pop_screen", "上一步"),
        ("f4", "app.push_screen('situation')", "下一步"), ("f12", "app.quit", "退出"),
    ]  # fmt: skip


class Who(Step):
    """Ten fields."""

    def compose(self) -> ComposeResult:
        yield Header()
        with VerticalScroll():
            for label in LABELS:
                yield Label(label)
                yield Input(placeholder=label)
        yield Footer()


class Situation(Step):
    """One question with its answers."""

    def compose(self) -> ComposeResult:
        yield Header()
        yield Label("因何没有户口？")
        yield OptionList(*QUESTIONS)
        yield Footer()


class Cases(Step):
    """A thousand cases."""

    def compose(self) -> ComposeResult:
        yield Header()
        yield DataTable(cursor_type="row")
        yield Footer()

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        table.add_columns("号", "姓", "状态")
        for number in range(1000):
            table.add_row(f"530699001-20160614-{number:03}", "马", "录入中")


class Usual(App[None]):
    """Starts in the first step."""

    SCREENS: ClassVar = {"who": Who, "situation": Situation, "cases": Cases}

    def on_mount(self) -> None:
        self.push_screen("who")


if __name__ == "__main__":
    Usual().run()

"""The counter speaks Chinese, or says why it cannot start."""

from __future__ import annotations

import subprocess
import sys

import pytest

from hukou_tui.words import catalogue


@pytest.fixture(autouse=True)
def _as_at_start(monkeypatch):
    monkeypatch.setattr(catalogue, "_load_files", {})
    monkeypatch.setattr(catalogue, "_language", catalogue.DEFAULT)


def test_chinese_is_spoken_unless_english_is_asked_for():
    assert catalogue.language() == "zh"
    assert catalogue._("Page {n}/{of}") == "第 {n}/{of} 页"


def test_a_switch_of_language_shows_at_the_next_word():
    catalogue.use_language("en")
    assert catalogue._("Page {n}/{of}") == "Page {n}/{of}"
    catalogue.use_language("zh")
    assert catalogue._("Page {n}/{of}") == "第 {n}/{of} 页"


def test_a_deferred_word_is_translated_when_it_is_shown():
    deferred = catalogue.N_("Page {n}/{of}")
    assert deferred == "Page {n}/{of}"
    assert catalogue._(deferred) == "第 {n}/{of} 页"


def test_a_slip_speaks_its_own_language_whatever_the_screen_speaks():
    catalogue.use_language("en")
    assert catalogue.translator("zh")("Page {n}/{of}") == "第 {n}/{of} 页"
    assert catalogue.language() == "en"


def test_an_empty_text_is_no_request_for_the_header_of_the_catalogue():
    assert catalogue._("") == "" == catalogue.translator("zh")("")


@pytest.mark.parametrize("content", [None, b"", b"not a catalogue", "half", "empty"])
def test_a_missing_or_damaged_catalogue_is_refused_and_never_becomes_english(tmp_path, monkeypatch, content):
    whole = catalogue.CATALOGUE.read_bytes()
    file = tmp_path / "zh.mo"
    if content == "half":
        file.write_bytes(whole[: len(whole) // 2])
    elif content == "empty":
        file.write_bytes(whole[:4] + bytes(24))
    elif content is not None:
        file.write_bytes(content)
    monkeypatch.setattr(catalogue, "CATALOGUE", file)
    for speak in (
        lambda: catalogue.use_language("zh"),
        lambda: catalogue._("Page {n}/{of}"),
        lambda: catalogue.translator("zh"),
    ):
        with pytest.raises(catalogue.WordsMissing, match="请重新安装"):
            speak()


def test_a_language_nobody_speaks_here_is_refused():
    with pytest.raises(catalogue.UnknownLanguage):
        catalogue.use_language("fr")
    assert catalogue.language() == "zh"


def test_the_words_cost_the_start_no_babel():
    code = "import sys; from hukou_tui.words import catalogue as c; c.use_language('zh'); print('babel' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"

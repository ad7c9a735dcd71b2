"""A card reader's number is handed on in one piece; a hand's digits, however quick, are handed on as typed."""

from __future__ import annotations

from textual import events

from hukou_tui.terminal.card_reader import QUICK, CardRead, CardReader

NUMBER = "53069919790507059X"
#: Of the same length, and its check digit does not fit.
UNSOUND = "530699197905070591"


def key(character: str) -> events.Key:
    named = {"\r": "enter", "\t": "tab"}
    return events.Key(named.get(character, character), None if character in named else character)


def typed(text: str, apart: float) -> list[events.Key | events.Paste]:
    """What comes out when the characters of `text` come so many seconds apart, and then nothing more."""
    reader, found = CardReader(), []
    for at, character in enumerate(text):
        found += reader.feed([key(character)], 100 + at * apart)
    return found + reader.flush()


def told(found: list[events.Key | events.Paste]) -> list[str]:
    return [f"[{e.text}]" if isinstance(e, CardRead) else (e.character or e.key) for e in found]


def test_a_number_in_one_burst_is_one_piece_behind_its_first_digit():
    assert told(typed(NUMBER, 0.002)) == ["5", f"[{NUMBER}]"]


def test_the_enter_that_a_reader_sends_belongs_to_the_number():
    found = typed(NUMBER + "\r", 0.002)
    assert told(found) == ["5", f"[{NUMBER}]"]
    assert found[-1].ended


def test_an_enter_much_later_is_a_key_of_its_own():
    reader, found = CardReader(), []
    for at, character in enumerate(NUMBER):
        found += reader.feed([key(character)], 100 + at * 0.001)
    found += reader.flush()
    found += reader.feed([key("\r")], 101)
    assert told(found) == ["5", f"[{NUMBER}]", "enter"]


def test_what_a_hand_types_passes_key_by_key():
    assert told(typed(NUMBER + "\r", QUICK * 2)) == [*NUMBER, "enter"]


def test_keys_typed_ahead_that_make_no_number_pass_in_their_order():
    ahead = "201405201\r03马\r" + UNSOUND + "\r"
    assert told(typed(ahead, 0.0)) == [c if c != "\r" else "enter" for c in ahead]


def test_a_star_and_a_full_width_x_are_the_check_digit():
    for last in "*xＸ":
        assert told(typed(NUMBER[:-1] + last, 0.001)) == ["5", f"[{NUMBER}]"]


def test_nothing_is_kept_longer_than_its_patience():
    reader = CardReader()
    assert reader.patience is None
    reader.feed([key("1")], 1.0)
    assert reader.patience is None
    assert reader.feed([key("2")], 1.001) == []
    assert reader.patience == QUICK
    assert told(reader.flush()) == ["2"]
    assert reader.patience is None


def test_more_digits_than_a_number_has_are_keys():
    assert "".join(told(typed("1" * 40, 0.0))) == "1" * 40


def test_where_a_digit_acts_the_first_one_waits_too():
    reader, found = CardReader(), []
    for at, character in enumerate(NUMBER):
        found += reader.feed([key(character)], 100 + at * 0.001, acts=True)
    found += reader.flush()
    assert told(found) == [f"[{NUMBER}]"]
    assert not found[0].begun


def test_a_digit_alone_acts_as_soon_as_its_patience_is_over():
    reader = CardReader()
    assert reader.feed([key("1")], 1.0, acts=True) == []
    assert reader.patience == QUICK
    assert told(reader.flush()) == ["1"]
    assert told(reader.feed([key("2"), key("\r")], 2.0, acts=True)) == ["2", "enter"]


def test_a_number_in_groups_is_one_piece_whatever_stands_between_and_behind():
    for grouped in ("530699 1979 0507 059X", "530699-1979-0507-059X", "530699 19790507 059X "):
        found = typed(grouped + "\r", 0.001)
        assert told(found) == ["5", f"[{NUMBER}]"] and found[-1].ended


def test_groups_that_make_no_number_pass_in_their_order():
    ahead = "2005-03-12\r12 3\r0870-1 2\r"
    assert told(typed(ahead, 0.0)) == [c if c != "\r" else "enter" for c in ahead]


def test_separators_without_end_are_not_kept():
    assert "".join(told(typed("1" + " " * 500, 0.0))) == "1" + " " * 500

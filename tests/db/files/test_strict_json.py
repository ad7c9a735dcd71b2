"""One text has one meaning: what the standard library would read in two ways is refused, and what is written is one."""

from __future__ import annotations

import pytest

from db.files.strict_json import NotStrict, dumps, loads


def nested(depth: int, opening: bytes = b"[", closing: bytes = b"]") -> bytes:
    return opening * depth + closing * depth


def test_what_is_written_is_sorted_tight_and_as_it_is_read():
    value = {"名": "阿依·古丽", "b": [1, True, None, {"z": "", "a": -7}], "a": '\u2028"\\\x01'}
    assert (
        dumps(value)
        == '{"a":"\u2028\\"\\\\\\u0001","b":[1,true,null,{"a":-7,"z":""}],"名":"阿依·古丽"}'.encode()
    )
    assert loads(dumps(value)) == value


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {"a": [float("-inf")]}])
def test_what_json_does_not_have_is_not_written(value: object):
    with pytest.raises(ValueError, match="JSON"):
        dumps(value)


@pytest.mark.parametrize("value", ["\ud800", {"\udfff": 1}])
def test_half_a_character_is_not_written(value: object):
    with pytest.raises(UnicodeEncodeError):
        dumps(value)


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":1,"a":2}', b'{"a":1,"a":1}', b'[{"b":{"a":1,"\\u0061":1}}]', b"NaN", b"[Infinity]", b"-Infinity",
        b"1.0", b"1e3", b"[0.5]", b"1234567890123456", b"-123456789012345", b'"\\ud800"', b'{"\\udc00":1}',
        b"\xff", b'"\xed\xa0\x80"', b"", b"{", b"[1,]", b"{'a':1}", b"[1]x", b"\xef\xbb\xbf[]", b"// no\n1", b'"\t"',
    ],
)  # fmt: skip
def test_what_has_more_than_one_reading_or_none_is_refused(data: bytes):
    with pytest.raises(NotStrict) as refused:
        loads(data)
    # the text may be personal: none of it is told
    assert not data or (str(refused.value) and data.decode("latin-1") not in str(refused.value))


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"123456789012345", 123_456_789_012_345), (b"-12345678901234", -12_345_678_901_234), (b"0", 0),
        (b'"\\ud83d\\ude00"', "😀"), (b'"\\u4e2d"', "中"), (b" [ 1 ] ", [1]), (b'{"a":{"a":1}}', {"a": {"a": 1}}),
        ('"𠮷"'.encode(), "𠮷"),
    ],
)  # fmt: skip
def test_what_has_one_reading_is_read(data: bytes, value: object):
    assert loads(data) == value


def test_sixteen_levels_are_read_and_seventeen_refused():
    assert loads(nested(16)) and loads(b'{"a":' * 15 + b"[]" + b"}" * 15)
    for data in (nested(17), b'{"a":' * 16 + b"[]" + b"}" * 16, nested(100_000), b"[" * 100_000):
        with pytest.raises(NotStrict, match="nested"):
            loads(data)


def test_brackets_in_a_text_are_no_levels_and_levels_that_are_closed_are_over():
    assert loads(b'"' + b"[" * 100 + b'"') == "[" * 100
    assert loads(b'["\\"' + b"{" * 100 + b'\\\\"]') == ['"' + "{" * 100 + "\\"]
    assert loads(b"[" + b",".join([nested(15)] * 40) + b"]")
    assert loads(b"[" + b",".join([b'{"a":[]}'] * 40) + b"]")

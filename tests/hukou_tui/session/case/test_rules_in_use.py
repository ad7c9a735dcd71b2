"""A station works with what it has adopted, and a case is shown under its own rules, as far as they can be had."""

from __future__ import annotations

from pathlib import Path

from db.exchange.case_records import record_of
from db.station.rule_texts import RuleText
from db.station.station import Act, Station
from flows.case import actions as a
from flows.case.recheck import recheck
from flows.rules.stamps import PackStamp
from harness.packs.other_rules import DAY, LESS, UNREADABLE, kept, rules, stamps
from harness.stations.intake import AT, CLERK, adopt, new_station
from hukou_tui.session.case import rules_in_use


def opened(station: Station, packs: tuple[PackStamp, ...], texts: tuple[RuleText, ...] = ()) -> str:
    number = station.queries.next_number(DAY)
    station.append_under(texts, [Act(a.OpenCase("2016-06-14", "", packs), number, CLERK, AT)])
    return number


def test_until_something_is_adopted_the_rules_of_the_program_are_in_force(tmp_path: Path):
    with new_station(tmp_path, practice=True) as station:
        force = rules_in_use.in_force(station, DAY)
        assert force.adopted is None and not force.trouble()
        assert force.stamps == stamps() and force.texts == kept()


def test_what_was_adopted_is_in_force_until_something_else_is(tmp_path: Path):
    with new_station(tmp_path, practice=True) as station:
        for texts in (kept(LESS), kept()):
            adopt(station, texts)
            force = rules_in_use.in_force(station, DAY)
            assert force.texts == texts and force.adopted is not None and not force.trouble()


def test_what_can_no_longer_be_used_is_said_with_what_is_used_instead(tmp_path: Path):
    with new_station(tmp_path, practice=True) as station:
        adopt(station, (UNREADABLE,))
        force = rules_in_use.in_force(station, DAY)
    assert (force.stamps, force.why) == (stamps(), rules_in_use.UNREADABLE)
    assert "newer 9" in force.trouble() and rules_in_use.names(stamps()) in force.trouble()


def test_a_case_has_its_own_rules_where_they_are_kept_and_can_be_read(tmp_path: Path):
    with new_station(tmp_path, practice=True) as station:
        force = rules_in_use.in_force(station, DAY)
        told = {}
        for name, packs, texts in (
            ("present", stamps(), kept()),
            ("own", stamps(LESS), kept(LESS)),
            ("unkept", (PackStamp("base", "1", "0" * 64),), ()),
            ("unreadable", (UNREADABLE.stamp,), (UNREADABLE,)),
            ("unnamed", (), ()),
        ):
            case = station.queries.case(opened(station, packs, texts))
            told[name] = rules_in_use.of_case(station, case, force, DAY)
    assert told["present"].rules is force.rules
    assert [(ref.id, ref.hash) for ref in told["own"].rules.packs] == [(s.id, s.sha256) for s in stamps(LESS)]
    assert {name: own.why for name, own in told.items() if own.why} == {
        "unkept": rules_in_use.NOT_KEPT, "unreadable": rules_in_use.UNREADABLE, "unnamed": rules_in_use.NOT_KEPT,
    }  # fmt: skip


def test_the_county_is_told_the_rules_of_the_last_re_check(tmp_path: Path):
    with new_station(tmp_path, practice=True) as station:
        number = opened(station, stamps(), kept())
        action = recheck(station.queries.case(number), rules(), rules(LESS), stamps(LESS))
        station.append_under(kept(LESS), [Act(action, number, CLERK, AT)])
        record = record_of(station.queries.case(number), 1)
    assert [(one.id, one.sha256) for one in record.rules] == [(s.id, s.sha256) for s in stamps(LESS)]

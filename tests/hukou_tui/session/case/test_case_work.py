"""Work on cases over a disk that answers when the test lets it: pressed twice, refused, left or locked in between."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from db.errors import JournalFault
from db.station.opening import open_station_file
from flows.case import actions as a
from flows.case.case import Case
from flows.case.status import Event
from flows.errors import NotAllowed
from harness.refusals import refused
from harness.stations.held_disk import AUDITOR, Counter, Found
from harness.stations.intake import APPROVER, AT, CLERK, DAY, FIELDS, NUMBER, new_station
from hukou_tui.session.case import rules_in_use
from hukou_tui.session.case.recheck_notice import RulesNotice
from hukou_tui.session.news import BatchSaved, CaseOpened, LookupDone, SaveRefused

FIRST, SECOND, THIRD, FOURTH, NOWHERE = (f"530699001-20160614-{n:03}" for n in (1, 2, 3, 4, 77))
NAME, PHONE = a.SetField("person.name", "马天翔"), a.SetField("declarant.phone", "0870-1234567")
#: What one person of a family has that the next has as well; the names and numbers of the persons are not among it.
OF_THE_FAMILY = {
    "father.name": "欧阳建国", "mother.name": "赵秀英", "guardian.name": "赵秀英", "declarant.role": "guardian",
    "destination.kind": "family", "destination.householder": "欧阳建国", "destination.division": "530699",
    "destination.address": "青山村一组",
}  # fmt: skip
NOBODY_FOUND = a.RecordLookup((), (), 0, "")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two cases: one of the family FIRST with all its fields, and one without any."""
    folder = tmp_path_factory.mktemp("made") / "practice"
    with new_station(folder, practice=True) as station:
        stamps = rules_in_use.in_force(station, DAY).stamps
        fields = {**FIELDS, "person.number": NUMBER}
        for number, typed in ((FIRST, fields), (SECOND, {})):
            opening = a.OpenCase(DAY.isoformat(), FIRST, stamps, True, "")
            typing = [a.SetField(*one) for one in typed.items()]
            station.append_all([opening, *typing], case_id=number, operator=CLERK, at=AT)
    return folder


@pytest.fixture
def counter(made: Path, tmp_path: Path) -> Iterator[Counter]:
    folder = Path(shutil.copytree(made, tmp_path / "practice"))
    with open_station_file(folder) as station:
        yield Counter(station, folder)


# ---- no case at hand


def test_without_a_case_at_hand_whatever_is_done_to_it_is_refused(counter: Counter) -> None:
    cases = counter.cases
    doings: tuple[Callable[[], object], ...] = (
        lambda: cases.at_hand, lambda: cases.relatives, lambda: cases.view, lambda: cases.act(NAME), cases.act,
        cases.read_again, cases.look_up, lambda: cases.admit_person(Event.SUBMIT),
    )  # fmt: skip
    for doing in doings:
        with refused(NotAllowed, "case_not_open"):
            doing()
    assert counter.idle


def test_without_a_case_at_hand_there_is_nothing_to_tell_and_the_rules_are_those_in_force(
    counter: Counter,
) -> None:
    cases = counter.cases
    cases.forget_view()
    cases.record_lookup()
    assert (cases.is_open, cases.has_notice, cases.take_notice()) == (False, False, None)
    assert cases.rules is cases.force.rules and counter.idle


# ---- opened, pressed twice, left


def test_a_case_at_hand_has_its_family_its_view_and_its_rules(counter: Counter) -> None:
    cases = counter.cases
    counter.open(SECOND)
    assert cases.is_open and [one.id for one in cases.relatives] == [FIRST]
    view = cases.view
    assert (view.case, view.rules) == (cases.at_hand, cases.rules) and cases.view is view
    cases.forget_view()
    assert cases.view is not view, "a setting that it depends on has changed"
    assert not cases.has_notice, "the same rules, nothing to tell"
    assert counter.desk.saved_seq == counter.station.queries.head().seq


def test_what_is_told_of_other_rules_is_told_once(counter: Counter) -> None:
    opening = a.OpenCase(DAY.isoformat(), "", (), True, "")
    counter.station.append_all([opening], case_id=THIRD, operator=CLERK, at=AT)
    counter.open(THIRD)
    told = RulesNotice(line="原依规则未留存：已按现行规则核对，无法比较。")
    assert (counter.cases.has_notice, counter.cases.take_notice()) == (True, told)
    assert (counter.cases.has_notice, counter.cases.take_notice()) == (False, None)


def test_of_two_cases_asked_for_the_last_comes_and_nobody_waited_for_the_first(counter: Counter) -> None:
    counter.cases.open(FIRST)
    counter.cases.open(SECOND)
    assert [waited for _news, waited in counter.answered()] == [False, True]
    assert counter.cases.at_hand.id == SECOND


def test_a_key_pressed_twice_begins_two_cases_of_which_the_last_is_at_hand(counter: Counter) -> None:
    counter.cases.begin(story="走失")
    counter.cases.begin()
    assert [waited for _news, waited in counter.answered()] == [False, True]
    assert counter.cases.at_hand.id == FOURTH
    assert (counter.kept(THIRD).story, counter.cases.at_hand.story) == ("走失", "")


@pytest.mark.parametrize("asked", ["open", "begin", "read_again"])
def test_what_was_asked_for_before_the_counter_was_left_does_not_come_back(
    counter: Counter, asked: str
) -> None:
    counter.open(SECOND)
    {"open": lambda: counter.cases.open(FIRST), "begin": counter.cases.begin,
     "read_again": counter.cases.read_again}[asked]()  # fmt: skip
    counter.cases.leave()
    ((news, waited),) = counter.answered()
    assert isinstance(news, CaseOpened) and news.reading is not None and not waited
    assert not counter.cases.is_open and not counter.cases.lookup.looking


def test_what_is_asked_for_after_the_counter_was_left_comes(counter: Counter) -> None:
    counter.cases.open(FIRST)
    counter.cases.leave()
    counter.cases.open(SECOND)
    assert [waited for _news, waited in counter.answered()] == [False, True]
    assert counter.cases.at_hand.id == SECOND


def test_a_case_that_cannot_be_opened_is_told_and_the_one_at_hand_stays(counter: Counter) -> None:
    counter.open(SECOND)
    counter.cases.look_up()
    counter.cases.act(NAME)
    counter.cases.open(NOWHERE)
    told = counter.answered()
    news, waited = told[-1]
    assert isinstance(news, CaseOpened) and waited and (news.reading, news.badge) == (None, CLERK)
    assert news.fault is not None and counter.cases.at_hand.get("person.name") == "马天翔"
    assert counter.cases.lookup.looking, "of the one at hand it is still being looked for"


def test_of_a_case_taken_in_nothing_was_found_yet(counter: Counter) -> None:
    counter.open(FIRST)
    counter.found_nobody()
    counter.open(SECOND)
    assert (counter.cases.lookup.found, counter.cases.lookup.looking) == (None, False)


def test_a_look_is_of_whoever_asked_for_it_though_somebody_else_sits_here_when_the_disk_comes_to_it(
    counter: Counter,
) -> None:
    counter.cases.open(SECOND)
    counter.seat(APPROVER)
    ((news, _waited),) = counter.answered()
    assert isinstance(news, CaseOpened) and news.badge == CLERK
    last = list(counter.station.queries.entries_between("2016", "2017"))[-1]
    assert (last.operator, last.action, last.case_id) == (CLERK, a.Look("case"), SECOND)


# ---- begun


def test_the_next_of_a_family_begins_with_what_is_the_familys_and_nothing_of_the_person(
    counter: Counter,
) -> None:
    counter.open(FIRST)
    counter.cases.begin(family_of=counter.cases.at_hand)
    counter.answered()
    begun = counter.cases.at_hand
    assert (begun.id, begun.family, dict(begun.fields)) == (THIRD, FIRST, OF_THE_FAMILY)
    assert {one.id for one in counter.cases.relatives} == {FIRST, SECOND}


def test_a_stranger_begins_with_nothing_on_the_day_under_the_rules_in_force(counter: Counter) -> None:
    counter.open(FIRST)
    counter.cases.begin(story="走失")
    counter.answered()
    begun, force = counter.cases.at_hand, counter.cases.force
    assert (begun.id, begun.opened_on, begun.opened_by, begun.story) == (THIRD, "2016-06-14", CLERK, "走失")
    assert (begun.packs, begun.practice, dict(begun.fields)) == (force.stamps, True, {})
    assert begun.family == THIRD, "the first of a family of its own"
    assert counter.cases.relatives == ()


# ---- acted on


def test_an_act_holds_at_once_and_is_on_disk_when_the_disk_comes_to_it(counter: Counter) -> None:
    counter.open(SECOND)
    after = counter.cases.act(NAME, PHONE)
    assert after is counter.cases.at_hand
    assert dict(after.fields) == {"person.name": "马天翔", "declarant.phone": "0870-1234567"}
    assert counter.queue.pending == 2 and counter.kept(SECOND).fields == {}
    ((news, _waited),) = counter.answered()
    assert isinstance(news, BatchSaved) and counter.kept(SECOND).fields == after.fields


def test_to_do_nothing_gives_the_case_and_writes_nothing(counter: Counter) -> None:
    counter.open(SECOND)
    assert counter.cases.act() is counter.cases.at_hand
    assert counter.idle and counter.queue.pending == 0


def test_of_several_acts_one_that_is_not_admitted_takes_all_of_them_back(counter: Counter) -> None:
    counter.open(SECOND)
    before = counter.cases.at_hand
    with refused(NotAllowed, "no_such_move"):
        counter.cases.act(NAME, a.Move("register", "", "", "", NUMBER, "2016-06-14"))
    assert counter.cases.at_hand is before and counter.idle


def test_only_what_is_compared_is_looked_up_anew(counter: Counter) -> None:
    counter.open(SECOND)
    counter.cases.act(PHONE)
    assert not counter.cases.lookup.looking
    counter.cases.act(NAME)
    assert counter.cases.lookup.looking


def test_with_a_made_up_passphrase_nobody_opens_begins_or_acts(counter: Counter) -> None:
    counter.open(SECOND)
    before = counter.cases.at_hand
    counter.lock_with_a_made_up_passphrase()
    for doing in (lambda: counter.cases.act(NAME), counter.cases.begin, lambda: counter.cases.open(FIRST)):
        with refused(NotAllowed, "passphrase_first"):
            doing()
    assert counter.idle and counter.cases.at_hand is before
    counter.cases.read_again()
    assert [waited for _news, waited in counter.answered()] == [True], "what is at hand may be read"


def test_who_may_cause_it_is_said_before_a_page_is_filled_in(counter: Counter) -> None:
    counter.open(SECOND)
    counter.cases.admit_person(Event.SUBMIT)
    counter.seat(AUDITOR)
    with refused(NotAllowed, "not_your_part", role="auditor"):
        counter.cases.admit_person(Event.SUBMIT)


# ---- refused by the disk


def withdrawn_behind_the_screen(counter: Counter, number: str) -> None:
    for action in (a.PrintSlip("withdrawal", "0" * 64), a.Move("withdraw", "撤回", "signature")):
        counter.station.append(action, case_id=number, operator=CLERK, at=AT)


def test_what_the_disk_refuses_is_taken_back_with_what_was_found_by_it(counter: Counter) -> None:
    counter.open(SECOND)
    counter.cases.act(NAME)
    counter.found_nobody()
    withdrawn_behind_the_screen(counter, SECOND)
    ((news, _waited),) = counter.answered()
    assert isinstance(news, SaveRefused) and counter.idle, (
        "its case came with the refusal, and is not asked for again"
    )
    assert (counter.cases.at_hand.status, dict(counter.cases.at_hand.fields)) == ("withdrawn", {})
    assert (counter.cases.lookup.found, counter.cases.lookup.looking) == (None, False)


def test_a_refusal_of_another_case_changes_nothing_of_the_one_at_hand(counter: Counter) -> None:
    counter.open(FIRST)
    counter.cases.act(PHONE)
    withdrawn_behind_the_screen(counter, FIRST)
    counter.cases.open(SECOND)
    refusal, opened = (counter.disk.waiting.pop(0) for _turn in range(2))
    opened()
    assert counter.take(counter.told.pop())
    before = counter.cases.at_hand
    counter.found_nobody()
    refusal()
    ((news, _waited),) = counter.answered()
    assert isinstance(news, SaveRefused) and news.batch.case_id == FIRST
    assert counter.cases.at_hand is before and counter.cases.lookup.found is not None and counter.idle


def test_a_refusal_after_the_case_was_left_brings_nothing_back(counter: Counter) -> None:
    counter.open(SECOND)
    counter.cases.act(NAME)
    counter.cases.leave()
    withdrawn_behind_the_screen(counter, SECOND)
    ((news, _waited),) = counter.answered()
    assert isinstance(news, SaveRefused) and not counter.cases.is_open and counter.idle


def test_a_refused_case_that_could_not_be_read_is_read_again(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter.open(SECOND)
    counter.cases.act(NAME)
    withdrawn_behind_the_screen(counter, SECOND)
    with monkeypatch.context() as patched:

        def damaged(_number: str) -> Case:
            raise JournalFault("damaged", seq=1)

        patched.setattr(counter.station.queries, "case", damaged)
        ((news, _waited),) = counter.answered()
    assert isinstance(news, SaveRefused) and news.reading is None and not counter.idle
    counter.answered()
    assert counter.cases.at_hand.status == "withdrawn"


@pytest.fixture
def refused_unread(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> Callable[[], SaveRefused]:
    """What SECOND waits for is refused, and the case cannot be read in that moment; the refusal, not told yet."""

    def refuses() -> SaveRefused:
        def damaged(_number: str) -> Case:
            raise JournalFault("damaged", seq=1)

        with monkeypatch.context() as patched:
            patched.setattr(counter.station.queries, "case", damaged)
            counter.disk.waiting.pop(0)()
        news = counter.told.pop()
        assert isinstance(news, SaveRefused) and news.reading is None
        return news

    return refuses


def test_whoever_has_asked_for_another_case_gets_it_though_the_one_before_has_to_be_read_again(
    counter: Counter, refused_unread: Callable[[], SaveRefused]
) -> None:
    """What is typed ahead is meant for the next of the family, and would go into the case before."""
    counter.open(SECOND)
    counter.cases.act(NAME)
    withdrawn_behind_the_screen(counter, SECOND)
    counter.cases.begin(family_of=counter.cases.at_hand)
    counter.take(refused_unread())
    assert [waited for _news, waited in counter.answered()] == [True]
    assert counter.cases.at_hand.id == THIRD and counter.idle


def test_a_refused_case_is_read_again_where_the_other_one_cannot_be_had_and_once_only(
    counter: Counter, refused_unread: Callable[[], SaveRefused]
) -> None:
    counter.open(SECOND)
    counter.cases.act(NAME)
    withdrawn_behind_the_screen(counter, SECOND)
    counter.cases.open(NOWHERE)
    counter.take(refused_unread())
    ((failed, waited),) = counter.answered()
    assert failed.fault is not None and waited and len(counter.disk.waiting) == 1
    counter.answered()
    assert counter.cases.at_hand.status == "withdrawn"
    counter.cases.open(NOWHERE)
    counter.answered()
    assert counter.idle and counter.cases.at_hand.status == "withdrawn"


def test_a_refused_case_that_was_left_is_read_by_nobody_any_more(
    counter: Counter, refused_unread: Callable[[], SaveRefused]
) -> None:
    counter.open(SECOND)
    counter.cases.act(NAME)
    withdrawn_behind_the_screen(counter, SECOND)
    counter.cases.open(FIRST)
    counter.take(refused_unread())
    counter.cases.leave()
    counter.cases.open(NOWHERE)
    assert [waited for _news, waited in counter.answered()] == [False, True]
    assert counter.idle and not counter.cases.is_open


# ---- looked up


def test_whoever_only_reads_looks_nobody_up_and_what_was_found_before_is_forgotten(counter: Counter) -> None:
    counter.open(FIRST)
    counter.found_nobody()
    counter.seat(AUDITOR)
    counter.cases.look_up()
    assert (counter.cases.lookup.found, counter.cases.lookup.looking) == (None, False)


def test_an_answer_is_put_on_record_once(counter: Counter) -> None:
    counter.open(FIRST)
    counter.cases.look_up()
    counter.cases.record_lookup()
    assert counter.idle and counter.cases.lookup.looking, "nothing was answered yet"
    for recorded in (1, 0):
        counter.found_nobody()
        counter.cases.record_lookup()
        assert len(counter.disk.waiting) == recorded, "the same again is no news"
        counter.answered()
        assert counter.kept(FIRST).lookup == counter.cases.at_hand.lookup == NOBODY_FOUND


def test_an_answer_that_comes_too_late_is_nobodys(counter: Counter) -> None:
    counter.open(FIRST)
    counter.cases.look_up()
    counter.cases.leave()
    assert not counter.cases.take_lookup(LookupDone(ticket=1, found=cast("Any", Found())))


@pytest.mark.parametrize("meanwhile", ["an auditor sits down", "the passphrase is made up"])
def test_an_answer_is_not_put_on_record_by_somebody_who_may_not(counter: Counter, meanwhile: str) -> None:
    """The screen was locked while the register was searched; who came to sit here instead is not refused anything."""
    counter.open(FIRST)
    counter.found_nobody()
    if meanwhile == "an auditor sits down":
        counter.seat(AUDITOR)
    else:
        counter.lock_with_a_made_up_passphrase()
    counter.cases.record_lookup()
    assert counter.idle and counter.cases.at_hand.lookup is None and not counter.cases.lookup.looking

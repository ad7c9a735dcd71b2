"""Cases for tests of what is kept and exchanged: synthetic people, taken in as at the counter."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from db.access import unlocking, vault
from db.files.connection import open_database
from db.files.engine import sqlite3
from db.keys.keyslots import LEAST_KIB, Cost, Keyring
from db.station.opening import create_station_file, open_station_file
from db.station.rule_texts import RuleText
from db.station.station import Act, Station
from flows.case import actions as a
from flows.case.rule_adoption import stack_of
from flows.linkage.lookup_result import FoundCandidate
from flows.rules.stamps import PackStamp

AT = "2016-06-14T08:00:00Z"
DAY = date(2016, 6, 14)
CLERK, APPROVER, ADMINISTRATOR = "001", "002", "003"
CODE = "530699001"
PASSPHRASE = "four horses, one cart"
#: What trying a passphrase costs in tests: the least that the program takes.
CHEAP = Cost(passes=1, lanes=1, kib=LEAST_KIB)
#: Two valid numbers of the invented division.
NUMBER, OTHER_NUMBER = "530699201603050023", "530699201603050015"

FIELDS = {
    "person.name": "欧阳小明",
    "person.sex": "1",
    "person.birth": "2016-03-05",
    "father.name": "欧阳建国",
    "mother.name": "赵秀英",
    "declarant.role": "guardian",
    "guardian.name": "赵秀英",
    "destination.kind": "family",
    "destination.householder": "欧阳建国",
    "destination.division": "530699",
    "destination.address": "青山村一组",
}
#: The date of birth as whoever decides has determined it.
DETERMINED = a.DetermineBirth("2016-03-05", "certificate")

#: Withdrawn on a sheet that the applicant has signed.
WITHDRAWAL = a.Move("withdraw", "申请人撤回", "signature")


def new_station(folder: Path, *, code: str = CODE, practice: bool = False) -> Station:
    """A station with a clerk, an approver who can sign and an administrator; encrypted unless it is for practice."""
    about = {"code": code, "name": "青山派出所", "settings": {"fee.price_fen": ""}, "at": AT}
    roles = ((CLERK, "clerk"), (APPROVER, "approver"), (ADMINISTRATOR, "administrator"))
    if practice:
        return create_station_file(folder, practice=True, operators=roles, **about)
    people = [vault.Newcomer(badge, role, PASSPHRASE) for badge, role in roles]
    made, _recovery = vault.create_station(folder, people=people, cost=CHEAP, **about)
    made.station.sit_down(APPROVER, held(folder).signer)
    return made.station


def held(folder: Path, badge: str = APPROVER) -> Keyring:
    """What one of the operators of `new_station` holds who has proven himself."""
    return unlocking.prove_operator(folder, badge, PASSPHRASE)


def reopened(folder: Path, *, readonly: bool = False) -> Station:
    """The station that `new_station` has made in `folder`, opened again; decisions can be signed."""
    if not (folder / "keyslots.json").exists():
        return open_station_file(folder, readonly=readonly)
    opened = held(folder)
    station = open_station_file(folder, key=opened.key, readonly=readonly)
    station.sit_down(APPROVER, opened.signer)
    return station


def raw(folder: Path) -> sqlite3.Connection:
    """The station file as somebody has it who holds the key and goes round the program."""
    return open_database(folder / "station.db", key=held(folder).key).conn


def open_case(station: Station, **fields: str) -> str:
    """A case with fields, answers and papers; its number."""
    number = station.queries.next_number(DAY)
    entered = {**FIELDS, **{name.replace("_", ".", 1): value for name, value in fields.items()}}
    actions: list[a.Action] = [
        a.OpenCase(DAY.isoformat(), "", (PackStamp("base", "1", "0" * 64),), station.queries.practice, "a story")
    ]
    actions += [a.SetField(name, value) for name, value in entered.items()]
    actions += [
        a.AnswerFact("cause", "never_registered"),
        a.MarkPaper("birth_certificate", "has"),
        a.TagGroup("S2.1a", True),
        a.AnswerFee("poor", "unknown", "list not seen"),
        a.RecordCheck("interview_record", True, "two officers"),
    ]
    station.append_all(actions, case_id=number, operator=CLERK, at=AT)
    return number


def looked_up(station: Station, number: str) -> None:
    """The local lookup, a judged candidate and the query of the population information system."""
    station.append_all(
        [
            a.RecordLookup(
                (FoundCandidate("register:P7", "normal", "examine", 61, "other"),),
                ("mother",),
                3000,
                "2016-06-01",
            ),
            a.DecideCandidates(("register:P7",), "different", "other_parents"),
            a.RecordSystemQuery(CLERK, AT, "全省", "none"),
        ],
        case_id=number, operator=CLERK, at=AT,
    )  # fmt: skip


def submitted(station: Station, **fields: str) -> str:
    """A case before the station's reviewer."""
    number = open_case(station, **fields)
    looked_up(station, number)
    station.append_all([a.Move("accept"), a.Move("submit")], case_id=number, operator=CLERK, at=AT)
    return number


def forwarded(station: Station, **fields: str) -> str:
    """A case that the county is to decide."""
    number = submitted(station, **fields)
    station.append_all([DETERMINED, a.Move("forward")], case_id=number, operator=APPROVER, at=AT)
    return number


def granted(station: Station, **fields: str) -> str:
    """A case that the station has granted."""
    number = submitted(station, **fields)
    station.append_all([DETERMINED, a.Move("grant")], case_id=number, operator=APPROVER, at=AT)
    return number


def given_back(station: Station, number: str, *, at: str = AT) -> None:
    """The county sends a case back: the station has it again."""
    station.append(a.Move("send_back", "补充"), case_id=number, operator="county:88", at=at)


def withdrawn(station: Station, number: str, *, at: str = AT) -> None:
    """The applicant withdraws: his sheet is made, and comes back signed."""
    sheet = a.PrintSlip("withdrawal", "0" * 64)
    station.append_all([sheet, WITHDRAWAL], case_id=number, operator=CLERK, at=at)


def adopt(station: Station, texts: tuple[RuleText, ...]) -> None:
    """Put these rules in force: the administrator proposes them, the reviewer adopts them."""
    packs = tuple(one.stamp for one in texts)
    stack = stack_of(packs)
    _sign_as(station, ADMINISTRATOR)
    station.append_under(texts, [Act(a.ProposeRules(packs, stack), "", ADMINISTRATOR, AT)])
    waiting = station.queries.adoption().proposed
    assert waiting is not None
    _sign_as(station, APPROVER)
    station.append(a.AdoptRules(packs, stack, waiting.seq), case_id="", operator=APPROVER, at=AT)


def _sign_as(station: Station, badge: str) -> None:
    if station.key is not None:
        station.sit_down(badge, held(station.folder, badge).signer)

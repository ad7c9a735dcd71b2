"""What stands in files for decades, written here by hand: a word that is renamed makes every old file unreadable.

Journals, packets, acknowledgements and the slots of keys hold these words. Who changes one here has to bring up what
was written before (`flows.case.action_versions`, `db.station.migration`), and to say so.
"""

from __future__ import annotations

import dataclasses
import importlib
import json
import pkgutil
from collections.abc import Iterator
from enum import Enum

import pytest

import db
import flows
from db.county import store as county_store
from db.exchange import acknowledgement_file, case_records, packet
from db.journal import hash_chain, signatures
from db.journal.journal import read_back
from db.keys import keyslots
from db.register import extract, person_row, provenance
from db.station import opening, projections, queries
from db.upkeep import retention
from flows.case import actions as a
from flows.case import admission, county_decision, parties, rule_adoption
from flows.case.action_versions import ACTIONS, LEVEL, STATION_KINDS
from flows.case.case import WITHDRAWAL
from flows.case.entry import canonical_json
from flows.case.fields import BIRTH_BASES, DECLARANT_ROLES, FIELDS, HOUSEHOLDS, on_page
from flows.case.roles import Role
from flows.case.status import Event, Status, Transfer
from flows.linkage import person, relation
from flows.linkage.lookup_result import FoundCandidate
from flows.rules import checklist, fee, model, rule_change
from flows.rules.stamps import PackStamp, RuleChange
from hukou_tui.paper import slips

#: Each kind of action with its version and its payload, where nothing is said that need not be; an x behind the
#: version: of the station itself.
PAYLOADS = """
open_case 1            {"family":"x","on":"x","packs":[],"practice":false,"story":""}
set_field 1            {"field":"x","value":"x"}
answer_fact 1          {"fact":"x","value":"x"}
mark_paper 1           {"document":"x","state":"x"}
record_check 1         {"document":"x","done":true,"note":""}
record_lookup 1        {"candidates":[],"not_compared":[],"scope_as_of":"x","scope_persons":1}
decide_candidates 1    {"reason":"x","refs":[],"text":"","verdict":"x"}
record_system_query 1  {"at":"x","officer":"x","result":"x","scope":"x"}
answer_fee 2           {"condition":"x","reason":"","state":"x"}
apply_for_test 1       {"on":"x"}
tag_group 1            {"group":"x","on":true}
print_slip 1           {"missing":[],"reason":"","sha256":"x","slip":"x"}
move 2                 {"event":"x","field":"","ground":"","needs":[],"note":"","number":"","on":""}
determine_birth 1      {"basis":"x","on":"x"}
park 1                 {"parked":true}
export 2               {"packet":1,"record":"","revision":1}
acknowledge 1          {"note":"","packet":1,"result":"x"}
look 1                 {"by_command":false,"what":"x"}
expire 1               {"days":1,"family":"x","opened_on":"x","packet":1,"packets":[],"revision":1,"rule":"x","status":"x","transfer":"x"}
recheck_rules 1        {"changes":[],"kept":true,"lapsed":[],"packs":[],"retold":false}
set_setting 1x         {"name":"x","value":"x"}
send_packet 2x         {"packet":1,"records":1,"restores":0,"schema":1,"sha256":"x"}
take_acknowledgement 2x {"confirmed":[],"high_water":1,"missing":[],"office":"","schema":1,"sha256":"x"}
take_seat 1x           {"failed":0,"slot":"x"}
set_key 1x             {"badge":"x","public":"x","slot":"x"}
change_slots 1x        {"badges":[],"generation":1,"key":"x","sha256":"x"}
make_backup 1x         {"cases":1,"copied":true,"finding":"","head_hash":"x","head_seq":1}
restore_copy 2x        {"count":0,"head_hash":"x","head_seq":1,"made_at":""}
import_register 1x     {"accepted_loss":false,"accepted_older":false,"as_of":"x","persons_after":1,"persons_before":1,"rejected":1,"sha256":"x"}
keep_rules 1x          {"packs":[]}
propose_rules 1x       {"packs":[],"stack":"x"}
adopt_rules 1x         {"packs":[],"proposal":1,"stack":"x"}
withdraw_rules 1x      {"proposal":1,"stack":"x"}
raise_level 1x         {"level":1}
"""  # noqa: E501
STORED = [line.split(maxsplit=2) for line in PAYLOADS.splitlines() if line]

#: What is made of members, in their order.
SHAPES = {
    "PackStamp": "id revision sha256",
    "RuleChange": "what before after",
    "FoundCandidate": "ref status band score relation",
    "AcknowledgedPacket": "packet restores sha256",
    "RecordReceipt": "case_id revision record result note",
    "CountyDecision": "case_id revision record event ground field note number on officer",
    "Acknowledgement": "station ack training office packets records decisions at format schema signed notice_zh "
    "notice_en",
    "CountedRecord": "packet case_id revision result note",
    "CountedDecision": "case_id revision event ground field note number on officer",
    "CountedAcknowledgement": "station ack training high_water missing records decisions at format schema signed "
    "notice_zh notice_en",
    "Rules": "id revision sha256",
    "CheckRecord": "document done note operator at",
    "CandidateDecision": "ref verdict reason text operator at",
    "Lookup": "candidates not_compared scope_persons scope_as_of",
    "SystemQueryRecord": "officer at scope result",
    "FeeJudged": "condition state reason at",
    "Step": "event status operator at note ground field number on",
    "CaseRecord": "case_id revision family opened_on opened_by status rules fields facts papers checks lookup verdicts "
    "system_query fee test_applied_on statuses",
    "Manifest": "format schema station packet previous records records_bytes payload_sha256 head_seq head_hash "
    "training encrypted signed notice_zh notice_en tag_files restores",
    "Slot": "slot kind operator must_change passes lanes kib salt secret exchange verify sealed",
    "Slots": "format station generation keys slots by signature mac",
}

#: Every enum that is stored: its members' names, and the word of each.
ENUMS: dict[type[Enum], str] = {
    Status: "DRAFT=draft NOTIFIED=notified ACCEPTED=accepted INVESTIGATING=investigating STATION_REVIEW=station_review "
    "SENT_BACK=sent_back COUNTY_REVIEW=county_review JOINT_MEETING=joint_meeting GRANTED=granted "
    "REGISTERED=registered DELIVERED=delivered NOT_GRANTED=not_granted ALREADY_REGISTERED=already_registered "
    "WITHDRAWN=withdrawn DISCARDED=discarded",
    Event: "NOTIFY=notify ACCEPT=accept INVESTIGATE=investigate SUBMIT=submit SEND_BACK=send_back FORWARD=forward "
    "GRANT=grant NOT_GRANT=not_grant REFER=refer RETURN=return PROPOSE_REGISTERED=propose_registered "
    "FIND_REGISTERED=find_registered NOT_REGISTERED=not_registered REGISTER=register DELIVER=deliver "
    "WITHDRAW=withdraw DISCARD=discard APPLY_AGAIN=apply_again",
    Transfer: "UNSENT=unsent EXPORTED=exported RECEIVED=received RETURNED=returned",
    Role: "CLERK=clerk APPROVER=approver ADMINISTRATOR=administrator AUDITOR=auditor TRAINER=trainer COUNTY=county "
    "RECOVERY=recovery",
}
#: What is nowhere stored: how an acknowledgement's parts are told apart while it is read.
NOT_STORED = {"_Of"}

#: Words that stand in a payload, a record or a file, by where they come from.
WORDS: list[tuple[object, object]] = [
    (admission.PAPER_STATES, ("", "has", "has_not", "not_brought")),
    ((checklist.HAS, checklist.HAS_NOT, checklist.NOT_BROUGHT), ("has", "has_not", "not_brought")),
    (admission.VERDICTS, ("same", "different", "twin", "verify")),
    (admission.FEE_STATES, ("stated", "seen", "verified", "not_met", "unknown")),
    ((fee.MET, fee.NOT_MET, fee.UNKNOWN), ("met", "not_met", "unknown")),
    (model.UNKNOWN, "unknown"),
    (admission.QUERY_RESULTS, ("none", "found", "cancelled_found")),
    (admission.LOOKS, ("case", "numbers")),
    (admission.LEADS, ("correct", "restore", "told")),
    (admission.SIGNED, ("signature", "fingerprint")),
    (WITHDRAWAL, "withdrawal"),
    (
        tuple(slips.KINDS),
        (
            "notification", "where_to_go", "receipt", "granted", "not_granted", "registered", "already_registered",
            "withdrawal", "letter",
        ),
    ),
    (BIRTH_BASES, ("certificate", "stated", "old_record", "reckoned", "investigation")),
    (
        DECLARANT_ROLES,
        ("guardian", "self", "householder", "relative", "foster_parent", "neighbour", "cadre", "institution"),
    ),
    (HOUSEHOLDS, ("family", "collective", "collective_community", "collective_station")),
    (county_decision.EVENTS, {"grant", "not_grant", "send_back"}),
    (acknowledgement_file.RESULTS, ("received", "duplicate", "conflict", "returned", "superseded")),
    ((rule_adoption.PROPOSED, rule_adoption.ADOPTED, rule_adoption.WITHDRAWN), ("proposed", "adopted", "withdrawn")),
    ((relation.SAME, relation.EXAMINE, relation.WEAK), ("same", "examine", "weak")),
    (
        (relation.SAME_PERSON, relation.POSSIBLE_TWIN, relation.POSSIBLE_SIBLING, relation.OTHER),
        ("same_person", "possible_twin", "possible_sibling", "other"),
    ),
    ((person.NORMAL, person.CANCELLED), ("normal", "cancelled")),
    ((person.REGISTER, person.CASE, person.OTHER_STATION), ("register", "case", "other_station")),
    ((model.APPLICANT, model.STATION, model.AUTHORITY), ("applicant", "station", "authority")),
    (
        rule_change.MATERIAL,
        {
            "situation", "question", "route", "outcome", "decided_by", "then", "applicant", "station", "authority",
            "helps", "altered", "payer", "fee_rule",
        },
    ),
    (
        (rule_change.CHANNEL, rule_change.CLASS_96, rule_change.GROUPS, rule_change.CITE, rule_change.DETAILS),
        ("channel", "class_96", "groups", "cite", "details"),
    ),
    (
        (case_records.DETERMINED, case_records.DETERMINED_BY),
        ("person.birth_determined", "person.birth_determined_by"),
    ),
    (
        (queries.CODE, queries.NAME, queries.PRACTICE, queries.OPERATOR),
        ("station.code", "station.name", "station.practice", "operator."),
    ),
    (
        {name: {*statuses} for name, statuses in retention.RULES.items()},
        {
            "retention.delivered_days": {"delivered", "already_registered"},
            "retention.not_granted_days": {"not_granted"},
            "retention.withdrawn_days": {"withdrawn", "discarded"},
        },
    ),
    (
        case_records.DUE,
        {
            "county_review", "joint_meeting", "granted", "registered", "delivered", "not_granted",
            "already_registered",
        },
    ),
    (case_records.DUE_IF_KNOWN, {"withdrawn"}),
    ((LEVEL, projections.FORM, county_store.FORM), (1, "4", 2)),
    ((hash_chain.FORMAT, signatures.FORMAT), ("hukou-journal/1", "hukou-signed-record/1")),
    ((packet.FORMAT, packet.SCHEMA, packet.NO_PACKET), ("hukou-packet", 2, "0" * 64)),
    ((acknowledgement_file.FORMAT, acknowledgement_file.SCHEMA), ("hukou-acknowledgement", 2)),
    (packet.PAYLOAD, "data/records.jsonl.z"),
    (
        (keyslots.FORMAT, keyslots.FILE, keyslots.OPERATOR, keyslots.RECOVERY),
        ("hukou-keyslots/1", "keyslots.json", "operator", "recovery"),
    ),
    ((opening.FILE, county_store.FILE, provenance.REGISTER), ("station.db", "county.db", "register.db")),
    (provenance.IMPORTED, "imported"),
    (
        extract.COLUMNS,
        (
            "person_id", "id_number", "name", "former_name", "sex", "birth_date", "ethnicity", "division", "address",
            "household_id", "relation", "father_name", "father_id", "mother_name", "mother_id", "status",
            "cancel_reason",
        ),
    ),
    (
        person_row.ROW,
        (
            "division", "address", "household_id", "person_id", "status", "name", "former_names", "sex", "birth",
            "id_number", "ethnicity", "relation", "father_name", "father_id", "mother_name", "mother_id",
            "cancel_reason",
        ),
    ),
]  # fmt: skip

#: The fields of the intake: id, kind, page, length; c: the lookup reads it, f: the next of the family begins with it.
INTAKE = """
person.name                 name      words    50  c
person.former_names         names     words    50  c
father.name                 name      words    50  cf
mother.name                 name      words    50  cf
guardian.name               name      words    50  f
declarant.name              name      words    50  f
declarant.interpreter       text      words    30  f
person.school               text      words    40  .
person.institution          text      words    40  .
destination.householder     name      words    50  f
destination.relation        text      words    12  .
destination.address         address   words    60  cf
person.number               number    figures  18  c
person.sex                  sex       figures  1   c
person.birth                birth     figures  30  c
person.birth_basis          choice    figures  1   .
person.ethnicity            ethnicity figures  8   .
father.number               number    figures  18  cf
father.ethnicity            ethnicity figures  8   f
mother.number               number    figures  18  cf
mother.ethnicity            ethnicity figures  8   f
declarant.role              choice    figures  1   f
declarant.phone             phone     figures  20  f
destination.kind            choice    figures  1   f
destination.division        division  figures  12  cf
"""


def classes() -> Iterator[type]:
    """Every class of `flows` and `db`, once."""
    for room in (flows, db):
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            for name, found in vars(importlib.import_module(module.name)).items():
                if isinstance(found, type) and (found.__module__, found.__name__) == (module.name, name):
                    yield found


def members(shape: type) -> str:
    return " ".join(part.name for part in dataclasses.fields(shape))


@pytest.mark.parametrize(("kind", "version", "text"), STORED, ids=[row[0] for row in STORED])
def test_a_kind_of_action_is_kept_under_its_word_with_its_members(kind: str, version: str, text: str):
    made, number = ACTIONS[kind], int(version.rstrip("x"))
    assert (made.KIND, made.VERSION, kind in STATION_KINDS) == (kind, number, version.endswith("x"))
    action = read_back(1, kind, number, text)
    assert type(action) is made
    assert canonical_json(action) == text
    # what need not be said is what stands in the table
    needed = {part.name for part in dataclasses.fields(made) if part.default is dataclasses.MISSING}
    short = {name: value for name, value in json.loads(text).items() if name in needed}
    assert canonical_json(read_back(1, kind, number, json.dumps(short))) == text


def test_every_kind_of_action_stands_in_the_table_and_none_changes_once_made():
    kinds = [row[0] for row in STORED]
    assert sorted(kinds) == sorted(ACTIONS) == sorted(made.KIND for made in a.Action.__subclasses__())
    assert all(made.__dataclass_params__.frozen for made in a.Action.__subclasses__())  # type: ignore[attr-defined]


def test_what_is_written_into_files_has_its_members_and_none_is_missing_from_the_table():
    strict = [found for found in classes() if "__pydantic_config__" in dir(found) and dataclasses.is_dataclass(found)]
    shapes = [found for found in strict if not issubclass(found, a.Action)]
    found = {shape.__name__: members(shape) for shape in (*shapes, PackStamp, RuleChange, FoundCandidate)}
    assert found == SHAPES, "write its members into SHAPES by hand; those of before stay readable"


def test_every_enum_has_the_words_that_stand_in_files():
    stored = {found for found in classes() if issubclass(found, Enum) and found.__name__ not in NOT_STORED}
    assert stored == set(ENUMS), "write its words into ENUMS by hand: files hold them for decades"
    for enum, written in ENUMS.items():
        found = " ".join(f"{one.name}={one.value}" for one in enum)
        assert found == written, "what stands in files is not renamed; a new word is added to ENUMS by hand"


@pytest.mark.parametrize(("found", "written"), WORDS, ids=range(len(WORDS)))
def test_a_word_that_stands_in_files_is_the_one_that_was_written_down(found: object, written: object):
    assert found == written


def test_the_fields_of_the_intake_are_those_that_journals_name():
    rows = [line.split() for line in INTAKE.splitlines() if line]
    found = [
        [one.id, one.kind, one.page, str(one.length), ("c" * one.compared + "f" * one.family) or "."] for one in FIELDS
    ]
    assert found == rows
    for page in ("words", "figures"):
        assert [one.id for one in on_page(page)] == [row[0] for row in rows if row[2] == page]
    chosen = {one.id: one.options for one in FIELDS if one.options}
    assert chosen == {
        "person.sex": ("1", "2"), "person.birth_basis": BIRTH_BASES, "declarant.role": DECLARANT_ROLES,
        "destination.kind": HOUSEHOLDS,
    }  # fmt: skip
    assert set(parties.COMPLETED_AT_REVIEW) <= {one.id for one in FIELDS}

"""Which kinds of action there are, and how an old payload becomes one of today: so that old journals fold for ever."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flows.case import actions as a

#: The level of the rule by which records are verified; 1 came with form 4 of the station file.
LEVEL = 1

#: All kinds of action, by the word that the journal keeps.
ACTIONS: dict[str, type[a.Action]] = {
    cls.KIND: cls
    for cls in (
        a.OpenCase, a.SetField, a.AnswerFact, a.MarkPaper, a.RecordCheck, a.RecordLookup, a.DecideCandidates,
        a.RecordSystemQuery, a.AnswerFee, a.ApplyForTest, a.TagGroup, a.PrintSlip, a.Move, a.DetermineBirth,
        a.Park, a.Export, a.Acknowledge,
        a.SetSetting, a.SendPacket, a.TakeAcknowledgement, a.Look, a.Expire, a.TakeSeat, a.SetKey, a.ChangeSlots,
        a.MakeBackup, a.RestoreCopy, a.ImportRegister, a.RecheckRules, a.KeepRules, a.ProposeRules, a.AdoptRules,
        a.WithdrawRules, a.RaiseLevel,
    )
}  # fmt: skip

#: Actions of the station itself; all others are of a case.
STATION_KINDS: frozenset[str] = frozenset(
    cls.KIND
    for cls in (
        a.SetSetting, a.SendPacket, a.TakeAcknowledgement, a.TakeSeat, a.SetKey, a.ChangeSlots, a.MakeBackup,
        a.RestoreCopy, a.ImportRegister, a.KeepRules, a.ProposeRules, a.AdoptRules, a.WithdrawRules, a.RaiseLevel,
    )
)  # fmt: skip


def _with_proof(payload: dict[str, Any]) -> dict[str, Any]:
    """Until version 2 one key wrote `met` and "stated, and the proof seen" in one; that is what its record says.

    Nobody said of it that the office was asked. A `met` without that reason says nothing of a proof, and stays so.
    """
    if payload.get("state") == "met" and payload.get("reason") == "stated_and_seen":
        return {**payload, "state": "seen", "reason": ""}
    return payload


#: (kind, old version) -> function that turns that payload into the next version's.
UPGRADES: dict[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {
    (a.Export.KIND, 1): lambda said: {**said, "record": ""},
    (a.SendPacket.KIND, 1): lambda said: {**said, "schema": 1, "restores": 0},
    (a.TakeAcknowledgement.KIND, 1): lambda said: {**said, "schema": 1, "confirmed": [], "office": ""},
    (a.RestoreCopy.KIND, 1): lambda said: {**said, "count": 0, "made_at": ""},
    # Nothing was written down of what the station had to settle.
    (a.Move.KIND, 1): lambda said: {**said, "needs": []},
    (a.AnswerFee.KIND, 1): _with_proof,
}


def upgrade_payload(kind: str, version: int, payload: dict[str, Any]) -> dict[str, Any]:
    """`payload` as recorded in `version`, brought to the present version of `kind` step by step."""
    while (kind, version) in UPGRADES:
        payload = UPGRADES[kind, version](payload)
        version += 1
    return payload

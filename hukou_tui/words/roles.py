"""The names of the roles, as screens and slips show them."""

from __future__ import annotations

from hukou_tui.words.catalogue import N_, name_of

ROLES: dict[str, str] = {
    "clerk": N_("clerk"),
    "approver": N_("reviewer"),
    "administrator": N_("administrator"),
    "auditor": N_("auditor"),
    "trainer": N_("trainer"),
    "county": N_("county"),
    "recovery": N_("recovery key"),
}


def role_name(role: str) -> str:
    """The name of a role."""
    return name_of(ROLES, role)

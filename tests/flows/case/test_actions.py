"""An action stays as it was made."""

from __future__ import annotations

import pytest

from flows.case import actions as a


def test_actions_cannot_be_changed_once_made():
    action = a.Park(True)
    with pytest.raises(AttributeError):
        action.parked = False

"""What the index says of a row, weighed before anybody is read: pieces that add up."""

from __future__ import annotations

from flows.linkage.evidence import FATHER, MOTHER, NAME, NUMBER, Evidence


def test_pieces_add_up_and_a_parent_counts_so_much_at_most() -> None:
    evidence = Evidence()
    name, his_name, his_number, number = (
        evidence.piece(group, points) for group, points in ((NAME, 20), (FATHER, 20), (FATHER, 30), (NUMBER, 40))
    )
    assert evidence.worth(0) == 0
    assert evidence.worth(name | number) == 60
    assert evidence.worth(his_name) == 20
    assert evidence.worth(his_name | his_number) == 45


def test_a_couple_says_more_than_two_parents() -> None:
    evidence = Evidence()
    father, mother = evidence.piece(FATHER, 15), evidence.piece(MOTHER, 15)
    assert evidence.worth(father | mother) > evidence.worth(father) + evidence.worth(mother)

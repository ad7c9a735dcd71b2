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


def test_of_each_group_so_much_counts_at_most() -> None:
    for group, most in ((NAME, 66), (FATHER, 45), (MOTHER, 45), (NUMBER, 80)):
        for points, worth in ((most - 1, most - 1), (most, most), (most + 1, most)):
            evidence = Evidence()
            assert evidence.worth(evidence.piece(group, points)) == worth


def test_a_couple_says_twenty_more() -> None:
    evidence = Evidence()
    father, mother, nothing = (evidence.piece(*piece) for piece in ((FATHER, 15), (MOTHER, 15), (MOTHER, 0)))
    assert evidence.worth(father | mother) == 50
    assert evidence.worth(father | nothing) == 15


def test_a_limit_is_only_ever_lowered() -> None:
    evidence = Evidence()
    name = evidence.piece(NAME, 60)
    evidence.limit(NAME, 50)
    evidence.limit(NAME, 70)
    assert evidence.worth(name) == 50
    other = Evidence()
    assert other.worth(other.piece(NAME, 60)) == 60


def test_the_pieces_are_bits_in_their_order_and_may_speak_against() -> None:
    evidence = Evidence()
    assert [evidence.piece(NAME, points) for points in (1, -14, 3)] == [1, 2, 4]
    assert [evidence.worth(gathered) for gathered in (1, 2, 4, 7)] == [1, -14, 3, -10]

"""What each kind of question takes for an answer, and how it tells a result."""

import pytest

from polls.errors import Invalid
from polls.kinds import BALLOTS, KINDS, PRESETS
from polls.wording import Option, Wording


def wording(kind: str, *, least: int = 1, most: int = 1, choices: str = "abcd") -> Wording:
    """A question whose choices have one letter as their id and their text in capitals."""
    options = tuple(Option(name, name.upper()) for name in choices)
    return Wording("q", kind, "Well?", "", least, most, options)


@pytest.mark.parametrize(
    ("kind", "least", "most", "answer", "stored"),
    [
        ("single", 1, 1, ["c"], ["c"]),
        ("single", 1, 1, [], []),
        ("multiple", 1, 3, ["d", "a"], ["a", "d"]),
        ("multiple", 2, 3, [], []),
        ("multiple", 4, 4, ["a", "b", "c", "d"], ["a", "b", "c", "d"]),
    ],
)
def test_fit_answer_is_stored_in_the_order_of_the_letters(kind, least, most, answer, stored):
    assert KINDS[kind].read_answer(wording(kind, least=least, most=most), answer) == stored


@pytest.mark.parametrize(
    ("kind", "least", "most", "answer"),
    [
        ("single", 1, 1, ["a", "b"]),
        ("single", 1, 1, ["z"]),
        ("single", 1, 1, "a"),
        ("single", 1, 1, None),
        ("single", 1, 1, {"a": 1}),
        ("single", 1, 1, [["a"]]),
        ("single", 1, 1, [1]),
        ("multiple", 1, 3, ["a", "a"]),
        ("multiple", 1, 3, ["a", "z"]),
        ("multiple", 2, 3, ["a"]),
        ("multiple", 1, 2, ["a", "b", "c"]),
    ],
)
def test_unfit_answer_is_invalid(kind, least, most, answer):
    with pytest.raises(Invalid):
        KINDS[kind].read_answer(wording(kind, least=least, most=most), answer)


def test_sentence_of_a_single_question_names_the_shares_the_largest_first_and_the_base():
    told = KINDS["single"].sentence(
        wording("single"), {"a": 22, "b": 32, "c": 22, "d": 21, BALLOTS: 97}, 104
    )

    assert told == (
        "Well? B, B: 33\u00a0%; A, A: 23\u00a0%; C, C: 23\u00a0%; D, D: 22\u00a0%. 97 of 104 voted."
    )


def test_shares_of_a_multiple_question_are_of_the_people_and_it_says_so():
    told = KINDS["multiple"].sentence(
        wording("multiple", most=2, choices="ab"), {"a": 3, "b": 4, BALLOTS: 4}, 5
    )

    assert told == (
        "Well? B, B: 100\u00a0%; A, A: 75\u00a0%. 4 of 5 voted; each could choose several, "
        "and the shares are of the people who voted."
    )


@pytest.mark.parametrize("kind", KINDS)
def test_question_that_nobody_answered_is_told_without_shares(kind):
    assert KINDS[kind].sentence(wording(kind), {}, 12) == "Well? Nobody of 12 voted."
    assert KINDS[kind].counts(wording(kind, choices="ab"), {}) == [
        {"choice": "a", "count": 0},
        {"choice": "b", "count": 0},
    ]


@pytest.mark.parametrize(
    ("kind", "choices", "least", "most", "places"),
    [
        ("single", ["Yes", "No"], 1, 1, []),
        ("single", ["Yes"], 1, 1, ["choices"]),
        ("single", ["Yes", "No", "Yes"], 1, 1, ["choices[2]"]),
        ("single", ["Yes", "No"], 1, 2, ["max_choices"]),
        ("single", [str(n) for n in range(27)], 1, 1, ["choices"]),
        ("multiple", ["a", "b", "c"], 1, 3, []),
        ("multiple", ["a", "b", "c"], 1, 4, ["max_choices"]),
        ("multiple", ["a", "b", "c"], 3, 2, ["max_choices"]),
        ("multiple", ["a", "b", "c"], 4, 9, ["min_choices", "max_choices"]),
    ],
)
def test_mistakes_of_a_question_are_named_with_their_place(kind, choices, least, most, places):
    mistakes = KINDS[kind].check_question(choices=choices, min_choices=least, max_choices=most)

    assert [place for place, _ in mistakes] == places


def test_every_preset_makes_a_question_without_mistakes():
    for preset in PRESETS.values():
        kind = KINDS[preset.kind]
        most = kind.usual_max(len(preset.choices))
        assert (
            list(kind.check_question(choices=preset.choices, min_choices=1, max_choices=most)) == []
        )

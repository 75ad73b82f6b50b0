"""The delegate's socket: state, mine, voting and each refusal, as a client sees them."""

import asyncio
import json

from tests.clients import Phone, join

NOBODY = "00000000-0000-4000-8000-000000000000"


async def test_first_come_state_then_mine(hall):
    phone = await hall.phone()

    await phone.receive("state")
    await phone.receive("mine")

    assert [json.loads(frame)["type"] for frame in phone.frames] == ["state", "mine"]


async def test_state_of_a_waiting_session_has_no_question(hall):
    state = await (await hall.phone()).receive("state")

    assert state["session"] == {"id": hall.session["id"], "title": "Paying for care"}
    assert state["phase"] == "waiting"
    assert (state["question"], state["round"], state["results"]) == (None, None, None)


async def test_before_any_session_is_live_everybody_waits_without_one(draft_hall):
    phone = await draft_hall.phone()
    state = await phone.receive("state")
    mine = await phone.receive("mine")

    assert (state["session"], state["phase"]) == (None, "waiting")
    assert (mine["round"], mine["rev"], mine["answer"]) == (None, 0, None)


async def test_delegates_are_carried_into_the_session_that_starts(draft_hall):
    phone = await draft_hall.phone()
    await phone.receive("state", session=None)

    await draft_hall.do("start")

    state = await phone.receive("state")
    assert state["session"]["id"] == draft_hall.session["id"]


async def test_state_is_the_same_bytes_for_every_delegate(hall):
    phones = [await hall.phone() for _ in range(5)]
    for phone in phones:
        await phone.receive("mine")

    await hall.open()
    for phone in phones:
        await phone.receive("state", phase="open")

    states = [[f for f in p.frames if '"type":"state"' in f][-1] for p in phones]
    assert len(set(states)) == 1


async def test_a_question_is_shown_opened_closed_and_revealed(hall):
    phone = await hall.phone()
    await phone.receive("state", phase="waiting", question=None)
    await hall.do("show", question=hall.question(1)["id"])
    shown = await phone.receive("state", phase="waiting")
    await hall.do("open")
    opened = await phone.receive("state", phase="open")
    ack = await phone.vote(opened["round"]["id"], [hall.choices(1)[2]])
    await hall.do("close")
    closed = await phone.receive("state", phase="closed")
    await hall.do("reveal")
    revealed = await phone.receive("state", phase="revealed")

    assert [c["text"] for c in shown["question"]["choices"]] == [
        "Yes, compulsory",
        "Yes, voluntary",
        "Perhaps",
        "No",
    ]
    assert shown["round"] is None
    assert opened["round"]["number"] == 1
    assert opened["question"] == shown["question"]
    assert ack["type"] == "ack"
    assert closed["results"] is None
    assert (revealed["results"]["ballots"], revealed["results"]["joined"]) == (1, 1)
    assert [line["count"] for line in revealed["results"]["counts"]] == [0, 0, 1, 0]
    seqs = [shown["seq"], opened["seq"], closed["seq"], revealed["seq"]]
    assert seqs == sorted(set(seqs))


async def test_vote_is_acknowledged_with_its_ref_round_and_rev_and_counted(hall):
    round_id = await hall.open()
    phone = await hall.phone()

    answer = await phone.vote(round_id, [hall.choices(1)[1]], rev=1, ref="näher dran ☂")

    assert answer == {"type": "ack", "ref": "näher dran ☂", "round": round_id, "rev": 1}
    assert await hall.counts(round_id) == [0, 1, 0, 0]


async def test_highest_rev_wins_whatever_the_order_of_arrival(hall):
    round_id = await hall.open()
    phone = await hall.phone()
    first, second, third, _ = hall.choices(1)

    assert (await phone.vote(round_id, [first], rev=1))["type"] == "ack"
    assert (await phone.vote(round_id, [third], rev=7))["type"] == "ack"
    late = await phone.vote(round_id, [second], rev=3)

    assert (late["code"], late["rev"], late["answer"]) == ("stale", 7, [third])
    assert await hall.counts(round_id) == [0, 0, 1, 0]


async def test_same_rev_with_another_answer_is_stale_and_with_the_same_acknowledged(hall):
    round_id = await hall.open()
    phone = await hall.phone()
    first, second, *_ = hall.choices(1)
    await phone.vote(round_id, [first], rev=2)

    again = await phone.vote(round_id, [first], rev=2)
    other = await phone.vote(round_id, [second], rev=2)

    assert (again["type"], again["rev"]) == ("ack", 2)
    assert (other["code"], other["rev"], other["answer"]) == ("stale", 2, [first])
    assert await hall.counts(round_id) == [1, 0, 0, 0]


async def test_empty_answer_withdraws_and_a_higher_rev_votes_again(hall):
    round_id = await hall.open()
    phone = await hall.phone()
    first, *_ = hall.choices(1)
    await phone.vote(round_id, [first], rev=1)

    assert (await phone.vote(round_id, [], rev=2))["type"] == "ack"
    withdrawn = await hall.result(round_id)
    assert (await phone.vote(round_id, [first], rev=1))["code"] == "stale"
    assert (await phone.vote(round_id, [first], rev=3))["type"] == "ack"

    assert withdrawn["ballots"] == 0
    assert (await hall.result(round_id))["ballots"] == 1


async def test_several_choices_count_once_each_and_the_delegate_once(hall):
    round_id = await hall.open(2)
    phone = await hall.phone()
    first, _, third = hall.choices(2)

    # The order of ticking does not matter: the same answer under the same rev.
    assert (await phone.vote(round_id, [third, first], rev=1))["type"] == "ack"
    assert (await phone.vote(round_id, [first, third], rev=1))["type"] == "ack"

    result = await hall.result(round_id)
    assert result["ballots"] == 1
    assert [line["count"] for line in result["counts"]] == [1, 0, 1]


async def test_answers_that_do_not_fit_the_question_are_invalid_and_change_nothing(hall):
    round_id = await hall.open(2)
    phone = await hall.phone()
    first, second, third = hall.choices(2)
    await phone.vote(round_id, [first], rev=1)

    for wrong in ([hall.choices(1)[0]], [first, second, third], [first, first], ["x"], [NOBODY]):
        answer = await phone.vote(round_id, wrong, rev=2)
        assert answer["code"] == "invalid", wrong
    await phone.send({"type": "sync"})
    mine = await phone.receive("mine", rev=1)

    assert mine["answer"] == [first]
    assert await hall.counts(round_id) == [1, 0, 0]


async def test_several_ticks_on_a_single_question_are_invalid(hall):
    round_id = await hall.open()

    answer = await (await hall.phone()).vote(round_id, hall.choices(1)[:2])

    assert answer["code"] == "invalid"
    assert (await hall.result(round_id))["ballots"] == 0


async def test_vote_in_a_round_of_another_conference_or_of_none_is_closed(hall, server, make_hall):
    elsewhere = await make_hall(server, {"name": "Elsewhere", "sessions": [QUIZ]})
    await elsewhere.do("start")
    foreign = await elsewhere.open()
    phone = await hall.phone()

    for round_id in (foreign, NOBODY):
        answer = await phone.vote(round_id, [elsewhere.choices(1)[0]])
        assert (answer["code"], answer["rev"], answer["answer"]) == ("closed", 0, None)

    assert (await elsewhere.result(foreign))["ballots"] == 0


QUIZ = {
    "title": "Quiz",
    "questions": [{"kind": "single", "prompt": "Tea or coffee?", "choices": ["Tea", "Coffee"]}],
}


async def test_after_the_close_the_same_again_is_acknowledged_and_all_else_closed(hall):
    round_id = await hall.open()
    phone, latecomer = await hall.phone(), await hall.phone()
    first, second, *_ = hall.choices(1)
    await phone.vote(round_id, [first], rev=3)
    await hall.do("close")

    again = await phone.vote(round_id, [first], rev=3)
    changed = await phone.vote(round_id, [second], rev=4)
    unfit = await phone.vote(round_id, [NOBODY], rev=4)
    lower = await phone.vote(round_id, [second], rev=1)
    late = await latecomer.vote(round_id, [first], rev=1)

    assert again["type"] == "ack"
    for refusal in (changed, unfit, lower):
        assert (refusal["code"], refusal["rev"], refusal["answer"]) == ("closed", 3, [first])
    assert (late["code"], late["rev"], late["answer"]) == ("closed", 0, None)
    assert await hall.counts(round_id) == [1, 0, 0, 0]


async def test_unfit_answer_is_invalid_before_it_is_stale(hall):
    round_id = await hall.open()
    phone = await hall.phone()
    await phone.vote(round_id, [hall.choices(1)[0]], rev=5)

    assert (await phone.vote(round_id, [NOBODY], rev=2))["code"] == "invalid"


async def test_reopened_round_keeps_rev_and_answer_and_takes_higher_ones(hall):
    round_id = await hall.open()
    phone = await hall.phone()
    first, second, *_ = hall.choices(1)
    await phone.vote(round_id, [first], rev=2)
    await hall.do("close")
    await hall.do("reveal")

    reopened = await hall.do("reopen")

    assert (reopened["round"], reopened["phase"]) == (round_id, "open")
    assert (await phone.vote(round_id, [second], rev=2))["code"] == "stale"
    assert (await phone.vote(round_id, [second], rev=3))["type"] == "ack"
    assert await hall.counts(round_id) == [0, 1, 0, 0]


async def test_new_round_begins_at_rev_0_without_mine(hall):
    phone = await hall.phone()
    first_round = await hall.open()
    await phone.vote(first_round, [hall.choices(1)[0]], rev=4)
    await hall.do("close")
    await phone.pending("mine")
    second_round = (await hall.do("open"))["round"]
    state = await phone.receive("state", phase="open", round={**ROUND, "id": second_round})

    assert state["round"]["number"] == 2
    assert await phone.pending("mine") == []
    assert (await phone.vote(second_round, [hall.choices(1)[1]], rev=1))["type"] == "ack"
    assert await hall.counts(first_round) == [1, 0, 0, 0]
    assert await hall.counts(second_round) == [0, 1, 0, 0]


ROUND = {"number": 2, "closes_at": None, "sealed": False, "as_of_backup": False}


async def test_second_device_is_told_what_the_first_changed(hall):
    token = await join(hall.server, hall.code)
    round_id = await hall.open()
    first, second = await hall.phone(token=token), await hall.phone(token=token)
    await second.receive("mine", rev=0)
    chosen = hall.choices(1)[3]

    await first.vote(round_id, [chosen], rev=1)
    mine = await second.receive("mine")

    assert (mine["round"], mine["rev"], mine["answer"]) == (round_id, 1, [chosen])


async def test_device_that_connects_later_learns_what_stands(hall):
    token = await join(hall.server, hall.code)
    round_id = await hall.open()
    await (await hall.phone(token=token)).vote(round_id, [hall.choices(1)[3]], rev=6)

    mine = await (await hall.phone(token=token)).receive("mine")

    assert (mine["round"], mine["rev"], mine["answer"]) == (round_id, 6, [hall.choices(1)[3]])


async def test_sync_is_answered_by_state_and_mine(hall):
    phone = await hall.phone()
    await phone.receive("mine")
    await phone.receive("state")

    await phone.send({"type": "sync"})

    assert (await phone.receive("state"))["phase"] == "waiting"
    assert (await phone.receive("mine"))["rev"] == 0


async def test_quiet_socket_hears_a_beat_that_counts_the_state(hall):
    phone = await hall.phone()
    state = await phone.receive("state")

    beat = await phone.receive("beat", within=8)

    assert beat["seq"] == state["seq"]


async def test_concurrent_voters_give_exactly_as_many_ballots(hall):
    round_id = await hall.open()
    choices = hall.choices(1)
    phones = await asyncio.gather(*(hall.phone() for _ in range(40)))

    answers = await asyncio.gather(
        *(phone.vote(round_id, [choices[n % 4]]) for n, phone in enumerate(phones))
    )

    assert {answer["type"] for answer in answers} == {"ack"}
    result = await hall.result(round_id)
    assert (result["ballots"], result["joined"]) == (40, 40)
    assert [line["count"] for line in result["counts"]] == [10, 10, 10, 10]


async def test_concurrent_revisions_of_one_delegate_give_exactly_one_ballot(hall):
    round_id = await hall.open()
    choices = hall.choices(1)
    token = await join(hall.server, hall.code)
    phones: list[Phone] = [await hall.phone(token=token) for _ in range(3)]

    answers = await asyncio.gather(
        *(phones[rev % 3].vote(round_id, [choices[rev % 4]], rev=rev) for rev in range(1, 16))
    )

    assert {answer.get("code", "ack") for answer in answers} <= {"ack", "stale"}
    result = await hall.result(round_id)
    assert (result["ballots"], result["joined"]) == (1, 1)
    assert [line["count"] for line in result["counts"]] == [0, 0, 0, 1]
    for phone in phones:
        await phone.send({"type": "sync"})
        await phone.receive("mine", rev=15, answer=[choices[3]])


async def test_unknown_keys_in_a_vote_are_ignored(hall):
    round_id = await hall.open()
    phone = await hall.phone()
    vote = {"type": "vote", "ref": "a", "round": round_id, "rev": 1, "answer": hall.choices(1)[:1]}

    await phone.send({**vote, "mood": {"cheerful": True}})

    assert (await phone.receive("ack", "refused"))["type"] == "ack"

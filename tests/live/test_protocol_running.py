"""Running the room: asking from the chair, correcting, skipping, the timer, as clients see it."""

from tests.clients import Hall


async def test_question_from_the_chair_is_open_on_every_phone_and_marked_in_the_programme(hall):
    await hall.do("show", question=hall.question(1)["id"])
    chair, phone = await hall.chair(), await hall.phone()
    await chair.receive("programme")
    ack = await chair.command("ask", kind="agree_disagree", prompt="Shall we?", open=True)

    state = await phone.receive("state", seq=ack["seq"])
    programme = await chair.receive("programme")
    assert (ack["phase"], state["question"]["prompt"]) == ("open", "Shall we?")
    assert [choice["text"] for choice in state["question"]["choices"]] == [
        "Strongly agree",
        "Agree",
        "Neither agree nor disagree",
        "Disagree",
        "Strongly disagree",
    ]
    marked = [(q["prompt"], q["from_chair"]) for q in programme["questions"][:3]]
    assert marked[1] == ("Shall we?", True)
    assert not marked[0][1]
    assert not marked[2][1]
    vote = await phone.vote(ack["round"], [state["question"]["choices"][0]["id"]])
    assert vote["type"] == "ack"


async def test_mistake_in_a_question_from_the_chair_names_its_place(hall):
    answer = await hall.steer("ask", kind="single", prompt="Q?", choices=["One"])

    assert (answer.status_code, answer.json()) == (
        422,
        {
            "code": "invalid",
            "detail": "choices: at least two",
            "mistakes": [{"place": "choices", "what": "at least two"}],
        },
    )


async def test_corrected_spelling_reaches_phone_and_projector_in_the_same_round(hall):
    round_id = await hall.open()
    phone, projector = await hall.phone(), await hall.projector()
    choices = hall.choices(1)
    await phone.vote(round_id, choices[:1])
    texts = [f"{choice['text']}!" for choice in hall.question(1)["choices"]]
    done = await hall.do("respell", prompt="Is a scheme needed?", choices=texts)

    for socket in (phone, projector):
        state = await socket.receive("state", seq=done["seq"])
        assert (state["phase"], state["round"]["id"]) == ("open", round_id)
        asked = state["question"]
        assert asked["prompt"] == "Is a scheme needed?"
        assert [(c["id"], c["text"]) for c in asked["choices"]] == list(
            zip(choices, texts, strict=True)
        )
    assert (await hall.result(round_id))["ballots"] == 1
    changed = await phone.vote(round_id, choices[1:2], rev=2)
    assert changed["type"] == "ack"


async def test_another_meaning_stops_the_vote_and_shows_the_new_words(hall):
    round_id = await hall.open()
    phone = await hall.phone()
    question = hall.question(1)["id"]
    done = await hall.do("correct", question=question, void=True, prompt="Another?")

    state = await phone.receive("state", seq=done["seq"])
    assert (state["phase"], state["stopped"]) == ("waiting", True)
    assert state["question"]["prompt"] == "Another?"
    assert (await phone.vote(round_id, hall.choices(1)[:1]))["code"] == "closed"


async def test_skip_and_move_are_told_to_the_chairs_alone(hall):
    chair = await hall.chair()
    before = (await chair.receive("programme"))["questions"]
    await chair.command("skip", question=before[0]["id"], on=True)
    skipped = (await chair.receive("programme"))["questions"]
    await chair.command("move", question=before[0]["id"], steps=1)
    moved = (await chair.receive("programme"))["questions"]

    assert [q["skipped"] for q in skipped[:2]] == [True, False]
    assert [q["id"] for q in moved[:2]] == [before[1]["id"], before[0]["id"]]


async def test_timer_is_started_on_an_open_vote_and_stopped_before_it_closes(hall: Hall):
    round_id = await hall.open()
    chair = await hall.chair()
    await chair.command("timer", seconds=2)
    timed = await chair.receive("state")
    while timed["round"]["closes_at"] is None:
        timed = await chair.receive("state")
    stopped = await chair.command("timer", seconds=None)
    state = await chair.receive("state", seq=stopped["seq"])
    assert (state["phase"], state["round"]["closes_at"]) == ("open", None)

    await chair.command("timer", seconds=1)
    closed = await chair.receive("state", phase="closed")
    assert closed["round"]["id"] == round_id

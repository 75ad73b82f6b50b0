"""Looking at a house from every side once the votes are in, and holding it against the history."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

from tests.chaos.checker import BALLOTS, Found, Violation, check
from tests.chaos.history import Ballot
from tests.chaos.houses import House

#: Seconds that the projector has to show the last tally.
PROJECTOR = 10.0
#: How many calls are under way at once.
AT_ONCE = 8


async def audit(house: House, *, shown: Iterable[str] = ()) -> list[Violation]:
    """Close the last round, check every round, and report what is broken.

    ``shown`` are rounds whose last tally the projector had time to show. They are checked
    beside those of the history, even where nobody voted.
    """
    shown = [*shown]
    checked = list(dict.fromkeys([*house.history.rounds, *shown]))
    await close_if_open(house)
    results = dict(
        zip(checked, await _in_turn(_result(house, one) for one in checked), strict=True)
    )
    # Whether it does is what the checker says.
    await shows(house, within=PROJECTOR)
    exported = await _export(house)
    tokens = house.audience.tokens
    ledger = await asyncio.to_thread(house.ledger, checked, tokens)
    told = dict(zip(tokens, await _in_turn(house.mine(one) for one in tokens), strict=True))
    broken = []
    for round_id in checked:
        is_last = round_id == house.round
        totals = {
            "the counters": ledger[round_id]["counters"],
            "the API": totals_of(results[round_id]),
            "the export": totals_of(exported[round_id]),
        }
        if is_last or round_id in shown:
            totals["the projector"] = totals_of(house.projector.last.get(round_id))
        found = found_in(ledger[round_id], totals, told if is_last else {})
        broken += check(round_id, house.history.of_round(round_id), found)
    _report(house, broken)
    return broken


async def close_if_open(house: House) -> None:
    """Close the round on screen, unless it is closed already."""
    if (await _result(house, house.round))["phase"] == "open":
        await house.command("close")


async def shows(house: House, *, within: float) -> bool:
    """Wait until the projector shows the result of the last round; return whether it does."""
    result = totals_of(await _result(house, house.round))
    right = house.projector.until(
        lambda: totals_of(house.projector.last.get(house.round)) == result
    )
    try:
        await asyncio.wait_for(right, within)
    except TimeoutError:
        return False
    return True


def expect_acknowledged(house: House) -> None:
    """Whatever happened meanwhile, every vote was acknowledged in the end."""
    codes = {cast.code for cast in house.audience.casts}
    house.report.expect(codes == {"ack"}, f"every vote is acknowledged, not {codes}")


def expect_connected(house: House) -> None:
    """No phone lost its connection."""
    lost = sum(phone.record.lost.total() for phone in house.audience.phones)
    house.report.expect(lost == 0, f"nobody loses the connection, but {lost} did")


def totals_of(result: Mapping[str, Any] | None) -> dict[str, int]:
    """The totals of a result, an exported round or a tally."""
    if not result:
        return {}
    counts = {row["choice"]: row["count"] for row in result["counts"]}
    return {BALLOTS: result["ballots"], **counts}


def found_in(
    ledger: Mapping[str, Any],
    totals: Mapping[str, Mapping[str, int]],
    told: Mapping[str, Ballot | None],
) -> Found:
    """What stands in a round, as the checker wants it."""
    ballots: dict[str, list[Ballot]] = {}
    strangers = 0
    for token, rev, answer in ledger["ballots"]:
        if token is None:
            strangers += 1
        else:
            ballots.setdefault(token, []).append(Ballot.of(rev, answer))
    return Found(ballots, strangers, totals, told)


async def _result(house: House, round_id: str) -> dict[str, Any]:
    answer = await house.ask("GET", f"/api/v1/rounds/{round_id}/result", token=house.token)
    assert answer.status == 200, answer.body
    return answer.json()


async def _export(house: House) -> dict[str, Mapping[str, Any]]:
    """The rounds of the export by id."""
    path = f"/api/v1/conferences/{house.doors.code}/export.json"
    answer = await house.ask("GET", path, token=house.token)
    assert answer.status == 200, answer.body
    return {
        round["id"]: round
        for session in answer.json()["sessions"]
        for question in session["questions"]
        for round in question["rounds"]
    }


async def _in_turn(calls: Iterable[Any]) -> list[Any]:
    """Await calls, a few at once, and return their answers in order."""
    turn = asyncio.Semaphore(AT_ONCE)

    async def call(one: Any) -> Any:
        async with turn:
            return await one

    return await asyncio.gather(*(call(one) for one in calls))


def _report(house: House, broken: list[Violation]) -> None:
    told = house.history.answers()
    unanswered = house.history.unanswered()
    house.report.note(f"{told['ack']:,} acks, {unanswered} unanswered, {len(broken)} violations")
    for violation in broken[:5]:
        house.report.expect(False, f"{violation.kind}: {violation.what}")
    house.report.expect(len(broken) <= 5, f"{len(broken)} violations in all")
    if errors := house.audience.errors():
        house.report.expect(False, f"nobody sees an error, but {dict(errors)}")

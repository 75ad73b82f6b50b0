"""An attack on secrecy: full SQL access, the raw files, and the exact order of voting.

The attacker knows who voted when, to the vote, and looks for a column, a pair of tables or a
place in a file that pairs voters with answers. What the attack finds in rounds that were sealed
badly on purpose shows that it would find it here.
"""

import hmac
import itertools
import math
import random
import uuid
from collections import Counter as Totals
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from live.keypad_turnout import KeypadTurnout
from polls.chairing import seal_overdue
from polls.keypad_lists import Listed
from polls.keypads import delegate_of, list_keypads
from polls.keys import unwrap_key
from polls.models import Ballot, Conference, Keypad, Remains, Role, Round, Session, SessionRole
from polls.preparing import delete_conference, delete_session
from polls.roll_calls import begin_roll_call, hear_any_key
from polls.stations import make_station
from polls.stewards import delegate_at, enter_ballot
from polls.sweeping import sweep
from polls.tokens import make_token, read_token
from polls.turnout import Arrival, record_arrivals
from polls.voting import Vote, cast
from tests.factories import QuestionFactory, RoundFactory, SessionFactory, UserFactory

VOTERS = 160
CHOICES = ["Red", "Green", "Blue", "Grey"]
#: Chance hits this many standard deviations above its mean once in thousands of runs.
SURE = 5


@dataclass
class Voted:
    """A round and what the attacker knows of it: who voted, in order.

    ``truth`` is what each chose in the end, ``first`` the very first answer.
    """

    round: Round
    order: list[uuid.UUID]
    truth: dict[uuid.UUID, str]
    first: str
    tokens: list[str]
    key: bytes


@pytest.fixture
def voted(each_database) -> Voted:
    """A round in which everybody came and voted one after the other, each choosing at random.

    Some thought again at once; some voted by keypad, a few had a helper enter their ballot. It
    has been closed for an hour.
    """
    round = RoundFactory(question=QuestionFactory(choices=CHOICES))
    conference = str(round.session.conference_id)
    tokens = [make_token(conference) for _ in range(VOTERS)]
    order = [read_token(token).delegate_id for token in tokens]
    keypads = add_keypads(round.session.conference, VOTERS // 4)
    helper = UserFactory()
    SessionRole.objects.create(session=round.session, user=helper, role=Role.HELPER)
    offered = [choice["id"] for choice in round.wording["choices"]]
    truth = {}
    first = random.choice(offered)
    turnout = KeypadTurnout()
    for place, delegate in enumerate(order):
        arrival = Arrival(conference, str(round.session_id), delegate)
        if place % 4 == 1:
            delegate = order[place] = delegate_of(keypads[place // 4].pk)
            turnout.record([replace(arrival, delegate_id=delegate)])
        elif place % 40 == 2:
            delegate = order[place] = delegate_at(round.session_id, place // 40 + 1)
            truth[delegate] = random.choice(offered)
            enter_ballot(
                entry_id=uuid.uuid4(),
                session_id=round.session_id,
                round_id=str(round.pk),
                answer=[truth[delegate]],
                reason=f"Row {place}",
                by=helper,
            )
            continue
        else:
            record_arrivals([arrival])
        for rev in (1, 2)[: random.choice((1, 1, 2))]:
            truth[delegate] = random.choice(offered) if truth else first
            cast([Vote(conference, delegate, str(round.pk), rev, [truth[delegate]])])
    key = unwrap_key(round.pk, bytes(Round.objects.get(pk=round.pk).key))
    Round.objects.filter(pk=round.pk).update(
        phase="closed", joined=VOTERS, closed_at=timezone.now() - timedelta(hours=1)
    )
    return Voted(round, order, truth, first, tokens, key)


def add_keypads(conference: Conference, number: int) -> list[Keypad]:
    """Admit so many keypads, which answer a roll-call one after the other, in this order."""
    list_keypads(conference=conference, listed=[Listed(str(n)) for n in range(number)])
    station, _ = make_station(conference=conference, name="Base 1")
    begin_roll_call(conference=conference)
    keypads = random.sample(list(conference.keypads.all()), number)
    for keypad in keypads:
        heard = {keypad.serial: 80}
        hear_any_key(conference_id=str(conference.pk), station_id=station.pk, heard=heard)
    return keypads


def seal() -> None:
    """Seal and sweep, as the server does by the clock."""
    seal_overdue()
    assert sweep() is True


# What the attacker reads.

Row = dict[str, object]


def read_table(name: str) -> list[Row]:
    """Every row with every column, and with those that the database keeps for itself."""
    hidden = "ctid, xmin::text::bigint AS xmin, cmin::text::bigint AS cmin, *"
    columns = hidden if connection.vendor == "postgresql" else "rowid, *"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {name}")
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    for place, row in enumerate(rows):
        row["as it lies"] = place
        if "ctid" in row:
            row["ctid"] = tuple(map(int, str(row["ctid"]).strip("()").split(",")))
    return rows


def read_database() -> dict[str, list[Row]]:
    """Every table of the product."""
    return {
        name: read_table(name)
        for name in connection.introspection.table_names()
        if name.startswith("polls_")
    }


def answer_tables(tables: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """The tables that hold single answers."""
    return {name: rows for name, rows in tables.items() if rows and "answer" in rows[0]}


def choice_of(row: Row) -> str:
    """The one choice of a row's answer."""
    return str(row["answer"]).strip('[]"')


# What the attacker tries.


def orders(rows: Sequence[Row]) -> Iterator[tuple[str, list[Row]]]:
    """The rows in the order of each column and of each two, forwards and backwards."""
    columns = [name for name in rows[0] if name != "answer"]
    for keys in [*((c,) for c in columns), *itertools.permutations(columns, 2)]:
        by = sorted(rows, key=lambda row, keys=keys: [_sortable(row[k]) for k in keys])
        yield " ".join(keys), by
        yield f"{' '.join(keys)}, backwards", by[::-1]


def _sortable(value: object) -> tuple[str, object]:
    return type(value).__name__, value if not isinstance(value, memoryview) else bytes(value)


def guess_by_order(voted: Voted, rows: Sequence[Row]) -> dict[str, dict[uuid.UUID, str]]:
    """Pair the voters, in the order of voting, with the rows in every order there is."""
    return {
        name: dict(zip(voted.order, map(choice_of, by), strict=False)) for name, by in orders(rows)
    }


def guess_by_join(
    voted: Voted, tables: dict[str, list[Row]], rows: Sequence[Row]
) -> dict[uuid.UUID, str]:
    """Pair voters with answers wherever a value stands both in a row of a delegate and of one."""
    delegates = set(voted.order)
    meets: dict[object, set[uuid.UUID]] = {}
    for of_table in tables.values():
        for row in of_table:
            values = {_plain(value) for value in row.values()}
            for delegate in delegates & values:
                for value in values:
                    meets.setdefault(value, set()).add(delegate)
    found = {}
    for row in rows:
        for name, value in row.items():
            met = set() if name == "answer" else meets.get(_plain(value), set())
            # A row's place is a number like another: only what names few people tells anything.
            if len(met) == 1 and name not in PLACES:
                found[next(iter(met))] = choice_of(row)
    return found


PLACES = {"rowid", "ctid", "xmin", "cmin", "as it lies", "rev"}


def _plain(value: object) -> object:
    """One form for an id, however the database keeps it."""
    try:
        return uuid.UUID(str(value))
    except ValueError:
        return bytes(value) if isinstance(value, memoryview) else value


def guess_by_key(voted: Voted, keys: Sequence[bytes], rows: Sequence[Row]) -> dict[uuid.UUID, str]:
    """Pair voters with answers by pseudonyms made under keys that the attacker tries."""
    by_name = {_plain(row.get("voter")): choice_of(row) for row in rows}
    found = {}
    for key, delegate in itertools.product(keys, voted.order):
        name = uuid.UUID(bytes=hmac.digest(key, delegate.bytes, "sha256")[:16])
        if name in by_name:
            found[delegate] = by_name[name]
    return found


def hits(voted: Voted, guess: dict[uuid.UUID, str]) -> int:
    return sum(voted.truth[delegate] == choice for delegate, choice in guess.items())


def best_chance(voted: Voted) -> float:
    """What pairing everybody at random hits at most, for all that luck does."""
    shares = [n / VOTERS for n in Totals(voted.truth.values()).values()]
    mean = sum(share**2 for share in shares)
    return VOTERS * mean + SURE * math.sqrt(VOTERS * mean * (1 - mean))


def what_the_attack_finds(voted: Voted) -> dict[str, int]:
    """Every guess that hits more than chance, by its name, with its hits."""
    tables = read_database()
    found = {}
    for table, rows in answer_tables(tables).items():
        guesses = guess_by_order(voted, rows)
        for name, guess in guesses.items():
            found[f"{table} by {name}"] = hits(voted, guess)
        # These pair one row with one person, so that a single one is more than chance.
        found[f"{table} joined"] = VOTERS * len(guess_by_join(voted, tables, rows))
        found[f"{table} by a key"] = VOTERS * len(guess_by_key(voted, keys_in_reach(tables), rows))
    return {name: number for name, number in found.items() if number > best_chance(voted)}


def keys_in_reach(tables: dict[str, list[Row]]) -> list[bytes]:
    """Whatever in the database, or the other secret, might be a key."""
    stored = [bytes(row["key"]) for row in tables["polls_round"] if row["key"] is not None]
    parts = [part for key in stored for part in (key, key[:32], key[12:44], key[28:], key[-32:])]
    return [*parts, settings.SECRET_KEY.encode()]


# After sealing.


def test_whoever_knows_the_order_of_voting_does_no_better_than_chance(voted):
    seal()

    assert list(answer_tables(read_database())) == ["polls_sealedballot"]
    assert what_the_attack_finds(voted) == {}


def test_no_value_of_a_sealed_ballot_stands_anywhere_else(voted):
    seal()
    tables = read_database()
    sealed = tables.pop("polls_sealedballot")

    elsewhere = {
        _plain(value) for rows in tables.values() for row in rows for value in row.values()
    }
    assert len(sealed) == VOTERS
    assert not {_plain(row["id"]) for row in sealed} & elsewhere
    assert {row["round_id"] for row in sealed} == {sealed[0]["round_id"]}


def test_counters_do_not_tell_the_first_and_the_last_voters_choice(voted):
    """Of the counters the oldest row names the first voter's choice, the youngest the last's."""
    assert voted.first in choices_told(read_table("polls_counter"), oldest=True)
    assert voted.truth[voted.order[-1]] in choices_told(read_table("polls_counter"), oldest=False)

    seal()

    rows = read_table("polls_counter")
    keys = [row["key"] for row in rows]
    breaks = sum(before > after for before, after in itertools.pairwise(keys))
    # PostgreSQL may find room for the rest of them before the first.
    assert breaks <= (connection.vendor == "postgresql")
    if connection.vendor == "postgresql":
        assert len({(row["xmin"], row["cmin"]) for row in rows}) == 1


def choices_told(rows: list[Row], *, oldest: bool) -> set[object]:
    """The choices whose counters are the oldest or the youngest that the database can tell.

    SQLite numbers rows as they come, and changes them in place: it knows the oldest alone.
    PostgreSQL writes a row anew at each change: it knows the youngest alone.
    """
    of_choices = [row for row in rows if row["key"] != "ballots"]
    knows_oldest = connection.vendor == "sqlite"
    if oldest != knows_oldest:
        return {row["key"] for row in of_choices}
    place = (
        min(row["rowid"] for row in of_choices) if oldest else max(r["xmin"] for r in of_choices)
    )
    return {row["key"] for row in of_choices if place in (row.get("rowid"), row.get("xmin"))}


def test_nothing_is_left_to_compute_a_pseudonym_with(voted):
    seal()

    assert Round.objects.get(pk=voted.round.pk).key is None
    assert not Ballot.objects.exists()


# The attack itself works.


def copy_badly(voted: Voted, ids: Callable[[int], uuid.UUID], order: str) -> None:
    """Seal as one should not: the ballots copied in the order in which they lie."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT answer FROM polls_ballot ORDER BY {order}")
        answers = [answer for (answer,) in cursor.fetchall()]
        for number, answer in enumerate(answers):
            name, round_id = ids(number), voted.round.pk
            if connection.vendor != "postgresql":
                name, round_id = name.hex, round_id.hex
            cursor.execute(
                "INSERT INTO polls_sealedballot (id, round_id, answer) VALUES (%s, %s, %s)",
                [name, round_id, answer],
            )
        cursor.execute("DELETE FROM polls_ballot")


def by_voting(voted: Voted) -> str:
    """An SQL expression for the order of voting, as the attacker knows it."""
    names = [
        uuid.UUID(bytes=hmac.digest(voted.key, delegate.bytes, "sha256")[:16])
        for delegate in voted.order
    ]
    cases = " ".join(
        f"WHEN '{name if connection.vendor == 'postgresql' else name.hex}' THEN {place}"
        for place, name in enumerate(names)
    )
    return f"CASE voter {cases} END"


def test_the_attack_finds_ballots_that_were_copied_in_the_order_of_voting(voted):
    copy_badly(voted, lambda _: uuid.uuid4(), by_voting(voted))

    found = what_the_attack_finds(voted)

    place = "ctid" if connection.vendor == "postgresql" else "rowid"
    assert found[f"polls_sealedballot by {place}"] == VOTERS


def test_the_attack_finds_ids_that_count_up(voted):
    ids = {}

    def serial(number: int) -> uuid.UUID:
        return ids.setdefault(number, uuid.UUID(int=number + 1))

    copy_badly(voted, serial, by_voting(voted))

    assert what_the_attack_finds(voted)["polls_sealedballot by id"] == VOTERS


def test_the_attack_finds_ids_that_are_the_delegates_own(voted):
    copy_badly(voted, lambda number: voted.order[number], by_voting(voted))

    assert what_the_attack_finds(voted)["polls_sealedballot joined"] == VOTERS**2


# Before sealing.


def test_before_sealing_no_table_joins_a_delegate_to_a_choice_without_the_key(voted):
    tables = read_database()
    (rows,) = answer_tables(tables).values()

    assert len(rows) == VOTERS
    assert guess_by_join(voted, tables, rows) == {}
    assert guess_by_key(voted, keys_in_reach(tables), rows) == {}
    assert guess_by_key(voted, [voted.key], rows) == voted.truth


def test_before_sealing_nobody_without_the_secret_learns_which_delegate_a_keypad_is(each_database):
    """Not from the order in which they answered a roll-call, nor from that of their votes."""
    round = RoundFactory(question=QuestionFactory(choices=CHOICES))
    conference, session = str(round.session.conference_id), str(round.session_id)
    keypads = add_keypads(round.session.conference, KEYPADS)
    order = [delegate_of(keypad.pk) for keypad in keypads]
    for rev in (1, 2):
        # As of a server that was started anew, or hears of them after a while.
        turnout = KeypadTurnout()
        for delegate in order:
            turnout.record([Arrival(conference, session, delegate)])
            answer = [round.wording["choices"][0]["id"]]
            cast([Vote(conference, delegate, str(round.pk), rev, answer, channel="keypad")])

    assert pairs_found(order, "polls_attendance") <= LUCK
    assert pairs_found(order, "polls_delegate", of="id") <= LUCK
    assert len({row["heard_at"] for row in read_table("polls_keypad")}) <= 2


def test_the_attack_finds_keypads_that_are_recorded_as_they_vote(each_database):
    session = SessionFactory()
    order = [delegate_of(uuid.uuid4()) for _ in range(KEYPADS)]
    for delegate in order:
        record_arrivals([Arrival(str(session.conference_id), str(session.pk), delegate)])

    assert pairs_found(order, "polls_attendance") == KEYPADS


KEYPADS = 40
#: Pairs that chance finds: one in each order on average, so many once in millions of runs.
LUCK = 14


def pairs_found(order: Sequence[uuid.UUID], table: str, of: str = "delegate_id") -> int:
    """How many delegates lie in a table, in any order of it, in the place in which they came."""
    rows = read_table(table)
    return max(
        sum(_plain(row[of]) == who for row, who in zip(by, order, strict=False))
        for _, by in orders(rows)
    )


# The raw files.


def names_of(voted: Voted) -> list[bytes]:
    """Every pseudonym, in the forms in which a file may hold it."""
    digests = [hmac.digest(voted.key, d.bytes, "sha256")[:16] for d in voted.order]
    return [form for raw in digests for form in (raw, raw.hex().encode())]


def database_files() -> dict[str, bytes]:
    """The raw bytes of everything that the database keeps."""
    if connection.vendor == "sqlite":
        place = Path(connection.settings_dict["NAME"])
        return {f.name: f.read_bytes() for f in place.parent.glob(f"{place.name}*") if f.is_file()}
    with connection.cursor() as cursor:
        # On a busy disk it takes longer than a vote's statement may.
        cursor.execute("SET statement_timeout = '60s'")
        cursor.execute("CHECKPOINT")
        cursor.execute("RESET statement_timeout")
        cursor.execute("SELECT current_setting('data_directory')")
        folder = Path(cursor.fetchone()[0])
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        base = folder / "base" / str(cursor.fetchone()[0])
    return {f.name: f.read_bytes() for f in base.iterdir() if f.is_file()}


def pages_with(files: dict[str, bytes], words: Sequence[bytes]) -> set[tuple[str, int]]:
    """The pages, by file and number, on which one of the words stands."""
    size = 4096 if connection.vendor == "sqlite" else 8192
    return {
        (name, start)
        for name, content in files.items()
        for start in range(0, len(content), size)
        if any(word in content[start : start + size] for word in words)
    }


def sample_for_the_planner() -> None:
    """Let the database sample its columns, as PostgreSQL does by itself on a busy day."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("SELECT count(*) FROM pg_stats WHERE tablename = 'polls_ballot'")
            assert cursor.fetchone()[0]


def test_raw_files_hold_no_pseudonym_key_or_token_once_sealed(voted):
    sample_for_the_planner()
    wrapped = bytes(Round.objects.get(pk=voted.round.pk).key)
    secrets = [*names_of(voted), voted.key, wrapped]
    before = database_files()
    assert pages_with(before, names_of(voted))
    assert pages_with(before, [wrapped])

    seal()

    after = database_files()
    assert after
    tokens = [token.encode() for token in voted.tokens]
    assert pages_with(after, [*secrets, *tokens]) == set()


def test_no_page_of_the_raw_files_holds_a_delegate_beside_an_answer(voted):
    delegates = [form for d in voted.order for form in (d.bytes, d.hex.encode(), str(d).encode())]
    answers = [f'["{choice}"]'.encode() for choice in set(voted.truth.values())]
    sample_for_the_planner()
    seal()
    sample_for_the_planner()

    files = database_files()
    of_delegates, of_answers = pages_with(files, delegates), pages_with(files, answers)

    assert of_delegates
    assert of_answers
    assert not of_delegates & of_answers


# What was deleted.


def secrets_of(voted: Voted) -> list[bytes]:
    """What leads from a delegate to an answer, and is no longer to be found."""
    return [*names_of(voted), voted.key, bytes(Round.objects.get(pk=voted.round.pk).key)]


def delete_the_conference(voted: Voted) -> None:
    delete_conference(conference=voted.round.session.conference)


def delete_the_session(voted: Voted) -> None:
    Session.objects.filter(pk=voted.round.session_id).update(state=Session.State.ENDED)
    delete_session(session=voted.round.session)


@pytest.mark.parametrize("delete", [delete_the_conference, delete_the_session])
def test_raw_files_hold_nothing_of_an_unsealed_round_that_was_deleted(voted, delete):
    sample_for_the_planner()
    secrets = secrets_of(voted)
    assert pages_with(database_files(), names_of(voted))

    delete(voted)

    assert pages_with(database_files(), secrets) == set()
    assert sweep() is False


def test_what_is_deleted_during_another_vote_is_written_over_after_it(voted):
    elsewhere = RoundFactory()
    secrets = secrets_of(voted)

    delete_the_session(voted)

    # SQLite writes over rows as it deletes them; PostgreSQL would keep the room waiting.
    found = pages_with(database_files(), secrets)
    assert bool(found) == (connection.vendor == "postgresql")
    Round.objects.filter(pk=elsewhere.pk).update(phase="closed")
    assert sweep() is True
    assert pages_with(database_files(), secrets) == set()
    assert sweep() is False


def test_round_that_was_sealed_and_not_yet_swept_is_swept_after_its_deletion(voted):
    elsewhere = RoundFactory()
    secrets = secrets_of(voted)
    seal_overdue()

    delete_the_session(voted)

    Round.objects.filter(pk=elsewhere.pk).update(phase="closed")
    assert sweep() is True
    assert pages_with(database_files(), secrets) == set()


def test_session_without_a_vote_leaves_nothing_to_write_over(each_database):
    delete_session(session=SessionFactory(state=Session.State.DRAFT))

    assert sweep() is False
    assert not Remains.objects.exists()


# When nobody may be kept waiting.


def test_sweeping_waits_while_a_vote_is_open_anywhere(voted):
    elsewhere = RoundFactory()
    seal_overdue()

    assert sweep() is False
    Round.objects.filter(pk=elsewhere.pk).update(phase="closed")
    assert sweep() is True
    assert sweep() is False
    assert Session.objects.count() == 2

"""The ferry: takes presses into the spool, and brings them over in signed batches.

A press carries the round that the bridge knew when it was made. While the bridge is cut off it
is held, never guessed: it goes over once the same round is found open, be it reopened by the
chair. The server is told how many are held for which round, and says of which nothing is left to
decide: those are brought in to be refused as late.
"""

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

from live.keypads.known import Known, Tally, read_known, read_revs
from live.keypads.link import Line, NoAnswer, Refused
from live.keypads.presses import Heard, Waiting
from live.keypads.spool import HIGHEST_SEQUENCE, TIDY, Spool

#: Presses brought over together at most.
MOST = 200
#: Seconds between two signs of life, and that the server keeps a look waiting: as soon after as
#: an answer may take, a network that swallows everything is known for cut.
BEAT = 5.0
WAIT = 1.5
#: Seconds beyond it after which nobody can say when what is on screen was put there.
LATE_ANSWER = 0.5
#: Seconds between two batches: what is pressed meanwhile goes over together.
APART = 0.1
#: Seconds before another attempt: doubled each time up to the highest, then spread.
FIRST_PAUSE = 0.1
LONGEST_PAUSE = 1.0
#: What is wrong before the server was first asked.
NOT_YET = "not reached yet"
#: Answers after which a press is sent again.
AGAIN = frozenset({"too_fast", "unavailable"})
#: Statuses, signed, of a batch that the server cannot read.
UNREADABLE = frozenset({400, 413, 422})


class Ferry:
    """Two threads beside whoever calls ``take``: one looks, one brings over.

    ``tell`` is called with ``start`` and ``stop`` as a round opens and closes, ``fail`` with the
    name of a thread that ends in an error, and the error.
    """

    def __init__(
        self,
        spool: Spool,
        *,
        looking: Line,
        bringing: Line,
        session: str | None = None,
        say: Callable[..., None] = lambda *_, **__: None,
        tell: Callable[[str], None] = lambda _: None,
        fail: Callable[[str, Exception], None] = lambda *_: None,
    ) -> None:
        self._spool = spool
        self._looking = looking
        self._bringing = bringing
        self._session = session
        self._say = say
        self._tell = tell
        self._fail = fail
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._news = threading.Event()
        self._threads: list[threading.Thread] = []
        #: At first what a bridge before this one knew: what is pressed until then is held for it.
        self.known: Known | None = None
        if round := spool.remembered():
            self.known = Known(round=round)
        #: Keypads of which any key was pressed while there was no vote, with their batteries.
        self._idle: dict[str, int | None] = {}
        #: Why the server is not reached, or "".
        self.trouble = NOT_YET
        self.tally = Tally()
        #: What was on screen when the server was last told what is held.
        self._told: str | None = None
        #: Whether the base station is not heard; the server is told with the next sign of life.
        self.unplugged = False

    def start(self) -> None:
        """Begin to look and to bring over."""
        for work in (self._look, self._bring):
            run = partial(self._run, work)
            self._threads.append(threading.Thread(target=run, name=work.__name__, daemon=True))
            self._threads[-1].start()

    def _run(self, work: Callable[[], None]) -> None:
        """Work until it ends; what nobody expected is told, and ends nothing in silence."""
        try:
            work()
        except Exception as error:  # noqa: BLE001 -- told, and the end of the program
            self.trouble = f"ended: {type(error).__name__}"
            self._fail(work.__name__.strip("_"), error)

    def stop(self) -> None:
        """End both threads; what waits stays in the spool."""
        self._stopping.set()
        self._news.set()
        self._looking.cut()
        self._bringing.cut()
        for thread in self._threads:
            thread.join()
        self._looking.close()
        self._bringing.close()

    # Taking presses.

    def take(self, heard: Sequence[Heard], notes: dict[str, str] | None = None) -> bool:
        """Take presses as they come from the base station; they are in the spool afterwards.

        Returns whether they are votes, as far as is known.
        """
        with self._lock:
            known, cut = self.known, bool(self.trouble)
            self._note(heard)
            idle = known is not None and known.idle and not cut
            if idle:
                # That they are there, the server may know; which key it was, nobody asks. Whether
                # a vote had been opened already, the next look tells.
                self.tally.idle += len(heard)
                self._idle.update((each.keypad, each.battery) for each in heard)
            round = known.round if known and not idle else None
            if heard or notes:
                self._spool.take(heard, round, held=cut or round is None, idle=idle, notes=notes)
        self._news.set()
        return not idle

    def note_noise(self) -> None:
        """A line could not be read."""
        self.tally.noise += 1

    def _note(self, heard: Sequence[Heard]) -> None:
        if not heard:
            return
        tally = self.tally
        tally.presses += len(heard)
        tally.keypads.update(each.keypad for each in heard)
        tally.last_keypad, tally.last_at = heard[-1].keypad, time.monotonic()
        tally.moments.extend([tally.last_at] * len(heard))

    # Looking.

    def _look(self) -> None:
        pause = FIRST_PAUSE
        while not self._stopping.is_set():
            # After trouble at once, to know that it is over.
            after = self.known.mark if self.known and not self.trouble else None
            newest, asked_at = self._spool.newest(), time.monotonic()
            try:
                told = self._looking.look(wait=WAIT, session=self._session, after=after)
                prompt = time.monotonic() - asked_at < WAIT + LATE_ANSWER
                self._show(told, newest, prompt=prompt)
                pause = FIRST_PAUSE
            except (NoAnswer, Refused) as error:
                self._be_cut_off(error)
                self._stopping.wait(_told_to_wait(error) + _spread(pause))
                pause = min(2 * pause, LONGEST_PAUSE)

    def _show(self, told: dict[str, Any], newest: int, *, prompt: bool) -> None:
        """Take what the server says is on screen, asked after the press ``newest``.

        ``prompt``: it answered as soon as there was news, so what was pressed before the answer
        was pressed before the news.
        """
        answered = self._spool.newest()
        now = read_known(told)
        opened = now.open_round
        if opened and not self._spool.knows(opened):
            whole = self._looking.look(wait=0, session=self._session, revs="1")
            now = read_known(whole)
            opened = now.open_round
            if opened:
                revs = read_revs(whole)
                self._spool.shift(opened, revs)
                self._spool.stand(opened, revs)
                self._spool.begin(opened)
        self._spool.remember(now.round)
        with self._lock:
            before, self.known = self.known, now
            self._settle_idle(now, newest if now.idle else answered, sure=now.idle or prompt)
            if opened and (gone := self._spool.give_up_unknown()):
                self.tally.unknown += gone
                self._say("given up", presses=gone)
            if self.trouble:
                self._say("server reached")
            self.trouble = ""
        was_open = before.open_round if before else None
        if opened != was_open:
            self._say("vote open" if opened else "no vote open", number=now.number)
            self._tell("start" if opened else "stop")
        self._news.set()

    def _settle_idle(self, now: Known, up_to: int, *, sure: bool) -> None:
        """Decide on presses made while the bridge was in contact and knew of no vote.

        Up to a place there was none, and they were heard; later ones were made in the vote.
        """
        self._spool.settle_idle(up_to, sure=sure)
        if now.round and now.open_round:
            self._spool.claim_idle(now.round)

    def _be_cut_off(self, error: Exception) -> None:
        with self._lock:
            before, self._told = self.trouble, None
            self.trouble = str(error) or type(error).__name__
            # Whatever is not answered was made while perhaps nothing came through any more.
            self._spool.hold_all()
        if before in ("", NOT_YET):
            self._say("server away", why=self.trouble)

    # Bringing over.

    def _bring(self) -> None:
        beat = 0.0
        pause = FIRST_PAUSE
        most = MOST
        while not self._stopping.is_set():
            # While there is trouble, the one who looks finds out when it is over.
            until = LONGEST_PAUSE if self.trouble else max(0.0, beat - time.monotonic())
            self._news.wait(min(until, TIDY) if self._spool.untidy else until)
            self._news.clear()
            self._spool.tidy()
            if self._stopping.is_set():
                return
            mark = self.known.mark if self.known else None
            batch = self._next(most, beat)
            if batch is None:
                continue
            sequence, presses, idle, body = batch
            try:
                answered = self._bring_batch(sequence, body)
                beat, self._told = time.monotonic() + BEAT, mark if answered else None
            except Refused as error:
                most = self._be_refused(error, presses, idle)
                self._news.set()
                continue
            if answered is None:
                with self._lock:
                    self._idle = idle | self._idle
                self._stopping.wait(_spread(pause))
                pause = min(2 * pause, LONGEST_PAUSE)
                continue
            again = self._settle(presses, answered["answers"])
            self._let_go(answered.get("bring", {}))
            most = MOST
            if again:
                self._stopping.wait(_spread(pause))
                pause = min(2 * pause, LONGEST_PAUSE)
                self._news.set()
            else:
                pause = FIRST_PAUSE
                if len(presses) == MOST or len(idle) == MOST:
                    self._news.set()
                else:
                    self._stopping.wait(APART)

    def _next(
        self, most: int, beat: float
    ) -> tuple[int, list[Waiting], dict[str, int | None], bytes] | None:
        """The next batch as it is sent; None while there is nothing to say."""
        with self._lock:
            if self.trouble:
                return None
            open_round = self.known.open_round if self.known else None
            waits = self._spool.count()[0] > 0
            # Press by press, none goes over beside what may be all that cannot be read.
            idle = {} if most == 1 and waits else self._take_idle()
            # Whoever steers may have decided on it.
            moved = self.known is None or self.known.mark != self._told
        waiting, holds, _ = self._spool.count()
        held = self._spool.held() if holds else []
        # What is held for the round that is open goes over now.
        due = sum(each.presses for each in held if each.round == open_round)
        if not (waiting or idle or due or (holds and moved)) and time.monotonic() < beat:
            return None
        sequence, presses = self._spool.next_batch(open_round, most)
        told = [_as_json(press) for press in presses]
        whole: dict[str, Any] = {"sequence": sequence, "presses": told, "holds": holds - due}
        if holds > due:
            whole["held"] = [asdict(each) for each in held if each.round != open_round]
        if gave_up := self._spool.gave_up():
            whole |= {"gave_up": gave_up, "spool": self._spool.name}
        if self.unplugged:
            whole["unplugged"] = True
        if idle:
            whole["heard"] = [_heard(*each) for each in idle.items()]
        body = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
        return sequence, presses, idle, body.encode()

    def _take_idle(self) -> dict[str, int | None]:
        """Some of the keypads that are to be told of; they are told of no more."""
        taken = dict(list(self._idle.items())[:MOST])
        for keypad in taken:
            del self._idle[keypad]
        return taken

    def _bring_batch(self, sequence: int, body: bytes) -> dict[str, Any] | None:
        """Send a batch; None where it is not answered, and so held: nothing of it doubles."""
        try:
            return self._bringing.bring(sequence, body)
        except NoAnswer as error:
            self._be_cut_off(error)
            # Whether the line is back, the one who looks finds out.
            self._looking.cut()
            return None

    def _be_refused(
        self, error: Refused, presses: list[Waiting], idle: dict[str, int | None]
    ) -> int:
        """A batch was refused as a whole; return how many to send together from now on.

        A press is given up only where it was alone, and the server signed that it cannot read it.
        """
        unreadable = error.status in UNREADABLE
        if not unreadable:
            with self._lock:
                self._idle = idle | self._idle
            if not (error.status == 409 and error.code == "replayed" and self._skip(error)):
                self._be_cut_off(error)
                self._stopping.wait(error.wait + _spread(LONGEST_PAUSE))
            return MOST
        if len(presses) == 1 and not idle:
            self._settle(presses, [{"type": "refused", "code": error.code}])
        self._say("batch refused", code=error.code)
        return 1

    def _skip(self, error: Refused) -> bool:
        """Go on behind the number that the server has taken; whether it told one."""
        last = error.told.get("last")
        if type(last) is not int or not 0 <= last < HIGHEST_SEQUENCE:
            return False
        self._spool.skip_to(last)
        return True

    def _let_go(self, bring: dict[str, int]) -> None:
        """Bring in held presses of which nothing is left to decide."""
        gone = sum(self._spool.bring_in(round, up_to) for round, up_to in bring.items())
        if gone:
            self._say("held no longer", presses=gone)
            self._news.set()

    def _settle(self, presses: list[Waiting], answers: list[dict[str, Any]]) -> bool:
        """Let go of what was answered for good; return whether anything is to be sent again."""
        done = []
        for press, answer in zip(presses, answers, strict=True):
            code = "ack" if answer["type"] == "ack" else str(answer["code"])
            self.tally.answers[code] += 1
            if code in AGAIN:
                continue
            if code == "stale":
                rev = int(answer["rev"])
                self._spool.stand(press.round, {press.keypad: rev})
                if self._spool.renumber(press, rev):
                    continue
            done.append(press.id)
        if done:
            self._spool.settle(done)
        refused = Counter(str(a["code"]) for a in answers if a["type"] != "ack")
        if answers:
            self._say("brought over", presses=len(answers), refused=dict(refused))
        return len(done) < len(presses)


def _spread(pause: float) -> float:
    return random.uniform(pause / 2, pause)  # noqa: S311 -- several bridges should not come at once


def _told_to_wait(error: NoAnswer | Refused) -> float:
    """Seconds for which the server would not be asked again."""
    return error.wait if isinstance(error, Refused) else 0.0


def _heard(keypad: str, battery: int | None) -> dict[str, Any]:
    return {"keypad": keypad} if battery is None else {"keypad": keypad, "battery": battery}


def _as_json(press: Waiting) -> dict[str, Any]:
    told: dict[str, Any] = {
        "keypad": press.keypad,
        "round": press.round,
        "rev": press.rev,
        "keys": press.keys,
    }
    if press.battery is not None:
        told["battery"] = press.battery
    return told

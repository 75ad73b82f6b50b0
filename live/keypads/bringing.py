"""The one who brings over: signed batches of what waits in the spool, and what is answered.

The server is told how many presses are held for which round, and says of which nothing is left to
decide: those are brought in to be refused as late.
"""

import json
import time
from collections import Counter
from dataclasses import asdict
from typing import Any

from live.keypads.contact import Contact
from live.keypads.link import Line, NoAnswer, Refused
from live.keypads.pauses import FIRST_PAUSE, LONGEST_PAUSE, spread
from live.keypads.presses import Waiting
from live.keypads.spool import HIGHEST_SEQUENCE, TIDY

#: Presses brought over together at most.
MOST = 200
#: Seconds between two signs of life.
BEAT = 5.0
#: Seconds between two batches: what is pressed meanwhile goes over together.
APART = 0.1
#: Answers after which a press is sent again.
AGAIN = frozenset({"too_fast", "unavailable"})
#: Statuses, signed, of a batch that the server cannot read.
UNREADABLE = frozenset({400, 413, 422})


class Carrier:
    """Brings over what waits, by a line of its own; ``looking`` is the line of who looks."""

    def __init__(self, contact: Contact, line: Line, *, looking: Line) -> None:
        self._contact = contact
        self._line = line
        self._looking = looking

    def bring(self) -> None:
        """Bring over until the end."""
        contact = self._contact
        beat = 0.0
        pause = FIRST_PAUSE
        most = MOST
        while not contact.stopping.is_set():
            # While there is trouble, the one who looks finds out when it is over.
            until = LONGEST_PAUSE if contact.trouble else max(0.0, beat - time.monotonic())
            contact.news.wait(min(until, TIDY) if contact.spool.untidy else until)
            contact.news.clear()
            contact.spool.tidy()
            if contact.stopping.is_set():
                return
            mark = contact.known.mark if contact.known else None
            batch = self.next_batch(most, beat)
            if batch is None:
                continue
            sequence, presses, idle, body = batch
            try:
                answered = self._bring_batch(sequence, body)
                beat, contact.told = time.monotonic() + BEAT, mark if answered else None
            except Refused as error:
                most = self._be_refused(error, presses, idle)
                contact.news.set()
                continue
            if answered is None:
                with contact.lock:
                    contact.idle = idle | contact.idle
                contact.stopping.wait(spread(pause))
                pause = min(2 * pause, LONGEST_PAUSE)
                continue
            again = self._settle(presses, answered["answers"])
            self._let_go(answered.get("bring", {}))
            most = MOST
            if again:
                contact.stopping.wait(spread(pause))
                pause = min(2 * pause, LONGEST_PAUSE)
                contact.news.set()
            else:
                pause = FIRST_PAUSE
                if len(presses) == MOST or len(idle) == MOST:
                    contact.news.set()
                else:
                    contact.stopping.wait(APART)

    def next_batch(
        self, most: int, beat: float
    ) -> tuple[int, list[Waiting], dict[str, int | None], bytes] | None:
        """The next batch as it is sent; None while there is nothing to say."""
        contact = self._contact
        with contact.lock:
            if contact.trouble:
                return None
            open_round = contact.known.open_round if contact.known else None
            waits = contact.spool.count()[0] > 0
            # Press by press, none goes over beside what may be all that cannot be read.
            idle = {} if most == 1 and waits else self._take_idle()
            # Whoever steers may have decided on it.
            moved = contact.known is None or contact.known.mark != contact.told
        waiting, holds, _ = contact.spool.count()
        held = contact.spool.held() if holds else []
        # What is held for the round that is open goes over now.
        due = sum(each.presses for each in held if each.round == open_round)
        if not (waiting or idle or due or (holds and moved)) and time.monotonic() < beat:
            return None
        sequence, presses = contact.spool.next_batch(open_round, most)
        told = [_as_json(press) for press in presses]
        whole: dict[str, Any] = {"sequence": sequence, "presses": told, "holds": holds - due}
        if holds > due:
            whole["held"] = [asdict(each) for each in held if each.round != open_round]
        if gave_up := contact.spool.gave_up():
            whole |= {"gave_up": gave_up, "spool": contact.spool.name}
        if contact.unplugged:
            whole["unplugged"] = True
        if idle:
            whole["heard"] = [_heard(*each) for each in idle.items()]
        body = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
        return sequence, presses, idle, body.encode()

    def _take_idle(self) -> dict[str, int | None]:
        """Some of the keypads that are to be told of; they are told of no more."""
        taken = dict(list(self._contact.idle.items())[:MOST])
        for keypad in taken:
            del self._contact.idle[keypad]
        return taken

    def _bring_batch(self, sequence: int, body: bytes) -> dict[str, Any] | None:
        """Send a batch; None where it is not answered, and so held: nothing of it doubles."""
        try:
            return self._line.bring(sequence, body)
        except NoAnswer as error:
            self._contact.be_cut_off(error)
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
            with self._contact.lock:
                self._contact.idle = idle | self._contact.idle
            if not (error.status == 409 and error.code == "replayed" and self._skip(error)):
                self._contact.be_cut_off(error)
                self._contact.stopping.wait(error.wait + spread(LONGEST_PAUSE))
            return MOST
        if len(presses) == 1 and not idle:
            self._settle(presses, [{"type": "refused", "code": error.code}])
        self._contact.say("batch refused", code=error.code)
        return 1

    def _skip(self, error: Refused) -> bool:
        """Go on behind the number that the server has taken; whether it told one."""
        last = error.told.get("last")
        if type(last) is not int or not 0 <= last < HIGHEST_SEQUENCE:
            return False
        self._contact.spool.skip_to(last)
        return True

    def _let_go(self, bring: dict[str, int]) -> None:
        """Bring in held presses of which nothing is left to decide."""
        gone = sum(self._contact.spool.bring_in(round, up_to) for round, up_to in bring.items())
        if gone:
            self._contact.say("held no longer", presses=gone)
            self._contact.news.set()

    def _settle(self, presses: list[Waiting], answers: list[dict[str, Any]]) -> bool:
        """Let go of what was answered for good; return whether anything is to be sent again."""
        done = []
        for press, answer in zip(presses, answers, strict=True):
            code = "ack" if answer["type"] == "ack" else str(answer["code"])
            self._contact.tally.answers[code] += 1
            if code in AGAIN:
                continue
            if code == "stale":
                rev = int(answer["rev"])
                self._contact.spool.stand(press.round, {press.keypad: rev})
                if self._contact.spool.renumber(press, rev):
                    continue
            done.append(press.id)
        if done:
            self._contact.spool.settle(done)
        refused = Counter(str(a["code"]) for a in answers if a["type"] != "ack")
        if answers:
            self._contact.say("brought over", presses=len(answers), refused=dict(refused))
        return len(done) < len(presses)


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

/* One delegate's ballot: what is ticked, what was sent, what stands. It sends and shows nothing. */

/** Whether two answers tick the same, in whatever order. */
export function sameAnswer(one, other) {
  const first = one || [];
  const second = other || [];
  return first.length === second.length && first.every((choice) => second.includes(choice));
}

function letterWise(question, answer) {
  return question.choices.map(({ id }) => id).filter((id) => answer.includes(id));
}

/**
 * Follow one delegate through the rounds of a conference.
 *
 * `keep` holds the votes that are not acknowledged (`createKeep`), `makeRef` returns a fresh
 * string. Votes leave through `outgoing()`, which lists the messages to send now; sending one
 * twice is harmless, as the server answers an equal vote alike.
 */
export function createBallot(keep, makeRef) {
  const waiting = new Map(keep.all().map((vote) => [vote.round, vote]));
  let round = null;
  let open = false;
  let question = null;
  let standing = null;
  let highest = 0;
  let sealed = false; // nobody can tell any more what stands
  let ticked = null; // null: the ticks follow what was sent or stands

  function pending() {
    return waiting.get(round) || null;
  }

  function hold(vote) {
    waiting.set(vote.round, vote);
    keep.put(vote);
  }

  function forget(vote) {
    waiting.delete(vote.round);
    keep.drop(vote.round);
  }

  function sent() {
    const vote = pending();
    return vote && !vote.late ? vote.answer : standing || [];
  }

  function stand(rev, answer) {
    standing = answer;
    highest = Math.max(highest, rev);
  }

  function enter(next) {
    round = next;
    standing = null;
    sealed = false;
    ticked = null;
    highest = pending() ? pending().rev : 0;
  }

  function seal() {
    sealed = true;
    standing = null;
    ticked = null;
  }

  function byRef(ref) {
    return Array.from(waiting.values()).find((vote) => vote.ref === ref) || null;
  }

  /* What a refusal means for the vote; the name of what the page then says. */
  const refusals = {
    closed(vote, { sealed: untraceable }) {
      if (untraceable) {
        forget(vote);
        return "sealed";
      }
      hold({ ...vote, late: true });
      return "late";
    },
    stale(vote) {
      forget(vote);
      if (vote.round === round) ticked = null;
      return "stale";
    },
    invalid: reject,
    malformed: reject,
    too_fast: () => "again",
    unavailable: () => "again",
  };

  function reject(vote) {
    if (vote.round === round) ticked = vote.answer;
    forget(vote);
    return "invalid";
  }

  return {
    /** Take over a `state`: another round starts afresh, a reopened one goes on. */
    follow(state) {
      const next = state.round ? state.round.id : null;
      if (next !== round) enter(next);
      if (state.round && state.round.sealed) seal();
      question = state.question;
      open = state.phase === "open";
      const vote = pending();
      if (open && vote && vote.late) hold({ ...vote, late: false });
      if (state.phase === "ended") keep.all().filter((kept) => kept.late).forEach(forget);
    },

    /** Take over a `mine`; "in" if it acknowledges what was waiting, "changed" if another device voted. */
    told(mine) {
      if (mine.round !== round || round === null) return "nothing";
      if (mine.sealed) {
        seal();
        return "nothing";
      }
      const known = standing;
      stand(mine.rev, mine.answer);
      const vote = pending();
      if (vote && vote.rev === mine.rev && sameAnswer(vote.answer, mine.answer)) {
        forget(vote);
        return "in";
      }
      if (vote || sameAnswer(known, mine.answer)) return "nothing";
      return "changed";
    },

    /** Tick without voting. */
    tick(answer) {
      ticked = letterWise(question, answer);
    },

    /** Vote: from now on it is resent until acknowledged or refused. An empty answer withdraws. */
    vote(answer) {
      const before = pending();
      highest = before && !before.tried ? before.rev : highest + 1;
      const chosen = letterWise(question, answer);
      const { prompt } = question;
      ticked = null;
      hold({ ref: makeRef(), round, rev: highest, answer: chosen, prompt, late: false, tried: false });
    },

    /** The messages to send now: all that wait, but those whose round closed before them. */
    outgoing() {
      const votes = Array.from(waiting.values()).filter((vote) => !vote.late);
      return votes.map(({ ref, round: of, rev, answer }) => ({ type: "vote", ref, round: of, rev, answer }));
    },

    /** Note that a message of `outgoing()` left: its `rev` is spent. */
    left(message) {
      const vote = byRef(message.ref);
      if (vote && !vote.tried) hold({ ...vote, tried: true });
    },

    /** Take over an `ack`; the vote that it acknowledges, or null. */
    acknowledged(ack) {
      const vote = byRef(ack.ref);
      if (vote === null) return null;
      forget(vote);
      if (vote.round === round) stand(ack.rev, vote.answer);
      return vote;
    },

    /**
     * Take over a `refused`: `{vote, meaning}` with meaning "late", "sealed" (whether an earlier
     * try was counted can no longer be told), "stale", "invalid" or "again" (the same is to be sent
     * later), or null if it answers nothing that waits.
     */
    refused(refusal) {
      const vote = byRef(refusal.ref);
      if (vote === null || (vote.late && refusal.code === "closed")) return null;
      if (vote.round === round && refusal.rev !== undefined) stand(refusal.rev, refusal.answer);
      return { vote, meaning: (refusals[refusal.code] || reject)(vote, refusal) };
    },

    /** What the page shows: all answers are lists of choice ids in the order of the letters. */
    view() {
      const vote = pending();
      const ticks = ticked === null ? sent() : ticked;
      return {
        open,
        standing: standing && standing.length ? standing : null,
        pending: vote && !vote.late ? vote : null,
        late: Boolean(vote && vote.late),
        sealed,
        ticks,
        unsent: !sameAnswer(ticks, sent()),
      };
    },
  };
}

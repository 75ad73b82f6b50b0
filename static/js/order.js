/* Which messages still count: states and tallies are numbered, and old ones may arrive late. */

function idOf(thing) {
  return thing ? thing.id : null;
}

/**
 * Keeps the numbers of what was taken over. `admits(message)` says whether a state or tally is
 * to be shown, and notes it; `asks(beat)` says whether the beat knows of something newer that
 * was not asked for yet on this connection; `restart()` begins a new connection.
 */
export function createOrder() {
  let known = null;
  let tally = { round: null, seq: -1 };
  let asked = { seq: -1, tally: -1 };

  function admitsState(message) {
    const session = idOf(message.session);
    const same = known !== null && known.session === session;
    if (same && message.seq < known.seq) return false;
    if (!same) tally = { round: null, seq: -1 };
    if (!same) asked = { seq: -1, tally: -1 };
    known = { session, seq: message.seq, round: idOf(message.round) };
    return true;
  }

  function admitsTally(message) {
    if (known === null || message.round !== known.round) return false;
    if (message.tally_seq < tally.seq) return false;
    tally = { round: message.round, seq: message.tally_seq };
    return true;
  }

  return {
    admits(message) {
      if (message.type === "state") return admitsState(message);
      if (message.type === "tally") return admitsTally(message);
      return true;
    },
    asks(beat) {
      if (known === null) return false;
      const behind = beat.seq > Math.max(known.seq, asked.seq);
      const tallySeq = beat.tally_seq === undefined ? -1 : beat.tally_seq;
      const tallyBehind = tallySeq > Math.max(tally.seq, asked.tally);
      if (behind || tallyBehind) asked = { seq: beat.seq, tally: tallySeq };
      return behind || tallyBehind;
    },
    restart() {
      asked = { seq: -1, tally: -1 };
    },
  };
}

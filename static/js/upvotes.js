/* One delegate's upvotes in one round: what is wanted, what was sent, what stands. */

/** `standing` is `{round, rev, answer}`; `makeRef` returns a fresh string. */
export function createUpvotes(standing, makeRef) {
  const { round } = standing;
  let rev = standing.rev;
  let answer = standing.answer || [];
  let pending = null;

  return {
    /** Upvote these entries; returns the message to send. */
    want(ids) {
      rev += 1;
      pending = { type: "vote", ref: makeRef(), round, rev, answer: ids };
      return pending;
    },
    /** What must be sent again, or null. */
    outgoing: () => pending,
    /** The server has it; returns whether that was news. */
    acknowledged(ack) {
      if (pending === null || ack.ref !== pending.ref) return false;
      answer = pending.answer;
      pending = null;
      return true;
    },
    /** Returns what a refusal means: "again", "stands" (what the server holds is shown), or null. */
    refused(refusal) {
      if (pending === null || refusal.ref !== pending.ref) return null;
      if (["too_fast", "unavailable"].includes(refusal.code)) return "again";
      pending = null;
      if (refusal.rev !== undefined) rev = Math.max(rev, refusal.rev);
      if (refusal.answer !== undefined) answer = refusal.answer || [];
      return "stands";
    },
    /** The entries that are ticked now. */
    ticked: () => (pending ? pending.answer : answer),
  };
}

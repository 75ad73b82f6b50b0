/* The list of a topic as the projector draws it: what the chair alone may count is left out. */

import { remediesOf } from "../stage/remedies.js";

function asTheRoomSees({ remedies }, tally) {
  if (tally === null || !tally.remedies) return tally;
  const { topic, live } = remedies.screen;
  const frozen = remedies.lists.some((list) => list.topic === topic && list.phase === "frozen");
  return live || frozen ? tally : { ...tally, remedies: { ...tally.remedies, counts: null } };
}

/** `{title, lead, rows: [{id, text, by, count}]}` of the list on screen, or null; `heard` is what room.js keeps. */
export function listSeen({ state, tally }, entries) {
  if (!state || !state.remedies || !state.remedies.screen) return null;
  return remediesOf(state, asTheRoomSees(state, tally), entries);
}

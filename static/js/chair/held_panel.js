/* Presses that base stations hold for closed votes, and the chair's decision on them. */

import { element, isOff, part, setHidden, setOff, setOptional, setParagraphs, setText } from "./dom.js";
import { givenUpWords, heldVotes, leaveOutStep } from "./keypad_words.js";

const REOPEN = { do: "reopen", label: "Reopen this vote", effect: "", fields: {} };

function button(label, words) {
  const made = element("button", "button", label);
  made.type = "button";
  made.setAttribute("aria-describedby", words.id);
  return made;
}

/** Returns `render(room, {off})`; `run(step)` carries a step out. */
export function createHeldPanel(run) {
  const [card, list, lost] = ["held", "held-votes", "held-lost"].map((name) => part(name));
  const rows = new Map();

  function makeRow(round) {
    const words = element("p");
    words.id = `held-${round}`;
    const parts = {
      row: element("div", "held__vote"),
      words,
      hint: element("p", "held__hint"),
      buttons: element("div", "row"),
      reopen: button(REOPEN.label, words),
      leave: button("Leave them out…", words),
      vote: null,
    };
    parts.buttons.append(parts.reopen, parts.leave);
    parts.row.append(words, parts.hint, parts.buttons);
    press(parts.reopen, () => REOPEN);
    press(parts.leave, () => leaveOutStep(parts.vote));
    list.append(parts.row);
    return parts;
  }

  function press(node, step) {
    node.addEventListener("click", () => {
      if (!isOff(node)) run(step());
    });
  }

  function draw(vote, off) {
    if (!rows.has(vote.round)) rows.set(vote.round, makeRow(vote.round));
    const parts = rows.get(vote.round);
    parts.vote = vote;
    setText(parts.words, vote.words);
    setOptional(parts.hint, vote.hint);
    setHidden(parts.reopen, !vote.reopen);
    for (const each of [parts.reopen, parts.leave]) setOff(each, off);
  }

  return function render(room, { off }) {
    const votes = heldVotes(room);
    const here = new Set(votes.map(({ round }) => round));
    for (const [round, { row }] of rows) {
      if (here.has(round)) continue;
      row.remove();
      rows.delete(round);
    }
    for (const vote of votes) draw(vote, off);
    const given = givenUpWords(room);
    setParagraphs(lost, given);
    setHidden(lost, given.length === 0);
    setHidden(card, votes.length + given.length === 0);
  };
}

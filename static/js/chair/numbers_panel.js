/*
 * "Numbers": turnout, connected devices, and the counts; hidden ones only while a button is held,
 * and those that nobody may see yet not at all.
 */

import { drawResult } from "../bars.js";
import { part, setHidden, setOptional, setText } from "./dom.js";
import { holdToShow } from "./hold.js";
import { waitWords } from "./trouble.js";
import { channelWords } from "./keypad_words.js";
import { sparingWords } from "./words.js";

function number(value) {
  return value === null || value === undefined ? "–" : String(value);
}

/**
 * Returns `render(room, trouble)`, with the last `trouble` message or null. `speak(text)` and `unspeak(text)` put a held result into the live
 * region and take it out again.
 */
export function createNumbersPanel({ speak, unspeak }) {
  const card = part("numbers");
  const parts = Object.fromEntries(
    ["voted", "joined", "present", "wait", "sparing", "hidden", "chart", "channels"].map((name) => [
      name,
      part(name),
    ]),
  );
  let shown = null;
  let held = false;
  let spoken = "";

  function draw() {
    const seen = shown !== null && shown.counts !== null && (held || !shown.hidden);
    if (!seen) {
      parts.chart.replaceChildren();
      return;
    }
    drawResult(parts.chart, {
      question: shown.question,
      ballots: shown.ballots,
      counted: shown.counted,
      joined: shown.base,
      counts: shown.counts,
      figures: shown.figures,
      live: shown.phase === "open",
    });
  }

  const hold = holdToShow(
    part("hold"),
    () => {
      held = true;
      draw();
      spoken = shown === null ? "" : shown.sentence;
      if (spoken) speak(spoken);
    },
    () => {
      held = false;
      draw();
      unspeak(spoken);
      spoken = "";
    },
  );

  return function render(room, trouble) {
    const counting = room.round !== null && room.phase !== "ended";
    shown = counting ? room : null;
    setHidden(card, false);
    setText(parts.voted, counting ? number(room.ballots) : "–");
    const begun = room.standing !== "draft";
    setText(parts.joined, begun ? number(counting ? room.base : room.joined) : "–");
    setText(parts.present, number(begun ? room.present : room.waiting));
    setOptional(parts.wait, waitWords(trouble));
    const holdable = counting && room.hidden && room.counts !== null;
    setOptional(parts.sparing, sparingWords(room));
    setOptional(parts.channels, counting ? channelWords(room.channels) : "");
    setHidden(parts.hidden, !holdable);
    if (!holdable) hold.end();
    draw();
  };
}

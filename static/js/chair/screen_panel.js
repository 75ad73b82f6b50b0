/* "Now on screen" and "What to say": what the room sees, and what it should hear. */

import { letter } from "../figures.js";
import { countdown } from "./clock.js";
import { element, part, setHidden, setOptional, setParagraphs, setText } from "./dom.js";
import { phaseName, shownCode, spokenAddress, wordsToSay } from "./words.js";

function placeWords(room) {
  const words = [];
  if (room.place >= 0) words.push(`Question ${room.place + 1} of ${room.questions.length}`);
  if (room.entry && room.entry.practice) words.push("Practice");
  if (room.round && room.round.number > 1) words.push(`Vote ${room.round.number}`);
  if (room.sealed) words.push("Sealed");
  return words.join(" · ");
}

function waitingWords({ join }) {
  if (join === null) return "The waiting screen, with the code to join";
  return `${spokenAddress(join.url)}, code ${shownCode(join.code)}`;
}

function promptWords(room) {
  if (room.phase === "ended") return "“Thank you for taking part”";
  if (room.agenda) return room.agenda.title;
  if (room.standing === "draft" || room.question === null) return waitingWords(room);
  return room.question.prompt;
}

function choicesOf(room) {
  return room.question && room.phase !== "ended" && !room.agenda ? room.question.choices : [];
}

function drawChoices(list, choices) {
  const words = JSON.stringify(choices);
  if (list.dataset.words === words) return;
  list.dataset.words = words;
  list.replaceChildren(
    ...choices.map(({ text }, index) => {
      const item = element("li");
      item.append(element("span", "letter", letter(index)), ` ${text}`);
      return item;
    }),
  );
}

/** Returns `render(room, {left})`; `left` are the seconds that the timer has, or null. */
export function createScreenPanel() {
  const parts = Object.fromEntries(
    ["phase", "countdown", "place", "prompt", "help", "choices", "blank", "say", "picture"].map(
      (name) => [name, part(name)],
    ),
  );
  const sayCard = part("say-card");

  return function render(room, { left }) {
    setText(parts.phase, phaseName(room));
    parts.phase.dataset.phase = room.standing === "draft" ? "draft" : room.phase;
    setOptional(parts.countdown, left === null ? "" : left ? `${countdown(left)} left` : "Time is up");
    setOptional(parts.place, room.standing === "live" && !room.agenda ? placeWords(room) : "");
    setText(parts.prompt, promptWords(room));
    setOptional(parts.help, room.question && !room.agenda && room.phase !== "ended" ? room.question.help : "");
    drawChoices(parts.choices, choicesOf(room));
    setHidden(parts.choices, choicesOf(room).length === 0);
    setHidden(parts.blank, !room.blank);
    parts.picture.classList.toggle("screen__picture--black", room.blank);
    setParagraphs(parts.say, wordsToSay(room));
    setHidden(sayCard, false);
  };
}

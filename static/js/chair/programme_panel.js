/* The session's questions in order, each with how it stands and a way to put it on screen. */

import { element, isOff, part, setHidden, setOff, setText } from "./dom.js";
import { questionName, questionNumber } from "./numbering.js";
import { mayShow } from "./steps.js";
import { questionStanding } from "./words.js";

function buildEntry(id) {
  const item = element("li", "entry");
  item.dataset.question = id;
  return item;
}

/* The page came with the prompts alone; the first look at the programme completes each line. */
function complete(item) {
  const number = element("span", "entry__number");
  const prompt = element("p", "entry__prompt");
  const standing = element("span", "entry__standing");
  const practice = element("span", "pill pill--practice", "Practice");
  const button = element("button", "button entry__show", "Show this one");
  const which = element("span", "visually-hidden");
  button.type = "button";
  button.append(which);
  const line = element("p", "entry__line");
  line.append(standing, practice, button);
  item.replaceChildren(number, prompt, line);
  return { item, number, prompt, standing, practice, button, which };
}

/** Returns `render(room, {busy})`; `show(id)` is called for a question to be put on screen. */
export function createProgrammePanel(show) {
  const list = part("programme");
  const none = part("none");
  const entries = new Map();

  function entryFor(id) {
    if (entries.has(id)) return entries.get(id);
    const standing = Array.from(list.children).find((item) => item.dataset.question === id);
    const entry = complete(standing ?? buildEntry(id));
    entry.button.addEventListener("click", () => {
      if (!isOff(entry.button)) show(id);
    });
    entries.set(id, entry);
    return entry;
  }

  function update(entry, room, index, busy) {
    const { prompt, practice } = room.questions[index];
    const here = index === room.place && room.standing === "live";
    setText(entry.number, questionNumber(room.questions, index));
    setText(entry.prompt, prompt);
    setText(entry.standing, questionStanding(room, index));
    setText(entry.which, ` (${questionName(room.questions, index)})`);
    setHidden(entry.practice, !practice);
    setHidden(entry.button, room.standing !== "live" || here);
    setOff(entry.button, busy || !mayShow(room));
    entry.item.classList.toggle("entry--here", here);
    if (here) entry.item.setAttribute("aria-current", "true");
    else entry.item.removeAttribute("aria-current");
  }

  function order(wanted) {
    wanted.forEach((entry, index) => {
      if (list.children[index] !== entry.item) list.insertBefore(entry.item, list.children[index] ?? null);
    });
    while (list.children.length > wanted.length) list.lastElementChild.remove();
  }

  return function render(room, { busy }) {
    const wanted = room.questions.map(({ id }) => entryFor(id));
    wanted.forEach((entry, index) => update(entry, room, index, busy));
    order(wanted);
    setHidden(none, wanted.length > 0);
  };
}

/* The session's questions in order, each with how it stands and a way to put it on screen. */

import { element, isOff, part, setHidden, setOff, setText } from "./dom.js";
import { questionName, questionNumber } from "./numbering.js";
import { mayDo } from "./rights.js";
import { mayShow } from "./steps.js";
import { questionStanding } from "./words.js";

/* So much of what stands above the question on screen stays in sight; so much below is under "More below". */
const ABOVE_PX = 8;
const BELOW_PX = 40;

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
  const fromChair = element("span", "pill pill--practice", "From the chair");
  const button = element("button", "button entry__show", "Show");
  const look = element("button", "button entry__small", "Look");
  const up = element("button", "button entry__small", "↑");
  const down = element("button", "button entry__small", "↓");
  const names = [[button, " this one"], [look, " at it"], [up, "Move up"], [down, "Move down"]].map(([place, words]) => {
    const name = element("span", "visually-hidden");
    place.type = "button";
    place.append(name);
    return { name, words };
  });
  for (const arrow of [up, down]) arrow.firstChild.replaceWith(hidden(arrow.textContent));
  const line = element("p", "entry__line");
  line.append(standing, practice, fromChair, button, look, up, down);
  item.replaceChildren(number, prompt, line);
  return { item, number, prompt, standing, practice, fromChair, button, look, up, down, names };
}

/* A sign that is not read out: the words beside it are. */
function hidden(sign) {
  const node = element("span", "", sign);
  node.setAttribute("aria-hidden", "true");
  return node;
}

/**
 * Returns `render(room, {busy})`; `show(id)` is called for a question to be put on screen, `look(id)`
 * for one to be looked at, `move(id, steps)` for one to stand elsewhere.
 */
export function createProgrammePanel({ show, look, move }) {
  const list = part("programme");
  const none = part("none");
  const arrange = part("arrange");
  const entries = new Map();
  let inSight = null;
  let height = 0;

  const arranging = () => arrange.getAttribute("aria-pressed") === "true";

  /* Arrows stay away until somebody wants them: on stage nothing is moved by accident. */
  arrange.addEventListener("click", () => {
    arrange.setAttribute("aria-pressed", String(!arranging()));
    for (const entry of entries.values()) hideArrows(entry);
    inSight = null;
  });

  function hideArrows(entry) {
    for (const arrow of [entry.up, entry.down]) setHidden(arrow, !arranging());
  }

  function entryFor(id) {
    if (entries.has(id)) return entries.get(id);
    const standing = Array.from(list.children).find((item) => item.dataset.question === id);
    const entry = complete(standing ?? buildEntry(id));
    const actions = { button: () => show(id), look: () => look(id), up: () => move(id, -1), down: () => move(id, 1) };
    for (const [name, act] of Object.entries(actions)) {
      entry[name].addEventListener("click", () => {
        if (!isOff(entry[name])) act();
      });
    }
    entries.set(id, entry);
    hideArrows(entry);
    return entry;
  }

  function update(entry, room, index, busy) {
    const { prompt, practice } = room.questions[index];
    const here = index === room.place && room.standing === "live";
    setText(entry.number, questionNumber(room.questions, index));
    setText(entry.prompt, prompt);
    setText(entry.standing, questionStanding(room, index));
    for (const { name, words } of entry.names) setText(name, `${words} (${questionName(room.questions, index)})`);
    setHidden(entry.practice, !practice);
    setHidden(entry.fromChair, !room.questions[index].from_chair);
    setOff(entry.up, busy || index === 0);
    setOff(entry.down, busy || index === room.questions.length - 1);
    entry.item.classList.toggle("entry--skipped", Boolean(room.questions[index].skipped));
    setHidden(entry.button, room.standing !== "live" || here || !mayDo(room, "show"));
    setOff(entry.button, busy || !mayShow(room));
    entry.item.classList.toggle("entry--here", here);
    if (here) entry.item.setAttribute("aria-current", "true");
    else entry.item.removeAttribute("aria-current");
  }

  /* Who moved a question by its arrow goes on from there. */
  function order(wanted) {
    const active = document.activeElement;
    wanted.forEach((entry, index) => {
      if (list.children[index] !== entry.item) list.insertBefore(entry.item, list.children[index] ?? null);
    });
    while (list.children.length > wanted.length) list.lastElementChild.remove();
    if (list.contains(active) && document.activeElement !== active) active.focus();
  }

  /* Within the list alone, and once for each question that comes on screen: who scrolls goes on scrolling. */
  function keepInSight(entry) {
    if (list.clientHeight === 0 || (entry === inSight && list.clientHeight === height)) return;
    inSight = entry;
    height = list.clientHeight; // cards below come and go
    if (!entry) return;
    const [place, frame] = [entry.item.getBoundingClientRect(), list.getBoundingClientRect()];
    if (place.top >= frame.top && place.bottom <= frame.bottom - BELOW_PX) return;
    list.scrollTop += place.top - frame.top - ABOVE_PX;
  }

  return function render(room, { busy }) {
    const wanted = room.questions.map(({ id }) => entryFor(id));
    wanted.forEach((entry, index) => update(entry, room, index, busy));
    order(wanted);
    keepInSight(room.standing === "live" ? wanted[room.place] : undefined);
    setHidden(none, wanted.length > 0);
    setHidden(arrange, wanted.length < 2 || !mayDo(room, "move"));
  };
}

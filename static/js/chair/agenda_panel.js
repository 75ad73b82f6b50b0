/* The agenda on the console: its topics where the screen's picture stands, its buttons and links. */

import { agendaRows } from "../agenda.js";
import { hideStep, moreTimeStep, moveStep, showAgendaStep, topicsAhead } from "./agenda_steps.js";
import { element, isOff, part, setHidden, setOff } from "./dom.js";
import { mayDo } from "./rights.js";
import { stepBack } from "./steps.js";

/* So much of what stands above the topic on now stays in sight. */
const ABOVE_PX = 8;

function makeLink(text, address) {
  const link = element("a", "button", text);
  link.href = address;
  return link;
}

/* Which of several agendas is meant is told by its question. */
function named(text, agenda, among) {
  return among.length > 1 ? `${text}: ${agenda.title}` : text;
}

/** What can be done with agendas now: `[{text, address, right}]` (a chair's, where no right is named) or `[{text, step}]`. */
export function agendaOffers(room) {
  return everyOffer(room).filter(({ step, right = "steer" }) => mayDo(room, step ? step.do : right));
}

function everyOffer(room) {
  const { agenda, agendas, entry, standing, phase } = room;
  const drafts = standing === "ended" ? [] : agendas.filter(({ published }) => !published);
  const published = agendas.filter((each) => each.published);
  const round = entry && entry.round;
  const offers = drafts.map((draft) => ({
    text: named("Go on with the draft of an agenda", draft, drafts),
    address: `/agendas/${draft.id}/`,
  }));
  const lists = { text: "Ways and questions", address: `/sessions/${room.session.id}/remedies/`, right: "moderate" };
  const remedies = published.length ? [lists] : [];
  if (agenda) {
    offers.push({ text: "Edit the agenda", address: `/agendas/${agenda.id}/` });
    if (!isWayBack(room, hideStep())) offers.push({ text: hideStep().label, step: hideStep() });
    return [...offers, ...remedies];
  }
  if (round && round.agenda && !drafts.some((draft) => draft.round === round.id)) {
    offers.push({ text: "Make an agenda of this result", address: `/agendas/of/${round.id}/` });
  }
  if (standing !== "live" || phase === "open") return [...offers, ...remedies];
  return [
    ...published.map((each) => ({ text: named("Show the agenda", each, published), step: showAgendaStep(each) })),
    ...offers,
    ...remedies,
  ];
}

/* The button of the way back stands beside the offers: none of them says the same again. */
function isWayBack(room, { do: name }) {
  const back = stepBack(room);
  return back !== null && back.do === name;
}

/** Returns `render(room, {at, off})`; `run(step)` carries a step out. */
export function createAgendaPanel({ run }) {
  const parts = Object.fromEntries(
    ["agenda-topics", "agenda-more", "agenda-offers"].map((name) => [name, part(name)]),
  );
  const told = {};

  function press(button, carryOut) {
    button.type = "button";
    button.addEventListener("click", () => {
      if (!isOff(button)) carryOut();
    });
    return button;
  }

  for (const button of parts["agenda-more"].querySelectorAll("[data-agenda-by]")) {
    press(button, () => run(moreTimeStep(Number(button.dataset.agendaBy))));
  }

  function moveButton(row, steps) {
    const button = element("button", "button agenda__move");
    const arrow = element("span", "", steps < 0 ? "↑" : "↓");
    arrow.setAttribute("aria-hidden", "true");
    button.append(arrow, element("span", "visually-hidden", `Move ${row.title} ${steps < 0 ? "up" : "down"}`));
    button.dataset.key = `${row.id} ${steps}`;
    return press(button, () => run(moveStep(row.id, steps)));
  }

  function topicItem(row, ahead) {
    const item = element("li", "agenda__topic");
    item.dataset.standing = row.standing;
    if (row.standing === "now") item.setAttribute("aria-current", "step");
    const words = element("div", "agenda__words");
    words.append(element("span", "agenda__title", row.title), element("span", "agenda__when", row.when));
    if (row.where) words.append(element("span", "agenda__where", row.where));
    item.append(words);
    if (row.mark) item.append(element("span", "pill", row.mark));
    const place = ahead.findIndex(({ id }) => id === row.id);
    if (place > 0) item.append(moveButton(row, -1));
    if (place >= 0 && place < ahead.length - 1) item.append(moveButton(row, 1));
    return item;
  }

  /* What is drawn anew keeps the focus, also where a topic has moved away under a finger. */
  function redraw(name, facts, make) {
    const words = JSON.stringify(facts);
    if (told[name] === words) return false;
    told[name] = words;
    const place = parts[name];
    const held = place.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    place.replaceChildren(...make());
    if (held === null) return true;
    const again = [...place.querySelectorAll("[data-key]")];
    const [topic] = held.split(" ");
    const found = again.find(({ dataset }) => dataset.key === held) ?? again.find(({ dataset }) => dataset.key.startsWith(topic));
    if (found) found.focus();
    return true;
  }

  function drawTopics(room, at) {
    const agenda = room.screen || room.list !== null ? null : room.agenda;
    const rows = agenda ? agendaRows(agenda, at) : [];
    const ahead = agenda && mayDo(room, "agenda_move") ? topicsAhead(agenda) : [];
    const drawn = redraw("agenda-topics", rows, () => rows.map((row) => topicItem(row, ahead)));
    setHidden(parts["agenda-topics"], rows.length === 0);
    if (drawn) keepCurrentInSight();
  }

  /* Within the picture alone: the page itself stays where it is. */
  function keepCurrentInSight() {
    const current = parts["agenda-topics"].querySelector("[aria-current]");
    const picture = parts["agenda-topics"].parentElement;
    if (current) picture.scrollTop += current.getBoundingClientRect().top - picture.getBoundingClientRect().top - ABOVE_PX;
  }

  function drawOffers(room) {
    const offers = agendaOffers(room);
    redraw("agenda-offers", offers, () =>
      offers.map(({ text, address, step }) => {
        const made = address ? makeLink(text, address) : press(element("button", "button", text), () => run(step));
        made.dataset.key = text;
        return made;
      }),
    );
    setHidden(parts["agenda-offers"], offers.length === 0);
  }

  return function render(room, { at, off }) {
    drawTopics(room, at);
    drawOffers(room);
    setHidden(parts["agenda-more"], !(room.agenda && room.agenda.phase === "running" && mayDo(room, "agenda_extend")));
    for (const name of ["agenda-topics", "agenda-more", "agenda-offers"]) {
      for (const button of parts[name].querySelectorAll("button")) setOff(button, off);
    }
  };
}

/* While an agenda is on screen: the next step, the way back, and what the chair may say. */

import { topicsNow } from "../agenda.js";

function step(name, label, effect, fields = {}) {
  return { do: name, label, effect, fields };
}

function nextTopic({ topics }) {
  return topics.find(({ standing }) => standing === "next") ?? null;
}

function minutes(number) {
  return number === 1 ? "1 minute" : `${number} minutes`;
}

/** The step onward in the agenda on screen; null without one, or once it is over. A list does not stay before it. */
export function agendaStep({ agenda, list = null }) {
  if (!agenda || agenda.phase === "over") return null;
  const onward = stepInto(agenda);
  return list === null ? onward : { ...onward, effect: `${onward.effect} The list leaves the screen.` };
}

function stepInto(agenda) {
  const next = nextTopic(agenda);
  const [current] = topicsNow(agenda);
  if (agenda.parallel) {
    if (!current) return step("agenda_next", "Begin all topics", `Each has ${minutes(next.minutes)}.`);
    return step("agenda_next", "End the agenda", "All topics end.");
  }
  if (!current) {
    return step("agenda_next", "Begin the agenda", `“${next.title}” is on, for ${minutes(next.minutes)}.`);
  }
  if (!next) return step("agenda_next", "End the agenda", `“${current.title}” ends, and with it the agenda.`);
  return step("agenda_next", "Next topic", `“${next.title}” is on, for ${minutes(next.minutes)}.`);
}

/** The step back in the agenda on screen; null without one. */
export function agendaStepBack({ agenda }) {
  if (!agenda) return null;
  if (agenda.phase === "ahead") return hideStep();
  const done = agenda.topics.some(({ standing }) => standing === "done");
  const label = done ? "Back to the topic before" : "Take the beginning back";
  return step("agenda_previous", agenda.parallel && done ? "Back to the topics" : label, "");
}

/** Question and result instead of the agenda, whose time runs on. */
export function hideStep() {
  return step("agenda_hide", "Take the agenda off the screen", "");
}

/** The agenda again instead of the list of a topic; the list itself goes on. */
export function hideListStep() {
  return step("remedies_hide", "Take the list off the screen", "");
}

/** An agenda that is published, on screen. */
export function showAgendaStep({ id }) {
  return step("agenda_show", "Show the agenda", "", { agenda: id });
}

/** More time for what is on now. */
export function moreTimeStep(seconds) {
  return step("agenda_extend", "More time", "", { seconds });
}

/** A topic that is ahead, earlier (-1) or later (1). */
export function moveStep(topic, steps) {
  return step("agenda_move", "Move", "", { topic, steps });
}

/** The topics whose order may still change. */
export function topicsAhead({ parallel, topics }) {
  return parallel ? [] : topics.filter(({ standing }) => standing === "next" || standing === "later");
}

/** What the chair may say while the agenda is on screen, as paragraphs. */
export function agendaWords({ phase, parallel, topics }) {
  if (phase === "over") return ["That was our agenda. Thank you all for taking part."];
  if (phase === "ahead") {
    const list = topics.map((topic, index) => `${index + 1}: ${topic.title}, ${minutes(topic.minutes)}.`);
    return [parallel ? "We discuss these at the same time." : "This is what you voted to discuss.", ...list];
  }
  if (parallel) return ["The discussions are on. Look at the screen for your room."];
  const [current] = topicsNow({ topics });
  const over = current.facilitator ? `Over to ${current.facilitator}.` : "";
  const where = current.room ? `We are in ${current.room}.` : "";
  return [`Our topic now is: ${current.title}.`, over, where].filter((text) => text !== "");
}

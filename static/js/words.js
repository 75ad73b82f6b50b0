/* Every sentence of the delegate's page that is not in its templates. */

import { letter } from "./figures.js";

export const LATE = "Voting closed before your vote reached us. It was not counted";
export const SEALED = "Your answer can no longer be traced, even by us";
export const UNTOLD = "This vote was sealed before we heard whether yours came in time. Nobody can tell now";
export const WITHDRAWN = "Your vote is taken back";
export const OFFLINE = "No connection. This page comes back by itself.";
export const ONLINE = "Connected again.";
export const STOPPED = "This vote was stopped; we will vote again.";
export const ASKED = "You asked for more time";
export const UNKNOWN = "This phone is not recognised. Allow cookies for this page, then reload it.";
export const OVER = "This session is over. Thank you for taking part.";

/** The letters of an answer: "B", or "A, C". */
export function letters(question, answer) {
  const places = question.choices.map(({ id }, place) => (answer.includes(id) ? letter(place) : ""));
  return places.filter((name) => name !== "").join(", ");
}

/** What a vote that stands is told as. */
export function voteIn(question, answer) {
  return `Your vote is in: ${letters(question, answer)}`;
}

/** How many to choose, in words. */
export function hint({ kind, min_choices: least, max_choices: most, choices }) {
  if (kind !== "multiple") return "Choose one.";
  if (least === most) return `Choose exactly ${least}.`;
  if (least === 1) return most >= choices.length ? "Choose as many as you like." : `Choose up to ${most}.`;
  if (most >= choices.length) return `Choose at least ${least}.`;
  return `Choose from ${least} to ${most}.`;
}

/** What is wrong with an answer before it is sent, or ""; the server decides. */
export function mistake({ kind, min_choices: least, max_choices: most }, answer) {
  const count = answer.length;
  if (kind !== "multiple") return count === 1 ? "" : "Choose one answer, then send your vote";
  if (count === 0) return "Choose your answers, then send your vote";
  if (count < least) return `Choose at least ${least}: you have chosen ${count}`;
  if (count > most) return `Choose no more than ${most}: you have chosen ${count}`;
  return "";
}

function waitingFor(question, answer) {
  return answer.length ? letters(question, answer) : "taking your vote back";
}

function waitingText(question, pending, slow) {
  const what = waitingFor(question, pending.answer);
  if (!slow) return `Sending: ${what}`;
  return `Not sent yet: ${what}. We keep trying.`;
}

function choosingText(question, { standing, ticks, unsent }) {
  if (!unsent) return standing ? voteIn(question, standing) : "You have not voted yet";
  const wrong = ticks.length ? mistake(question, ticks) : "";
  if (wrong) return standing ? `${voteIn(question, standing)}. ${wrong}` : wrong;
  const chosen = ticks.length ? letters(question, ticks) : "nothing";
  if (!standing) return `You have chosen ${chosen}. Now send it.`;
  return `${voteIn(question, standing)}. You have chosen ${chosen}: send it to change your vote.`;
}

function closedText(question, { standing, late, sealed, ticks, unsent }) {
  if (late) return LATE;
  if (sealed) return SEALED;
  if (standing) return voteIn(question, standing);
  if (unsent && ticks.length) return `You did not vote: ${letters(question, ticks)} was chosen, but not sent`;
  return "You did not vote";
}

/**
 * Where the vote stands: `{text, mood}`, mood "in", "waiting", "late" or "none".
 *
 * `view` is the ballot's; `slow` says that the vote could not be sent at once.
 */
export function statusOf(question, view, slow) {
  if (view.pending) return { text: waitingText(question, view.pending, slow), mood: "waiting" };
  const text = view.open ? choosingText(question, view) : closedText(question, view);
  if (view.late && !view.open) return { text, mood: "late" };
  return { text, mood: view.standing ? "in" : "none" };
}

/** What is said once when a vote could not be sent at once. */
export function notSentYet(question, answer) {
  return `Not sent yet: ${waitingFor(question, answer)}. It is sent as soon as there is a connection.`;
}

/** What is said when another device voted for this delegate. */
export function changedElsewhere(question, answer) {
  if (!answer || !answer.length) return "Your vote was taken back on another device.";
  return `Your vote was changed on another device. ${voteIn(question, answer)}`;
}

function idOf(thing) {
  return thing ? thing.id : null;
}

function questionWords(state) {
  return `${state.practice ? "Practice question" : "New question"}: ${state.question.prompt}`;
}

function phaseWords(before, state) {
  const sameRound = idOf(before.round) === idOf(state.round);
  if (state.phase === before.phase && sameRound) return "";
  if (state.phase === "open") return sameRound ? "Voting is open again." : "Voting is open.";
  if (state.phase === "revealed") return `The result: ${state.results.sentence}`;
  if (state.phase !== "closed") return "";
  return before.phase === "revealed" && sameRound ? "The result is hidden again." : "Voting has closed.";
}

function becameSealed(before, state) {
  if (state.phase !== before.phase || idOf(before.round) !== idOf(state.round)) return false;
  return Boolean(state.round && state.round.sealed && !before.round.sealed);
}

/** What is said of a question whose words were corrected, or "" where they stand as they were. */
export function rewording(before, after) {
  if (!before || !after || before.id !== after.id) return "";
  const choices = after.choices.map(({ id, text }, place) => {
    const old = before.choices.find((choice) => choice.id === id);
    return old && old.text === text ? "" : `${letter(place)}: ${text}`;
  });
  const prompt = before.prompt === after.prompt ? "" : after.prompt;
  const help = before.help === after.help ? "" : after.help;
  const corrected = [prompt, help, ...choices].filter((text) => text !== "");
  return corrected.length ? `The wording was corrected. ${corrected.join(" ")}` : "";
}

/** What is said when one state follows another, or "" when nothing new is to be heard. */
export function announcement(before, state) {
  const said = stepWords(before, state);
  if (Boolean(state.rehearsal) === Boolean(before.rehearsal)) return said;
  const turn = state.rehearsal ? "This is a rehearsal: nothing counts." : "The rehearsal is over.";
  return `${turn} ${said}`.trim();
}

function stepWords(before, state) {
  if (state.phase === "ended") return before.phase === "ended" ? "" : OVER;
  const corrected = rewording(before.question, state.question);
  if (state.stopped && !before.stopped) return `${STOPPED} ${corrected}`.trim();
  if (becameSealed(before, state)) return `${SEALED}.`;
  const parts = [];
  const fresh = state.question && idOf(state.question) !== idOf(before.question);
  if (fresh && state.phase !== "revealed") parts.push(questionWords(state));
  parts.push(corrected, phaseWords(before, state));
  return parts.filter((part) => part !== "").join(" ");
}

/** Milliseconds left until `closesAt` (ISO); `ahead` is the server's clock less the phone's. */
export function millisecondsLeft(closesAt, ahead, now) {
  return Math.max(0, Date.parse(closesAt) - (now + ahead));
}

/** The server's time in a message that tells it, in milliseconds. */
export function presentOf({ now, ms = 0 }) {
  return Date.parse(now) + ms;
}

/* So long may what the server said have been on its way: that much is no second more. */
const ON_ITS_WAY_MS = 100;

/** The seconds of a countdown: one that has begun counts, and a timer of 30 never shows 31. */
export function wholeSeconds(milliseconds) {
  return Math.max(0, Math.ceil((milliseconds - ON_ITS_WAY_MS) / 1000));
}

/** The countdown in words: "Voting closes in 1:05". */
export function countdown(milliseconds) {
  const seconds = wholeSeconds(milliseconds);
  if (seconds === 0) return "Time is up";
  const rest = String(seconds % 60).padStart(2, "0");
  return `Voting closes in ${Math.floor(seconds / 60)}:${rest}`;
}

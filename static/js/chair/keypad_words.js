/* Keypads on the console: by what ballots were cast, and the tiles on the projector. */

import { questionName } from "./numbering.js";
import { mayDo } from "./rights.js";

const NAMES = [
  ["phone", "phones"],
  ["keypad", "keypads"],
  ["form", "plain form"],
  ["hands", "counted hands"],
  ["steward", "entered by helpers"],
];

/** Ballots by channel in words, or "" where all came by phone. */
export function channelWords(channels) {
  if (channels === null) return "";
  const others = NAMES.slice(1).some(([name]) => channels[name] > 0);
  if (!others) return "";
  const told = NAMES.filter(([name]) => channels[name] > 0).map(([name, words]) => `${words} ${channels[name]}`);
  return `Of these: ${told.join(", ")}.`;
}

function pressWords(number) {
  return number === 1 ? "1 press" : `${number} presses`;
}

/* "question 2", "an earlier vote on question 2". */
function voteName({ questions }, { round, question }) {
  const index = questions.findIndex(({ id }) => id === question);
  if (index < 0) return "a question that was deleted";
  const name = questionName(questions, index);
  return isLatest(questions[index], round) ? name : `an earlier vote on ${name}`;
}

function isLatest(entry, round) {
  return Boolean(entry && entry.round) && entry.round.id === round;
}

function onScreen(room, round) {
  return room.round !== null && room.round.id === round && ["closed", "revealed"].includes(room.phase);
}

function mayReopen(room, round) {
  return onScreen(room, round) && !room.sealed && !room.restored && mayDo(room, "reopen");
}

/* Votes that left the screen come back by two steps of their own. */
function wayBack(room, { round, question }) {
  if (onScreen(room, round) || !mayDo(room, "reopen")) return "";
  const latest = isLatest(room.questions.find(({ id }) => id === question), round);
  return latest ? "To take them in, show that question, bring back its last vote and reopen it." : "";
}

function inOneVote(room, held) {
  const [first] = held;
  const holders = held.map(({ base, presses }) => `${base} holds ${pressWords(presses)}`);
  const name = voteName(room, first);
  return {
    round: first.round,
    name,
    presses: held.reduce((sum, { presses }) => sum + presses, 0),
    words: `${holders.join(", ")} for ${name}, made while cut off: before its close or after, nobody can tell.`,
    hint: wayBack(room, first),
    reopen: mayReopen(room, first.round),
  };
}

/**
 * What base stations hold for closed votes, by vote, for whoever may decide on it: `{round, name,
 * presses, words, hint, reopen}`, where `reopen` says whether the vote can be reopened as it is.
 */
export function heldVotes(room) {
  if (!mayDo(room, "leave_out")) return [];
  const rounds = [...new Set(room.pressesHeld.map(({ round }) => round))];
  return rounds.map((round) => inOneVote(room, room.pressesHeld.filter((held) => held.round === round)));
}

/**
 * What is lost to a step after which nobody can decide on held presses, as sentences with a space
 * before each, or "": all that are held, or those for one `round`.
 */
export function leftOutWords(room, round = null) {
  const held = room.pressesHeld.filter((each) => round === null || each.round === round);
  const words = held.map((each) => {
    const stays = each.presses === 1 ? "it is then left out" : "they are then left out";
    return ` ${each.base} holds ${pressWords(each.presses)} for ${voteName(room, each)}: ${stays}.`;
  });
  return words.join("");
}

/** What base stations gave up of late, as sentences. */
export function givenUpWords(room) {
  if (!mayDo(room, "leave_out")) return [];
  return room.pressesGivenUp.map(({ base, presses }) => {
    return `${base} gave up ${pressWords(presses)}: nobody knows which vote they were for.`;
  });
}

/** What a screen reader is told of held presses when `before` becomes `after`: what is new. */
export function heldNews(before, after) {
  const told = (room) => [...heldVotes(room).map(({ words }) => words), ...givenUpWords(room)];
  const known = new Set(told(before));
  return told(after).filter((words) => !known.has(words));
}

/** The step that leaves the presses of a held vote out of it. */
export function leaveOutStep({ round, presses }) {
  return { do: "leave_out", label: "Leave them out…", effect: "", fields: { round, presses } };
}

/** What the page asks before presses are left out. */
export function leaveOutQuestion(room, { fields }) {
  const { name } = heldVotes(room).find(({ round }) => round === fields.round);
  return {
    title: "Leave these presses out?",
    text:
      `${pressWords(fields.presses)} for ${name} will be refused: each keypad counts once as a vote that came too late. ` +
      "Only reopening the vote undoes this, for presses that have not come in by then: those of a base station in " +
      "contact do within seconds.",
    yes: "Leave them out",
    no: "Let them wait",
  };
}

/** The step that turns the tiles on or off. */
export function tilesStep({ keypadTiles }) {
  const label = keypadTiles ? "Hide keypads received" : "Show keypads received";
  return { do: "keypad_tiles", label, effect: "", fields: { on: !keypadTiles } };
}

/** What is said beside the button. */
export function tilesNote({ keypadTiles }) {
  return keypadTiles
    ? "In a vote the projector shows which keypads were received. Nobody sees counts before you close."
    : "";
}

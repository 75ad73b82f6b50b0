/* Rooms as the server tells of them, for the tests of the chair's console. */

import { emptyRoom, hear, readRoom } from "../../../static/js/chair/room.js";

const SESSION = { id: "s1", title: "The morning" };
export const PROMPTS = ["Tea or coffee?", "Is a scheme needed?", "How far has it got?"];

export function question(index, fields = {}) {
  return {
    id: `q${index}`,
    kind: "single",
    prompt: PROMPTS[index],
    help: "",
    min_choices: 1,
    max_choices: 1,
    choices: [
      { id: `q${index}a`, text: "Yes" },
      { id: `q${index}b`, text: "No" },
    ],
    ...fields,
  };
}

export function state(fields = {}) {
  return {
    type: "state",
    seq: 7,
    session: SESSION,
    phase: "waiting",
    live: true,
    blank: false,
    stopped: false,
    round: null,
    question: null,
    results: null,
    ...fields,
  };
}

/** `rounds` are the phases of the questions' rounds, or null. */
export function programme(rounds = [null, null, null], fields = {}) {
  return {
    type: "programme",
    session: { ...SESSION, state: "live" },
    sessions: [],
    questions: rounds.map((phase, index) => ({
      ...question(index),
      practice: index === 0,
      live: true,
      round: phase === null ? null : { id: `r${index}`, number: 1, phase },
    })),
    ...fields,
  };
}

export function tally(fields = {}) {
  return {
    type: "tally",
    round: "r1",
    tally_seq: 90,
    ballots: 91,
    joined: 97,
    present: 96,
    counts: [
      { choice: "q1a", count: 60 },
      { choice: "q1b", count: 31 },
    ],
    figures: {},
    sentence: "Is a scheme needed? A, Yes: 66 %.",
    hidden: false,
    late: 0,
    last_vote: null,
    ...fields,
  };
}

/** The room after these messages. */
export function roomAfter(...messages) {
  return readRoom(messages.reduce(hear, emptyRoom));
}

/** A room in `phase` with question `index` on screen; earlier questions are voted on. */
export function roomIn(phase, index = 1, fields = {}) {
  const counting = ["open", "closed", "revealed"].includes(phase);
  const here = counting ? phase : null;
  const rounds = PROMPTS.map((_, at) => (at < index ? "revealed" : at === index ? here : null));
  const round = counting ? { id: `r${index}`, number: 1, closes_at: null } : null;
  return roomAfter(state({ phase, question: question(index), round, ...fields }), programme(rounds));
}

/** A room in `phase` whose first vote is counted. */
export function counted(phase, fields) {
  const round = { id: "r1", number: 1, closes_at: null };
  const messages = [state({ phase, question: question(1), round }), programme(), tally(fields)];
  return roomAfter(...messages);
}

export const draft = () =>
  roomAfter(state(), programme([null, null, null], { session: { ...SESSION, state: "draft" } }));
/** The second question on screen again, after a vote on it. */
export const waitingAgain = () =>
  roomAfter(state({ question: question(1) }), programme(["revealed", "closed", null]));
export const over = () => roomAfter(state({ phase: "ended" }), programme());

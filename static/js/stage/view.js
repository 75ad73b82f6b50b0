/* What the projector shows for what it was told. No document here: tested by itself. */

import {
  AS_OF_BACKUP,
  connectedText,
  joinedText,
  sparingNote,
  turnout,
  turnoutPercent,
} from "../figures.js";

const PHASES = {
  waiting: "Voting opens soon",
  open: "Voting is open",
  closed: "Voting is closed",
  revealed: "The result",
  ended: "The end",
};

/* To join, the waiting screen is shown, with its large code. */
const SCREENS = { join: "waiting", message: "message", break: "break" };

/** The name of the screen that a state calls for. */
export function screenOf(state) {
  if (state.blank) return "blank";
  if (state.phase === "ended") return "ended";
  if (state.screen) return SCREENS[state.screen.kind] ?? "waiting";
  if (state.remedies && state.remedies.screen) return "remedies";
  if (state.agenda) return "agenda";
  if (state.question) return "question";
  return state.sessions ? "rooms" : "waiting";
}

/* The votes of the round on screen: the newest tally, or the result that came with the state. */
function votesOf(state, tally) {
  if (!state.round) return null;
  if (tally && tally.round === state.round.id) {
    if (tally.counts || !state.results) return tally;
  }
  return state.results;
}

/**
 * Everything that is drawn, from the protocol's `state`, its `tally` (or null) and `{joined,
 * waiting}`, the newest numbers of delegates in the session, and of those who wait for one.
 * `result` is what `drawResult` takes; null without a question.
 */
export function viewOf(state, tally, { joined, waiting }) {
  const screen = screenOf(state);
  const votes = votesOf(state, tally);
  const there = state.session ? joinedText(votes && !state.screen ? votes.joined : joined) : connectedText(waiting);
  return {
    screen,
    phase: state.phase,
    agenda: state.agenda ?? null,
    cover: screen === "blank" || screen === "ended" ? null : (state.screen ?? null),
    phaseText: state.stopped ? "Vote again soon" : PHASES[state.phase],
    practice: Boolean(state.practice),
    rehearsal: Boolean(state.rehearsal),
    stopped: Boolean(state.stopped),
    prompt: state.question ? state.question.prompt : "",
    questionId: state.question ? state.question.id : null,
    roundId: state.round ? state.round.id : null,
    session: state.session ? state.session.title : "",
    sessions: state.sessions ?? [],
    closesAt: state.phase === "open" && state.round ? state.round.closes_at : null,
    turnout: votes ? turnout(votes.ballots, votes.joined) : there,
    turnoutPercent: votes ? turnoutPercent(votes.ballots, votes.joined) : 0,
    joined: there,
    sentence: state.results?.sentence ?? "",
    result: state.question && resultOf(state, votes),
  };
}

function resultOf(state, votes) {
  return {
    question: state.question,
    ballots: votes ? votes.ballots : 0,
    counted: votes?.counted ?? null,
    joined: votes ? votes.joined : 0,
    counts: votes ? votes.counts : null,
    live: state.phase === "open",
    note: state.round?.as_of_backup ? AS_OF_BACKUP : noteOf(state, votes),
  };
}

/* Where counts are hidden from the room anyway, how they move is not its concern. */
function noteOf({ phase, live, tallies }, votes) {
  const concerns = phase === "open" && (live || tallies === "closed");
  return concerns ? sparingNote(tallies, votes?.counted ?? null) : "";
}

/** What decides how much room the words need; the fit is made anew when it changes. */
export function shapeOf(view) {
  const { screen, prompt, rehearsal, stopped, result } = view;
  const counted = Boolean(result?.counts?.length);
  const noted = Boolean(result?.note);
  return JSON.stringify([screen, prompt, rehearsal, stopped, counted, noted, result?.question.choices ?? null]);
}

/** An address as it is typed: without scheme and final slash. */
export function typedAddress(url) {
  return url.replace(/^https?:\/\//, "").replace(/\/$/, "");
}

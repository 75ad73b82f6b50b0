/* What the chair may say to the room, and what the page says to the chair's screen reader. */

import { letter, spacedCode, sparingNote } from "../figures.js";
import { agendaWords } from "./agenda_steps.js";
import { doorWords } from "./door_words.js";
import { questionName, questionPlace } from "./numbering.js";
import { everybodyVoted } from "./pleas.js";
import { coverName, coverWords } from "./cover_steps.js";

/** An address as it is read out: without "http://" and the last slash. */
export function spokenAddress(url) {
  return url.replace(/^https?:\/\//, "").replace(/\/$/, "");
}

/** The join code in two halves that no line break parts. */
export function shownCode(code) {
  return spacedCode(code).replaceAll(" ", "\u00a0");
}

/* Nobody new is invited while the door is shut; those inside need no words. */
function joiningWords({ join, door }) {
  if (door === "shut") return "";
  if (join === null) return "Please join with the code on the screen.";
  if (door === "personal") {
    return `Please open ${spokenAddress(join.url)} on your phone and type the code on your card, or scan it.`;
  }
  return `Please open ${spokenAddress(join.url)} on your phone and type the code ${shownCode(join.code)}.`;
}

function howMany(question) {
  const { kind, min_choices: least, max_choices: most } = question;
  if (kind === "single") return "Choose one.";
  if (kind !== "multiple") return "";
  if (least === most) return `Choose ${most}.`;
  return least > 1 ? `Choose between ${least} and ${most}.` : `Choose up to ${most}.`;
}

/* True of keypads that switch choice by choice, and of those that send the whole answer. */
function keysToPress({ question }) {
  const press = "On a keypad, press the letter, or the number: A is 1, B is 2.";
  if (!question || question.kind !== "multiple") return press;
  return `${press} Press the key of each of your choices. ${howMany(question)}`;
}

function readOut(question) {
  return question.choices.map(({ text }, index) => `${letter(index)}: ${text}`);
}

function people(number) {
  return number === 1 ? "One of you" : `${number} of you`;
}

function isLast(room) {
  return room.place >= 0 && room.place === room.questions.length - 1;
}

function devices({ keypads }) {
  return keypads ? "phones and keypads" : "phones";
}

const byPhase = {
  waiting(room) {
    if (room.question === null) return [`Welcome. We vote with our ${devices(room)}.`, joiningWords(room)];
    const stopped = room.stopped ? "The last vote is void. We vote again." : "";
    const practice = room.entry && room.entry.practice ? "This one is only for practice." : "";
    const { prompt, help } = room.question;
    return [stopped, practice, prompt, help, ...readOut(room.question), howMany(room.question)];
  },
  open: (room) => [
    "Voting is open. Choose on your phone, then press “Send my vote”.",
    room.keypads ? keysToPress(room) : "",
    room.round && room.round.closes_at
      ? "Mind the clock. You can change your vote until it runs out."
      : "You can change your vote until I close.",
    "Before you close: “Last votes, please.”",
  ],
  closed: (room) => [
    "Voting is closed.",
    room.ballots ? `${people(room.ballots)} voted, thank you.` : "",
    "Let us see the result.",
  ],
  revealed: (room) => [
    room.sentence,
    room.entry && room.entry.practice ? "That was practice. Now you know how it works." : "",
    isLast(room) ? "That was our last question." : "",
  ],
  ended: () => ["That was our last vote. Thank you all for taking part."],
};

function spoken(texts) {
  return texts.filter((text) => text.trim() !== "");
}

/** What the chair may say at the moment `now` (milliseconds), as paragraphs. */
export function wordsToSay(room, now) {
  if (room === null) return [];
  if (room.screen) return spoken(coverWords(room.screen, now, joiningWords(room)));
  if (room.standing === "draft") {
    return spoken([`Welcome. In a moment we vote with our ${devices(room)}.`, joiningWords(room)]);
  }
  if (room.list !== null) return [`This is what you put forward under “${room.list}”.`, "It stands on your phones too."];
  if (room.agenda) return agendaWords(room.agenda);
  return spoken(byPhase[room.phase](room));
}

const phaseWords = {
  waiting: "Shown, voting not open",
  open: "Voting is open",
  closed: "Voting is closed",
  revealed: "Result is shown",
  ended: "Session has ended",
};

/** What goes on in the room, in a few words. */
export function phaseName(room) {
  return room.rehearsal ? `Rehearsal: ${phaseIn(room)}` : phaseIn(room);
}

function phaseIn(room) {
  if (room.standing === "draft") return "Not started";
  if (room.screen) return coverName(room.screen);
  if (room.list !== null) return "A list is shown";
  if (room.agenda) return "Agenda is shown";
  if (room.phase === "waiting" && room.question === null) return "Waiting screen";
  return phaseWords[room.phase];
}

/** How a question of the programme stands, in a few words; "" while nobody voted on it. */
export function questionStanding(room, index) {
  if (index === room.place && room.standing === "live" && !room.agenda && !room.screen) return "On screen";
  const { round, skipped } = room.questions[index];
  if (!round) return skipped ? "Skipped" : "";
  if (round.phase === "void") return "Vote void";
  return round.phase === "revealed" ? "Result shown" : "Voted on";
}

/** How many phones are there before the session has begun. */
export function waitingWords({ waiting }) {
  if (!waiting) return "No phone is connected yet";
  return waiting === 1 ? "1 phone is waiting" : `${waiting} phones are waiting`;
}

/** "91 of 97 in": how many of those who joined have voted. */
export function turnoutWords(room) {
  return `${room.ballots} of ${Math.max(room.base, room.ballots)} in`;
}

/** Why the chair sees no counts of an open vote, or not each of them; "" where each is seen. */
export function sparingWords({ phase, tallies, counted }) {
  if (phase !== "open") return "";
  if (tallies !== "closed") return sparingNote(tallies, counted);
  return "Nobody sees the counts before you close, you included: so nobody can say that you waited for a result.";
}

/** "9 votes came too late: reopen?", without the question once it is sealed; "" where none did. */
export function lateWords(room) {
  if (!room.late || !["closed", "revealed"].includes(room.phase)) return "";
  const came = room.late === 1 ? "1 vote came too late" : `${room.late} votes came too late`;
  return room.sealed ? `${came}.` : `${came}: reopen?`;
}

function nameOnScreen({ entry, place, questions }) {
  if (place < 0) return "The question";
  if (!entry.practice) return questionPlace(questions, place);
  const name = questionName(questions, place);
  return name[0].toUpperCase() + name.slice(1);
}

function shownWords(room) {
  return `${nameOnScreen(room)} is on screen: ${room.question.prompt}`;
}

function idOf(thing) {
  return thing ? thing.id : null;
}

function waitingNews(before, after) {
  if (after.question === null) return [];
  const stopped = after.stopped && before.round !== null && idOf(before.question) === after.question.id;
  return stopped ? ["The vote is void and counts nowhere."] : [shownWords(after)];
}

function phaseNews(before, after) {
  const sameRound = idOf(before.round) === idOf(after.round);
  const same = sameRound && before.phase === after.phase && idOf(before.question) === idOf(after.question);
  if (same) return [];
  if (after.phase === "waiting") return waitingNews(before, after);
  if (after.phase === "open") return [sameRound ? "Voting is open again." : "Voting is open."];
  if (after.phase === "closed") {
    return [before.phase === "revealed" && sameRound ? "The result is hidden again." : "Voting is closed."];
  }
  return after.phase === "revealed" ? [`The result is shown. ${after.sentence}`.trim()] : [];
}

function standingNews(before, after) {
  if (before.standing === after.standing) return [];
  if (after.standing === "live") return ["The session has started."];
  return after.standing === "ended" ? ["The session has ended."] : [];
}

function switchNews(before, after) {
  const news = [];
  if (before.blank !== after.blank) {
    news.push(after.blank ? "The projector is black." : "The projector shows the picture again.");
  }
  if (before.screen && !after.screen) news.push(`${coverName(before.screen, "is off the screen")}.`);
  if (after.list !== null && before.list !== after.list) news.push(`The list of “${after.list}” is on screen.`);
  if (before.list !== null && after.list === null) news.push("The list is off the screen.");
  if (before.phase === "open" && after.phase === "open" && before.live !== after.live) {
    news.push(after.live ? "The room sees the counts." : "The counts are hidden from the room.");
  }
  if (before.door !== null && before.door !== after.door) news.push(doorWords(after.door));
  const sameRound = idOf(before.round) === idOf(after.round);
  if (sameRound && after.sealed && !before.sealed) news.push("The vote is sealed.");
  if (sameRound && everybodyVoted(after) && !everybodyVoted(before)) news.push("Everybody who joined has voted.");
  if (sameRound && before.moreTime === 0 && after.moreTime > 0) news.push("Somebody asks for more time.");
  const late = sameRound && before.late === 0 && after.late > 0;
  if (late && after.phase !== "open") news.push("Votes came too late. You may reopen.");
  return news;
}

/** What a screen reader is told when the room goes from `before` to `after`, as sentences. */
export function newsOf(before, after) {
  if (before === null || after === null) return [];
  return [...standingNews(before, after), ...phaseNews(before, after), ...switchNews(before, after)];
}

const PLACES = { prompt: "Question", help: "Help", choices: "Choices" };

/* Where a mistake in a typed question is: "choices[1]: …" to a program, "Choice 2: …" to a person. */
function inPlace(detail) {
  return detail
    .replace(/^choices\[(\d+)\]:/gm, (_, index) => `Choice ${Number(index) + 1}:`)
    .replace(/^(prompt|help|choices):/gm, (_, field) => `${PLACES[field]}:`);
}

/** Why a command was not carried out, as a sentence. */
export function refusalWords({ code, detail }) {
  if (code === "stale") return "The session had moved on, so nothing was done. This is how it stands now.";
  if (code === "unavailable") {
    return "The server did not answer in time. Look at what is on screen, then try again.";
  }
  return inPlace(detail);
}

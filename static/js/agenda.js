/*
 * An agenda as everybody is told it: the browser's half of live/pages/agenda.py. No document here.
 * Phones of 2020 read this too.
 */

const MINUTE = 60;
const MARKS = { done: "Done", now: "Now", next: "Next", later: "" };

/** What writes a moment as the time of day of a time zone: "14:30". */
export function clockOf(zone) {
  const hours = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  try {
    return new Intl.DateTimeFormat("en-GB", { ...hours, timeZone: zone });
  } catch (error) {
    return new Intl.DateTimeFormat("en-GB", hours); // a zone that this browser does not know
  }
}

function counted(number, word) {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}

/** The topics that are on now: one, or all where they are in parallel. */
export function topicsNow(agenda) {
  return agenda.topics.filter(({ standing }) => standing === "now");
}

/** Seconds that are left of what is on, negative once its time is up; null while nothing is. */
export function secondsLeft(agenda, now) {
  const [first] = topicsNow(agenda);
  return first ? Math.ceil((Date.parse(first.ends_at) - now) / 1000) : null;
}

/* Nothing ends by itself: what follows begins later by what the topic on now is over its time. */
function delay(agenda, now) {
  const left = secondsLeft(agenda, now);
  return agenda.parallel || left === null ? 0 : Math.max(0, -left) * 1000;
}

function whenOf(topic, agenda, now, clock) {
  if (topic.starts_at === null) return counted(topic.minutes, "minute");
  const late = delay(agenda, now);
  const ahead = topic.standing === "next" || topic.standing === "later";
  const from = Date.parse(topic.starts_at) + (ahead ? late : 0);
  const until = Date.parse(topic.ends_at) + (topic.standing === "done" ? 0 : late);
  return `${clock.format(from)} to ${clock.format(until)}`;
}

/** One row for each topic: `{id, title, standing, mark, when, where, minutes}`, all but the last text. */
export function agendaRows(agenda, now) {
  const clock = clockOf(agenda.time_zone);
  return agenda.topics.map((topic) => ({
    id: topic.id,
    title: topic.title,
    standing: topic.standing,
    mark: agenda.parallel && topic.standing === "next" ? "" : MARKS[topic.standing],
    when: whenOf(topic, agenda, now, clock),
    where: [topic.room, topic.facilitator].filter((text) => text !== "").join(" · "),
    minutes: topic.minutes,
  }));
}

/** The time left as a sentence; whole minutes are enough for whoever reads or hears it. */
export function leftSentence(seconds) {
  if (seconds <= 0) return "The time is up.";
  if (seconds < MINUTE) return "Less than a minute is left.";
  const minutes = Math.round(seconds / MINUTE);
  return minutes === 1 ? "About a minute is left." : `About ${minutes} minutes are left.`;
}

/** The time left in large figures: minutes, then minutes and seconds for the last two. */
export function leftFigures(seconds) {
  if (seconds > 2 * MINUTE) return `${Math.round(seconds / MINUTE)} min`;
  if (seconds > 0) return `${Math.floor(seconds / MINUTE)}:${String(seconds % MINUTE).padStart(2, "0")}`;
  const over = Math.floor(-seconds / MINUTE);
  return over === 0 ? "Time is up" : `${over} min over`;
}

/** How long what is on still has, or what lies ahead, as a sentence. */
export function agendaTime(agenda, now) {
  return agenda.phase === "running" ? leftSentence(secondsLeft(agenda, now)) : agendaLead(agenda, now);
}

/** What is on, how long it still has and what comes next, as sentences. */
export function agendaLead(agenda, now) {
  const { topics, parallel, phase } = agenda;
  if (phase === "over") return "The agenda is over. Thank you.";
  const total = topics.reduce((sum, { minutes }) => sum + minutes, 0);
  const howMany = counted(topics.length, "topic");
  if (phase === "ahead") {
    if (parallel) return `${howMany} at the same time, ${counted(topics[0].minutes, "minute")}.`;
    return `${howMany}, ${counted(total, "minute")} in all.`;
  }
  const [current] = topicsNow(agenda);
  if (!current) return "";
  const left = leftSentence(secondsLeft(agenda, now));
  if (parallel) return `All topics are on now. ${left}`;
  const next = topics.find(({ standing }) => standing === "next");
  return `Now: ${current.title}. ${left}${next ? ` Next: ${next.title}.` : ""}`;
}

function idsOf(topics) {
  return topics.map(({ id }) => id).join(" ");
}

function extendedBy(topics) {
  return topics.reduce((sum, { extended }) => sum + extended, 0);
}

/** What is said when one agenda on screen follows another (null for none), or "". */
export function agendaNews(before, after, now) {
  if (!after) return before ? "The agenda is no longer on screen." : "";
  if (!before || before.id !== after.id) return `The agenda: ${after.title} ${agendaLead(after, now)}`;
  const moved = before.phase !== after.phase || idsOf(topicsNow(before)) !== idsOf(topicsNow(after));
  if (moved) return agendaLead(after, now);
  if (extendedBy(after.topics) > extendedBy(before.topics)) return `More time. ${agendaLead(after, now)}`;
  return idsOf(before.topics) === idsOf(after.topics) ? "" : "The order of the topics has changed.";
}

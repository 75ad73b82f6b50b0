/* Agendas as the protocol sends them. */

const DAY = "2026-11-22T";

/** Milliseconds of a time of day such as "14:40". */
export function at(time) {
  return Date.parse(`${DAY}${time.length > 5 ? time : `${time}:00`}Z`);
}

function iso(index) {
  const start = 14 * 60 + 30 * index;
  const two = (number) => String(number).padStart(2, "0");
  return `${DAY}${two(Math.floor(start / 60))}:${two(start % 60)}:00Z`;
}

/** Topics of half an hour from 14:00 on, with these standings; `t1` has a room and a facilitator. */
export function agendaOf(standings, changes = {}) {
  const { phase = "running", parallel = false } = changes;
  return {
    id: "a",
    round: "r",
    title: "What are the obstacles?",
    phase,
    parallel,
    time_zone: "Europe/London",
    topics: standings.map((standing, index) => ({
      id: `t${index}`,
      title: `Topic ${index}`,
      votes: 10 - index,
      minutes: 30,
      extended: 0,
      room: index === 1 ? "Hall" : "",
      facilitator: index === 1 ? "Ada" : "",
      standing,
      starts_at: phase === "ahead" ? null : iso(parallel ? 0 : index),
      ends_at: phase === "ahead" ? null : iso(parallel ? 1 : index + 1),
    })),
    ...changes,
  };
}

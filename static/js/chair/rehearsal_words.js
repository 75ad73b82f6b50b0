/* Rehearsals: what the chair may do about them, what is asked first, and what is said. */

const NOTHING_COUNTS = "Rehearsal: nothing counts.";
/* As many simulated delegates as the button says. */
const DELEGATES = 100;

function step(name, label, fields = {}) {
  return { do: name, label, effect: "", fields };
}

/** Everything of a rehearsal away; it is asked first. */
export const CLEAR = {
  do: "clear",
  label: "Clear the rehearsal…",
  effect: "Its votes and simulated delegates are deleted. You are asked first.",
  fields: {},
};

/** What brings simulated delegates: a rehearsal of a session that has not begun, or more of one. */
export function rehearseStep(room) {
  if (room === null) return null;
  const fields = { delegates: DELEGATES };
  if (room.rehearsal && room.standing === "live") {
    if (room.simulated !== null && room.simulated >= DELEGATES) return null;
    return step("rehearse", `Bring ${DELEGATES} delegates`, fields);
  }
  if (room.rehearsal) return step("rehearse", "Rehearse on", fields);
  return room.standing === "draft" ? step("rehearse", `Rehearse with ${DELEGATES} delegates…`, fields) : null;
}

/** How many simulated delegates a rehearsal has, as its strip says it. */
export function rehearsalWords({ standing, simulated }) {
  const here = {
    0: standing === "live" ? " No simulated delegates are here: nobody votes by itself." : "",
    1: " 1 simulated delegate is here.",
  };
  if (simulated === null) return NOTHING_COUNTS;
  return NOTHING_COUNTS + (here[simulated] ?? ` ${simulated} simulated delegates are here.`);
}

/** What the page asks before a rehearsal begins, or null in one. */
export function rehearseQuestion({ rehearsal, running }) {
  if (rehearsal) return null;
  const led = running.length ? "" : " Phones that wait are led into it.";
  return {
    title: "Rehearse this session?",
    text:
      `${DELEGATES} simulated delegates come, and vote in whatever you open. Phones and projector ` +
      `say “Rehearsal”, and nothing counts.${led} Afterwards you clear all of it away.`,
    yes: "Rehearse",
    no: "Not now",
  };
}

/** What the page asks before it clears a rehearsal away. */
export function clearQuestion() {
  return {
    title: "Clear the rehearsal?",
    text:
      "Its votes, its agendas with all that was put forward or written down, the simulated delegates and all " +
      "numbers are deleted. " +
      "The session has not begun then, and can be started.",
    yes: "Clear it away",
    no: "Keep it",
  };
}

/** What a screen reader is told when a rehearsal begins or is cleared away, as sentences. */
export function rehearsalNews(before, after) {
  if (before === null || after === null) return [];
  if (before.rehearsal === after.rehearsal) {
    const gone = after.standing === "live" && before.simulated > 0 && after.simulated === 0;
    return gone ? ["The simulated delegates are gone."] : [];
  }
  if (after.rehearsal) return ["This is a rehearsal: nothing counts."];
  return ["The rehearsal is cleared away. The session has not begun."];
}

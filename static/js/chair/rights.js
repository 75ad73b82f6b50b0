/* What this person's role may do on the console; the server refuses the rest whatever the page shows. */

/** Told in the place of a step that is not this person's. */
export const NOT_YOURS = "This is for the chair to do.";

/**
 * Whether a command or page of this name is theirs: `names` is a list with spaces between, or
 * undefined for a chair, who may do everything.
 */
export function createRights(names) {
  if (names === undefined) return () => true;
  const own = new Set(names.split(" "));
  return (name) => own.has(name);
}

/** Whether a room's reader may do this; a room that says nothing of rights is a chair's. */
export function mayDo(room, name) {
  return !room.may || room.may(name);
}

/** The step, or null if it is not theirs. */
export function ifAllowed(room, step) {
  return step !== null && mayDo(room, step.do) ? step : null;
}

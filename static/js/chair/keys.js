/* The keys of the console, as keyboards and presenter remotes send them. */

/** Every key of the page: what is pressed, what it is called, what it does. */
export const KEYS = [
  { keys: ["PageDown"], name: "Page Down", action: "forward", does: "The next step" },
  { keys: ["PageUp"], name: "Page Up", action: "back", does: "One step back; never loses a vote" },
  { keys: ["b", "."], name: "B or .", action: "blank", does: "Projector black, or back" },
  { keys: ["l"], name: "L", action: "live", does: "While voting: counts seen by the room, or hidden" },
];

const TYPING = ["text", "search", "number", "email", "url", "tel", "password", "date", "time"];

function isTyping(target) {
  if (!target || !target.tagName) return false;
  if (target.isContentEditable || ["TEXTAREA", "SELECT"].includes(target.tagName)) return true;
  return target.tagName === "INPUT" && TYPING.includes(target.type);
}

/**
 * What a key press means: "forward", "back", "blank", "live", or null.
 *
 * Keys with a modifier, in fields that take text, and in the middle of composing mean nothing here.
 */
export function actionOf(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.isComposing) return null;
  if (isTyping(event.target)) return null;
  const pressed = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const key = KEYS.find(({ keys }) => keys.includes(pressed));
  return key ? key.action : null;
}

/**
 * Lets one press through and ignores what follows within `gap` milliseconds of the last press:
 * remotes bounce, and nervous thumbs press twice. So long after a `change` of what a press would
 * do, perhaps by another chair, none is meant for that. `rests(at)` says whether it would ignore one.
 */
export function createPressGuard(gap = 700) {
  let last = -Infinity;
  return {
    admits(at) {
      const early = at - last < gap;
      last = at;
      return !early;
    },
    change(at) {
      last = at;
    },
    rests: (at) => at - last < gap,
  };
}

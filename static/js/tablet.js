/* A tablet that goes from hand to hand: it clears itself after a vote, and when nobody touches it. */

const THANKS = "Thank you. Hand the tablet back.";
/* No scrolling: pages scroll by themselves, and a finger that scrolls presses first. */
const TOUCHES = ["pointerdown", "keydown", "input", "wheel"];

/**
 * Calls `expired()` once nobody has touched anything for `seconds`; `touch()` begins anew and
 * `stop()` ends it. `later` and `cancel` are the clock's.
 */
export function createIdle({ seconds, expired, later = setTimeout, cancel = clearTimeout }) {
  let timer = null;

  function touch() {
    cancel(timer);
    timer = later(expired, seconds * 1000);
  }

  touch();
  return { touch, stop: () => cancel(timer) };
}

/**
 * The tablet of `page.tablet`, or null where this is somebody's own phone. `thank(view, say)` takes
 * the choice off the screen and goes on to the thanks; before that it says them itself, for the way
 * there may be slow. From then on `isDone()`, and nothing more is drawn.
 */
export function createTablet({ tablet }) {
  if (!tablet) return null;
  const go = (address) => window.location.replace(address);
  const idle = createIdle({ seconds: tablet.idle, expired: () => go(tablet.next) });
  let done = false;
  for (const name of TOUCHES) document.addEventListener(name, idle.touch, { capture: true, passive: true });
  return {
    isDone: () => done,
    thank(view, say) {
      done = true;
      idle.stop();
      const words = document.createElement("h1");
      words.className = "view__heading";
      words.textContent = THANKS;
      view.textContent = "";
      view.append(words);
      say(THANKS);
      go(tablet.thanks);
    },
  };
}

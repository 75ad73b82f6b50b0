/* The one live region: sentences one after another, so that none swallows the one before. */

const GAP_MS = 900;

/** Speaks through `region`; `say(text)` queues a sentence, the same one again is said again. */
export function createAnnouncer(region) {
  const waiting = [];
  let timer = null;

  function speakNext() {
    timer = null;
    if (!waiting.length) return;
    const text = document.createElement("span");
    text.textContent = waiting.shift();
    region.replaceChildren(text);
    timer = setTimeout(speakNext, GAP_MS);
  }

  return {
    say(text) {
      waiting.push(text);
      if (timer === null) speakNext();
    },
    clear(text) {
      if (region.textContent === text) region.replaceChildren();
    },
  };
}

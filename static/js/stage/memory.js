/* What a browser keeps for a projector. Some bar it; then it lasts as long as the page. */

function tried(act) {
  try {
    return act();
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}

/** What is kept under `name` in `store`, "localStorage" or "sessionStorage"; null for nothing. */
export function kept(store, name) {
  return tried(() => window[store].getItem(name));
}

/** Keep a text under `name`, or nothing any more with null. */
export function keep(store, name, text) {
  tried(() => (text === null ? window[store].removeItem(name) : window[store].setItem(name, text)));
}

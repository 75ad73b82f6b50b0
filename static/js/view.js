/* Drawing the delegate's page: fills the server's own markup, and changes only what differs. */

/* More announcements than this at once would not be heard anyway. */
const HEARD = 3;

export function part(name, within = document) {
  return within.querySelector(`[data-part="${name}"]`);
}

function blank(name) {
  return document.querySelector(`template[data-blank="${name}"]`).content.firstElementChild.cloneNode(true);
}

/** Write `text` into `element` if it is not there already. */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/* replaceChildren() is missing from phones of 2020. */
function refill(parent, children) {
  parent.textContent = "";
  parent.append(...children);
}

/** Fill the slots of `within`; an empty text hides a slot that is `data-optional`. */
export function fill(within, texts) {
  Object.keys(texts).forEach((name) => {
    within.querySelectorAll(`[data-slot="${name}"]`).forEach((slot) => {
      write(slot, texts[name]);
      if ("optional" in slot.dataset) slot.hidden = texts[name] === "";
    });
  });
}

/** Draw one row of the kind `name` for each of `rows`; `dress(element, row)` fills it. */
export function list(within, name, rows, dress) {
  const fresh = rows.map((row) => {
    const element = blank(`${name}-row`);
    dress(element, row);
    return element;
  });
  refill(within.querySelector(`[data-list="${name}"]`), fresh);
}

/**
 * Put the view `name` on the page, unless the one for `key` is there, and return it.
 *
 * `draw(view)` fills a new one. Focus moves to its heading only if what had it has vanished.
 */
export function show(name, key, draw) {
  const place = part("view");
  const present = place.firstElementChild;
  if (present.dataset.view === name && present.dataset.key === key) return present;
  const focused = place.contains(document.activeElement);
  const view = blank(name);
  view.dataset.key = key;
  draw(view);
  refill(place, [view]);
  if (focused) view.querySelector('[data-slot="heading"]').focus();
  return view;
}

/** Say `text` once to those who listen to the page. */
export function announce(text) {
  if (text === "") return;
  const announcer = part("announcer");
  const line = document.createElement("p");
  line.textContent = text;
  announcer.append(line);
  if (announcer.children.length > HEARD) announcer.firstElementChild.remove();
}

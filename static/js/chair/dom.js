/* Writing to the page only what changed, so that screen readers, focus and layout keep still. */

/** Find the one element marked `data-<name>`. */
export function part(name, root = document) {
  return root.querySelector(`[data-${name}]`);
}

export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function setHidden(node, hidden) {
  if (node.hidden !== hidden) node.hidden = hidden;
}

/** Show `text` in `node`, or hide the node where there is none. */
export function setOptional(node, text) {
  setText(node, text);
  setHidden(node, text === "");
}

/** Off, yet still in reach of the keyboard: a button that vanishes under a finger loses focus. */
export function setOff(button, off) {
  const value = off ? "true" : "false";
  if (button.getAttribute("aria-disabled") !== value) button.setAttribute("aria-disabled", value);
}

export function isOff(button) {
  return button.getAttribute("aria-disabled") === "true";
}

/** An element with a class and a text. */
export function element(name, className = "", text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

/** Fill `list` with one paragraph a text, unless it holds them already. */
export function setParagraphs(list, texts) {
  const standing = Array.from(list.children, (child) => child.textContent);
  if (JSON.stringify(standing) === JSON.stringify(texts)) return;
  list.replaceChildren(...texts.map((text) => element("p", "", text)));
}

/** Let the keyboard reach, and so scroll, what does not fit its place; and let it be seen. */
export function keepInReach(node) {
  const scrolls = node.scrollHeight > node.clientHeight + 1 && getComputedStyle(node).overflowY === "auto";
  if (scrolls) node.tabIndex = 0;
  else node.removeAttribute("tabindex");
  const rest = node.scrollHeight - node.clientHeight - node.scrollTop;
  node.toggleAttribute("data-below", scrolls && rest > 1);
}

/** Tell the style sheet how high `bar` is, so that it can keep room for it where it is fixed. */
export function keepRoomFor(bar) {
  const { style } = document.documentElement;
  new ResizeObserver(() => style.setProperty("--bar-height", `${bar.offsetHeight}px`)).observe(bar);
}

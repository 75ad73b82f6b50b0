/* A button that shows something only while it is held: laptops are mirrored by accident. */

const HOLDING = [" ", "Enter"];
/* A screen reader's click has no length; it is given this much time. */
const CLICK_MS = 5000;

/** Calls `show()` when `button` goes down and `hide()` when it is let go, in whatever way. */
export function holdToShow(button, show, hide) {
  let held = false;
  let timer = null;

  function begin() {
    clearTimeout(timer);
    if (held) return;
    held = true;
    show();
  }

  function end() {
    clearTimeout(timer);
    if (!held) return;
    held = false;
    hide();
  }

  button.addEventListener("pointerdown", (event) => {
    if (event.button === 0) begin();
  });
  for (const name of ["pointerup", "pointercancel", "pointerleave", "blur"]) {
    button.addEventListener(name, end);
  }
  button.addEventListener("contextmenu", (event) => event.preventDefault());
  button.addEventListener("keydown", (event) => {
    if (!HOLDING.includes(event.key)) return;
    event.preventDefault();
    if (!event.repeat) begin();
  });
  button.addEventListener("keyup", (event) => {
    if (!HOLDING.includes(event.key)) return;
    event.preventDefault();
    end();
  });
  button.addEventListener("click", (event) => {
    if (event.detail !== 0) return;
    begin();
    timer = setTimeout(end, CLICK_MS);
  });
  window.addEventListener("blur", end);
  document.addEventListener("visibilitychange", end);
  return { end };
}

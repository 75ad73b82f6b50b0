/* The theme and full screen: two keys, and two buttons that show when the pointer moves. */

import { THEMES, themeAfter } from "./look.js";
import { keep, kept } from "./memory.js";

const KEPT = "stage-theme";
const SHOWN_MS = 3000;

function toggleFullScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.().catch((refusal) => refusal.name);
}

/** Let the page have `theme`; "" is what the browser prefers. */
export function dressIn(theme) {
  for (const other of THEMES) document.body.classList.toggle(`stage-page--${other}`, other === theme);
}

/** The theme that was chosen here, by the address before the key; null where none was. */
export function ownTheme() {
  const asked = new URLSearchParams(window.location.search).get("theme");
  if (THEMES.includes(asked)) return asked;
  const before = kept("localStorage", KEPT);
  return THEMES.includes(before) ? before : null;
}

/** Offer the keys; `chosen(theme)` hears of each theme that is chosen here, null for none. */
export function offerControls({ controls, theme, full }, chosen) {
  let own = ownTheme();

  function changeTheme() {
    own = themeAfter(own);
    keep("localStorage", KEPT, own);
    chosen(own);
  }

  controls.hidden = false;
  theme.addEventListener("click", changeTheme);
  full.addEventListener("click", toggleFullScreen);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.key === "t" || event.key === "T") changeTheme();
    if (event.key === "f" || event.key === "F") toggleFullScreen();
  });
  showWhilePointerMoves(controls);
}

function showWhilePointerMoves(controls) {
  let timer = null;
  document.addEventListener("pointermove", () => {
    document.body.classList.add("stage-page--pointer");
    controls.classList.add("controls--shown");
    clearTimeout(timer);
    timer = setTimeout(() => {
      document.body.classList.remove("stage-page--pointer");
      controls.classList.remove("controls--shown");
    }, SHOWN_MS);
  });
}

/* Dark or light, and full screen: two keys, and two buttons that show when the pointer moves. */

const KEPT = "stage-theme";
const SHOWN_MS = 3000;
const THEMES = ["dark", "light"];

function classOf(theme) {
  return `stage-page--${theme}`;
}

function currentTheme() {
  const set = THEMES.find((theme) => document.body.classList.contains(classOf(theme)));
  if (set) return set;
  return window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

function setTheme(theme) {
  for (const other of THEMES) document.body.classList.toggle(classOf(other), other === theme);
}

/* Browsers may bar storage; then the choice lasts as long as the page. */
function stored(act) {
  try {
    return act(window.localStorage);
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}

function toggleTheme() {
  const next = currentTheme() === "dark" ? "light" : "dark";
  setTheme(next);
  stored((storage) => storage.setItem(KEPT, next));
}

function toggleFullScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.().catch((refusal) => refusal.name);
}

/** Take over the theme that this browser kept (the address decides first), and offer the keys. */
export function offerControls({ controls, theme, full }) {
  const kept = stored((storage) => storage.getItem(KEPT));
  const asked = THEMES.includes(new URLSearchParams(window.location.search).get("theme"));
  if (!asked && THEMES.includes(kept)) setTheme(kept);
  controls.hidden = false;
  theme.addEventListener("click", toggleTheme);
  full.addEventListener("click", toggleFullScreen);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.key === "t" || event.key === "T") toggleTheme();
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

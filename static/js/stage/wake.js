/* Keeps the screen on where the browser lets it; over plain HTTP none does, and none is missed. */

/** Ask for a wake lock now and whenever the page comes back into sight. */
export function stayAwake() {
  if (!navigator.wakeLock) return;
  const ask = () => {
    if (document.visibilityState !== "visible") return;
    navigator.wakeLock.request("screen").catch((refusal) => refusal.name);
  };
  document.addEventListener("visibilitychange", ask);
  ask();
}

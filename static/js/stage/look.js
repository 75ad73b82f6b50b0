/* What size and theme a projector has, and when it shows its number. No document here. */

/* How much larger than usual each size is. */
export const ZOOMS = { small: 0.85, normal: 1, large: 1.2, largest: 1.4 };
export const THEMES = ["dark", "light", "contrast"];

/**
 * `{size, theme}` of the projector with this `number` (null for none). What was chosen at the
 * projector itself, `own` (a theme or null), goes before what the console set for this one, and that
 * before what it set for all; "" is what the browser prefers.
 */
export function lookOf(look, number, own) {
  const all = look ?? { size: "normal", theme: "", projectors: [] };
  const one = all.projectors.find((each) => each.number === number) ?? { size: null, theme: null };
  return { size: one.size ?? all.size, theme: own ?? one.theme ?? all.theme };
}

/** The zooms to try for a size, the largest first: what does not fit is drawn as usual. */
export function zoomsOf(size) {
  const wanted = ZOOMS[size] ?? ZOOMS.normal;
  const smaller = Object.values(ZOOMS).filter((zoom) => zoom < wanted && zoom >= ZOOMS.normal);
  return [wanted, ...smaller.reverse()];
}

/** The number that is to be shown at the moment `now` (milliseconds), or null. */
export function numberToShow(look, number, now) {
  const asked = look ? look.identify : null;
  if (!asked || number === null || Date.parse(asked.until) <= now) return null;
  return asked.projector === null || asked.projector === number ? number : null;
}

/** The theme that the key T leads to: through all of them, and then none of its own (null). */
export function themeAfter(own) {
  return THEMES[THEMES.indexOf(own) + 1] ?? null;
}

/** Whether a text may be the number of a projector; the number, or null. */
export function readNumber(text) {
  return /^[1-9][0-9]?$/.test(text ?? "") ? Number(text) : null;
}

/*
 * How large the words of a question can be: the largest layout that leaves the bottom quarter of
 * the screen, where heads are, free of what matters; then the largest that fits at all.
 *
 * Sizes are in hundredths of the screen's height. Labels are never below 4 of them unless the
 * words are so many that they would not fit the screen otherwise.
 */

const LABELS = [6.6, 6, 5.4, 4.9, 4.4, 4.1];
const SMALLEST = LABELS.at(-1);
const CROWDED = [3.6, 3.1, 2.7];
const LINES = [6, 5, 4, 3, 2, 1];
const LARGEST_PROMPT = 6.6;
/** What ends above these hundredths of the height is hidden by no heads. */
export const UPPER = 75;
const WHOLE = 96;

const ONE = { columns: 1, figures: "beside" };
const TWO = { columns: 2, figures: "beside" };
const TWO_BELOW = { columns: 2, figures: "below" };

/** On a screen higher than wide, such as a phone: one column, and the page scrolls. */
export const NARROW = {
  columns: 1, figures: "below", limit: Infinity, label: 4.6, text: 4.6, prompt: 5.2, lines: 0,
};

function sized(shape, limit) {
  return LABELS.map((label) => ({
    ...shape,
    limit,
    label,
    text: label,
    prompt: Math.min(LARGEST_PROMPT, label * 1.12),
    lines: 0,
  }));
}

/* Smaller words, and at last words that are cut: the phones have them whole. */
function crowded(shapes) {
  const layout = { limit: WHOLE, label: SMALLEST };
  const last = { ...shapes.at(-1), ...layout, prompt: CROWDED[0], text: CROWDED.at(-1) };
  return [
    ...CROWDED.flatMap((text) =>
      shapes.map((shape) => ({ ...shape, ...layout, prompt: Math.max(text, CROWDED[1]), text, lines: 0 })),
    ),
    ...LINES.map((lines) => ({ ...last, lines })),
  ];
}

/** Every layout for a question of `choices` choices, the best first. */
export function candidates(choices) {
  if (choices < 4) return [...sized(ONE, UPPER), ...sized(ONE, WHOLE), ...crowded([ONE])];
  const upper = [ONE, TWO, TWO_BELOW].flatMap((shape) => sized(shape, UPPER));
  const whole = [TWO, TWO_BELOW, ONE].flatMap((shape) => sized(shape, WHOLE));
  return [...upper, ...whole, ...crowded([ONE, TWO_BELOW])];
}

/** The first layout that `fits(layout)`, or the last of all. */
export function bestLayout(choices, fits) {
  const all = candidates(choices);
  return all.find(fits) ?? all.at(-1);
}

/* Fitting a screen into the window: by how much it is enlarged, and how bars and words share it. */

import { NARROW, UPPER, bestLayout } from "./fit.js";

/* More bars than these in a column stand closer together. */
const DENSE_ROWS = 4;
const CUT_PROMPT_LINES = 4;
/* Nothing may reach further down the screen than these hundredths of its height. */
const LOWEST = 98;

/* There the page scrolls. */
function isNarrow() {
  return window.matchMedia("(max-aspect-ratio: 1/1)").matches;
}

function zoomTo(zoom) {
  document.body.style.setProperty("--zoom", zoom);
}

/* Whoever wants it larger gives up that heads hide nothing, and has words across, where none breaks. */
function mayTake({ limit, columns, figures }, zoom) {
  return zoom <= 1 || (limit > UPPER && (columns === 1 || figures === "below"));
}

/**
 * Returns `{fit(view, zooms)}`, which takes the best of `zooms` that shows everything.
 *
 * `tick()` draws what goes on with the time, and says whether it fits.
 */
export function createFitting(parts, tick) {
  /* Whether everything can be seen at this zoom; at the last that is tried it is as good as it gets. */
  function fitsWith(zoom) {
    zoomTo(zoom);
    if (!tick()) return false;
    const { scrollHeight, scrollWidth } = parts.stage;
    return isNarrow() || (scrollHeight <= window.innerHeight && scrollWidth <= window.innerWidth);
  }

  /* A larger strip leaves the words less room: the zoom that makes them largest, and cuts none off. */
  function fitQuestion(many, zooms) {
    const tried = zooms.map((zoom) => {
      zoomTo(zoom);
      const layout = bestLayout(many, (each) => mayTake(each, zoom) && fits(many, each));
      const whole = fits(many, layout) && !layout.lines;
      return { zoom, layout, worth: whole ? zoom * layout.text : 0 };
    });
    const best = tried.reduce((one, other) => (other.worth > one.worth || !one.worth ? other : one));
    zoomTo(best.zoom);
    layOut(many, best.layout);
  }

  function layOut(many, layout) {
    const rows = Math.ceil(many / layout.columns);
    const { style, dataset } = parts.stage;
    for (const name of ["label", "text", "prompt"]) style.setProperty(`--${name}`, layout[name]);
    style.setProperty("--rows", rows);
    style.setProperty("--lines", layout.lines || "none");
    style.setProperty("--prompt-lines", layout.lines ? CUT_PROMPT_LINES : "none");
    dataset.columns = layout.columns;
    dataset.figures = layout.figures;
    dataset.dense = rows > DENSE_ROWS && layout !== NARROW ? "yes" : "no";
  }

  function fits(many, layout) {
    layOut(many, layout);
    const drawing = parts.result.querySelector(".result__drawing");
    const share = (node) => (100 * node.getBoundingClientRect().bottom) / window.innerHeight;
    return share(drawing) <= layout.limit && share(parts.result) <= LOWEST;
  }

  return {
    fit(view, zooms) {
      if (view.screen !== "question") {
        zooms.some(fitsWith);
        return;
      }
      const many = view.result.question.choices.length;
      if (isNarrow()) {
        zoomTo(zooms[0]);
        layOut(many, NARROW);
      } else fitQuestion(many, zooms);
    },
  };
}

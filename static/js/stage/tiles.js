/* Keypads received, as numbered tiles that light up; which key it was, nobody sees. */

import { gridOf, keysWords, tilesWords } from "./tile_grid.js";

/* Hundredths of the screen's height that stay free below. */
const LOWEST = 97;
/* Hundredths of the screen's height that text has at least, if only a few labels stand against it. */
const LEGIBLE = 2;

/** Returns `draw(tiles, question)` and `fit()`; `tiles` are those of `tilesOf`, or null for none. */
export function createTiles({ stage, tiles, tilesSum, tilesKeys, tilesGrid }) {
  let drawn = "";
  let shown = null;

  function fit() {
    if (!shown || !shown.numbers.length) return;
    const { top, width } = tilesGrid.getBoundingClientRect();
    /* On a screen higher than wide the page scrolls. */
    const scrolls = window.matchMedia("(max-aspect-ratio: 1/1)").matches;
    const height = scrolls ? width : Math.max((window.innerHeight * LOWEST) / 100 - top, 1);
    const legible = (window.innerHeight * LEGIBLE) / 100;
    const { columns, rows, size } = gridOf(shown.numbers, width, height, legible);
    const { style } = tilesGrid;
    style.setProperty("--columns", columns);
    style.setProperty("--tile", `${height / rows}px`);
    style.fontSize = `${size}px`;
  }

  function draw(next, question) {
    shown = next;
    tiles.hidden = next === null;
    stage.dataset.tiles = next === null ? "no" : "yes";
    if (next === null) return;
    tilesSum.textContent = tilesWords(next);
    const keys = keysWords(question);
    const numbers = JSON.stringify(next.numbers);
    if (numbers !== drawn || keys !== tilesKeys.textContent) {
      drawn = numbers;
      tilesKeys.textContent = keys;
      tilesGrid.replaceChildren(...next.numbers.map(tileOf));
      fit();
    }
    [...tilesGrid.children].forEach((tile, place) => {
      tile.dataset.lit = next.received.has(place) ? "yes" : "no";
    });
  }

  return { draw, fit };
}

function tileOf(number) {
  const tile = document.createElement("li");
  tile.className = "keypad-tile";
  tile.textContent = number;
  return tile;
}

/* Keypads received, as numbered tiles that light up; which key it was, nobody sees. */

import { tileGrid, tilesWords } from "./tile_grid.js";

/* Of a tile's height, and of its width for each character. */
const TALLEST = 0.62;
const WIDEST = 1.3;
/* Hundredths of the screen's height that stay free below. */
const LOWEST = 97;

/** Returns `draw(tiles)` and `fit()`; `tiles` are those of `tilesOf`, or null for none. */
export function createTiles({ stage, tiles, tilesSum, tilesGrid }) {
  let drawn = "";
  let shown = null;

  function fit() {
    if (!shown || !shown.numbers.length) return;
    const { top, width } = tilesGrid.getBoundingClientRect();
    /* On a screen higher than wide the page scrolls. */
    const scrolls = window.matchMedia("(max-aspect-ratio: 1/1)").matches;
    const height = scrolls ? width : Math.max((window.innerHeight * LOWEST) / 100 - top, 1);
    const { columns, rows } = tileGrid(shown.numbers.length, width, height);
    const longest = Math.max(...shown.numbers.map((number) => number.length));
    const size = Math.min((height / rows) * TALLEST, (width / columns / longest) * WIDEST);
    const { style } = tilesGrid;
    style.setProperty("--columns", columns);
    style.setProperty("--tile", `${height / rows}px`);
    style.fontSize = `${size}px`;
  }

  function draw(next) {
    shown = next;
    tiles.hidden = next === null;
    stage.dataset.tiles = next === null ? "no" : "yes";
    if (next === null) return;
    tilesSum.textContent = tilesWords(next);
    const numbers = JSON.stringify(next.numbers);
    if (numbers !== drawn) {
      drawn = numbers;
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

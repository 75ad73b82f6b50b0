/* The charts of a session's results, drawn from the data beside each table. */

import { drawResult } from "./bars.js";

document.querySelectorAll("[data-result]").forEach((picture) => {
  const data = JSON.parse(document.getElementById(picture.dataset.result).textContent);
  drawResult(picture, data);
});

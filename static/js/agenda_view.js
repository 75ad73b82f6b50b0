/* The agenda on a delegate's page: drawn when it changes, and as its time goes on. */

import { agendaLead, agendaRows } from "./agenda.js";
import { fill, list } from "./view.js";

function dressTopic(element, row) {
  element.dataset.standing = row.standing;
  if (row.standing === "now") element.setAttribute("aria-current", "step");
  else element.removeAttribute("aria-current");
  const { title, when, where, mark } = row;
  fill(element, { title, when, where, mark });
}

/** Fill the view `element` with `agenda` as it stands at the moment `now` (milliseconds). */
export function drawAgenda(element, agenda, now) {
  const lead = agendaLead(agenda, now);
  const rows = agendaRows(agenda, now);
  fill(element, { heading: agenda.title, lead });
  const told = JSON.stringify(rows);
  if (element.dataset.told === told) return;
  element.dataset.told = told;
  list(element, "topic", rows, dressTopic);
}

/** Let the agenda on the page follow the time. */
export function tickAgenda({ agenda }, now) {
  const element = document.querySelector('[data-view="agenda"]');
  if (element && agenda) drawAgenda(element, agenda, now);
}

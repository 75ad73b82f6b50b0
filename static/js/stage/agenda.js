/* The agenda on the projector: what is on now and how long it has, and all topics beside it. */

import { agendaLead, agendaRows, leftFigures, secondsLeft, topicsNow } from "../agenda.js";

/* Sizes of the topics in hundredths of the screen's height, the largest first. */
const SIZES = [5.4, 4.8, 4.2, 3.7, 3.2, 2.8, 2.4, 2];
/* Nothing may reach further down the screen than these hundredths of its height. */
const LOWEST = 97;

function element(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function rowOf(row, most) {
  const item = element("li", "topics__row");
  item.dataset.standing = row.standing;
  if (row.standing === "now") item.setAttribute("aria-current", "step");
  const words = element("div", "topics__words");
  words.append(element("span", "topics__title", row.title));
  if (row.where) words.append(element("span", "topics__where", row.where));
  const bar = element("span", "topics__bar");
  bar.style.inlineSize = `${(100 * row.minutes) / most}%`;
  bar.setAttribute("aria-hidden", "true");
  words.append(bar);
  item.append(element("span", "topics__mark", row.mark), words, element("span", "topics__when", row.when));
  return item;
}

/** What is on now in large: its words, time left and how much of it has passed; null while nothing is. */
export function nowOf(agenda, now) {
  const [current] = topicsNow(agenda);
  if (!current) return null;
  const left = secondsLeft(agenda, now);
  const whole = (Date.parse(current.ends_at) - Date.parse(current.starts_at)) / 1000;
  const { parallel } = agenda;
  return {
    label: parallel ? "All topics are on" : "Now",
    title: parallel ? "" : current.title,
    where: parallel ? "" : [current.room, current.facilitator].filter(Boolean).join(" · "),
    left: leftFigures(left),
    up: left <= 0,
    passed: Math.min(1, Math.max(0, 1 - left / whole)),
  };
}

/** Returns `render(agenda, now, {anew})` → whether it fits; `parts` are the page's, `now` the server's time. */
export function createAgendaScreen(parts) {
  let told = "";

  function drawNow(current, agenda) {
    parts["agenda-now"].hidden = current === null;
    parts["agenda-lead"].hidden = current !== null && agenda.phase === "running";
    if (current === null) return;
    write(parts["agenda-label"], current.label);
    write(parts["agenda-topic"], current.title);
    write(parts["agenda-where"], current.where);
    write(parts["agenda-left"], current.left);
    parts["agenda-now"].dataset.up = current.up ? "yes" : "no";
    parts["agenda-passed"].style.inlineSize = `${(100 * current.passed).toFixed(1)}%`;
  }

  function fit() {
    const { style } = parts.stage;
    const bottom = () => {
      const boxes = [parts["agenda-topics"], parts["agenda-now"]].map((node) => node.getBoundingClientRect().bottom);
      return (100 * Math.max(...boxes)) / window.innerHeight;
    };
    for (const size of SIZES) {
      style.setProperty("--topic", size);
      if (bottom() <= LOWEST) return true;
    }
    return false;
  }

  function drawRows(agenda, now) {
    const rows = agendaRows(agenda, now);
    const shape = JSON.stringify([agenda.phase, agenda.parallel, rows]);
    if (shape === told) return false;
    told = shape;
    const most = Math.max(...rows.map(({ minutes }) => minutes));
    parts["agenda-topics"].replaceChildren(...rows.map((row) => rowOf(row, most)));
    return true;
  }

  return function render(agenda, now, { anew = false } = {}) {
    if (!agenda) return true;
    write(parts["agenda-title"], agenda.title);
    write(parts["agenda-lead"], agendaLead(agenda, now));
    parts.stage.dataset.agenda = agenda.phase;
    parts.stage.dataset.parallel = agenda.parallel ? "yes" : "no";
    drawNow(nowOf(agenda, now), agenda);
    return drawRows(agenda, now) || anew ? fit() : true;
  };
}

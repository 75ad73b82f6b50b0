/*
 * One result, drawn: bars for the eye, and the table behind them for everybody else.
 *
 * The one function for projector, phone, chair and organiser. What differs between them is
 * bars.css alone: a class beside `result` on the container (`result--stage`, `result--compact`,
 * `result--table`).
 */

import { resultNote, resultRows, turnout } from "./figures.js";

const COLOURS = 6;
const drawn = new WeakMap();

/**
 * Draw a result into `container`, or bring the one that stands there up to date in place.
 *
 * `question` is the protocol's; `counts` its `[{choice, count}]`, or null (or empty) while they are
 * hidden: then the choices stand there without figures. `ballots` are people who voted, the base
 * of every percentage unless the counts are `counted` ones; `joined` the delegates who could.
 * `live` says that voting still goes on. `sentence`, where given, stands above the bars, `note`
 * below them.
 */
export function drawResult(
  container,
  {
    question,
    ballots = 0,
    counted = null,
    joined = 0,
    counts = null,
    live = false,
    sentence = "",
    note = "",
  },
) {
  const known = counts?.length ? counts : null;
  const base = counted ?? ballots;
  const view = { question, ballots, base, joined, counts: known, live, note };
  const parts = partsFor(container, question);
  const rows = resultRows(question, known, base);
  container.classList.toggle("result--hidden", !known);
  container.classList.toggle("result--live", live);
  setText(parts.sentence, sentence);
  setText(parts.caption, captionText(view));
  setText(parts.note, noteText(view, rows));
  parts.drawing.style.setProperty("--digits", String(String(Math.max(ballots, joined)).length));
  rows.forEach((row, index) => updateRow(parts.rows[index], row));
}

function captionText({ question, ballots, joined, counts, live }) {
  const told = turnout(ballots, joined);
  if (!counts) return `${question.prompt} The choices.`;
  return `${question.prompt} ${live ? "So far " : ""}${live ? lowered(told) : told}.`;
}

function lowered(text) {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function noteText({ question, counts, base, note }, rows) {
  const told = counts ? resultNote(question.kind, rows.map((row) => row.count), base) : "";
  return [told, note].filter((text) => text !== "").join(" ");
}

/* The parts that stand in the container, built anew only when the words are others. */
function partsFor(container, question) {
  const words = JSON.stringify([question.id, question.choices]);
  const standing = drawn.get(container);
  if (standing?.words === words && container.contains(standing.table)) return standing;
  const parts = { words, ...buildResult(question) };
  container.classList.add("result", "result--drawn");
  const behind = element("div", "result__behind");
  behind.append(parts.table);
  container.replaceChildren(parts.sentence, parts.drawing, behind, parts.note);
  drawn.set(container, parts);
  return parts;
}

function buildResult(question) {
  const drawing = element("div", "result__drawing");
  drawing.setAttribute("aria-hidden", "true");
  drawing.dataset.rows = String(question.choices.length);
  const { table, caption, body } = buildTable();
  const rows = resultRows(question, null, 0).map((row, index) => {
    const parts = { bar: buildBar(row, index), line: buildLine(row) };
    drawing.append(parts.bar.root);
    body.append(parts.line.root);
    return parts;
  });
  const sentence = element("p", "result__sentence");
  const note = element("p", "result__note");
  return { sentence, drawing, table, caption, note, rows };
}

function buildTable() {
  const table = element("table", "result__table");
  const caption = element("caption", "result__caption");
  const head = element("thead");
  const body = element("tbody");
  const headings = element("tr");
  for (const title of ["Choice", "Votes", "Share"]) {
    const cell = element("th", title === "Choice" ? "" : "result__figure", title);
    cell.scope = "col";
    headings.append(cell);
  }
  head.append(headings);
  table.append(caption, head, body);
  return { table, caption, body };
}

function buildLine(row) {
  const root = element("tr");
  const choice = element("th", "result__choice");
  choice.scope = "row";
  choice.append(element("span", "result__letter", row.letter), ` ${row.text}`);
  const count = element("td", "result__figure");
  const share = element("td", "result__figure");
  root.append(choice, count, share);
  return { root, count, share };
}

function buildBar(row, index) {
  const root = element("div", "bar");
  root.dataset.colour = String((index % COLOURS) + 1);
  const count = element("span", "bar__count");
  const share = element("span", "bar__percent");
  const figures = element("span", "bar__figures");
  figures.append(count, share);
  const fill = element("span", "bar__fill");
  const track = element("span", "bar__track");
  track.append(fill);
  const letter = element("span", "bar__letter", row.letter);
  root.append(letter, element("span", "bar__text", row.text), track, figures);
  return { root, count, share, fill };
}

function updateRow({ bar, line }, row) {
  const hidden = row.count === null;
  const count = hidden ? "" : String(row.count);
  const share = hidden ? "" : `${row.percent} %`;
  setText(bar.count, count);
  setText(bar.share, share);
  setText(line.count, hidden ? "–" : count);
  setText(line.share, hidden ? "–" : share);
  bar.root.classList.toggle("bar--none", row.count === 0);
  bar.fill.style.inlineSize = `${(row.share * 100).toFixed(3)}%`;
}

function element(name, className = "", text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

/* Writing only what changed keeps screen readers and layout still. */
function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/* "Next step": the one big button, what speaks against it, the way back, and what else may be done. */

import { agendaTime } from "../agenda.js";
import { fallWords } from "./closing.js";
import { ago, countdown } from "./clock.js";
import { element, isOff, part, setHidden, setOff, setOptional, setParagraphs, setText } from "./dom.js";
import { createPleas, everybodyVoted } from "./pleas.js";
import { mayDo } from "./rights.js";
import { blankStep, liveStep, nextStep, otherSteps, stepBack, timerStep } from "./steps.js";
import { createTimerChoice } from "./timer_choice.js";
import { lateWords, turnoutWords, waitingWords } from "./words.js";

const PARTS = [
  "turnout",
  "doubt",
  "late",
  "late-text",
  "notice",
  "next-label",
  "effect",
  "extend",
  "start-timer",
  "plea",
  "everybody",
  "others",
  "more",
];
const RESTORED =
  "This vote was restored from a backup and takes no further answers. Close it, then vote again.";
const BUTTONS = ["next", "back", "live", "black", "keep", "forget", "late-reopen"];

function factsOf(room, { at, left }) {
  if (room.agenda) return agendaTime(room.agenda, at);
  if (room.phase === "open") {
    const last = room.lastVote ? `; last vote ${ago(room.lastVote, at)}` : "";
    return `${turnoutWords(room)}${last}${left === null ? "" : `; ${countdown(left)} left`}`;
  }
  if (["closed", "revealed"].includes(room.phase)) return turnoutWords(room);
  if (room.standing === "draft") return room.waiting === null ? "" : waitingWords(room);
  if (room.present === null || room.standing !== "live" || room.phase !== "waiting") return "";
  return room.present === 1 ? "1 device connected" : `${room.present} devices connected`;
}

function timed(label, { seconds = null }) {
  return seconds === null ? label : `${label} for ${countdown(seconds)}`;
}

/**
 * Returns `render(room, now)`, the `timer` to open with, and the `next` button.
 *
 * `run(step)` carries a step out, `extend(seconds)` gives more time; `forward`, `keepOpen` and
 * `forget` are called for the buttons that mean them, `changed` when another timer is chosen. `now` holds `at` (the server's time), `left` (seconds of the timer), the
 * `command` under way, `offline`, `off` (no step can be taken), `resting` (one just was), `doubts`,
 * `asked` (they were put to the chair), `fall` and a `notice`.
 */
export function createStepPanel({ run, forward, keepOpen, forget, extend, changed }) {
  const card = part("step");
  const parts = Object.fromEntries(PARTS.map((name) => [name, part(name)]));
  const buttons = Object.fromEntries(BUTTONS.map((name) => [name, part(name)]));
  const after = part("after"); // stands there only where there are several sessions
  const timer = createTimerChoice(changed);
  const others = new Map();
  const steps = {};

  function press(button, carryOut) {
    button.addEventListener("click", () => {
      if (!isOff(button)) carryOut();
    });
  }

  press(buttons.next, forward);
  press(buttons.keep, keepOpen);
  press(buttons.forget, forget);
  for (const name of ["back", "live", "black", "late-reopen"]) {
    press(buttons[name], () => run(steps[name]));
  }
  const pleas = createPleas();
  for (const button of parts.extend.querySelectorAll("[data-extend-by]")) {
    press(button, () => extend(Number(button.dataset.extendBy)));
  }
  for (const button of parts["start-timer"].children) {
    press(button, () => run(timerStep(Number(button.dataset.startWith))));
  }
  press(part("stop-timer"), () => {
    timer.clear(); // whoever stopped the clock once does not want it in the next vote
    run(timerStep(null));
  });

  function showStep(name, step, off) {
    steps[name] = step;
    setHidden(buttons[name], step === null);
    setOff(buttons[name], off);
    const label = part(`${name}-label`, buttons[name]);
    if (step !== null) setText(label, step.label);
  }

  function labelOf(step) {
    if (step === null) return "";
    return step.do === "open" ? timed(step.label, timer.read()) : step.label;
  }

  function renderNext(room, now) {
    const next = nextStep(room);
    const label = labelOf(next);
    const sending = now.command !== null && next !== null && now.command.do === next.do;
    setHidden(buttons.next, next === null);
    setOff(buttons.next, now.off || now.resting);
    buttons.next.classList.toggle("next--busy", now.command !== null);
    buttons.next.classList.toggle("next--asked", now.asked);
    if (next === null) setOptional(parts.effect, nothingNext(room));
    else {
      setText(parts["next-label"], sending ? `${label}…` : now.asked ? "Close anyway" : label);
      setOptional(parts.effect, next.effect);
    }
    if (after !== null) setHidden(after, room.standing !== "ended" || room.rehearsal);
    setHidden(buttons.keep, !now.asked);
    setHidden(buttons.forget, !(now.offline && now.command !== null));
  }

  function nothingNext(room) {
    if (room.standing === "ended") return "This session has ended. Its results are kept.";
    if (!mayDo(room, "next")) return "The chair takes the next step.";
    return "This session has no questions yet. Those that the organiser adds appear here at once.";
  }

  function renderDoubts(room, now) {
    const fallen = room.phase === "open" && now.fall !== null;
    const warning = fallen ? [`${fallWords(now.fall)}: close anyway?`] : [];
    if (room.restored && room.phase === "open") warning.push(RESTORED);
    const texts = now.asked ? now.doubts : mayDo(room, "close") ? warning : [];
    setParagraphs(parts.doubt, texts);
    setHidden(parts.doubt, texts.length === 0);
    const late = mayDo(room, "reopen") ? lateWords(room) : "";
    setText(parts["late-text"], late);
    setHidden(parts.late, late === "");
    steps["late-reopen"] = { do: "reopen", label: "Reopen voting", effect: "", fields: {} };
    setOff(buttons["late-reopen"], now.off);
    setHidden(buttons["late-reopen"], room.sealed);
  }

  function otherButton(step) {
    if (!others.has(step.do)) {
      const button = element("button", "button");
      button.type = "button";
      press(button, () => run(steps[`other-${step.do}`]));
      others.set(step.do, button);
      parts.others.append(button);
    }
    return others.get(step.do);
  }

  function renderOthers(room, now) {
    const wanted = otherSteps(room);
    for (const button of others.values()) setHidden(button, true);
    for (const step of wanted) {
      const button = otherButton(step);
      steps[`other-${step.do}`] = step;
      setText(button, labelOf(step));
      setHidden(button, false);
      setOff(button, now.off);
    }
    setHidden(parts.more, wanted.length === 0);
    const next = nextStep(room);
    timer.show(next !== null && next.do === "open");
  }

  function render(room, now) {
    setHidden(card, false);
    setOptional(parts.turnout, factsOf(room, now));
    setOptional(parts.notice, now.notice);
    renderNext(room, now);
    renderDoubts(room, now);
    showStep("back", stepBack(room), now.off);
    showStep("live", liveStep(room), now.off);
    showStep("black", blankStep(room), now.off);
    renderOthers(room, now);
    renderTimer(room, now);
  }

  function renderTimer(room, { off }) {
    const open = room.phase === "open" && room.round !== null;
    const timed = open && Boolean(room.round.closes_at);
    setHidden(parts.extend, !timed || !mayDo(room, "extend"));
    setHidden(parts["start-timer"], !open || timed || !mayDo(room, "timer"));
    for (const row of [parts.extend, parts["start-timer"]]) {
      for (const button of row.children) setOff(button, off);
    }
    const { text, answered } = pleas(room);
    setOptional(parts.plea, text);
    parts.plea.classList.toggle("plea--answered", answered);
    const everybody = everybodyVoted(room) && mayDo(room, "close");
    setHidden(parts.everybody, !everybody);
    buttons.next.classList.toggle("next--offered", everybody);
  }

  return { render, timer, next: buttons.next };
}

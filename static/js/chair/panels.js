/* Everything that the console draws, each part by a module of its own. */

import { createBreakCall } from "../screen.js";
import { createAgendaPanel } from "./agenda_panel.js";
import { createAskNow } from "./ask_now.js";
import { secondsUntil } from "./clock.js";
import { createConnectionMark } from "./connection_mark.js";
import { createCoverPanel } from "./cover_panel.js";
import { keepInReach, keepRoomFor, part, setText } from "./dom.js";
import { createDoorPanel } from "./door_panel.js";
import { createHeldPanel } from "./held_panel.js";
import { createLastDeed } from "./last_deed.js";
import { createLook, moveStep } from "./look.js";
import { createNotes } from "./notes.js";
import { createNumbersPanel } from "./numbers_panel.js";
import { createProgrammePanel } from "./programme_panel.js";
import { createProjectorsPanel } from "./projectors_panel.js";
import { createRehearsalPanel } from "./rehearsal_panel.js";
import { createScreenPanel } from "./screen_panel.js";
import { createStepPanel } from "./step_panel.js";
import { createTroubleStrip } from "./trouble_strip.js";

/**
 * Returns `{render, forms, timer}`.
 *
 * `render(view, now)` draws a room as it is read, null before the first state; `now` holds what else
 * the page knows: `at` by the server's clock, `status` and `reason` of the connection, `trouble`, the
 * `command` under way, the `list` that is seen, whether presses are `resting`, the `doubts` about
 * closing and whether it was `asked` about them, `fall`, `surge` and `notice`. `forms` open over
 * the page; `timer` is what was chosen for the next vote.
 *
 * `run(step)` carries a step out, `show(id)` shows a question; `step` is what the panel of the next
 * step calls.
 */
export function createPanels({ announcer, run, show, step }) {
  const scrollers = ["trouble", "picture", "say", "chart", "programme", "aside"].map((name) => part(name));
  const breakCall = createBreakCall();
  const markConnection = createConnectionMark(part("chair"));
  const drawTrouble = createTroubleStrip();
  const drawScreen = createScreenPanel();
  const drawLast = createLastDeed();
  const drawNumbers = createNumbersPanel({ speak: announcer.say, unspeak: announcer.clear });
  const look = createLook(run);
  const forms = [createAskNow(run), look, createCoverPanel(run), createProjectorsPanel(run), createNotes(run, announcer.say)];
  const drawProgramme = createProgrammePanel({
    show,
    look: look.look,
    move: (id, steps) => run(moveStep(id, steps)),
  });
  const drawAgenda = createAgendaPanel({ run: (next) => run(next) });
  const drawDoor = createDoorPanel((next) => run(next));
  const drawHeld = createHeldPanel((next) => run(next));
  const drawRehearsal = createRehearsalPanel((next) => run(next));
  keepRoomFor(part("bar"));
  for (const scroller of scrollers) {
    scroller.addEventListener("scroll", () => keepInReach(scroller), { passive: true });
  }
  window.addEventListener("resize", () => scrollers.forEach(keepInReach));
  const stepPanel = createStepPanel(step);
  let doubted = "";

  function render(view, { at, status, reason, trouble, command, list, resting, doubts, asked, fall, surge, notice }) {
    const active = document.activeElement;
    markConnection(status, reason);
    drawTrouble(status === "online" ? trouble : null);
    if (view === null) return;
    const offline = status !== "online";
    const off = offline || command !== null;
    const left = view.phase === "open" && view.round ? secondsUntil(view.round.closes_at, at) : null;
    setText(part("title"), view.session.title);
    drawScreen(view, { left, at, list });
    drawLast(view, at);
    const over = breakCall(view.screen, at);
    if (over) announcer.say(over);
    drawAgenda(view, { at, off });
    stepPanel.render(view, { at, left, command, offline, off, resting, doubts, asked, fall, notice });
    drawHeld(view, { off });
    drawNumbers(view, trouble);
    drawRehearsal(view, { off });
    sayDoubts(drawDoor(view, { surge, off }));
    drawProgramme(view, { busy: off });
    for (const form of forms) form.render(view, { off });
    scrollers.forEach(keepInReach);
    keepFocus(active);
  }

  /* Once for each kind of doubt: its numbers go on rising. */
  function sayDoubts(doubts) {
    const kinds = doubts.map((text) => text.replace(/\d+/g, "")).join(" ");
    if (kinds !== doubted && doubts.length) announcer.say(doubts.join(" "));
    doubted = kinds;
  }

  /* Where the focused button has gone, focus moves to the next step, never to nowhere. */
  function keepFocus(active) {
    if (active === null || active === document.body) return;
    if (active.isConnected && active.closest("[hidden]") === null) return;
    const places = [stepPanel.next, part("after"), document.getElementById("step-title")];
    const place = places.find((node) => node !== null && !node.hidden);
    place.focus();
  }

  return { render, forms, timer: stepPanel.timer };
}

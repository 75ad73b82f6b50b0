/* "Write down…": outcomes, decisions and actions of the topics; and the way to the record. */

import { topicsNow } from "../agenda.js";
import { element, isOff, part, setHidden, setOff, setOptional } from "./dom.js";
import { createFormDialog } from "./form_dialog.js";
import { mayDo } from "./rights.js";

/** The topics of everything that is published, in order: `[{id, title}]`. */
export function topicsToNote({ agendas }) {
  return agendas.filter(({ published }) => published).flatMap(({ topics }) => topics ?? []);
}

/** The id of the topic that is on now, or null. */
export function topicOnNow({ agenda }) {
  const [current] = agenda ? topicsNow(agenda) : [];
  return current ? current.id : null;
}

/** The step that writes something down; who and when are an action's alone. */
export function noteStep({ topic, kind, text, who, byWhen }) {
  const fields = { topic, kind, text: text.trim() };
  if (kind === "action") {
    if (who.trim() !== "") fields.who = who.trim();
    if (byWhen.trim() !== "") fields.by_when = byWhen.trim();
  }
  return { do: "note_add", label: "Write down", effect: "", fields };
}

/** What is missing before a step of `noteStep` can be sent, or "". */
export function noteMistake({ fields }) {
  return fields.text === "" ? "Type it in words first." : "";
}

/** What is said once a step of `noteStep` was taken. */
export function notedWords({ fields }) {
  const named = { outcome: "Outcome", decision: "Decision", action: "Action" }[fields.kind];
  return `${named} written down: ${fields.text}`;
}

/** Returns `{render(room, {off}), tell, settled, isOpen}`; `run(step)` carries out, `say` speaks. */
export function createNotes(run, say) {
  const form = createFormDialog("note", run);
  const openers = Array.from(document.querySelectorAll("[data-note-open]"));
  const fields = Object.fromEntries(
    ["topic", "text", "who", "by-when"].map((name) => [name, part(`note-${name}`)]),
  );
  const ofAction = part("note-of-action");
  const save = part("note-save");
  const after = part("record-after"); // stands there only where the record may be read
  let view = null;
  let listed = "";
  let sent = null;

  function chosenKind() {
    return form.dialog.querySelector("[name=note-kind]:checked").value;
  }

  function empty() {
    for (const name of ["text", "who", "by-when"]) fields[name].value = "";
  }

  function open() {
    if (view === null) return;
    /* What was typed and not sent stays with its topic. */
    const now = topicOnNow(view);
    if (now !== null && fields.text.value === "") fields.topic.value = now;
    form.open();
    fields.text.focus();
  }

  for (const opener of openers) {
    opener.addEventListener("click", () => {
      if (!isOff(opener)) open();
    });
  }
  for (const radio of form.dialog.querySelectorAll("[name=note-kind]")) {
    radio.addEventListener("change", () => setHidden(ofAction, chosenKind() !== "action"));
  }
  save.dataset.sends = "";
  save.addEventListener("click", () => {
    if (isOff(save)) return;
    const { topic, text, who } = fields;
    const step = noteStep({
      topic: topic.value, kind: chosenKind(), text: text.value, who: who.value, byWhen: fields["by-when"].value,
    });
    const mistake = noteMistake(step);
    if (mistake) {
      form.tell(mistake);
      return;
    }
    sent = step;
    form.send(step);
  });

  function drawTopics(topics) {
    const words = JSON.stringify(topics);
    if (words === listed) return;
    listed = words;
    const chosen = fields.topic.value;
    fields.topic.replaceChildren(
      ...topics.map(({ id, title }) => {
        const option = element("option", "", title);
        option.value = id;
        return option;
      }),
    );
    if (topics.some(({ id }) => id === chosen)) fields.topic.value = chosen;
  }

  return {
    tell: form.tell,
    isOpen: form.isOpen,
    settled(outcome) {
      form.settled(outcome);
      if (outcome.command !== sent || outcome.refused !== null) return;
      const words = notedWords(sent);
      sent = null;
      empty();
      setOptional(part("note-said"), words);
      say(words);
    },
    render(room, { off }) {
      view = room;
      const topics = topicsToNote(room);
      drawTopics(topics);
      for (const opener of openers) {
        const beside = opener.dataset.noteOpen === "now";
        const none = topics.length === 0 || !mayDo(room, "note_add");
        setHidden(opener, none || (beside && topicOnNow(room) === null));
        setOff(opener, off);
      }
      if (after !== null) setHidden(after, room.standing !== "ended");
      setHidden(part("record-row"), topics.length === 0 && room.standing !== "ended");
      form.setBusy(off);
    },
  };
}

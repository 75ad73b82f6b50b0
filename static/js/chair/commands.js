/* One command at a time, each carried out once whatever the connection does. */

const RESEND_MS = 8000;
const RETRY_MS = 1000;
const ARRIVAL_MS = 5000;
const RETRIES = 5;
const AGAIN = ["unavailable", "too_fast"];

/** A fresh `ref`: 128 random bits, which browsers give on plain HTTP too. */
export function makeRef() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * The command under way, if any.
 *
 * `send(message)` says whether it could be sent; `settled(outcome)` hears `{command, refused}`
 * (`refused` is the server's message, or null) when the command is done with; `changed()` hears of
 * every change. `issue(command, seq)` takes a step of steps.js and refuses (false) while another is
 * under way; while `hopeless()`, "unavailable" is the answer, and not a reason to try again by
 * itself. An unacknowledged command is sent again, under the same `ref`, after a reconnect
 * and after 8 s. It stays under way until the state that it led to was seen (5 s at most).
 */
export function createCommands({
  send,
  settled,
  changed,
  hopeless = () => false,
  ref = makeRef,
  later = setTimeout,
  stop = clearTimeout,
}) {
  let pending = null;
  let timer = null;

  function sendAgainIn(milliseconds) {
    stop(timer);
    timer = later(transmit, milliseconds);
  }

  function transmit() {
    if (pending === null || pending.reached !== null) return;
    send(pending.message);
    sendAgainIn(RESEND_MS);
  }

  function settle(refused) {
    stop(timer);
    const { command } = pending;
    pending = null;
    settled({ command, refused });
    changed();
  }

  return {
    current: () => (pending === null ? null : pending.command),
    issue(command, seq) {
      if (pending !== null) return false;
      const message = { type: "command", ref: ref(), do: command.do, ...command.fields };
      if (seq !== null) message.seq = seq;
      pending = { command, message, reached: null, tries: 0 };
      transmit();
      changed();
      return true;
    },
    hearAck(message, seenSeq) {
      if (pending === null || message.ref !== pending.message.ref) return;
      pending.reached = message.seq;
      stop(timer);
      timer = later(() => settle(null), ARRIVAL_MS);
      this.hearState(seenSeq);
    },
    hearRefused(message) {
      if (pending === null || message.ref !== pending.message.ref) return;
      pending.tries += 1;
      const again = AGAIN.includes(message.code) && pending.tries <= RETRIES && !hopeless();
      if (again) sendAgainIn(RETRY_MS);
      else settle(message);
    },
    hearState(seq) {
      if (pending === null || pending.reached === null) return;
      if (seq !== null && seq >= pending.reached) settle(null);
    },
    reconnected: () => transmit(),
    forget() {
      if (pending === null) return;
      stop(timer);
      pending = null;
      changed();
    },
  };
}

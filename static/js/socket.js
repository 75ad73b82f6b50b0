/* One socket to the room that comes back by itself, and hands on only what still counts. */

import { SPREAD_MS, retryDelay } from "./backoff.js";
import { createOrder } from "./order.js";

const SILENCE_MS = 12000;
const HANDSHAKE_MS = 20000;
/* A beat comes every 5 s: a page that wakes up and heard nothing for longer has slept. */
const STALE_MS = 7000;
/* The browser says that the network is gone; localhost may still answer a ping. */
const DOUBT_MS = 2000;
const WATCH_MS = 1000;
const WAKE_MS = 1000;

const FOREIGN = 4401;
const FLOODING = 4408;
const OVER = [4404, 4410];
/* What a server says to somebody whom it cannot let in just now. */
const EXCUSES = ["trouble", "restart"];

function socketAddress(path) {
  const url = new URL(path, window.location.href);
  url.protocol = url.protocol.replace("http", "ws");
  return url.href;
}

/**
 * Connect to `url` (a path or an address) and stay connected.
 *
 * `handlers` has one function for each type of message that the page cares about, called with
 * the message, and `connection(status, code)`, called when it changes: "connecting" (the first
 * time), "online" (the server speaks), "offline" (it comes back by itself), "over" (4404 or
 * 4410, stay away), "foreign" (4401, a fresh page is needed). States and tallies arrive in order:
 * older ones and tallies of other rounds are left out, and every tally is answered with `seen`.
 * `options.spread`: milliseconds over which the first retries spread, for pages that are many.
 *
 * Returns `send(message)` → whether it could be sent, `sync()`, `close()`.
 */
export function connect(url, handlers, options = {}) {
  const spread = options.spread === undefined ? SPREAD_MS : options.spread;
  const order = createOrder();
  let socket = null;
  let failures = 0;
  let heardAt = 0;
  let heard = false;
  let patience = HANDSHAKE_MS;
  let restartWithin = null;
  let timer = null;
  let watch = null;
  let status = null;
  let finished = false;

  function tell(next, code) {
    if (status === next) return;
    status = next;
    if (handlers.connection) handlers.connection(next, code);
  }

  function send(message) {
    if (socket === null || socket.readyState !== WebSocket.OPEN) return false;
    socket.send(JSON.stringify(message));
    return true;
  }

  function sync() {
    return send({ type: "sync" });
  }

  function silence() {
    const past = Date.now() - heardAt;
    return past < 0 ? Infinity : past; // the phone's clock was set back
  }

  function drop() {
    clearTimeout(timer);
    clearInterval(watch);
    if (socket === null) return;
    const old = socket;
    socket = null;
    old.close();
  }

  function open() {
    drop();
    if (finished) return;
    tell(status === null ? "connecting" : "offline");
    heard = false;
    heardAt = Date.now();
    patience = HANDSHAKE_MS;
    order.restart();
    const fresh = new WebSocket(socketAddress(url));
    socket = fresh;
    fresh.addEventListener("message", (event) => fresh === socket && receive(event.data));
    fresh.addEventListener("close", (event) => fresh === socket && lose(event.code));
    watch = setInterval(() => {
      if (silence() > patience) lose(null);
    }, WATCH_MS);
  }

  function openWithin(bound) {
    clearTimeout(timer);
    timer = setTimeout(open, Math.floor(Math.random() * bound));
  }

  function lose(code) {
    drop();
    if (code === FOREIGN || OVER.includes(code)) {
      finish();
      tell(code === FOREIGN ? "foreign" : "over", code);
      return;
    }
    tell("offline", code);
    const stood = heard && code !== FLOODING;
    failures = stood ? 0 : failures + 1;
    if (restartWithin !== null) openWithin(restartWithin);
    else timer = setTimeout(open, retryDelay(failures, spread));
    restartWithin = null;
  }

  function receive(text) {
    heardAt = Date.now();
    patience = SILENCE_MS;
    const message = JSON.parse(text);
    if (message.type === "restart") restartWithin = message.retry_ms;
    if (!heard && !EXCUSES.includes(message.type)) {
      heard = true;
      failures = 0;
      tell("online");
    }
    try {
      if (order.admits(message) && handlers[message.type]) handlers[message.type](message);
    } finally {
      if (message.type === "tally") send({ type: "seen", tally_seq: message.tally_seq });
    }
    if (message.type === "beat" && order.asks(message)) sync();
  }

  function wake() {
    if (finished || document.visibilityState === "hidden") return;
    if (socket === null || silence() > STALE_MS) open();
    else sync();
  }

  function networkGone() {
    if (send({ type: "ping" })) patience = silence() + DOUBT_MS;
  }

  function networkBack() {
    if (finished) return;
    drop();
    tell("offline");
    openWithin(WAKE_MS);
  }

  function listen(change) {
    document[change]("visibilitychange", wake);
    window[change]("pageshow", shown);
    window[change]("pagehide", drop);
    window[change]("offline", networkGone);
    window[change]("online", networkBack);
  }

  function shown(event) {
    if (event.persisted) wake();
  }

  function finish() {
    finished = true;
    drop();
    listen("removeEventListener");
  }

  listen("addEventListener");
  open();
  return { send, sync, close: finish };
}

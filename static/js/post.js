/* A vote by the plain form's own address, for networks that let no socket through. */

const refusals = { 409: "closed", 422: "invalid", 429: "too_fast" };

function csrfToken() {
  const blank = document.querySelector('template[data-blank="vote"]').content;
  return blank.querySelector('[name="csrfmiddlewaretoken"]').value;
}

function formOf(message) {
  const form = new URLSearchParams({ csrfmiddlewaretoken: csrfToken(), round: message.round });
  message.answer.forEach((choice) => form.append("answer", choice));
  if (message.answer.length === 0) form.append("withdraw", "yes");
  return form;
}

/** Post a `vote`; returns what a socket would have answered, `unavailable` where nobody did. */
export async function postVote(address, message) {
  const { ref, rev } = message;
  try {
    const response = await fetch(address, { method: "POST", body: formOf(message) });
    if (response.ok) return { type: "ack", ref, rev };
    const detail = "Your vote could not be taken. Reload this page and vote again";
    return { type: "refused", ref, code: refusals[response.status] || "unavailable", detail };
  } catch (noNetwork) {
    return { type: "refused", ref, code: "unavailable", detail: "" };
  }
}

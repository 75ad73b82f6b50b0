// Asks every two seconds whether a phone has come; the page itself says the rest.

const page = document.querySelector("[data-reach]");
const began = Date.now();

function show(reached) {
  const late = Date.now() - began >= page.dataset.patience * 1000;
  page.querySelector("[data-reached]").hidden = !reached;
  page.querySelector("[data-waiting]").hidden = reached;
  for (const part of page.querySelectorAll("[data-late]")) {
    part.hidden = reached || (part.hidden && !late);
  }
}

async function ask() {
  const answer = await fetch(page.dataset.statusUrl, { headers: { Accept: "application/json" } });
  if (!answer.ok) return false;
  const { reached, url } = await answer.json();
  if (url !== page.dataset.url) window.location.reload();
  show(reached);
  return reached;
}

async function keepAsking() {
  const done = await ask().catch(() => false);
  if (!done) window.setTimeout(keepAsking, 2000);
}

if (!page.querySelector("[data-waiting]").hidden) keepAsking();

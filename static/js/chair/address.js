/* The page's own address and links, when the conference gets another join code. */

const CODE = /^\/(chair|stage)\/[^/]+\//;

function moved(path, code) {
  return path.replace(CODE, (whole, role) => `/${role}/${code}/`);
}

/** Let the page and its links have the join code `code`; the socket stays as it is. */
export function moveTo(code) {
  const { pathname, search } = window.location;
  if (moved(pathname, code) === pathname) return;
  window.history.replaceState(null, "", moved(pathname, code) + search);
  for (const link of document.querySelectorAll("a[href^='/']")) {
    link.setAttribute("href", moved(link.getAttribute("href"), code));
  }
}

/* Copying the text of an element, on plain HTTP too, where the clipboard has no API. */

function select(element) {
  const selection = window.getSelection();
  selection.removeAllRanges();
  const range = document.createRange();
  range.selectNodeContents(element);
  selection.addRange(range);
}

/** Copy the text of `element`; where nothing else works leave it selected. Resolves to whether it was copied. */
export async function copyText(element) {
  const text = element.textContent.trim();
  try {
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(text);
      return true;
    }
  } catch {
    // Refused by the browser: fall back to the selection.
  }
  select(element);
  return document.execCommand("copy");
}

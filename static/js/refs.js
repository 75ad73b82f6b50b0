/* Names of votes under way: by them an answer finds the vote that it is about. */

/** A name that no other vote has. */
export function makeRef() {
  const numbers = crypto.getRandomValues(new Uint32Array(4));
  return Array.from(numbers, (number) => number.toString(36)).join("-");
}

/* When to connect again: never all phones at once, never a fixed delay. */

export const BASE_MS = 1000;
/* A network that heals unannounced is found within this, and a look around. */
export const CAP_MS = 15000;

/* A server that went away took everybody with it: their first retries are spread over this. */
export const SPREAD_MS = 10000;

/**
 * Milliseconds until the next attempt, "full jitter": anywhere from nothing to the bound.
 *
 * `failures` counts the attempts in a row that did not get through; 0 follows the loss of a
 * connection that stood, and then `spread` is the bound. `random` returns 0 ≤ x < 1.
 */
export function retryDelay(failures, spread = SPREAD_MS, random = Math.random) {
  const bound = failures === 0 ? spread : Math.min(CAP_MS, BASE_MS * 2 ** (failures - 1));
  return Math.floor(random() * bound);
}

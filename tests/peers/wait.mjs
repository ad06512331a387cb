/** Waiting, always with a deadline, and comparing. */
import { once } from 'node:events';

export const DEADLINE_MS = 10_000;

export function within(promise, what, limitMs = DEADLINE_MS) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not happen within ${limitMs} ms`)), limitMs);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** The first argument of the next event of that name. */
export const event = (emitter, name) => within(once(emitter, name).then(([value]) => value), name);

/** All arguments of the next event of that name that the test accepts. */
export function eventThat(emitter, name, accepts) {
  return within(new Promise((resolve) => {
    emitter.on(name, function listen(...values) {
      if (!accepts(...values)) return;
      emitter.off(name, listen);
      resolve(values);
    });
  }), name);
}

export function equal(actual, expected, what) {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what}: ${a} instead of ${b}`);
}

/** What the parts of the page share: the line, elements, and a word to whoever sits here. */

import { say } from '../lang.js';

export const $ = (id) => document.getElementById(id);

/** An element with these properties; text and nodes go into it. */
export function make(tag, properties = {}, ...inside) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...inside);
  return element;
}

/** The words of hints in fields follow the language, too. */
export function sayHints() {
  for (const element of document.querySelectorAll('[data-hint]')) {
    element.placeholder = say(element.dataset.hint);
    element.setAttribute('aria-label', say(element.dataset.hint));
  }
}

/** hasAccount: the token is that of an account. renew(): another one instead of it; false: there is none. */
export const desk = { line: null, state: {}, scenes: [], channel: '1', token: '', hasAccount: false, renew: async () => false };

let quiet = 0;

export function notice(text) {
  $('notice').textContent = text;
  clearTimeout(quiet);
  quiet = setTimeout(() => ($('notice').textContent = ''), 6000);
}

/** Asks the host; what goes wrong is said. Undefined: it was refused. */
export async function ask(method, params) {
  try {
    return (await desk.line.call(method, params)) ?? null;
  } catch (fault) {
    notice(fault.message || say('fault'));
    return undefined;
  }
}

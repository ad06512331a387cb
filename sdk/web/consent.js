/** Asks before many sparks are spent. Loaded with the first such question. */

import { say } from './lang.js';

const dialog = document.getElementById('consent');
dialog.addEventListener('click', ({ target }) => target === dialog && dialog.close());

/** True: the player wants to pay. A question that is still open is answered with no. */
export function ask(cost, what) {
  if (dialog.open) return Promise.resolve(false);
  document.getElementById('consent-title').textContent = say('confirm.title', { count: cost });
  document.getElementById('consent-what').textContent = what;
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true });
  });
}

/** A sample of the inputs as they come. */

import { words } from '../look.js';
import { $, ask, make } from './desk.js';

const KEPT = 30;

export function showInputs({ inputs }) {
  const items = inputs.map(({ username, input }) =>
    make('li', {}, make('bdi', { textContent: words(username, 40) }), make('code', { textContent: words(JSON.stringify(input), 120) })),
  );
  $('feed-list').prepend(...items.reverse());
  while ($('feed-list').childElementCount > KEPT) $('feed-list').lastElementChild.remove();
}

async function watch(isOn) {
  if ((await ask('watchInputs', { isOn })) !== undefined) $('feed-list').dataset.on = isOn;
}

/** Again after each time the line is opened. */
export function startFeed() {
  if ($('feed-on').checked) watch(true);
}

$('feed-on').addEventListener('change', () => watch($('feed-on').checked));

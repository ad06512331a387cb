/** The button of those who need more time than others. Loaded where the streamer gives it; remembered for this host. */

import { aria, make } from './control.js';
import { Keepsake } from './keepsake.js';
import { say } from './lang.js';
import { words } from './look.js';
import { showNote } from './notes.js';

const wish = new Keepsake('moretime');

const label = make('span');
const value = make('bdi');
const button = make('button', '', label, ' ', value);
button.id = 'more';
button.type = 'button';
document.getElementById('name').before(button);

let seconds = 0;
let isOn = false;
let line = null;
let askedAs = '';

/** It is on when the host says so. */
async function want(isWanted) {
  try {
    await line.call('wantMoreTime', { isWanted });
    return true;
  } catch ({ message }) {
    showNote(message ? say('why', { reason: words(message, 100) }) : say('noAnswer'));
    return false;
  }
}

button.addEventListener('click', async () => {
  const isWanted = !isOn;
  if (!(await want(isWanted))) return;
  wish.text = isWanted ? 'yes' : '';
  if (isWanted) showNote(say('more.on', { seconds }));
});

/** session: where to ask. Whoever has asked before asks again in each visit. */
export function showMoreTime({ moreMs, self }, session) {
  line = session;
  seconds = Math.ceil(moreMs / 1000);
  isOn = self?.moreTimeMs > 0;
  button.hidden = seconds === 0;
  label.textContent = say('more');
  value.textContent = say('more.value', { seconds });
  aria(button, { pressed: isOn });
  if (!wish.text || isOn || button.hidden || !self || askedAs === self.sessionID) return;
  askedAs = self.sessionID;
  want(true);
}

/**
 * The switch that keeps the screen on, in the dialog behind the name. Loaded with that dialog, or when it was switched on in
 * an earlier visit. Browsers let go of the screen when the page is hidden, and may refuse it at any time.
 */

import { make } from './control.js';
import { Keepsake } from './keepsake.js';
import { say } from './lang.js';
import { showNote } from './notes.js';

const wish = new Keepsake('awake');

let lock = null;
let isAsking = false;

const box = make('input');
box.type = 'checkbox';
box.checked = wish.text !== '';
const label = make('span');
const row = make('label', 'check', box, label);
const state = make('p', 'quiet');
state.setAttribute('role', 'status');

/** In whatever language is spoken now and later. */
function write(element, key) {
  element.dataset.say = key;
  element.textContent = say(key);
}

function refuse() {
  write(state, 'awake.no');
  showNote(say('awake.no'));
}

/** The browser has let go of it by itself: hidden pages get it back when they are seen again. */
function lose() {
  lock = null;
  if (wish.text && !document.hidden) refuse();
}

async function hold() {
  if (!wish.text || lock || isAsking || document.hidden) return;
  isAsking = true;
  try {
    lock = await navigator.wakeLock.request('screen');
    lock.addEventListener('release', lose);
    write(state, '');
  } catch {
    if (!document.hidden) refuse();
  }
  isAsking = false;
  if (!wish.text) letGo();
}

function letGo() {
  write(state, '');
  lock?.release();
}

if (navigator.wakeLock) {
  write(label, 'awake');
  document.getElementById('language').after(row, state);
  box.addEventListener('change', () => {
    wish.text = box.checked ? 'yes' : '';
    if (box.checked) hold();
    else letGo();
  });
  document.addEventListener('visibilitychange', hold);
  for (const name of ['pointerup', 'keydown']) addEventListener(name, hold, { once: true, capture: true });
}

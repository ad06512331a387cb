/** Who is banned, and how they are let in again. */

import { say } from '../lang.js';
import { words } from '../look.js';
import { $, ask, make } from './desk.js';

let shown = [];
let known = -1;

const date = (ms) => new Date(ms).toLocaleString(document.documentElement.lang);

function rowOf({ banID, username, reason, until }) {
  const lift = make('button', { textContent: say('bans.lift') });
  lift.setAttribute('aria-label', say('bans.lift.of', { name: words(username, 64) || banID }));
  lift.addEventListener('click', () => ask('unban', { banID }));
  const facts = [banID, words(reason, 120), until === 0 ? say('for.ever') : say('bans.until', { date: date(until) })];
  return make('li', {}, make('bdi', { textContent: words(username, 64) || banID }), make('small', { textContent: facts.filter(Boolean).join(' · ') }), lift);
}

async function load(start) {
  const answer = await ask('getBans', { from: start });
  if (!answer) return;
  shown = start === 0 ? answer.bans : shown.concat(answer.bans);
  $('bans-list').replaceChildren(...shown.map(rowOf));
  $('bans-none').hidden = shown.length > 0;
  $('bans-more').hidden = shown.length >= answer.total;
}

export function showBans(count) {
  if (count === known) return;
  known = count;
  load(0);
}

$('bans-more').addEventListener('click', () => load(shown.length));

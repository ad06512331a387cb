/** What holds for everybody: the stop, slow mode, members only. */

import { say } from '../lang.js';
import { words } from '../look.js';
import { $, ask } from './desk.js';

export function showState({ isStopped, reason, slowMs, isMembersOnly, hasGame, isReady }) {
  $('stop').hidden = isStopped;
  $('stop-reason').hidden = isStopped;
  $('go-on').hidden = !isStopped;
  $('emergency').classList.toggle('stopped', isStopped);
  const game = !hasGame ? 'game.none' : isReady ? 'game.ready' : 'game.waiting';
  const stopped = reason ? say('stopped.why', { reason: words(reason, 120) }) : say('stopped');
  $('stop-state').textContent = isStopped ? stopped : say(game);
  if (document.activeElement !== $('slow')) $('slow').value = Math.round(slowMs / 1000);
  showSlow();
  $('members').checked = isMembersOnly;
}

function showSlow() {
  const seconds = Number($('slow').value);
  $('slow-value').textContent = seconds === 0 ? say('slow.off') : say('slow.seconds', { seconds, count: seconds });
}

/** No question is asked first: it can be undone at once. */
$('stop').addEventListener('click', () => ask('stop', { reason: $('stop-reason').value }));
$('go-on').addEventListener('click', () => ask('goOn'));

$('slow').addEventListener('input', showSlow);
$('slow').addEventListener('change', () => ask('setSlowMode', { slowMs: Number($('slow').value) * 1000 }));
$('members').addEventListener('change', () => ask('setMembersOnly', { isMembersOnly: $('members').checked }));

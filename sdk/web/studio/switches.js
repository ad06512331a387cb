/** What holds for everybody: the stop, slow mode, more time, members only. */

import { say } from '../lang.js';
import { words } from '../look.js';
import { $, ask } from './desk.js';

export function showState({ isStopped, reason, slowMs, moreMs, isMembersOnly, hasGame, isReady }) {
  $('stop').hidden = isStopped;
  $('stop-reason').hidden = isStopped;
  $('go-on').hidden = !isStopped;
  $('emergency').classList.toggle('stopped', isStopped);
  const game = !hasGame ? 'game.none' : isReady ? 'game.ready' : 'game.waiting';
  const stopped = reason ? say('stopped.why', { reason: words(reason, 120) }) : say('stopped');
  $('stop-state').textContent = isStopped ? stopped : say(game);
  slow.show(slowMs);
  moreTime.show(moreMs);
  $('members').checked = isMembersOnly;
}

/** A slider of seconds. What others have set may lie beyond its end, and is said all the same. */
class Slider {
  #input;
  #value;
  #words;

  constructor(id, words, method, name) {
    this.#input = $(id);
    this.#value = $(`${id}-value`);
    this.#words = words;
    this.#input.addEventListener('input', () => this.#say(Number(this.#input.value)));
    this.#input.addEventListener('change', () => ask(method, { [name]: Number(this.#input.value) * 1000 }));
  }

  show(ms) {
    if (document.activeElement === this.#input) return;
    this.#input.value = Math.round(ms / 1000);
    this.#say(ms / 1000);
  }

  #say(seconds) {
    this.#value.textContent = seconds === 0 ? say(`${this.#words}.off`) : say(`${this.#words}.seconds`, { seconds, count: seconds });
  }
}

const slow = new Slider('slow', 'slow', 'setSlowMode', 'slowMs');
const moreTime = new Slider('more-time', 'more.time', 'setMoreTime', 'moreMs');

/** No question is asked first: it can be undone at once. */
$('stop').addEventListener('click', () => ask('stop', { reason: $('stop-reason').value }));
$('go-on').addEventListener('click', () => ask('goOn'));

$('members').addEventListener('change', () => ask('setMembersOnly', { isMembersOnly: $('members').checked }));

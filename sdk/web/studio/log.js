/** What was done to the audience, by any studio or the game, and how it is undone. */

import { say } from '../lang.js';
import { words } from '../look.js';
import { $, ask, make } from './desk.js';

const KEPT = 100;
const MUTES = ['nothing', 'text', 'all'];

let actions = [];

/** The call that takes a deed back; null where only the person can come back, or bans are lifted in their list. */
function undoOf({ method, value, participantID, sceneID, controlID }) {
  const undo = {
    setDisabled: () => ['setDisabled', { participantID, isDisabled: !value }],
    setMuted: () => value > 0 && ['setMuted', { participantID, mute: 'nothing' }],
    muteControl: () => ['muteControl', { sceneID, controlID, isMuted: !value }],
    setSlowMode: () => value > 0 && ['setSlowMode', { slowMs: 0 }],
    setMoreTime: () => value > 0 && ['setMoreTime', { moreMs: 0 }],
    setMembersOnly: () => ['setMembersOnly', { isMembersOnly: !value }],
    stop: () => ['goOn', {}],
  };
  return (Object.hasOwn(undo, method) && undo[method]()) || null;
}

function textOf({ method, username, controlID, banID, reason, value }) {
  const name = words(username || controlID || banID, 64);
  const seconds = `${Math.round(value / 1000)} s`;
  const state = { setSlowMode: seconds, setMoreTime: seconds, setMuted: MUTES[value] ? say(`mute.${MUTES[value]}`) : '' }[method];
  const isOff = ['setDisabled', 'muteControl', 'setMembersOnly'].includes(method) && value === 0;
  const what = say(`log.${method}${isOff ? '.off' : ''}`);
  return [what, name, state, words(reason, 120)].filter(Boolean).join(' · ');
}

function rowOf(action) {
  const time = make('time', { textContent: new Date(action.time).toLocaleTimeString(document.documentElement.lang) });
  const item = make('li', {}, time, make('bdi', { textContent: textOf(action) }));
  const undo = undoOf(action);
  if (undo) {
    const button = make('button', { textContent: say('undo') });
    button.setAttribute('aria-label', `${say('undo')}: ${textOf(action)}`);
    button.addEventListener('click', () => ask(...undo));
    item.append(button);
  }
  return item;
}

/** The newest comes first. After a reconnect the host tells some of them again. */
export function addActions(more) {
  const known = new Set(actions.map((action) => JSON.stringify(action)));
  actions = more.filter((action) => !known.has(JSON.stringify(action))).reverse().concat(actions).slice(0, KEPT);
  $('log-none').hidden = actions.length > 0;
  $('log-list').replaceChildren(...actions.map(rowOf));
}

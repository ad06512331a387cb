/** The controls of all scenes, how much they are used, and which of them are heard. */

import { figure, say } from '../lang.js';
import { words } from '../look.js';
import { $, ask, make } from './desk.js';

const counts = new Map();
let before = null;

const keyOf = (sceneID, controlID) => JSON.stringify([sceneID, controlID]);

function rowOf(sceneID, control) {
  const { controlID, kind, text, muted } = control;
  const name = words(text, 40) || words(controlID, 40);
  const heard = make('button', { className: 'switch', textContent: say(muted ? 'control.muted' : 'control.heard') });
  heard.setAttribute('role', 'switch');
  heard.setAttribute('aria-checked', String(!muted));
  heard.setAttribute('aria-label', say('control.switch', { name }));
  heard.dataset.controlId = controlID;
  heard.addEventListener('click', () => ask('muteControl', { sceneID, controlID, isMuted: !muted }));
  const count = make('span', { className: 'count' });
  counts.set(keyOf(sceneID, controlID), count);
  return make('li', {}, make('bdi', { textContent: name }), make('small', { textContent: words(kind, 20) }), count, heard);
}

export function showScenes(scenes) {
  const focused = document.activeElement?.dataset.controlId;
  counts.clear();
  $('control-scenes').replaceChildren(
    ...scenes
      .filter(({ controls }) => controls.length > 0)
      .map(({ sceneID, controls }) =>
        make('section', {}, make('h3', {}, make('bdi', { textContent: words(sceneID, 60) })), make('ul', { className: 'rows' }, ...controls.map((control) => rowOf(sceneID, control)))),
      ),
  );
  if (focused) document.querySelector(`#control-scenes [data-control-id=${JSON.stringify(focused)}]`)?.focus();
}

export function countControls({ time, controls }) {
  const known = new Map(controls.map(([sceneID, controlID, count]) => [keyOf(sceneID, controlID), count]));
  const seconds = before ? (time - before.time) / 1000 : 0;
  for (const [key, element] of counts) {
    const count = known.get(key) ?? 0;
    const rate = seconds > 0 ? Math.round((count - (before.known.get(key) ?? 0)) / seconds) : 0;
    element.textContent = `${figure(count)} · ${say('perSecond', { number: rate })}`;
  }
  before = { time, known };
}

/**
 * A viewer to try things out with. It joins like everybody else, through the same door and under the same rules,
 * so that the game and the host see a participant and nothing special.
 */

import { say } from '../lang.js';
import { words } from '../look.js';
import { Session } from '../session.js';
import { World } from '../world.js';
import { $, desk, make } from './desk.js';

const KEPT = 30;

let session = null;
let world = new World();

/* ---- what it does ---- */

async function give(input) {
  const item = make('li', { textContent: JSON.stringify(input) });
  $('viewer-log').prepend(item);
  while ($('viewer-log').childElementCount > KEPT) $('viewer-log').lastElementChild.remove();
  try {
    await session.call('giveInput', input);
    item.append(` – ${say('viewer.taken')}`);
  } catch ({ message }) {
    item.append(` – ${message || say('fault')}`);
  }
}

const button = (key, press) => {
  const element = make('button', { textContent: say(key) });
  element.addEventListener('click', press);
  return element;
};

const slider = (label, least) => {
  const input = make('input', { type: 'range', min: least, max: 1, step: 0.1, value: 0 });
  input.setAttribute('aria-label', label);
  return input;
};

const hands = {
  button({ controlID }) {
    return [
      button('viewer.press', async () => {
        await give({ controlID, event: 'mousedown', button: 0 });
        await give({ controlID, event: 'mouseup', button: 0 });
      }),
      button('viewer.down', () => give({ controlID, event: 'mousedown', button: 0 })),
      button('viewer.up', () => give({ controlID, event: 'mouseup', button: 0 })),
    ];
  },
  joystick({ controlID }) {
    const [x, y] = [slider('x', -1), slider('y', -1)];
    const move = () => give({ controlID, event: 'move', x: Number(x.value), y: Number(y.value) });
    const centre = () => {
      x.value = y.value = 0;
      move();
    };
    return [x, y, button('viewer.move', move), button('viewer.centre', centre)];
  },
  textbox({ controlID }) {
    const text = make('input', { maxLength: 200 });
    text.setAttribute('aria-label', say('viewer.words'));
    return [text, button('viewer.submit', () => give({ controlID, event: 'submit', value: text.value }))];
  },
  screen({ controlID }) {
    const [x, y] = [slider('x', 0), slider('y', 0)];
    const at = (event) => give({ controlID, event, x: Number(x.value), y: Number(y.value) });
    return [x, y, button('viewer.press', async () => (await at('mousedown'), await at('mouseup'))), button('viewer.move', () => at('move'))];
  },
  label: () => [],
};

function other({ controlID }) {
  const text = make('input', { value: '{"event":"mousedown"}' });
  text.setAttribute('aria-label', 'JSON');
  const send = () => {
    try {
      give({ ...JSON.parse(text.value), controlID });
    } catch {
      text.setCustomValidity(say('viewer.json'));
      text.reportValidity();
    }
  };
  text.addEventListener('input', () => text.setCustomValidity(''));
  return [text, button('viewer.send', send)];
}

/* ---- what it sees ---- */

function rowOf(control) {
  const hand = Object.hasOwn(hands, control.kind) ? hands[control.kind] : other;
  const name = words(control.text, 40) || words(control.controlID, 40);
  const item = make('li', {}, make('bdi', { textContent: name }), make('small', { textContent: control.disabled ? say('disabled') : words(control.kind, 20) }));
  item.append(make('span', { className: 'hand' }, ...hand(control)));
  item.dataset.viewerControl = control.controlID;
  return item;
}

let drawn = '';

function draw() {
  const state = session?.phase ?? 'away';
  $('viewer-leave').hidden = session === null;
  $('viewer-join').hidden = session !== null;
  const stopped = world.stopped === null ? '' : say('stopped');
  $('viewer-state').textContent = [say(`viewer.${state}`), session?.why ? words(session.why, 120) : '', stopped].filter(Boolean).join(' – ');
  const controls = state === 'open' ? world.controls : [];
  if (drawn === JSON.stringify(controls)) return;
  drawn = JSON.stringify(controls);
  $('viewer-controls').replaceChildren(...controls.map(rowOf));
}

function join() {
  world = new World();
  const name = words($('viewer-name').value, 20);
  session = new Session(() => desk.channel, { name, token: '' }, {
    phase: draw,
    seat: () => (world = new World()),
    open: draw,
    latency: () => {},
    method(method, params) {
      world.apply(method, params);
      draw();
    },
  });
  session.start();
}

export function leave() {
  session?.stop();
  session = null;
  draw();
}

$('viewer-form').addEventListener('submit', (event) => {
  event.preventDefault();
  join();
});
$('viewer-leave').addEventListener('click', leave);

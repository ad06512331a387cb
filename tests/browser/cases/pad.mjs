/** Gamepads. The browser's list of them is the test's. */
import assert from 'node:assert/strict';
import { test } from '../harness.mjs';
import { button, Service } from '../service.mjs';

const CONTROLS = [
  button('fire', { text: 'Fire', gamepadButton: 2, keyCode: 70 }), button('jump', { text: 'Jump' }), button('duck', { text: 'Duck', cost: 50 }),
  { controlID: 'left', kind: 'joystick', gamepadJoystick: 0 }, { controlID: 'right', kind: 'joystick', gamepadJoystick: 1 },
];

async function meet({ game, visit }, controls = CONTROLS) {
  const service = new Service();
  service.seat = { confirmAbove: 10 };
  const before = async (page) => {
    await page.addInitScript(() => {
      window.pads = [null];
      navigator.getGamepads = () => window.pads;
    });
    await service.before(controls)(page);
  };
  const ann = await visit(await game(), 'desktop', { before });
  const plug = (isIn) => ann.page.evaluate((connected) => {
    const buttons = Array.from({ length: 16 }, () => ({ pressed: false, value: 0 }));
    window.pads = connected ? [null, { connected, axes: [0, 0, 0, 0], buttons }] : [null];
    dispatchEvent(new Event(connected ? 'gamepadconnected' : 'gamepaddisconnected'));
  }, isIn);
  const set = (index, pressed) => ann.page.evaluate(([i, value]) => {
    window.pads[1].buttons[i].pressed = value;
    return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  }, [index, pressed]);
  const tap = async (index) => {
    await set(index, true);
    await set(index, false);
  };
  const tilt = (...axes) => ann.page.evaluate((values) => (window.pads[1].axes = values), axes);
  await plug(true);
  await ann.eventually(() => document.documentElement.classList.contains('has-pad'));
  return { service, ann, plug, set, tap, tilt };
}

const focused = (ann) => ann.page.evaluate(() => document.activeElement.closest('[data-control-id]')?.dataset.controlId ?? document.activeElement.id);

test('a bound button of a gamepad holds its control, as a mouse would', async (given) => {
  const { service, ann, set } = await meet(given);
  await set(2, true);
  assert.deepEqual((await service.input('fire')).params, { controlID: 'fire', event: 'mousedown', button: 0 });
  assert.ok(await ann.control('fire').evaluate((fire) => fire.classList.contains('held')));
  await ann.picture('pad');
  await set(2, false);
  assert.equal((await service.input('fire')).params.event, 'mouseup');
  assert.equal(await ann.control('fire').locator('.hint').textContent(), 'F · X');
});

test('the sticks of a gamepad steer their joysticks and come to rest in the centre', async (given) => {
  const { service, tilt } = await meet(given);
  await tilt(0, 0, 0.1, 0.1);
  await tilt(-1, 0, 0, 0);
  assert.deepEqual((await service.input('left')).params, { controlID: 'left', event: 'move', x: -1, y: 0 });
  await tilt(0.04, -0.03, 0, 0.5);
  let left;
  do left = (await service.input('left')).params; while (left.x === -1); // a slow page may say twice where the stick was
  assert.deepEqual(left, { controlID: 'left', event: 'move', x: 0, y: 0 });
  assert.deepEqual((await service.input('right')).params, { controlID: 'right', event: 'move', x: 0, y: 0.5 });
});

test('a gamepad alone finds its way: the D-pad moves, A presses, B goes back', async (given) => {
  const { service, ann, tap } = await meet(given);
  await ann.control('fire').focus();
  await tap(15);
  assert.equal(await focused(ann), 'jump');
  await tap(14);
  assert.equal(await focused(ann), 'fire');
  await tap(15);
  await tap(0);
  assert.equal((await service.input('jump')).params.event, 'mousedown');
  assert.equal((await service.input('jump')).params.event, 'mouseup');
  await ann.control('duck').focus();
  await tap(0);
  await ann.page.locator('#consent').waitFor();
  await tap(1);
  await ann.page.locator('#consent').waitFor({ state: 'hidden' });
  assert.deepEqual(service.packets.filter(({ params }) => params.controlID === 'duck'), []);
});

test('what a gamepad held is let go when it is unplugged or the page is left', async (given) => {
  const { service, ann, set, plug } = await meet(given);
  await set(2, true);
  await service.input('fire');
  await ann.page.evaluate(() => dispatchEvent(new Event('blur')));
  assert.equal((await service.input('fire')).params.event, 'mouseup');
  await set(2, false);
  await set(2, true);
  await service.input('fire');
  await plug(false);
  assert.equal((await service.input('fire')).params.event, 'mouseup');
});

import assert from 'node:assert/strict';
import { test } from '../harness.mjs';

const near = (value, wanted) => assert.ok(Math.abs(value - wanted) < 0.03, `${value} is not ${wanted}`);

test('p09_a dragged joystick moves, never beyond 1, and returns to the centre', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host, 'phone');
  const { x, y, size } = await ann.centre(ann.pad('stick'));
  await ann.touch('touchStart', { x, y });
  for (let step = 1; step <= 20; step++) {
    await ann.touch('touchMove', { x: x - (size * step) / 20, y: y - (size * step) / 20 });
  }
  const edge = await host.next({ type: 'input', control: 'stick', x: -0.7071, y: -0.7071 });
  near(Math.hypot(edge.x, edge.y), 1);
  await ann.picture('steering');
  await ann.touch('touchEnd');
  await host.next({ type: 'input', control: 'stick', event: 'move', x: 0, y: 0 });
});

test('half-way is half, and up is negative', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host);
  const { x, y, size } = await ann.centre(ann.pad('stick'));
  await ann.page.mouse.move(x, y);
  await ann.page.mouse.down();
  await ann.page.mouse.move(x, y - size * 0.18);
  const up = await host.input('stick', 'move');
  near(up.x, 0);
  near(up.y, -0.5);
  await ann.page.mouse.up();
});

test('p09_moves keep to the sample rate, and the newest one counts', async ({ game, visit }) => {
  const host = await game();
  await host.update({ controlID: 'stick', sampleRate: 200 });
  const ann = await visit(host);
  const { x, y, size } = await ann.centre(ann.pad('stick'));
  await ann.page.mouse.move(x, y);
  await ann.page.mouse.down();
  const began = Date.now();
  for (let step = 1; step <= 60; step++) await ann.page.mouse.move(x + (size / 2) * Math.sin(step), y + step / 10);
  await ann.page.mouse.move(x + size, y);
  await host.next({ type: 'input', control: 'stick', x: 1, y: 0 });
  const took = Date.now() - began;
  await ann.page.mouse.up();
  const moves = host.log.filter((line) => line.includes('"stick"') && line.includes('"move"'));
  assert.ok(moves.length <= took / 200 + 3, `${moves.length} moves in ${took} ms`);
});

test('arrow keys and letters steer the focused joystick', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host);
  await ann.pad('stick').focus();
  await ann.page.keyboard.down('ArrowRight');
  await host.next({ type: 'input', control: 'stick', x: 1, y: 0 });
  await ann.page.keyboard.down('KeyW');
  await host.next({ type: 'input', control: 'stick', x: 0.7071, y: -0.7071 });
  await ann.page.keyboard.up('ArrowRight');
  await host.next({ type: 'input', control: 'stick', x: 0, y: -1 });
  await ann.page.keyboard.up('KeyW');
  await host.next({ type: 'input', control: 'stick', x: 0, y: 0 });
});

test('a screen reports where it is touched, from the bottom left', async ({ game, visit }) => {
  const host = await game();
  await host.show('aim', [{ controlID: 'sky', kind: 'screen', sendMoveEvents: 'mousedown', moveThrottle: 50 }]);
  const ann = await visit(host, 'phone');
  const box = await ann.control('sky').boundingBox();
  const at = (x, y) => ({ x: box.x + box.width * x, y: box.y + box.height * (1 - y) });
  await ann.touch('touchStart', at(0.25, 0.75));
  const down = await host.input('sky', 'mousedown');
  near(down.x, 0.25);
  near(down.y, 0.75);
  await ann.touch('touchMove', at(0.5, 0.1));
  const move = await host.input('sky', 'move');
  near(move.x, 0.5);
  near(move.y, 0.1);
  await ann.picture('screen');
  await ann.touch('touchEnd');
  await host.input('sky', 'mouseup');
});

test('a screen sends only what the game asked for', async ({ game, visit }) => {
  const host = await game();
  await host.show('aim', [
    { controlID: 'sky', kind: 'screen', sendMoveEvents: 'never', sendMouseDownEvent: false },
    { controlID: 'fence', kind: 'button', text: 'Fence' },
  ]);
  const ann = await visit(host);
  await ann.page.mouse.move(100, 700);
  await ann.page.mouse.down();
  await ann.page.mouse.move(200, 600);
  await ann.page.mouse.up();
  await host.input('sky', 'mouseup');
  await ann.page.mouse.move(300, 650);
  await ann.control('fence').click();
  assert.deepEqual(await host.inputsUntil('fence'), []);
});

test('a screen that always sends follows the mouse', async ({ game, visit }) => {
  const host = await game();
  await host.show('aim', [{ controlID: 'sky', kind: 'screen', sendMoveEvents: 'always' }]);
  const ann = await visit(host);
  const box = await ann.control('sky').boundingBox();
  await ann.page.mouse.move(box.x + box.width / 2, box.y + box.height / 4);
  const move = await host.input('sky', 'move');
  near(move.x, 0.5);
  near(move.y, 0.75);
});

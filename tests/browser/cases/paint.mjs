import assert from 'node:assert/strict';
import { join } from 'node:path';
import { hasDisplays } from '../display.mjs';
import { test } from '../harness.mjs';
import { lookAt } from '../image.mjs';
import { artifacts } from '../visitor.mjs';

const ANY_PORT = ['--port', '0'];
const DOT = [0xff, 0x7b, 0x86]; // of the first who joins
const PAINT = [0xb2, 0x56, 0x63]; // of that dot

const shot = (name) => join(artifacts, `paint-${name}.png`);

/** Takes the stick of this visitor to its left end. */
async function pushLeft(visitor) {
  const { x, y, size } = await visitor.centre(visitor.pad('stick'));
  await visitor.touch('touchStart', { x, y });
  await visitor.touch('touchMove', { x: x - size, y });
}

test('paint counts the phones that join, splash, steer and leave', async ({ paint, visit }) => {
  const game = paint(['--headless', ...ANY_PORT]);
  await game.listens();
  const ann = await visit(game, 'phone');
  assert.equal(await ann.page.textContent('#title'), 'Paint');
  await game.says(/^1 player, 0 inputs, pump p99 \d+ us$/);
  const bob = await visit(game, 'phone');
  await ann.control('splash').tap();
  await game.says(/^2 players, 2 inputs, /);
  await pushLeft(bob);
  await game.says(/^2 players, 3 inputs, /);
  await bob.touch('touchEnd');
  await game.says(/^2 players, 4 inputs, /);
  await ann.page.goto('about:blank');
  await game.says(/^1 player, 4 inputs, /);
  await bob.page.goto('about:blank');
  await game.says(/^0 players, 4 inputs, /);
  const { code, summary } = await game.end('SIGINT');
  assert.equal(code, 0);
  assert.equal(summary.participants, 2);
  assert.equal(summary.inputs, 4);
  assert.ok(summary.frames > 0 && summary.events >= summary.inputs, JSON.stringify(summary));
  assert.ok(summary.pump_us_p99 > 0 && summary.pump_us_p99 < 1e6, `${summary.pump_us_p99} us`);
  assert.ok(game.log.at(-1).startsWith('{'), 'the JSON is the last line');
});

test('paint without a window tells how it is once a second', async ({ paint }) => {
  const game = paint(['--headless', ...ANY_PORT, '--seconds', '3.5']);
  const { code } = await game.end();
  const lines = game.log.filter((line) => /^0 players, 0 inputs, pump p99 \d+ us$/.test(line));
  assert.equal(code, 0);
  assert.ok(lines.length === 2 || lines.length === 3, game.log.join('\n'));
});

test('paint ends after the frames that were asked for', async ({ paint }) => {
  const { code, summary } = await paint(['--headless', ...ANY_PORT, '--frames', '37']).end();
  assert.equal(code, 0);
  assert.equal(summary.frames, 37);
});

test('a splash stays in the picture of paint, and the stick moves the dot', async ({ paint, visit }) => {
  const game = paint(['--headless', ...ANY_PORT, '--screenshot', shot('headless')]);
  await game.listens();
  const ann = await visit(game, 'phone');
  ann.allow(/ERR_CONNECTION_REFUSED|WebSocket connection/); // she stays until the game has ended
  await ann.control('splash').tap();
  await game.says(/^1 player, 2 inputs, /);
  await pushLeft(ann);
  for (let seconds = 0; seconds < 4; seconds++) await game.says(/^1 player, 3 inputs, /);
  assert.equal((await game.end('SIGINT')).code, 0);
  const { width, height, colours, spots } = await lookAt(shot('headless'), [DOT, PAINT]);
  assert.deepEqual([width, height], [1280, 720]);
  assert.ok(colours > 100, `${colours} colours`);
  const [dot, splash] = spots;
  assert.ok(dot.count > 200 && dot.x < 0.4, `dot: ${JSON.stringify(dot)}`);
  assert.ok(splash.count > 1000 && splash.x > 0.5, `splash: ${JSON.stringify(splash)}`);
});

test('the QR code in the window of paint is the first address it prints', async ({ display, paint, visit }) => {
  const game = paint([...ANY_PORT, '--screenshot', shot('window')], await display());
  await game.listens();
  const ann = await visit(game, 'phone');
  await ann.control('splash').tap();
  await ann.page.goto('about:blank');
  const { code, summary } = await game.end('SIGINT');
  assert.equal(code, 0);
  assert.equal(summary.participants, 1);
  assert.ok(!game.log.some((line) => /no display|pump p99/.test(line)), 'it has a window');
  assert.equal((await lookAt(shot('window'))).qr, game.urls[0]);
}, { skip: hasDisplays ? '' : 'Xvfb is not installed' });

test('paint goes on without a window where there is no display', async ({ paint }) => {
  const game = paint([...ANY_PORT, '--frames', '5']);
  await game.says(/^note: there is no display \(.+\), going on without a window$/);
  assert.equal((await game.end()).code, 0);
});

test('paint says which port is in use, and does not take another than the one it was given', async ({ paint }) => {
  const first = paint(['--headless', ...ANY_PORT]);
  await first.listens();
  const { port } = new URL(first.url);
  const second = paint(['--headless', '--port', port]);
  await second.says(new RegExp(`^error: .*port ${port} is in use.*--port`));
  const { code, summary } = await second.end();
  assert.equal(code, 1);
  assert.equal(summary, undefined);
});

test('paint takes the next port when its usual one is in use', async ({ paint }) => {
  const first = paint(['--headless']);
  await first.listens();
  const second = paint(['--headless']);
  await second.says(/^note: port 8280 is in use, trying 8281$/);
  await second.listens();
  assert.notEqual(second.url, first.url);
});

test('paint refuses what it does not understand, with a remedy', async ({ paint }) => {
  for (const options of [['--port', '65536'], ['--frames', '0'], ['--size', 'big'], ['--sing'], ['--screenshot']]) {
    const game = paint(options);
    await game.says(/^error: cannot take --\w+.*; (give|see) /);
    assert.equal((await game.end()).code, 1, options.join(' '));
  }
});

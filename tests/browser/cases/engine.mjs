import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from '../harness.mjs';
import { answerGame, joinByCode, joinCode, openStudio } from '../people.mjs';
import { CLIENT } from '../venue.mjs';
import { artifacts } from '../visitor.mjs';

/** Keys at frames, of which there are 60 a second. */
function script(name, lines) {
  const file = join(artifacts, `engine-${name}.txt`);
  writeFileSync(file, `${lines.join('\n')}\n`);
  return ['--headless', '--script', file];
}

const codeOf = async (game) => (await game.says(/type (\w+)$/))[1];

test('a game that pauses keeps its audience and its controls', async ({ sample, visit }) => {
  const game = sample('engine', [...script('pause', ['720 P', '840 P']), '--port', '0']);
  await game.listens();
  const ann = await visit(game, 'phone');
  await ann.control('drop').tap();
  await game.says(/^1 player, 2 inputs, /);
  await ann.reaches('staging', 20000);
  await ann.reaches('ready');
  await ann.picture('engine');
  await ann.control('drop').tap();
  await game.says(/^1 player, 4 inputs, /);
  await ann.page.goto('about:blank');
  const { code, summary } = await game.end('SIGINT');
  assert.equal(code, 0);
  assert.deepEqual([summary.participants, summary.suspends, summary.drops], [1, 1, 2]);
});

test('a game that moves to a port that is taken is back where it was, and says so', async ({ sample, visit }) => {
  const other = sample('engine', ['--headless', '--port', '0']);
  await other.listens();
  const typed = [...new URL(other.url).port].map((digit, i) => `${60 + 2 * i} ${digit}`);
  const cleared = [0, 1, 2, 3, 4].map((i) => `${40 + 2 * i} Backspace`);
  const game = sample('engine', [...script('move', ['30 Escape', '34 Down', ...cleared, ...typed, '80 Return', '200 Escape']), '--port', '0']);
  await game.says(/^error: there is no host: port \d+ is in use/);
  await game.listens();
  const ann = await visit(game, 'phone');
  await ann.control('drop').tap();
  await game.says(/^1 player, 2 inputs, /);
  await ann.page.goto('about:blank');
  const { code, summary } = await game.end('SIGINT');
  assert.deepEqual([code, summary.drops], [0, 1]);
});

const every20 = (from, to, keys) => Array.from({ length: (to - from) / 20 }, (_, i) => `${from + 20 * i} ${keys[i % keys.length]}`);
const SIGN_OUT = ['780 Escape', '785 Up', '790 Up', '795 Return']; // the last row but one

test('another account plays on its own channel, after signing out in the settings', async ({ venue: make, sample, open, visit }) => {
  const venue = await make();
  const studios = { first: await openStudio(venue, open, 'Streamer'), second: await openStudio(venue, open, 'Partner') };
  const keys = [...every20(10, 770, ['Y']), ...SIGN_OUT, ...every20(1000, 4000, ['R', 'Y'])];
  const game = sample('engine', [...script('account', keys), '--url', venue.url, '--client', CLIENT]);
  await answerGame(venue, open, await codeOf(game), 'Streamer');
  const ann = await joinByCode(venue, visit, await joinCode(studios.first));
  await ann.control('drop').tap();
  await game.says(/^1 player, 2 inputs, /);
  await game.says(/^Signed out$/);
  await answerGame(venue, open, await codeOf(game), 'Partner');
  const bob = await joinByCode(venue, visit, await joinCode(studios.second));
  await bob.control('drop').tap();
  await game.says(/^1 player, 4 inputs, /);
  const { code, summary } = await game.end('SIGINT');
  assert.equal(code, 0);
  assert.deepEqual([summary.participants, summary.drops, summary.suspends, summary.line_losses], [2, 2, 1, 0]);
});

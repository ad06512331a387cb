/** Signing a game in by the screen that it shows, at the host as a program. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasDisplays } from '../display.mjs';
import { test } from '../harness.mjs';
import { lookAt } from '../image.mjs';
import { answerGame, joinByCode, joinCode, openStudio } from '../people.mjs';
import { CLIENT } from '../venue.mjs';
import { artifacts } from '../visitor.mjs';

const HALF_MINUTE = 180; // taps, ten frames apart

/** A script that presses this key again and again: it has a meaning only when the game asks. */
function insist(key) {
  const file = join(artifacts, `login-${key}.txt`);
  writeFileSync(file, Array.from({ length: HALF_MINUTE }, (_, i) => `${10 * i + 10} ${key}\n`).join(''));
  return ['--script', file];
}

const away = (venue) => ['--url', venue.url, '--client', CLIENT];
const codeOf = async (game) => (await game.says(/type (\w+)$/))[1];

test('a game that shows a code plays on the channel of who typed it, once Y has said that it is the right person', async ({ venue: make, paint, open, visit }) => {
  const venue = await make();
  const studio = await openStudio(venue, open);
  const game = paint(['--headless', ...away(venue), ...insist('Y')]);
  await answerGame(venue, open, await codeOf(game), 'Streamer');
  await game.says(/Streamer/);
  await game.says(/^Audience page: \S+\/c\/\d+$/);
  const ann = await joinByCode(venue, visit, await joinCode(studio));
  await ann.control('splash').tap();
  await game.says(/^1 player, 2 inputs, /);
  assert.equal((await game.end('SIGINT')).code, 0);
});

test('who is not the right person is sent away with N', async ({ venue: make, paint, open }) => {
  const venue = await make();
  await openStudio(venue, open, 'Streamer');
  const game = paint(['--headless', ...away(venue), ...insist('N')]);
  await answerGame(venue, open, await codeOf(game), 'Stranger', { isNew: true });
  await game.says(/Stranger/);
  const [line] = await game.says(/[Tt]ry again|another code|new code/);
  assert.doesNotMatch(line, /Signed in/);
});

test('who says no on the phone is not asked in the game', async ({ venue: make, paint, open }) => {
  const venue = await make();
  const game = paint(['--headless', ...away(venue)]);
  await answerGame(venue, open, await codeOf(game), 'Streamer', { isNew: true, says: 'deny' });
  await game.says(/said no/);
});

test('a game without a screen prints its code, where to play, and a press on a phone', async ({ venue: make, sample, open, visit }) => {
  const venue = await make();
  const game = sample('hello', ['--url', venue.url]);
  await answerGame(venue, open, await codeOf(game), 'Streamer', { isNew: true });
  const [, page] = await game.says(/^Audience page: (\S+)$/);
  const ann = await visit({ url: page }, 'phone');
  await ann.control('hello').tap();
  await game.says(/^\S+ says hello$/);
});

test('the QR code of the screen to sign in on leads to the page with the code filled in', async ({ venue: make, paint, display, open }) => {
  const venue = await make();
  const shot = join(artifacts, 'login-window.png');
  const game = paint([...away(venue), '--screenshot', shot], await display());
  const code = await codeOf(game);
  assert.equal((await game.end('SIGINT')).code, 0);
  const { qr } = await lookAt(shot);
  const { pathname, searchParams, origin } = new URL(qr);
  assert.equal(`${origin}/`, venue.url);
  const phone = await open(venue, qr.slice(venue.url.length), 'phone');
  assert.equal(pathname, '/go');
  assert.equal(searchParams.get('code'), code);
  assert.equal((await phone.page.inputValue('#code')).toUpperCase(), code);
}, { skip: hasDisplays ? '' : 'Xvfb is not installed' });

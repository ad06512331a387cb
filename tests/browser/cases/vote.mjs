import assert from 'node:assert/strict';
import { test } from '../harness.mjs';

const WINDOW_MS = 20000; // a rest and a window, on a busy machine
const OPTIONS = ['--headless', '--port', '0'];

const news = (visitor, words) => visitor.page.waitForFunction(
  (wanted) => document.querySelector('[data-control-id="news"]')?.textContent.includes(wanted),
  words, { timeout: WINDOW_MS });
const balance = (visitor, sparks) => visitor.page.waitForFunction(
  (wanted) => document.getElementById('balance').textContent === wanted,
  `${sparks} sparks`, { timeout: WINDOW_MS });
const note = (visitor, words) =>
  visitor.eventually((wanted) => document.getElementById('note').textContent === wanted, words);

/** A game whose window is open, and those who see it. */
async function windowOpens({ sample, visit }, ...tokens) {
  const game = sample('vote', OPTIONS);
  await game.listens();
  const people = await Promise.all(tokens.map((token) => visit(game, 'phone', { query: token && `#token=${token}` })));
  for (const one of people) await news(one, 'What comes next?');
  return [game, ...people];
}

async function endOf(game, people) {
  for (const one of people) await one.page.goto('about:blank');
  const { code, summary } = await game.end('SIGINT');
  assert.equal(code, 0);
  return summary;
}

test('a vote that costs is paid for when it wins, and guests cannot give one', async (tools) => {
  const [game, ann, guest] = await windowOpens(tools, 'ann-plays', '');
  await guest.control('special').tap();
  await note(guest, 'Sign in to spend sparks');
  await ann.control('special').tap();
  await ann.picture('vote');
  await news(guest, 'Boulder comes, with 1 of 1 votes. Thank you!');
  await balance(ann, 90);
  const summary = await endOf(game, [ann, guest]);
  assert.deepEqual([summary.votes, summary.captured, summary.capture_refused, summary.let_go], [1, 1, 0, 0]);
  assert.ok(summary.refused_by_host > 0, JSON.stringify(summary));
});

test('a vote that costs is let go when it does not win', async (tools) => {
  const [game, ann, bob, guest] = await windowOpens(tools, 'ann-plays', '', '');
  await ann.control('special').tap();
  await bob.control('first').tap();
  await guest.control('first').tap();
  await news(ann, '2 of 3 votes. Thank you!');
  await news(ann, 'What comes next?');
  await balance(ann, 100);
  const summary = await endOf(game, [ann, bob, guest]);
  assert.deepEqual([summary.captured, summary.capture_refused, summary.let_go], [0, 0, 1]);
});

test('who cannot pay any more is refused when it comes to paying', async (tools) => {
  const bobs = ['bob-plays', 'bob-plays', 'bob-plays']; // one wallet of 25, for three votes of 10
  const [game, ...people] = await windowOpens(tools, ...bobs);
  for (const one of people) await one.control('special').tap();
  await news(people[0], 'Boulder comes, with 3 of 3 votes');
  await balance(people[0], 5);
  const summary = await endOf(game, people);
  assert.deepEqual([summary.votes, summary.captured, summary.capture_refused], [3, 2, 1]);
});

test('who needs more time votes after the window, and is counted', async ({ sample, visit }) => {
  const game = sample('vote', [...OPTIONS, '--token', 't-vote']);
  await game.listens();
  const studio = await visit(game, 'desktop', { query: 'studio#token=t-vote', until: null });
  await studio.page.waitForSelector('#line[data-state="open"]');
  await studio.page.focus('#more-time');
  await studio.page.keyboard.press('ArrowRight');
  const [ann, bob] = await Promise.all([visit(game, 'phone'), visit(game, 'phone')]);
  await ann.page.tap('#more');
  await ann.eventually(() => document.getElementById('more').getAttribute('aria-pressed') === 'true');
  await news(ann, 'What comes next?');
  await bob.control('first').tap();
  await news(ann, 'More time for who needs it');
  await bob.eventually(() => document.querySelector('[data-control-id=second]').disabled);
  await ann.control('second').tap();
  await ann.picture('vote-more-time');
  await news(bob, 'of 2 votes. Thank you!');
  await studio.page.goto('about:blank');
  const summary = await endOf(game, [ann, bob]);
  assert.deepEqual([summary.votes, summary.windows], [2, 1]);
});

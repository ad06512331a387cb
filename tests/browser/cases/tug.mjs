import assert from 'node:assert/strict';
import { test } from '../harness.mjs';

const ROUND_MS = 30000;

const side = (visitor, words) => visitor.page.waitForFunction(
  (wanted) => document.querySelector('[data-control-id="side"]')?.textContent.includes(wanted),
  words, { timeout: ROUND_MS });

/** Takes the stick of this visitor to its left end. */
async function pullLeft(visitor) {
  const { x, y, size } = await visitor.centre(visitor.pad('pull'));
  await visitor.touch('touchStart', { x, y });
  await visitor.touch('touchMove', { x: x - size, y });
}

test('each team has a scene of its own, who pulls wins, and the sides change', async ({ sample, visit }) => {
  const game = sample('tug', ['--headless', '--port', '0']);
  await game.listens();
  const ann = await visit(game, 'phone');
  await side(ann, 'Team Coral: pull to the LEFT');
  const bob = await visit(game, 'phone');
  await side(bob, 'Team Sky: pull to the RIGHT');
  await pullLeft(ann);
  await ann.picture('tug');
  await side(ann, 'Team Coral: pull to the RIGHT');
  await side(bob, 'Team Sky: pull to the LEFT');
  for (const one of [ann, bob]) await one.page.goto('about:blank');
  await game.says(/^0 players, /);
  const { code, summary } = await game.end('SIGINT');
  assert.equal(code, 0);
  assert.equal(summary.rounds, 1);
  assert.deepEqual([summary.draws, summary.coral, summary.sky], [0, 0, 0]);
});

test('who leaves makes room, and who came last moves over', async ({ sample, visit }) => {
  const game = sample('tug', ['--headless', '--port', '0']);
  await game.listens();
  const people = [];
  for (const team of ['Coral', 'Sky', 'Coral', 'Sky']) {
    const one = await visit(game, 'phone');
    people.push(one);
    await side(one, `Team ${team}`);
  }
  const [first, , third, last] = people;
  await first.page.goto('about:blank');
  await third.page.goto('about:blank'); // now Sky has two, and Coral nobody
  await side(last, 'Team Coral');
  for (const one of people) await one.page.goto('about:blank');
  const { summary } = await game.end('SIGINT');
  assert.equal(summary.moved_over, 1);
});

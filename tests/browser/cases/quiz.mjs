import assert from 'node:assert/strict';
import { test } from '../harness.mjs';

const WAIT_MS = 40000; // the time to think is up, on a busy machine
const OPTIONS = ['--headless', '--port', '0'];

const words = (visitor, wanted) => visitor.page.waitForFunction(
  (some) => [...document.querySelectorAll('[data-control-id="words"]')].some((one) => one.textContent.includes(some)),
  wanted, { timeout: WAIT_MS });

/** Notes what the game tells this page alone; told() gives what was told with this member. */
const listen = (visitor) => visitor.page.evaluate(() => {
  window.told = [];
  document.addEventListener('chorus:event', ({ detail }) => window.told.push(detail.quiz));
});
const told = async (visitor, member) => {
  const found = await visitor.page.waitForFunction(
    (name) => window.told.findLast((one) => name in one), member, { timeout: WAIT_MS });
  return found.jsonValue();
};

async function opens({ sample, visit }, count) {
  const game = sample('quiz', OPTIONS);
  await game.listens();
  const people = [];
  while (people.length < count) people.push(await visit(game, 'phone'));
  for (const one of people) await listen(one);
  for (const one of people) await words(one, 'Which planet is closest to the sun?');
  return [game, ...people];
}

async function endOf(game, people) {
  for (const one of people) await one.page.goto('about:blank');
  const { code, summary } = await game.end('SIGINT');
  assert.equal(code, 0);
  return summary;
}

test('each phone of a quiz tells its own result, and who is late hears it', async (tools) => {
  const [game, ann, bob, eve] = await opens(tools, 3);
  await ann.control('b').tap();
  await words(ann, 'Your answer is in');
  assert.deepEqual(await told(ann, 'answer'), { answer: 'taken' });
  await bob.control('a').tap();
  await words(ann, 'Right!');
  await ann.picture('quiz');
  await words(bob, 'Not this time');
  await eve.control('b').tap();
  await words(eve, 'Too late');
  assert.deepEqual(await told(eve, 'answer'), { answer: 'late' });
  const [first, second] = [await told(ann, 'outcome'), await told(bob, 'outcome')];
  assert.deepEqual([first.outcome, first.place, second.outcome, second.points], ['right', 1, 'wrong', 0]);
  assert.ok(first.points >= 100 && first.gained === first.points, JSON.stringify(first));
  const summary = await endOf(game, [ann, bob, eve]);
  assert.deepEqual([summary.answers, summary.right, summary.late], [2, 1, 1]);
});

test('answers of a quiz are chosen, typed and pointed out', async (tools) => {
  const [game, ann] = await opens(tools, 1);
  await ann.control('b').tap();
  await words(ann, 'Which metal is liquid');
  await ann.control('answer').locator('input').fill('Mercry');
  await ann.control('answer').locator('button').tap();
  await words(ann, 'Where is Iceland?');
  const { width, height, x, y } = await ann.pad('map').or(ann.control('map')).first().boundingBox();
  const at = { x: x + width * (180 - 19) / 360, y: y + height * (79 - 65) / 136 };
  await ann.touch('touchStart', at);
  await ann.touch('touchEnd');
  await words(ann, 'Right!');
  const { outcome, points, place } = await told(ann, 'outcome');
  assert.deepEqual([outcome, place], ['right', 1]);
  assert.ok(points > 300, String(points));
  const summary = await endOf(game, [ann]);
  assert.deepEqual([summary.answers, summary.right], [3, 3]);
});

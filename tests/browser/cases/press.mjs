import assert from 'node:assert/strict';
import { test } from '../harness.mjs';

test('a tap is one press and one release', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host, 'phone');
  const { participant } = await host.next({ type: 'join' });
  await ann.control('jump').tap();
  const down = await host.input('jump', 'mousedown');
  assert.equal(down.participant, participant);
  await host.input('jump', 'mouseup');
  await ann.control('fire').tap();
  assert.deepEqual(await host.inputsUntil('fire'), []);
});

test('a click with the mouse is one press and one release', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host);
  await ann.control('jump').click();
  await host.input('jump', 'mousedown');
  await host.input('jump', 'mouseup');
  await ann.control('fire').click();
  assert.deepEqual(await host.inputsUntil('fire'), []);
});

test('p07_a held button is released only when the finger goes', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host, 'phone');
  const { x, y } = await ann.centre(ann.control('jump'));
  await ann.touch('touchStart', { x, y });
  await host.input('jump', 'mousedown');
  await ann.eventually(() => document.querySelector('[data-control-id=jump].held'));
  await ann.picture('held');
  await assert.rejects(host.input('jump', 'mouseup', 700));
  await ann.touch('touchEnd');
  await host.input('jump', 'mouseup');
});

test('two fingers hold two buttons', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host, 'phone');
  const jump = { ...(await ann.centre(ann.control('jump'))), id: 1 };
  const fire = { ...(await ann.centre(ann.control('fire'))), id: 2 };
  await ann.touch('touchStart', jump);
  await host.input('jump', 'mousedown');
  await ann.touch('touchStart', jump, fire);
  await host.input('fire', 'mousedown');
  await ann.touch('touchEnd', fire);
  assert.equal((await host.next({ type: 'input' })).control, 'fire');
  await ann.touch('touchEnd');
  await host.input('jump', 'mouseup');
});

test('p07_sliding off a button releases it', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host, 'phone');
  const { x, y } = await ann.centre(ann.control('jump'));
  await ann.touch('touchStart', { x, y });
  await host.input('jump', 'mousedown');
  await ann.touch('touchMove', { x: x - 250, y: y - 200 });
  await host.input('jump', 'mouseup');
  await ann.touch('touchEnd');
});

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

test('a mouse that comes up long after it slid off presses nothing', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host);
  await ann.control('jump').hover();
  await ann.page.mouse.down();
  await ann.page.mouse.move(5, 700);
  await host.input('jump', 'mouseup');
  await wait(900);
  await ann.control('jump').hover();
  await ann.page.mouse.up();
  await wait(200);
  await ann.control('fire').click();
  assert.deepEqual(await host.inputsUntil('fire'), []);
});

test('a mouse that goes down during a cooldown and up after it presses nothing', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host);
  await host.update({ controlID: 'jump', cooldown: Date.now() + 60000 });
  await ann.eventually(() => document.querySelector('[data-control-id=jump]').disabled);
  await ann.control('jump').hover({ force: true });
  await ann.page.mouse.down();
  await host.update({ controlID: 'jump', cooldown: Date.now() });
  await ann.eventually(() => !document.querySelector('[data-control-id=jump]').disabled);
  await ann.page.mouse.up();
  await wait(200);
  await ann.control('fire').click();
  assert.deepEqual(await host.inputsUntil('fire'), []);
});

test('turning the phone lets go of what is held', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host, 'phone');
  await ann.touch('touchStart', await ann.centre(ann.control('jump')));
  await host.input('jump', 'mousedown');
  const { width, height } = ann.page.viewportSize();
  await ann.page.setViewportSize({ width: height, height: width });
  await host.input('jump', 'mouseup');
});

const losses = {
  'the window loses the focus': (page) => page.evaluate(() => dispatchEvent(new Event('blur'))),
  'the page goes away': (page) => page.evaluate(() => dispatchEvent(new Event('pagehide'))),
  'the page is hidden': (page) =>
    page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { value: true, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }),
};

for (const [what, lose] of Object.entries(losses)) {
  test(`p07_everything held is let go when ${what}`, async ({ game, visit }) => {
    const host = await game();
    const ann = await visit(host);
    const { x, y, size } = await ann.centre(ann.pad('stick'));
    await ann.page.mouse.move(x, y);
    await ann.page.mouse.down();
    await ann.page.mouse.move(x + size / 2, y);
    await host.input('stick', 'move');
    await lose(ann.page);
    await host.next({ type: 'input', control: 'stick', x: 0, y: 0 });
    await ann.page.mouse.up();
    await ann.control('jump').hover();
    await ann.page.mouse.down();
    await host.input('jump', 'mousedown');
    await lose(ann.page);
    await host.input('jump', 'mouseup');
  });
}

test('a button that is deleted while it is held does not stay pressed', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host);
  await ann.control('jump').hover();
  await ann.page.mouse.down();
  await host.input('jump', 'mousedown');
  host.say('delete jump');
  await ann.control('jump').waitFor({ state: 'detached' });
  await ann.page.mouse.up();
  await ann.control('fire').click();
  await host.input('fire', 'mousedown');
});

test('a press that the game refuses is explained', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host, 'phone');
  await host.update({ controlID: 'jump', cost: 50 });
  await ann.eventually(() => document.querySelector('[data-control-id=jump] .price').textContent.startsWith('50'));
  await ann.control('jump').tap();
  await ann.eventually(() => document.getElementById('note').textContent === 'Sign in to spend sparks');
  assert.equal(await ann.control('jump').getAttribute('data-answer'), 'refused');
  await ann.picture('refused');
});

test('a click without a pointer, as screen readers make it, is a whole press', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host);
  await ann.control('jump').evaluate((button) => button.click());
  await host.input('jump', 'mousedown');
  await host.input('jump', 'mouseup');
});

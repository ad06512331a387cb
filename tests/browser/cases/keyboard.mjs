import assert from 'node:assert/strict';
import { test } from '../harness.mjs';

test('with the keyboard alone: Tab reaches every control in reading order', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host);
  const seen = [];
  for (let i = 0; i < 8; i++) {
    await ann.page.keyboard.press('Tab');
    seen.push(await ann.page.evaluate(() => document.activeElement.closest('[data-control-id]')?.dataset.controlId ?? ''));
    if (i === 1) await ann.picture('focus');
  }
  for (const id of ['jump', 'fire', 'stick', 'say']) assert.ok(seen.includes(id), `${id} not in ${seen}`);
  assert.ok(seen.indexOf('jump') < seen.indexOf('fire'), `${seen}`);
});

for (const key of ['Space', 'Enter']) {
  test(`p08_${key} holds the focused button without repeating`, async ({ game, visit }) => {
    const host = await game();
    const ann = await visit(host);
    await ann.control('jump').focus();
    await ann.page.keyboard.down(key);
    await ann.page.keyboard.down(key);
    await host.input('jump', 'mousedown');
    await ann.page.keyboard.up(key);
    await host.input('jump', 'mouseup');
    await ann.control('fire').focus();
    await ann.page.keyboard.press(key);
    assert.deepEqual(await host.inputsUntil('fire'), []);
  });
}

test('p08_a bound key presses its button from anywhere, once, but not while typing', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host);
  await ann.page.keyboard.down('j');
  await ann.page.keyboard.down('j');
  await host.input('jump', 'keydown');
  await ann.page.keyboard.up('j');
  await host.input('jump', 'keyup');
  await ann.control('say').locator('.field').pressSequentially('jjj');
  await ann.control('fire').click();
  assert.deepEqual(await host.inputsUntil('fire'), []);
});

test('the focus survives a pause of the game', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host);
  await ann.control('jump').focus();
  host.say('ready false');
  await ann.reaches('staging');
  host.say('ready true');
  await ann.reaches('ready');
  await ann.eventually(() => document.activeElement.dataset.controlId === 'jump');
});

import assert from 'node:assert/strict';
import { test } from '../harness.mjs';

const field = (visitor, id) => visitor.control(id).locator('.field');

test('typed words are submitted by the button and the box is empty again', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host, 'phone');
  await field(ann, 'say').fill('Grüße an alle 🎈');
  await ann.control('say').getByRole('button').tap();
  assert.equal((await host.input('say', 'submit')).value, 'Grüße an alle 🎈');
  await ann.eventually(() => document.querySelector('[data-control-id=say] .field').value === '');
});

test('Enter submits one line, and nothing is not submitted', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host);
  await field(ann, 'say').press('Enter');
  await field(ann, 'say').fill('hello');
  await field(ann, 'say').press('Enter');
  const submits = [await host.next({ type: 'input', control: 'say' })];
  assert.deepEqual([submits[0].event, submits[0].value], ['submit', 'hello']);
});

test('a box without a button sends its words as they change', async ({ game, visit }) => {
  const host = await game();
  await host.show('live', [{ controlID: 'note', kind: 'textbox', placeholder: 'Live' }]);
  const ann = await visit(host);
  await field(ann, 'note').pressSequentially('abc');
  await host.next({ type: 'input', control: 'note', event: 'change', value: 'abc' });
  assert.equal(await ann.control('note').getByRole('button').count(), 0);
});

test('a box of several lines submits with Ctrl+Enter and keeps its line ends', async ({ game, visit }) => {
  const host = await game();
  await host.show('long', [{ controlID: 'story', kind: 'textbox', multiline: true, hasSubmit: true, submitText: 'Tell' }]);
  const ann = await visit(host);
  await field(ann, 'story').fill('one');
  await field(ann, 'story').press('Enter');
  await field(ann, 'story').pressSequentially('two');
  await field(ann, 'story').press('Control+Enter');
  assert.equal((await host.input('story', 'submit')).value, 'one\ntwo');
  assert.equal(await ann.control('story').getByRole('button').textContent(), 'Tell');
});

test('words that are refused stay in the box', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host);
  await host.update({ controlID: 'say', cost: 5 });
  await ann.eventually(() => document.querySelector('[data-control-id=say] .price').textContent.startsWith('5'));
  await field(ann, 'say').fill('dear words');
  await field(ann, 'say').press('Enter');
  await ann.eventually(() => document.getElementById('note').classList.contains('on'));
  assert.equal(await field(ann, 'say').inputValue(), 'dear words');
});

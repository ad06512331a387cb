import assert from 'node:assert/strict';
import { test } from '../harness.mjs';
import { PASSWORD, signIn } from '../people.mjs';

const cheap = { controlID: 'cheap', kind: 'button', text: 'Hat', cost: 5 };
const dear = { controlID: 'dear', kind: 'button', text: 'Horse', cost: 50 };

const balance = (ann, text) =>
  ann.eventually((wanted) => document.getElementById('balance').textContent === wanted, `${text} sparks`);
const note = (ann, text) => ann.eventually((wanted) => document.getElementById('note').textContent === wanted, text);

test('a link with a token signs in, and the token leaves the address', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host, 'phone', { query: '#token=t-ann' });
  await host.next({ type: 'join', name: 'Ann Account' });
  assert.equal(ann.page.url(), host.url);
  assert.equal(await ann.page.textContent('#name-text'), 'Ann Account');
  await ann.page.reload();
  await host.next({ type: 'join', name: 'Ann Account' });
});

test('what is bought is taken from the sparks on the page', async ({ game, visit }) => {
  const host = await game();
  await host.show('shop', [cheap, dear]);
  const ann = await visit(host, 'phone', { query: '#token=t-ann' });
  await balance(ann, 20);
  await ann.control('cheap').tap();
  const { transaction } = await host.input('cheap', 'mousedown');
  assert.match(transaction, /^[0-9a-f-]{36}$/);
  await host.call('capture', { transactionID: transaction });
  await balance(ann, 15);
  await ann.picture('shop');
  await ann.control('dear').tap();
  await note(ann, 'Not enough sparks');
  await ann.control('cheap').tap();
  const taken = await host.inputsUntil('cheap');
  assert.deepEqual(taken.filter(({ control, event }) => control === 'dear' && event === 'mousedown'), []);
});

test('a guest is asked to sign in, and can', async ({ game, visit }) => {
  const host = await game();
  await host.show('shop', [cheap]);
  const ann = await visit(host, 'desktop');
  await ann.control('cheap').click();
  await note(ann, 'Sign in to spend sparks');
  await ann.page.click('#name');
  await ann.page.click('#account summary');
  await ann.page.fill('#token-input', ' t-ann ');
  await ann.picture('sign-in');
  await ann.page.click('#name-save');
  await host.next({ type: 'join', name: 'Ann Account' });
  await balance(ann, 20);
  await ann.openNaming();
  assert.equal(await ann.page.textContent('#sign-in'), 'Sign out');
  await ann.page.click('#sign-in');
  await host.next({ type: 'leave', name: 'Ann Account' });
  await ann.eventually(() => document.getElementById('name-text').textContent.startsWith('Guest-'));
});

test('a token that nobody has makes a guest', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host, 'desktop', { query: '#token=wrong' });
  ann.allow(/401/);
  assert.match((await host.next({ type: 'join' })).name, /^Guest-/);
  await note(ann, 'This host does not know your token');
});

test('a game for accounts only says so', async ({ game, visit }) => {
  const host = await game();
  const before = (page) => page.route('**/guest', (route) => route.fulfill({ status: 401, json: {} }));
  const ann = await visit(host, 'phone', { before, until: 'unknown' });
  ann.allow(/401/);
  assert.equal(await ann.page.textContent('#card-title'), 'Sign in to take part');
  await ann.page.tap('#name');
  await ann.page.tap('#account summary');
  await ann.page.fill('#token-input', 't-ann');
  await ann.page.tap('#name-save');
  await host.next({ type: 'join', name: 'Ann Account' });
  await ann.reaches('ready');
});

/** The page of the account, where what was allowed stands. */
async function openAccount(host, open, isNew) {
  const visitor = await open(host, 'account', 'phone');
  await signIn(visitor, 'Ann', isNew);
  await visitor.page.waitForSelector('#view-links:not([hidden])');
  return visitor;
}

async function renew(visitor, old, wanted) {
  if (!(await visitor.page.isVisible('#renew-old'))) await visitor.page.tap('#renew-box summary');
  await visitor.page.fill('#renew-old', old);
  await visitor.page.fill('#renew-new', wanted);
  await visitor.page.tap('#renew-form button');
}

const problem = (visitor, text) =>
  visitor.eventually((wanted) => document.getElementById('problem').textContent === wanted, text);
const isRenewed = (visitor) =>
  visitor.eventually(() => document.getElementById('renew-done').textContent.startsWith('Your password is changed'));

test('a password is changed by who knows it, to one that is long enough', async ({ game, open }) => {
  const host = await game();
  const ann = await openAccount(host, open, true);
  ann.allow(/40[03]/);
  await renew(ann, 'not the right one', 'a new password');
  await problem(ann, 'Your password so far is another one.');
  await renew(ann, PASSWORD, 'short');
  await problem(ann, 'A password has at least 8 characters.');
  await ann.picture('renew');
  await renew(ann, PASSWORD, 'a new password');
  await isRenewed(ann);
  assert.deepEqual([await ann.page.inputValue('#renew-old'), await ann.page.inputValue('#renew-new')], ['', '']);
});

test('after a change of password this browser stays signed in, and another has to know the new one', async ({ game, open }) => {
  const host = await game();
  const ann = await openAccount(host, open, true);
  const other = await openAccount(host, open, false);
  await renew(ann, PASSWORD, 'a new password');
  await isRenewed(ann);
  await ann.page.reload();
  await ann.page.waitForSelector('#view-links:not([hidden])');
  await other.page.reload();
  await signIn(other, 'Ann', false, 'a new password');
  await other.page.waitForSelector('#view-links:not([hidden])');
});

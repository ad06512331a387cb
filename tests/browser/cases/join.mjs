import assert from 'node:assert/strict';
import { test } from '../harness.mjs';

for (const device of ['phone', 'landscape', 'tablet', 'desktop']) {
  test(`a visitor joins on a ${device} and sees the controls`, async ({ game, visit }) => {
    const host = await game();
    const ann = await visit(host, device);
    const { name } = await host.next({ type: 'join' });
    assert.equal(await ann.page.textContent('#name-text'), name);
    for (const id of ['jump', 'fire', 'stick', 'say', 'score', 'dial']) assert.ok(await ann.control(id).isVisible(), id);
    await ann.eventually(() => /^\d+ ms$/.test(document.getElementById('latency').textContent));
    await ann.picture(device);
  });
}

test('two taps change the name, and this host remembers it', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host, 'phone');
  await host.next({ type: 'join' });
  await ann.page.tap('#name');
  await ann.page.fill('#name-input', '  Ann   Lee ');
  await ann.picture('name');
  await ann.page.tap('#name-save');
  await host.next({ type: 'join', name: 'Ann Lee' });
  await ann.page.reload();
  await host.next({ type: 'join', name: 'Ann Lee' });
  await ann.eventually(() => document.getElementById('name-text').textContent === 'Ann Lee');
});

test('the name of the game is shown when the host gives it', async ({ game, visit }) => {
  const host = await game();
  const before = (page) =>
    page.route('**/guest', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), title: 'Paint <b>it</b>' } });
    });
  const ann = await visit(host, 'desktop', { before });
  assert.equal(await ann.page.innerText('h1'), 'Paint <b>it</b>');
  assert.equal(await ann.page.title(), 'Paint <b>it</b>');
});

test('a visitor who leaves is gone from the game', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host);
  const { participant } = await host.next({ type: 'join' });
  await ann.page.goto('about:blank');
  await host.next({ type: 'leave', participant });
});

test('the page is complete in itself: its own files, a policy, nothing cut off', async ({ game, visit }) => {
  const host = await game();
  const answers = [];
  const before = (page) => page.on('response', (response) => answers.push(response));
  const ann = await visit(host, 'desktop', { before });
  assert.deepEqual(answers.filter((answer) => answer.status() >= 400).map((answer) => answer.url()), []);
  const page = answers.find((answer) => answer.url() === host.url);
  assert.match(page.headers()['content-security-policy'] ?? '', /default-src 'none'/);
  const bodies = await Promise.all(answers.filter((answer) => answer.request().method() === 'GET').map((a) => a.body()));
  const total = bodies.reduce((sum, body) => sum + body.length, 0);
  assert.ok(total > 10000 && total < 100000, `${total} bytes`);
  const icon = await ann.page.request.get(new URL('favicon.svg', host.url).href);
  assert.equal(icon.status(), 200);
});

test('without a game on the channel the page says so and looks again', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host, 'phone', { query: '?channel=999999', until: 'offline' });
  ann.allow(/40[04]/);
  assert.match(await ann.page.textContent('#card'), /No game here/);
  await ann.page.waitForRequest(/999999\/guest/, { timeout: 7000 });
  await ann.picture('offline');
});

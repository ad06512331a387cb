import assert from 'node:assert/strict';
import { test } from '../harness.mjs';

const REFUSED = /ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET|WebSocket connection/;

test('after the host was stopped and started the visitor is back by herself', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host, 'phone');
  ann.allow(REFUSED);
  const stick = await ann.control('stick').elementHandle();
  const place = await stick.boundingBox();
  await host.kill();
  await ann.reaches('reconnecting');
  assert.ok(await ann.control('jump').isDisabled());
  assert.ok(await ann.control('say').locator('.field').isDisabled());
  await ann.control('jump').tap({ force: true });
  await ann.page.locator('#banner', { hasText: 'Connection lost' }).waitFor();
  await ann.page.locator('#banner', { hasText: /Next try in \d+ s/ }).waitFor();
  assert.deepEqual(await stick.boundingBox(), place);
  await ann.picture('reconnecting');
  await host.start();
  await ann.reaches('ready', 15000);
  assert.ok(await ann.page.locator('#banner').isHidden());
  assert.deepEqual(await stick.boundingBox(), place);
  await ann.control('fire').tap();
  assert.deepEqual(await host.inputsUntil('fire'), []);
});

test('"Try now" does not wait for the countdown', async ({ game, visit }) => {
  const host = await game();
  const before = (page) => page.addInitScript(() => (Math.random = () => 0.999));
  const ann = await visit(host, 'desktop', { before });
  ann.allow(REFUSED);
  await host.kill();
  await ann.page.locator('#banner', { hasText: /Next try in [3-9] s/ }).waitFor({ timeout: 20000 });
  await host.start();
  await ann.page.locator('#banner .retry').click();
  await ann.reaches('ready', 2000);
});

test('p01_each reconnect joins anew, with a new key', async ({ game, visit }) => {
  const host = await game();
  const lines = [];
  const before = (page) =>
    page.routeWebSocket(/participant/, (socket) => {
      lines.push(socket);
      socket.connectToServer();
    });
  const ann = await visit(host, 'desktop', { before });
  await lines[0].close({ code: 1012 });
  await ann.reaches('reconnecting');
  await ann.reaches('ready');
  const keys = lines.map((socket) => new URL(socket.url()).searchParams.get('key'));
  assert.equal(new Set(keys).size, 2);
  for (const socket of lines) {
    const query = new URL(socket.url()).searchParams;
    assert.deepEqual([query.get('channel'), query.get('x-protocol-version')], ['1', '2.0']);
  }
});

test('p11_when the game ends the page waits for the next one', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host, 'phone');
  ann.allow(/40[04]/);
  host.say('close');
  await ann.reaches('offline');
  assert.equal(await ann.page.locator('[data-control-id]').count(), 0);
  host.say('open');
  await host.next({ type: 'ready' });
  await ann.reaches('ready', 12000);
  await ann.control('jump').tap();
  await host.input('jump', 'mousedown');
});

for (const [code, state] of [[4016, 'offline'], [4022, 'offline'], [4025, 'ended']]) {
  test(`close code ${code} leads to "${state}"`, async ({ game, visit }) => {
    const host = await game();
    let line;
    const before = (page) =>
      page.routeWebSocket(/participant/, (socket) => {
        line = socket;
        socket.connectToServer();
      });
    const ann = await visit(host, 'phone', { before });
    await line.close({ code });
    await ann.reaches(state);
    await ann.picture(`closed-${code}`);
  });
}

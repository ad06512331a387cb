/** Nothing between page and host is private to them: whatever the page says is in the documents, for anybody to say. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from '../harness.mjs';

const read = (file) => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');

/** "GET /api/v1/interactive/<channel>" of the table of URLs as [method, pattern]. */
const routes = [...read('docs/modules/host.md').matchAll(/^\| `(GET|POST) (\/[^`]*)`/gm)].map(([, method, path]) => [
  method, new RegExp(`^${path.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/<\w+>/g, '[^/]+')}$`),
]);

/** The files of the page are sent from memory; their names are those of the folder. */
const isFile = (path) => /^\/(lang\/)?[a-z\d]+\.(js|css|json|svg)$/.test(path);

const methods = new Set();
for (const [, names, way] of read('proto/interactive2.md').matchAll(/^\| (`[^|]*) \| ([^|]*→[^|]*) \|/gm)) {
  if (/P → H|G, P → H/.test(way)) for (const [, name] of names.matchAll(/`(\w+)`/g)) methods.add(name);
}

const EVENTS = {
  jump: { mousedown: ['button'], mouseup: ['button'], keydown: [], keyup: [] },
  stick: { move: ['x', 'y'] },
  say: { submit: ['value'] },
  sky: { mousedown: ['x', 'y'], move: ['x', 'y'], mouseup: ['x', 'y'] },
};

/** Uses everything on the page that can be used. */
async function playAll(ann, host) {
  await ann.control('jump').click();
  await ann.page.keyboard.press('j');
  await ann.pad('stick').focus();
  await ann.page.keyboard.press('ArrowUp');
  await ann.control('say').locator('.field').fill('hello');
  await ann.page.keyboard.press('Enter');
  await host.input('say', 'submit');
  await host.show('aim', [{ controlID: 'sky', kind: 'screen' }]);
  const { x, y } = await ann.centre(ann.control('sky'));
  await ann.page.mouse.move(x, y);
  await ann.page.mouse.down();
  await ann.page.mouse.move(x + 50, y);
  await ann.page.mouse.up();
  await host.input('sky', 'mouseup');
  await ann.page.click('#name');
  await ann.page.fill('#name-input', 'Ann');
  const again = ann.page.waitForEvent('websocket'); // the host may know of it before this test is told
  await ann.page.click('#name-save');
  await host.next({ type: 'join', name: 'Ann' });
  await again;
}

function checkPacket(packet) {
  const { id, type, method, params, discard, ...more } = packet;
  assert.deepEqual([type, typeof discard, more], ['method', 'boolean', {}], JSON.stringify(packet));
  assert.ok(Number.isInteger(id) && id >= 0 && id < 2 ** 31);
  assert.ok(methods.has(method), `${method} is not for participants`);
  if (method === 'getTime') return assert.ok(Object.keys(params).every((name) => name === 'latencyMs'), JSON.stringify(packet));
  if (method !== 'giveInput') return assert.deepEqual(params, {});
  const { controlID, event, ...rest } = params;
  assert.deepEqual(Object.keys(rest).sort(), EVENTS[controlID]?.[event], JSON.stringify(packet));
}

test('the page uses nothing but documented routes and packets', async ({ game, visit }) => {
  const host = await game();
  const [asked, sent, sockets] = [[], [], []];
  const before = (page) => {
    page.on('request', (request) => asked.push([request.method(), new URL(request.url()).pathname]));
    page.on('websocket', (socket) => {
      sockets.push(new URL(socket.url()));
      socket.on('framesent', ({ payload }) => sent.push(JSON.parse(payload)));
    });
  };
  const ann = await visit(host, 'desktop', { before });
  await playAll(ann, host);
  for (const [method, path] of asked) {
    const known = isFile(path) ? method === 'GET' : routes.some(([verb, pattern]) => verb === method && pattern.test(path));
    assert.ok(known, `${method} ${path} is documented nowhere`);
  }
  for (const { pathname, searchParams } of sockets) {
    assert.deepEqual([pathname, ...[...searchParams.keys()].sort()], ['/participant', 'channel', 'key', 'x-protocol-version']);
  }
  sent.forEach(checkPacket);
  const used = new Set(sent.map(({ method }) => method));
  assert.deepEqual([...used].sort(), ['getTime', 'giveInput']);
  assert.ok(asked.length > 5 && sockets.length >= 2);
});

import assert from 'node:assert/strict';
import { test } from '../harness.mjs';

const strings = [
  '<img src=x onerror=alert(1)>', '<script>alert(1)</script>', '"><svg/onload=alert(1)>', "';alert(1)//",
  'javascript:alert(1)', '${7*7}', '{{7*7}}', '\u202Eevil\u2066 name', 'Z\u0301\u0302\u0303\u0304\u0305\u0306\u0307algo'.repeat(20),
  'W'.repeat(5000), '🎈'.repeat(300), 'line\nline\u0000\u0007', '__proto__', 'constructor', 'a/b~c."d\'', ' ', 'שלום abc 123',
];

test('hostile ids and labels are only ever text', async ({ game, visit }) => {
  const host = await game();
  await host.show('hostile', [
    ...strings.map((text, i) => ({ controlID: `t${i}`, kind: 'button', text, tooltip: text, textSize: text })),
    ...strings.slice(0, 7).map((text) => ({ controlID: text, kind: 'label', text })),
    { controlID: '__proto__', kind: 'button', text: 'Proto' },
    { controlID: 'kind', kind: '<b>bold</b>' },
    { controlID: 'box', kind: 'textbox', placeholder: strings[0], submitText: strings[1], hasSubmit: true },
  ]);
  const ann = await visit(host, 'tiny');
  const state = await ann.page.evaluate(() => ({
    elements: document.querySelectorAll('#controls :is(img, script, b, a, iframe, svg)').length,
    wide: document.documentElement.scrollWidth - innerWidth,
    texts: [...document.querySelectorAll('#controls .caption')].map((caption) => caption.textContent),
  }));
  assert.equal(state.elements, 0);
  assert.ok(state.wide <= 0, `${state.wide} too wide`);
  assert.ok(state.texts.includes('<img src=x onerror=alert(1)>'));
  assert.ok(state.texts.every((text) => text.length <= 300 && !/[\u202a-\u202e\u2066-\u2069\u0000-\u0008]/.test(text)));
  await ann.control('__proto__').tap();
  await host.input('__proto__', 'mousedown');
  await ann.picture('hostile');
});

test('a hostile name stays text and keeps its place', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host, 'tiny');
  await ann.page.tap('#name');
  await ann.page.fill('#name-input', '<b>\u202ENora</b>');
  await ann.page.press('#name-input', 'Enter');
  await ann.eventually(() => document.getElementById('name-text').textContent.includes('Nora'));
  assert.equal(await ann.page.locator('#name-text *').count(), 0);
  assert.ok(await ann.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
});

test('p12_packets in arrays, unknown ones and broken ones do no harm', async ({ game, visit }) => {
  const host = await game();
  let line;
  const before = (page) =>
    page.routeWebSocket(/participant/, (socket) => {
      line = socket;
      socket.connectToServer();
    });
  const ann = await visit(host, 'desktop', { before });
  const method = (name, params) => ({ id: 1, type: 'method', method: name, params, seq: 1, discard: true });
  const odd = { text: { a: 1 }, cost: 'x', progress: 'y', cooldown: {}, position: 'z', keyCode: [], textColor: 7 };
  const control = { controlID: 'sent', kind: 'button', ...odd };
  for (const text of ['{', 'null', '7', '[]', '[[]]', '[null,3,{}]', '{"type":"reply","id":{}}', '{"method":5}']) line.send(text);
  line.send(JSON.stringify(method('constructor', {})));
  line.send(JSON.stringify(method('onControlUpdate', null)));
  line.send(JSON.stringify(method('onSceneCreate', { scenes: [null, 5, { sceneID: 7 }] })));
  line.send(Buffer.from([1, 2, 3]));
  line.send(JSON.stringify([method('nobodyKnows', {}), method('onControlCreate', { sceneID: 'default', controls: [control] })]));
  await ann.control('sent').click();
  line.send(JSON.stringify(method('onControlDelete', { sceneID: 'default', controlIDs: ['sent'] })));
  await ann.control('sent').waitFor({ state: 'detached' });
});

test('the events of a join may come in any order', async ({ game, visit }) => {
  const host = await game();
  const held = [];
  const before = (page) =>
    page.routeWebSocket(/participant/, (socket) => {
      const server = socket.connectToServer();
      server.onMessage((text) => {
        if (!held) return socket.send(text);
        if (/"hello"/.test(text) || !/"on[A-Z]/.test(text) || held.done) return socket.send(text);
        held.unshift(text);
        if (!/"onReady"/.test(text)) return undefined;
        held.done = true;
        return held.forEach((late) => socket.send(late));
      });
    });
  const ann = await visit(host, 'desktop', { before });
  await ann.control('jump').click();
  await host.input('jump', 'mousedown');
});

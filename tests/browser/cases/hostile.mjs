import assert from 'node:assert/strict';
import { test } from '../harness.mjs';
import { ANN, Service } from '../service.mjs';

const HTML = [
  '<img src=x onerror=alert(1)>', '<script>alert(1)</script>', '"><svg/onload=alert(1)>', "';alert(1)//", 'javascript:alert(1)', '${7*7}', '{{7*7}}',
  '<iframe srcdoc="<script>alert(1)</script>">', '<a href="javascript:alert(1)">x</a>', '<style>*{display:none}</style>', '<base href="//evil.example/">',
  '<!--', ']]>', '&lt;b&gt;', '&#x3c;script&#x3e;', '\u003cscript\u003e', '<math><mtext></form><form>', '<template><script>', '<input autofocus onfocus=alert(1)>',
  '</title><script>alert(1)</script>', '</textarea><script>alert(1)</script>', '<link rel=stylesheet href=//evil.example>', '<meta http-equiv=refresh content=0>',
  '<object data=x>', '<embed src=x>', 'data:text/html,<script>alert(1)</script>', 'vbscript:x', '`alert(1)`', '\\"});alert(1)//', '%3Cscript%3E',
];
const BIDI = [
  '\u202Eevil\u2066 name', '\u202Dleft', '\u2067right\u2069', '\u200Frtl mark', '\u061Carabic mark', 'a\u202Eb\u202Cc', '\u2066\u2066\u2066deep', '\u202A\u202B\u202C',
  'שלום abc 123', 'abc שלום 123', 'مرحبا abc', '١٢٣ abc', '(שלום)', 'user\u202Egpj.exe',
];
const INVISIBLE = ['\u200B', 'a\u200Bb\u200Bc', '\u200C\u200D', '\uFEFFbom', '\u2060joined', '\u00ADsoft\u00ADhyphen', '\u180E', '\u3164', '\u115F\u1160', '\u2800', '\u034F',
  '\u{E0041}\u{E0042}', '\uFFF9a\uFFFAb\uFFFB', '\u0000', 'nul\u0000in', '\u0007bell', '\u001b[31mred', 'line\nline\r\n', 'tab\ttab', '\u2028\u2029', '\u0085', ' ', '\u00a0'];
const STACKED = ['Z\u0301\u0302\u0303\u0304\u0305\u0306\u0307algo'.repeat(20), `a${'\u0300'.repeat(500)}`, `${'\u0e49'.repeat(200)}`, `\u0915${'\u094d'.repeat(99)}`, 'e\u20dd\u20de\u20df'.repeat(40),
  `x${'\u0489'.repeat(60)}y`];
const EMOJI = ['🎈'.repeat(300), '👨‍👩‍👧‍👦', '👩🏽‍🚀', '🏳️‍🌈', '🇩🇪🇪🇸', '☠️', '1️⃣', '🫠', '❤️'.repeat(99), '👍🏻👍🏼👍🏽👍🏾👍🏿', '\u{1F468}\u200D'.repeat(50)];
const SCRIPTS = ['Ελληνικά', 'Русский', '日本語テキスト', '한국어', '中文字符', 'ไทยภาษา', 'हिन्दी', 'தமிழ்', 'አማርኛ', 'ქართული', 'ᚠᚢᚦ', '𓀀𓀁', '𝕳𝖊𝖑𝖑𝖔', 'ｆｕｌｌ', 'İıſß', 'Ǆ', 'ﷺ', '﷽',
  'p\u0430ypal', '\ud83d', '\udc00x', '\uffff', '\ufffe'];
const LONG = ['W'.repeat(5000), 'word '.repeat(900), '.'.repeat(3000), '—'.repeat(700), 'ﷺ'.repeat(400), '0'.repeat(400)];
const NAMES = ['__proto__', 'constructor', 'toString', 'a/b~c."d\'', 'null', 'undefined', 'NaN', '../../etc/passwd', 'C:\\x', '-1', '[object Object]', '%s%n%x', 'Robert\'); DROP TABLE users;--'];
const strings = [...HTML, ...BIDI, ...INVISIBLE, ...STACKED, ...EMOJI, ...SCRIPTS, ...LONG, ...NAMES];

/** What must not be left in any text: direction, control characters, more than a few marks on one letter. */
const UNWANTED = /[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\u0000-\u0008\u000b-\u001f\u007f-\u009f]|\p{M}{5}/u;

/** Those that also a game's own commands can carry. */
const few = [...HTML.slice(0, 7), BIDI[0], STACKED[0], LONG[0], EMOJI[0], 'line\nline\u0007', ...NAMES.slice(0, 4), ' ', BIDI[8]];

test('hostile ids and labels are only ever text', async ({ game, visit }) => {
  const host = await game();
  await host.show('hostile', [
    ...few.map((text, i) => ({ controlID: `t${i}`, kind: 'button', text, tooltip: text, textSize: text })),
    ...few.slice(0, 7).map((text) => ({ controlID: text, kind: 'label', text })),
    { controlID: '__proto__', kind: 'button', text: 'Proto' },
    { controlID: 'kind', kind: '<b>bold</b>' },
    { controlID: 'box', kind: 'textbox', placeholder: few[0], submitText: few[1], hasSubmit: true },
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

test('a hundred hostile strings, as labels, tooltips, hints, ids and pictures', async ({ game, visit }) => {
  assert.ok(strings.length >= 100, `${strings.length}`);
  const service = new Service();
  const controls = strings.flatMap((text, i) => [
    { controlID: `b${i}`, kind: 'button', text, tooltip: text, textSize: text, backgroundColor: text, backgroundImage: text },
    { controlID: `t${i}`, kind: ['label', 'textbox', 'joystick', text][i % 4], text, placeholder: text, submitText: text, hasSubmit: true, tooltip: text },
  ]);
  controls.push(...strings.filter((text) => text !== '').map((text) => ({ controlID: text, kind: 'label', text: 'id' })));
  const ann = await visit(await game(), 'tiny', { before: service.before(controls) });
  ann.allow(/404/);
  const state = await ann.page.evaluate(() => ({
    count: document.querySelectorAll('.control').length,
    elements: document.querySelectorAll('main :is(img, script, b, a, iframe, style, link, base, object, embed, template, input[autofocus])').length,
    wide: document.documentElement.scrollWidth - innerWidth,
    outside: [...document.querySelectorAll('.control')].filter((one) => {
      const box = one.getBoundingClientRect();
      return box.left < -1 || box.right > innerWidth + 1 || box.height > 900;
    }).map((one) => one.dataset.controlId),
    texts: [...document.querySelectorAll('main *')].flatMap((one) => [one.title, one.placeholder, one.getAttribute('aria-label'), one.getAttribute('aria-description'),
      ...(one.childElementCount === 0 ? [one.textContent] : [])]).filter(Boolean),
    isolated: [...document.querySelectorAll('.caption')].every((one) => getComputedStyle(one).unicodeBidi.includes('isolate')),
  }));
  assert.equal(state.count, new Set(controls.map((control) => control.controlID)).size);
  assert.deepEqual([state.elements, state.outside, state.isolated], [0, [], true]);
  assert.ok(state.wide <= 0, `${state.wide} too wide`);
  for (const text of state.texts) {
    assert.ok(Array.from(text).length <= 600, `${Array.from(text).length} characters`);
    assert.doesNotMatch(text, UNWANTED, JSON.stringify(text.slice(0, 40)));
  }
  await ann.picture('hostile-all');
});

test('a hundred hostile strings, as the own name, the title and the reason of a stop', async ({ game, visit }) => {
  const service = new Service();
  const ann = await visit(await game(), 'tiny', { before: service.before([{ controlID: 'jump', kind: 'button' }]) });
  for (const text of strings) {
    service.say('onParticipantUpdate', { participants: [{ ...ANN, username: text }] });
    service.say('onReady', { isReady: false, isStopped: true, reason: text });
    const seen = await ann.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve({
      name: document.getElementById('name-text').textContent, banner: document.getElementById('banner-text').textContent,
      inner: document.querySelectorAll('#name-text *, #banner-text *').length, wide: document.documentElement.scrollWidth - innerWidth,
      header: document.querySelector('header').getBoundingClientRect().height,
    })))));
    assert.ok(seen.inner === 0 && seen.wide <= 0 && seen.header < 120, JSON.stringify([text.slice(0, 40), seen]));
    assert.doesNotMatch(seen.name + seen.banner, UNWANTED);
  }
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

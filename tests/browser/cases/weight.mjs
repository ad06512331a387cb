/** What the first visit costs somebody with a poor phone and a poor line. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from '../harness.mjs';

const BUDGET = 100000;
const web = new URL('../../../sdk/web/', import.meta.url);
const scripts = readdirSync(web).filter((name) => name.endsWith('.js'));
const read = (name) => readFileSync(new URL(name, web), 'utf8');

/** Loaded only by those who need them. */
const LATER = ['awake.js', 'bundle.js', 'consent.js', 'gamepad.js', 'join.js', 'moretime.js', 'naming.js', 'oauth.js', 'sha256.js'];

/** Everything the page asks for until it can be played with, icons too. */
async function weigh({ game, visit }, context) {
  const host = await game();
  const answers = [];
  const before = (page) => page.on('response', (response) => answers.push(response));
  const ann = await visit(host, 'phone', { before, context });
  const icon = await ann.page.request.get(new URL('favicon.svg', host.url).href);
  const files = [{ path: '/favicon.svg', bytes: (await icon.body()).length }];
  for (const answer of answers.filter((one) => one.request().method() === 'GET')) {
    const path = new URL(answer.url()).pathname;
    if (path !== '/favicon.svg') files.push({ path, bytes: (await answer.body()).length });
  }
  return { host, ann, files, total: files.reduce((sum, { bytes }) => sum + bytes, 0) };
}

for (const locale of ['en-GB', 'ar-EG']) {
  test(`a first visit in ${locale} stays within ${BUDGET} bytes, without compression`, async (given) => {
    const { files, total } = await weigh(given, { locale });
    assert.ok(total < BUDGET, `${total} bytes: ${JSON.stringify(files)}`);
    assert.equal(files.filter(({ path }) => path.startsWith('/lang/')).length, 1);
    const scriptsAsked = files.filter(({ path }) => path.endsWith('.js'));
    assert.equal(new Set(scriptsAsked.map(({ path }) => path)).size, scriptsAsked.length);
  });
}

test('all files of a first visit together stay within the budget, in the longest language', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host);
  const first = ['index.html', 'app.css', 'manifest.json', 'favicon.svg', ...scripts.filter((name) => !LATER.includes(name))];
  const weightOf = async (name) => (await (await ann.page.request.get(new URL(name, host.url).href)).body()).length;
  const sizes = await Promise.all(first.map(weightOf));
  const languages = await Promise.all(readdirSync(new URL('lang/', web)).map((name) => weightOf(`lang/${name}`)));
  const total = sizes.reduce((sum, size) => sum + size, Math.max(...languages));
  assert.ok(total < BUDGET, `${total} bytes`);
});

test('a file that is known is not sent again', async (given) => {
  const { host, ann, files } = await weigh(given);
  for (const { path } of files.filter((file) => !file.path.startsWith('/api/'))) {
    const url = new URL(path, host.url).href;
    const { etag } = (await ann.page.request.get(url)).headers();
    const again = await ann.page.request.get(url, { headers: { 'If-None-Match': etag } });
    assert.deepEqual([again.status(), (await again.body()).length], [304, 0], path);
  }
});

test('something is to be seen before any script has come', async ({ game, visit }) => {
  const host = await game();
  const before = (page) => page.route('**/*.js', (route) => route.abort());
  const ann = await visit(host, 'phone', { before, until: null });
  ann.allow(/ERR_FAILED/);
  assert.ok(await ann.page.locator('h1').isVisible());
  assert.ok(await ann.page.locator('.rings').isVisible());
  assert.equal(await ann.page.title(), 'Chorus');
  await ann.picture('first-paint');
});

test('without scripts the page says what it needs', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host, 'phone', { context: { javaScriptEnabled: false }, until: null });
  assert.match(await ann.page.innerText('noscript'), /JavaScript/);
});

test('a browser that forbids storage can play all the same', async ({ game, visit }) => {
  const host = await game();
  const before = (page) =>
    page.addInitScript(() => {
      const forbid = { get: () => { throw new DOMException('no', 'SecurityError'); } };
      Object.defineProperty(window, 'localStorage', forbid);
      Object.defineProperty(window, 'sessionStorage', forbid);
    });
  const ann = await visit(host, 'phone', { before });
  await ann.page.tap('#name');
  await ann.page.fill('#name-input', 'Ann');
  await ann.page.tap('#name-save');
  await host.next({ type: 'join', name: 'Ann' });
  await ann.reaches('ready');
  await ann.control('jump').tap();
  await host.input('jump', 'mousedown');
});

/** What browsers of 2021 do not know. */
const TOO_NEW = [
  /^(?:export |const .*= )?await /m, /\.findLast(Index)?\(/, /\.to(Sorted|Reversed|Spliced)\(/, /structuredClone/, /\bstatic \{/,
  /Array\.fromAsync/, /Object\.groupBy/, /withResolvers/, /Promise\.try/, /AbortSignal\.(any|timeout)/, /with \{ type:/,
];
const TOO_NEW_STYLE = [/:has\(/, /@container/, /\dcq[wh]/, /color-mix/, /@layer/, /^\s+&/m, /oklch/, /@scope/, /subgrid/, /text-wrap/];

test('scripts and styles use nothing that is younger than 2021', () => {
  for (const name of scripts) for (const pattern of TOO_NEW) assert.doesNotMatch(read(name), pattern, name);
  for (const pattern of TOO_NEW_STYLE) assert.doesNotMatch(read('app.css'), pattern);
});

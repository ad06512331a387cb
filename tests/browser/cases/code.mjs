/** Ways in: by a code, by an address, by an account of the host. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from '../harness.mjs';

/** A page without a game, whose host knows one code. */
async function meet({ game, visit }, device = 'phone') {
  const host = await game();
  const asked = [];
  const before = async (page) => {
    await page.route('**/api/v1/interactive/join/*', (route) => {
      const code = new URL(route.request().url()).pathname.split('/').pop();
      asked.push(code);
      if (code === 'BCDFG') return route.fulfill({ json: { channel: 1 } });
      if (code === 'ZZZZZ') return route.fulfill({ status: 429, json: {} });
      return code === 'XXXXX' ? route.abort() : route.fulfill({ status: 404, json: {} });
    });
  };
  const ann = await visit(host, device, { before, query: '?channel=999999', until: 'offline' });
  ann.allow(/40[04]|429|ERR_FAILED/);
  return { host, ann, asked };
}

const hint = (ann, text) => ann.eventually((wanted) => document.getElementById('code-hint').textContent === wanted, text);

test('letters that are in no code are told at once, and are no try', async (given) => {
  const { ann, asked } = await meet(given);
  for (const [typed, said] of [['o', 'There is no “O” in codes.'], ['bcd0', 'There is no “0” in codes.'], ['bcä', 'There is no “Ä” in codes.'], ['b c-d', 'The code is on the game’s screen.']]) {
    await ann.page.fill('#code-input', typed);
    await hint(ann, said);
    assert.equal(await ann.page.getAttribute('#code-input', 'aria-invalid'), String(!said.endsWith('screen.')));
  }
  await ann.page.press('#code-input', 'Enter');
  await hint(ann, 'A code has 5 letters.');
  await ann.page.fill('#code-input', 'aeiou');
  await ann.page.press('#code-input', 'Enter');
  assert.deepEqual(asked, []);
  await ann.picture('code');
});

test('a code leads into its game, however it is typed', async (given) => {
  const { host, ann, asked } = await meet(given);
  await ann.page.fill('#code-input', 'bc df-g ');
  await ann.page.tap('#code button');
  await host.next({ type: 'join' });
  await ann.reaches('ready');
  assert.deepEqual(asked, ['BCDFG']);
  assert.equal(new URL(ann.page.url()).search, '?channel=1');
});

test('a code that leads nowhere says so, and so does a host that is busy or gone', async (given) => {
  const { ann } = await meet(given);
  for (const [code, said] of [['QQQQQ', 'No game has this code.'], ['ZZZZZ', 'Too many tries. Wait a moment.'], ['XXXXX', 'The host does not answer. Try again.']]) {
    await ann.page.fill('#code-input', code);
    await ann.page.press('#code-input', 'Enter');
    await hint(ann, said);
  }
});

test('the address of a game leads straight in: no tap is needed', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host, 'phone', { query: 'c/1' });
  await host.next({ type: 'join' });
  await ann.control('jump').tap();
  await host.input('jump', 'mousedown');
});

/** The sign-in page of the host: says yes, or what `answer` says, and remembers what it was asked. */
async function signInAt(page, seen, answer = (asked) => ({ code: 'c0de', state: asked.state })) {
  await page.route('**/oauth/authorize?*', (route) => {
    seen.asked = Object.fromEntries(new URL(route.request().url()).searchParams);
    const back = `${seen.asked.redirect_uri}?${new URLSearchParams(answer(seen.asked))}`;
    return route.fulfill({ status: 302, headers: { location: back } });
  });
  await page.route('**/api/v1/oauth/token', async (route) => {
    seen.token = route.request().postDataJSON();
    const isKnown = seen.token.code === 'c0de' || seen.token.refresh_token === 'r1';
    await route.fulfill(isKnown ? { json: { access_token: 't-ann', refresh_token: 'r1', expires_in: 3600 } } : { status: 400, json: {} });
  });
}

async function tapSignIn(ann) {
  await ann.page.tap('#name');
  await ann.page.tap('#account summary');
  await ann.page.tap('#sign-in');
}

test('signing in at the host is OAuth with PKCE, and leads back to the same game', async ({ game, visit }) => {
  const host = await game();
  const seen = {};
  const ann = await visit(host, 'phone', { query: '?channel=1', before: (page) => signInAt(page, seen) });
  await tapSignIn(ann);
  await host.next({ type: 'join', name: 'Ann Account' });
  await ann.eventually(() => document.getElementById('name-text').textContent === 'Ann Account');
  assert.equal(ann.page.url(), `${host.url}?channel=1`);
  const { state, code_challenge: challenge, ...rest } = seen.asked;
  assert.match(state, /^[\w-]{43}$/);
  assert.deepEqual(rest, { response_type: 'code', client_id: 'page', redirect_uri: host.url,
    scope: 'interactive:play:self user:details:self', code_challenge_method: 'S256' });
  assert.equal(challenge, createHash('sha256').update(seen.token.code_verifier).digest('base64url'));
  await ann.page.reload();
  await host.next({ type: 'join', name: 'Ann Account' });
});

test("signing in on the host's own page, with a new account, makes a player of it", async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host, 'phone', { query: '?channel=1' });
  await tapSignIn(ann);
  await ann.page.waitForSelector('#view-enter:not([hidden])');
  await ann.page.tap('#enter-other');
  await ann.page.fill('#name', 'Ann of the house');
  await ann.page.fill('#password', 'correct horse battery');
  await ann.page.tap('#enter-do');
  await ann.page.tap('#ask-allow');
  await host.next({ type: 'join', name: 'Ann of the house' }, 20000);
  await ann.reaches('ready', 20000);
  assert.equal(ann.page.url(), `${host.url}?channel=1`);
  assert.equal(await ann.page.textContent('#name-text'), 'Ann of the house');
});

const PROBLEMS = {
  'You did not allow it': ({ state }) => ({ error: 'access_denied', state }),
  'Signing in did not work. Try again.': ({ state }) => ({ code: 'other', state }),
};
for (const [words, answer] of Object.entries({ ...PROBLEMS })) {
  test(`signing in that comes to nothing says so: ${words}`, async ({ game, visit }) => {
    const host = await game();
    const ann = await visit(host, 'phone', { before: (page) => signInAt(page, {}, answer) });
    ann.allow(/400/);
    await tapSignIn(ann);
    await ann.eventually((wanted) => document.getElementById('note').textContent === wanted, words);
    await ann.reaches('ready');
    assert.equal(new URL(ann.page.url()).search, '');
  });
}

test('an answer that nobody asked for signs nobody in', async ({ game, visit }) => {
  const host = await game();
  const seen = {};
  const ann = await visit(host, 'phone', { query: '?code=c0de&state=stolen', before: (page) => signInAt(page, seen) });
  assert.match((await host.next({ type: 'join' })).name, /^Guest-/);
  assert.equal(seen.token, undefined);
  assert.equal(new URL(ann.page.url()).search, '');
});

test('a token that has grown old is renewed without a word', async ({ game, visit }) => {
  const host = await game();
  const seen = {};
  const before = async (page) => {
    await page.addInitScript(() => {
      localStorage.setItem('chorus.token', 'old');
      localStorage.setItem('chorus.renewal', 'r1');
    });
    await signInAt(page, seen);
  };
  const ann = await visit(host, 'phone', { before });
  ann.allow(/401/);
  await host.next({ type: 'join', name: 'Ann Account' });
  assert.deepEqual(seen.token, { client_id: 'page', grant_type: 'refresh_token', refresh_token: 'r1' });
  assert.equal(await ann.page.textContent('#note'), '');
});

test('a token is not thrown away while the host is too busy to renew it', async ({ game, visit }) => {
  const host = await game();
  let isBusy = true;
  const before = async (page) => {
    await page.addInitScript(() => {
      if (localStorage.getItem('chorus.token')) return;
      localStorage.setItem('chorus.token', 'old');
      localStorage.setItem('chorus.renewal', 'r1');
    });
    await signInAt(page, {});
    await page.route('**/api/v1/oauth/token', (route) => (isBusy ? route.fulfill({ status: 503, json: {} }) : route.fallback()));
  };
  const ann = await visit(host, 'phone', { before, until: 'unknown' });
  ann.allow(/401|503/);
  await ann.page.waitForResponse(/oauth\/token/);
  assert.equal(await ann.page.evaluate(() => localStorage.getItem('chorus.renewal')), 'r1');
  isBusy = false;
  await host.next({ type: 'join', name: 'Ann Account' }, 20000);
});

test('where nothing can be kept one is told that signing in does not work', async ({ game, visit }) => {
  const host = await game();
  const before = (page) => page.addInitScript(() => {
    Object.defineProperty(window, 'sessionStorage', { get: () => { throw new DOMException('no', 'SecurityError'); } });
  });
  const ann = await visit(host, 'phone', { before });
  await tapSignIn(ann);
  await ann.eventually(() => document.getElementById('note').textContent === 'Signing in did not work. Try again.');
});

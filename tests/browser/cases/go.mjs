/** The page where people sign games in. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from '../harness.mjs';

const CLIENT = 'the-game';
const PASSWORD = 'correct horse battery';

async function ask(host, path, members) {
  const response = await fetch(new URL(path, host.url), { method: 'POST', body: JSON.stringify(members) });
  return { status: response.status, ...(await response.json()) };
}

const shortcode = (host) => ask(host, 'api/v1/oauth/shortcode', { client_id: CLIENT, scope: 'interactive:robot:self' });
const check = async (host, handle) => (await fetch(new URL(`api/v1/oauth/shortcode/check/${handle}`, host.url))).status;

const visible = (visitor, view) => visitor.page.waitForSelector(`#view-${view}:not([hidden])`);
const says = (visitor, text) => visitor.eventually((wanted) => document.getElementById('problem').textContent.includes(wanted), text);

async function makeAccount(visitor, name) {
  await visible(visitor, 'enter');
  await visitor.page.click('#enter-other');
  await visitor.page.fill('#name', name);
  await visitor.page.fill('#password', PASSWORD);
  await visitor.page.click('#enter-do');
}

async function typeCode(visitor, code) {
  await visible(visitor, 'code');
  await visitor.page.fill('#code', code);
  await visitor.page.press('#code', 'Enter');
}

test('a game is signed in by its code, on a phone', async ({ game, open }) => {
  const host = await game();
  const { code, handle } = await shortcode(host);
  const ann = await open(host, `go?code=${code.toLowerCase()}`, 'phone');
  await makeAccount(ann, 'Ann');
  await visible(ann, 'code');
  assert.equal(await ann.page.inputValue('#code'), code.toLowerCase());
  assert.equal(await check(host, handle), 204);
  await ann.page.tap('#code-form button');
  await visible(ann, 'ask');
  assert.equal(await ann.page.innerText('#ask-title'), 'The <b>Game</b> wants to be signed in as you');
  assert.equal(await ann.page.innerText('#ask-publisher'), 'unknown');
  assert.equal(await ann.page.innerText('#ask-shown'), code);
  assert.match(await ann.page.innerText('#ask-where'), /this network/);
  await ann.picture('consent');
  assert.equal(await check(host, handle), 204);
  await ann.page.tap('#ask-allow');
  await visible(ann, 'end');
  assert.equal(await ann.page.innerText('#end-title'), 'Done');
  assert.equal(await check(host, handle), 200);
});

test('no is no', async ({ game, open }) => {
  const host = await game();
  const { code, handle } = await shortcode(host);
  const ann = await open(host, 'go');
  await makeAccount(ann, 'Ann');
  await typeCode(ann, ` ${code.slice(0, 3)}-${code.slice(3)} `);
  await visible(ann, 'ask');
  await ann.page.click('#ask-deny');
  await visible(ann, 'end');
  assert.equal(await check(host, handle), 403);
});

test('two browsers with one code: neither gets the game', async ({ game, open }) => {
  const host = await game();
  const { code, handle } = await shortcode(host);
  const [ann, eve] = [await open(host, 'go'), await open(host, 'go')];
  eve.allow(/409/);
  ann.allow(/409/);
  await makeAccount(ann, 'Ann');
  await makeAccount(eve, 'Eve');
  await typeCode(ann, code);
  await visible(ann, 'ask');
  await typeCode(eve, code);
  await visible(eve, 'end');
  assert.match(await eve.page.innerText('#end-text'), /two browsers/);
  await visible(ann, 'end');
  assert.match(await ann.page.innerText('#end-text'), /two browsers/);
  assert.equal(await check(host, handle), 403);
});

test('a game is signed in with the keyboard alone', async ({ game, open }) => {
  const host = await game();
  const { code, handle } = await shortcode(host);
  const ann = await open(host, 'go');
  await visible(ann, 'enter');
  const focused = (id) => ann.eventually((wanted) => document.activeElement?.id === wanted, id);
  const goTo = async (id) => {
    for (let i = 0; i < 12 && (await ann.page.evaluate(() => document.activeElement?.id)) !== id; i++) await ann.page.keyboard.press('Tab');
    await focused(id);
  };
  await goTo('enter-other');
  await ann.page.keyboard.press('Enter');
  await goTo('name');
  await ann.page.keyboard.type('Ann');
  await goTo('password');
  await ann.page.keyboard.type(PASSWORD);
  await ann.page.keyboard.press('Enter');
  await visible(ann, 'code');
  await goTo('code');
  await ann.page.keyboard.type(code);
  await ann.page.keyboard.press('Enter');
  await visible(ann, 'ask');
  await goTo('ask-deny');
  await goTo('ask-allow');
  await ann.page.keyboard.press('Enter');
  await visible(ann, 'end');
  assert.equal(await check(host, handle), 200);
});

test('what is in no code is told before it is sent, and costs nothing', async ({ game, open }) => {
  const host = await game();
  const ann = await open(host, 'go');
  ann.allow(/404|429/);
  const tries = [];
  ann.page.on('request', (request) => /go\/code$/.test(request.url()) && tries.push(request));
  await makeAccount(ann, 'Ann');
  for (let i = 0; i < 8; i++) await typeCode(ann, 'BCD0FG');
  await says(ann, 'There is no 0 in codes');
  assert.equal(tries.length, 0);
  for (let i = 0; i < 5; i++) {
    const answered = ann.page.waitForResponse(/go\/code$/);
    await typeCode(ann, 'BCDFGH');
    assert.equal((await answered).status(), 404);
  }
  const answered = ann.page.waitForResponse(/go\/code$/);
  await typeCode(ann, 'BCDFGH');
  assert.equal((await answered).status(), 429);
  await says(ann, 'Too many tries');
});

test('what was allowed can be taken back', async ({ game, open }) => {
  const host = await game();
  const { code, handle } = await shortcode(host);
  const ann = await open(host, 'go');
  await makeAccount(ann, 'Ann');
  await typeCode(ann, code);
  await visible(ann, 'ask');
  await ann.page.click('#ask-allow');
  await visible(ann, 'end');
  const granted = await (await fetch(new URL(`api/v1/oauth/shortcode/check/${handle}`, host.url))).json();
  const tokens = await ask(host, 'api/v1/oauth/token', { client_id: CLIENT, grant_type: 'authorization_code', code: granted.code });
  const who = async () => (await fetch(new URL('api/v1/users/current', host.url), { headers: { Authorization: `Bearer ${tokens.access_token}` } })).status;
  assert.equal(await who(), 200);
  await ann.page.click('#to-links');
  await visible(ann, 'links');
  assert.match(await ann.page.innerText('#links'), /The <b>Game<\/b>/);
  await ann.picture('links');
  await ann.page.click('#links button');
  await ann.eventually(() => document.getElementById('links').children.length === 0);
  assert.equal(await who(), 401);
});

test('signed in is remembered, and signed out is forgotten', async ({ game, open }) => {
  const host = await game();
  const ann = await open(host, 'go');
  ann.allow(/403/);
  await makeAccount(ann, 'Ann');
  await visible(ann, 'code');
  const [cookie] = (await ann.page.context().cookies()).filter(({ name }) => name === 'chorus_browser');
  assert.deepEqual([cookie.httpOnly, cookie.sameSite], [true, 'Strict']);
  await ann.page.reload();
  await visible(ann, 'code');
  await ann.page.click('#sign-out');
  await visible(ann, 'enter');
  await ann.page.fill('#name', 'Ann');
  await ann.page.fill('#password', 'wrong password');
  await ann.page.click('#enter-do');
  await says(ann, 'do not belong together');
  await ann.page.fill('#password', PASSWORD);
  await ann.page.click('#enter-do');
  await visible(ann, 'code');
});

test('nobody else can send the forms of this page', async ({ game, open }) => {
  const host = await game();
  const { code } = await shortcode(host);
  const ann = await open(host, `go?code=${code}`);
  await makeAccount(ann, 'Ann');
  await visible(ann, 'code');
  const cookies = await ann.page.context().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const send = async (headers, members) => {
    const init = { method: 'POST', headers, body: JSON.stringify(members) };
    return (await fetch(new URL('go/code', host.url), init)).status;
  };
  const origin = new URL(host.url).origin;
  const greeting = await fetch(new URL('go/hello', host.url), { method: 'POST', headers: { Cookie: cookie, Origin: origin }, body: '{}' });
  const { form } = await greeting.json();
  assert.equal(await send({ Cookie: cookie, Origin: origin }, { code }), 403);
  assert.equal(await send({ Cookie: cookie, Origin: origin }, { code, form: 'x'.repeat(43) }), 403);
  assert.equal(await send({ Cookie: cookie }, { code, form }), 403);
  assert.equal(await send({ Cookie: cookie, Origin: 'http://evil.example' }, { code, form }), 403);
  assert.equal(await send({ Cookie: cookie, Origin: 'null' }, { code, form }), 403);
  assert.equal(await send({ Origin: origin }, { code, form }), 403);
  assert.equal(await send({ Cookie: cookie, Origin: origin }, { code, form }), 200);
  const page = await fetch(new URL('go', host.url));
  assert.match(page.headers.get('content-security-policy'), /frame-ancestors 'none'/);
});

test('a tool that brings a proof key gets its code', async ({ game, open }) => {
  const host = await game();
  const query = new URLSearchParams({
    response_type: 'code', client_id: CLIENT, redirect_uri: 'http://127.0.0.1:9/done', scope: 'user:details:self', state: 's t',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256',
  });
  const ann = await open(host, `oauth/authorize?${query}`);
  ann.allow(/127\.0\.0\.1:9|ERR_|Failed to load/);
  await makeAccount(ann, 'Ann');
  await visible(ann, 'ask');
  const left = ann.page.waitForRequest(/\/done\?/);
  await ann.page.click('#ask-allow');
  const back = new URL((await left).url());
  assert.equal(back.searchParams.get('state'), 's t');
  const members = { client_id: CLIENT, grant_type: 'authorization_code', code: back.searchParams.get('code'), redirect_uri: 'http://127.0.0.1:9/done' };
  assert.equal((await ask(host, 'api/v1/oauth/token', members)).error, 'invalid_grant');
  const { access_token: token } = await ask(host, 'api/v1/oauth/token', { ...members, code_verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk' });
  assert.equal(token.length, 64);
});

for (const language of ['es', 'de', 'ar']) {
  test(`the sign-in page has all its words in ${language}`, async ({ game }) => {
    const host = await game();
    const words = async (code) => (await fetch(new URL(`go/lang/${code}.json`, host.url))).json();
    assert.deepEqual(Object.keys(await words(language)).sort(), Object.keys(await words('en')).sort());
  });
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function hasNoBarriers(ann) {
  await ann.page.evaluate(axe);
  const { violations } = await ann.page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`), []);
}

test('nobody is shut out of signing a game in', async ({ game, open }) => {
  const host = await game();
  const { code } = await shortcode(host);
  const ann = await open(host, 'go', 'tiny');
  await visible(ann, 'enter');
  await hasNoBarriers(ann);
  await makeAccount(ann, 'Ann');
  await visible(ann, 'code');
  await hasNoBarriers(ann);
  await typeCode(ann, code);
  await visible(ann, 'ask');
  await hasNoBarriers(ann);
  await ann.picture('consent-tiny');
  await ann.page.click('#ask-allow');
  await visible(ann, 'end');
  await hasNoBarriers(ann);
  await ann.page.click('#to-links');
  await visible(ann, 'links');
  await ann.page.click('#renew-box summary');
  await hasNoBarriers(ann);
});

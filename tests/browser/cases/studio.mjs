/** The streamer's page: a studio on one screen, the audience and the game on others. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from '../harness.mjs';
import { CROWD, Program } from '../program.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const LINK = 'studio#token=t-game';

/** Somebody at the desk, and all there is is on the page. */
async function sit(visit, host, device = 'desktop', options = {}) {
  const studio = await visit(host, device, { query: LINK, until: null, ...options });
  await studio.page.waitForSelector('#line[data-state="open"]');
  await studio.page.waitForSelector('#control-scenes li');
  return studio;
}

const person = (studio, name) => studio.page.locator('.person', { hasText: name });

async function joinAs(visit, host, name, device = 'phone') {
  const before = (page) => page.addInitScript((text) => localStorage.setItem('chorus.name', text), name);
  return visit(host, device, { before });
}

test('the link with the token opens the studio, and the token leaves the address bar', async ({ game, visit }) => {
  const host = await game();
  const studio = await sit(visit, host);
  assert.ok(!studio.page.url().includes('token'));
  assert.equal(await studio.page.isVisible('#door'), false);
  assert.equal(await studio.page.innerText('#stop-state'), 'The game takes inputs.');
  assert.match(await studio.page.innerText('#join-link'), /\/c\/1$/);
  await studio.page.waitForFunction(() => document.getElementById('qr').naturalWidth > 0);
});

test('a wrong token is refused in words, and the right one opens the door', async ({ game, visit }) => {
  const host = await game();
  const studio = await visit(host, 'desktop', { query: 'studio', until: null });
  studio.allow(/401/);
  await studio.page.fill('#door-token', 'wrong');
  await studio.page.click('#door-form .main');
  await studio.eventually(() => document.getElementById('door-fault').textContent !== '');
  assert.match(await studio.page.innerText('#door-fault'), /not the token/);
  await studio.page.fill('#door-token', 't-game');
  await studio.page.keyboard.press('Enter');
  await studio.page.waitForSelector('#line[data-state="open"]');
  await studio.page.click('#sign-out');
  assert.ok(await studio.page.isVisible('#door'));
  await studio.page.reload();
  assert.ok(await studio.page.isVisible('#door'));
});

test('an account signs in on the page of the host, as the studio and for the rights of one', async ({ game, visit }) => {
  const host = await game();
  const studio = await visit(host, 'desktop', { query: 'studio', until: null });
  await studio.page.waitForSelector('#door-account:not(:empty)');
  const [asked] = await Promise.all([studio.page.waitForRequest(/oauth\/authorize/), studio.page.click('#door-account')]);
  const { searchParams } = new URL(asked.url());
  assert.equal(searchParams.get('client_id'), 'studio');
  assert.equal(searchParams.get('redirect_uri'), new URL('studio', host.url).href);
  assert.match(searchParams.get('scope'), /channel:moderate:self/);
  await studio.page.waitForSelector('#view-enter:not([hidden])');
});

test('the stop is seen on every phone, lets go of everything, and can be taken back', async ({ game, visit }) => {
  const host = await game();
  const studio = await sit(visit, host);
  const ann = await joinAs(visit, host, 'Ann');
  await host.next({ type: 'join' });
  const place = await ann.centre(ann.control('jump'));
  await ann.touch('touchStart', place);
  await host.input('jump', 'mousedown');
  await studio.page.fill('#stop-reason', 'Back in a minute');
  await studio.page.click('#stop');
  await host.input('jump', 'mouseup');
  await ann.reaches('stopped');
  await ann.eventually(() => document.body.innerText.includes('Back in a minute'));
  await studio.eventually(() => document.getElementById('stop-state').textContent.includes('Back in a minute'));
  await ann.touch('touchEnd');
  await studio.page.click('#go-on');
  await ann.reaches('ready');
  await ann.control('jump').tap();
  await host.input('jump', 'mousedown');
});

test('somebody who is sent away is told so', async ({ game, visit }) => {
  const host = await game();
  const studio = await sit(visit, host);
  const ann = await joinAs(visit, host, 'Ann');
  await person(studio, 'Ann').click();
  await studio.page.fill('#person-reason', 'Calm down');
  await studio.page.click('#person-kick');
  await host.next({ type: 'leave' });
  await ann.eventually(() => document.body.innerText.includes('Calm down'));
  await studio.page.waitForSelector('.person', { state: 'detached' });
});

test('somebody who is banned stays out until the ban is lifted', async ({ game, visit }) => {
  const host = await game();
  const studio = await sit(visit, host);
  const ann = await joinAs(visit, host, 'Ann');
  ann.allow(/403/);
  await person(studio, 'Ann').click();
  await studio.page.click('#person-ban');
  await host.next({ type: 'leave' });
  await ann.reaches('ended');
  await ann.page.reload();
  await ann.reaches('ended');
  await studio.page.click('#tab-bans');
  await studio.page.locator('#bans-list button').click();
  await studio.page.waitForSelector('#bans-none');
  await ann.page.reload();
  await ann.reaches('ready');
});

test('a control that is muted cannot be used, and the game still has it', async ({ game, visit }) => {
  const host = await game();
  const studio = await sit(visit, host);
  const ann = await joinAs(visit, host, 'Ann');
  await studio.page.click('#control-scenes [data-control-id="jump"]');
  await ann.page.waitForSelector('[data-control-id="jump"] [disabled], [data-control-id="jump"][disabled], [data-control-id="jump"] [aria-disabled="true"]');
  await studio.page.waitForSelector('#control-scenes [data-control-id="jump"][aria-checked="false"]');
  await studio.page.click('#tab-log');
  await studio.page.locator('#log-list button', { hasText: 'Undo' }).first().click();
  await ann.eventually(() => !document.querySelector('[data-control-id="jump"] [disabled], [data-control-id="jump"][disabled], [data-control-id="jump"] [aria-disabled="true"]'));
  await ann.control('jump').tap();
  await host.input('jump', 'mousedown');
});

test('why inputs are refused is told in words', async ({ game, visit }) => {
  const host = await game();
  await host.create({ controlID: 'hat', kind: 'button', text: 'Hat', cost: 10 });
  const studio = await sit(visit, host);
  const ann = await joinAs(visit, host, 'Ann');
  assert.equal(await studio.page.isVisible('#refused'), false);
  await ann.control('hat').tap();
  await studio.page.locator('#refused-list li', { hasText: 'not enough sparks 1' }).waitFor();
});

test('slow mode is chosen by a slider and holds for everybody', async ({ game, visit }) => {
  const host = await game();
  const studio = await sit(visit, host);
  const ann = await joinAs(visit, host, 'Ann');
  await studio.page.focus('#slow');
  for (let i = 0; i < 5; i++) await studio.page.keyboard.press('ArrowRight');
  assert.match(await studio.page.innerText('#slow-value'), /every 5 s/);
  await studio.page.click('#tab-log');
  await studio.page.waitForSelector('#log-list li');
  await ann.control('jump').tap();
  await host.input('jump', 'mousedown');
});

test('participants are counted, searched and disabled', async ({ game, visit }) => {
  const host = await game();
  const studio = await sit(visit, host);
  await joinAs(visit, host, 'Ann');
  await joinAs(visit, host, 'Ben');
  await studio.page.waitForFunction(() => document.querySelectorAll('.person').length === 2);
  await studio.page.fill('#people-search', 'be');
  await studio.page.waitForFunction(() => document.querySelectorAll('.person').length === 1);
  assert.equal(await studio.page.innerText('#people-count'), '1 / 2');
  await person(studio, 'Ben').click();
  await studio.page.click('#person-disable');
  await studio.eventually(() => document.getElementById('person-disable').textContent === 'Enable');
  await studio.page.selectOption('#person-mute', 'text');
  await studio.page.click('#person-close');
  await studio.eventually(() => document.querySelector('.person').textContent.includes('Texts muted'));
});

test('the test viewer is a participant like any other', async ({ game, visit }) => {
  const host = await game();
  const studio = await sit(visit, host);
  await studio.page.click('#tab-viewer');
  await studio.page.fill('#viewer-name', 'Tester');
  await studio.page.click('#viewer-join');
  await host.next({ type: 'join', name: 'Tester' });
  await studio.page.locator('[data-viewer-control="jump"] button', { hasText: 'Press' }).click();
  await host.input('jump', 'mousedown');
  await host.input('jump', 'mouseup');
  await studio.page.locator('[data-viewer-control="stick"] button', { hasText: 'Move' }).click();
  await host.input('stick', 'move');
  await studio.page.click('#viewer-leave');
  await host.next({ type: 'leave' });
});

test('inputs are shown to who wants to see them', async ({ game, visit }) => {
  const host = await game();
  const studio = await sit(visit, host);
  const ann = await joinAs(visit, host, 'Ann');
  await studio.page.check('#feed-on');
  await studio.page.waitForSelector('#feed-list[data-on="true"]', { state: 'attached' });
  await ann.control('jump').tap();
  await studio.eventually(() => document.getElementById('feed-list').textContent.includes('"controlID":"jump"'));
  await studio.eventually(() => [...document.querySelectorAll('#control-scenes .count')].some((count) => count.textContent.startsWith('2 ')));
});

test('a studio comes back when the host does', async ({ game, visit }) => {
  const host = await game();
  const studio = await sit(visit, host);
  studio.allow(/ERR_CONNECTION_REFUSED|WebSocket/);
  await host.kill();
  await studio.page.waitForSelector('#line[data-state="lost"]');
  await host.start();
  await studio.page.waitForSelector('#line[data-state="open"]', { timeout: 20000 });
  await studio.page.waitForSelector('#control-scenes li');
});

const HOSTILE = '</bdi><img src=x onerror=alert(1)>\u202e<script>alert(2)</script>';

test('names and texts of others are only ever words', async ({ game, visit }) => {
  const host = await game();
  await host.create({ controlID: HOSTILE, kind: 'button', text: HOSTILE });
  const studio = await sit(visit, host);
  await joinAs(visit, host, HOSTILE.slice(0, 20));
  await studio.page.waitForSelector('.person');
  await studio.page.click('.person');
  assert.equal(await studio.page.locator('img:not(#qr), script:not([src])').count(), 0);
});

for (const [device, tab] of [['desktop', 'live'], ['tiny', 'live'], ['phone', 'live'], ['tablet', 'editor'], ['tiny', 'editor'], ['desktop', 'viewer'], ['tiny', 'log']]) {
  test(`no barriers, and nothing wider than the screen: ${tab} on ${device}`, async ({ game, visit }) => {
    const host = await game();
    const studio = await sit(visit, host, device);
    await joinAs(visit, host, 'Ann');
    await studio.page.waitForSelector('.person');
    await studio.page.click(`#tab-${tab}`);
    if (tab === 'editor') await studio.page.click('#edit-load');
    await studio.picture(`studio-${tab}-${device}`);
    const wide = await studio.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${wide} pixels too wide`);
    await studio.page.evaluate(axe);
    const { violations } = await studio.page.evaluate(() => window.axe.run(document));
    assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 120))]), []);
  });
}

test('the studio speaks Arabic from right to left', async ({ game, visit }) => {
  const host = await game();
  const studio = await sit(visit, host, 'phone', { context: { locale: 'ar-EG' } });
  assert.equal(await studio.page.evaluate(() => document.documentElement.dir), 'rtl');
  assert.equal(await studio.page.innerText('#stop'), 'أوقف كل شيء');
  await studio.picture('studio-arabic');
});

test('all languages of the studio have the same words', async () => {
  const read = (code) => JSON.parse(readFileSync(new URL(`../../../sdk/web/studio/lang/${code}.json`, import.meta.url), 'utf8'));
  const english = Object.keys(read('en'));
  for (const code of ['de', 'es', 'ar']) assert.deepEqual(Object.keys(read(code)), english, code);
});

test('a studio with two thousand participants shows who is in sight, and every click counts', async ({ game, visit }) => {
  const host = await game();
  const studio = await sit(visit, host);
  const crowd = new Program(CROWD, host.url, '--participants', '2000', '--join-rate', '2000', '--seconds', '8', '--report', '/dev/null');
  await studio.page.waitForFunction(() => document.getElementById('people-count').textContent === '2,000', null, { timeout: 20000 });
  assert.ok((await studio.page.locator('.person').count()) <= 140);
  const first = studio.page.locator('.person').first();
  const before = await first.elementHandle();
  const facts = await first.innerText();
  await studio.page.waitForFunction((old) => document.querySelector('.person').innerText !== old, facts);
  assert.ok(await before.evaluate((element) => element.isConnected), 'a row is another element after news of it');
  await first.click();
  assert.ok(await studio.page.isVisible('#person'));
  await studio.page.click('#person-close');
  await studio.page.evaluate(() => (document.getElementById('people-view').scrollTop = 1e6));
  await studio.eventually((place) => document.querySelector('#people-list li:last-child').style.insetBlockStart === place, `${1999 * 48}px`);
  await studio.page.click('#stop');
  await studio.page.waitForSelector('#emergency.stopped');
  await crowd.end();
});

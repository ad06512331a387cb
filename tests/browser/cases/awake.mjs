/** The switch that keeps the screen on: what the page says and does, by what the browser answers. */
import assert from 'node:assert/strict';
import { test } from '../harness.mjs';

const open = (ann) => ann.openNaming(() => ann.page.click('#name'));
const box = (ann) => ann.page.getByRole('checkbox', { name: 'Keep the screen on' });
const NO = 'This device does not let the page keep the screen on.';

/** Notes what is asked of the real browser, and what came of it. */
const listen = (page) => page.addInitScript(() => {
  window.locks = [];
  const { request } = WakeLock.prototype;
  WakeLock.prototype.request = async function (kind) {
    const entry = { kind, isActive: navigator.userActivation.isActive };
    window.locks.push(entry);
    try {
      entry.lock = await request.call(this, kind);
      return entry.lock;
    } catch (fault) {
      entry.fault = fault.name;
      throw fault;
    }
  };
});

const settled = (ann, count) => ann.eventually((wanted) => window.locks.length === wanted && window.locks.every(({ lock, fault }) => lock || fault), count);
const held = (ann) => ann.page.evaluate(() => window.locks.filter(({ lock }) => lock && !lock.released).length);
const granted = (ann) => ann.page.evaluate(() => Boolean(window.locks.at(-1).lock));
const says = (ann, text) => ann.eventually((wanted) => document.querySelector('#naming [role=status]').textContent === wanted, text);

/** What a browser does when another page is looked at: it lets go of the screen, and tells the page. */
const hide = (ann, hidden) => ann.page.evaluate(async (value) => {
  Object.defineProperty(document, 'hidden', { value, configurable: true });
  if (value) for (const { lock } of window.locks) await lock?.release();
  document.dispatchEvent(new Event('visibilitychange'));
}, hidden);

/** A real browser whose owner allows it, or has not been asked: then it may say no. */
const MAYBE = { 'where it is allowed': true, 'where nobody was asked': false };

const visitAs = async (visit, host, isAllowed) => visit(host, 'phone', {
  before: async (page) => {
    if (isAllowed) await page.context().grantPermissions(['screen-wake-lock']);
    await listen(page);
  },
});

/** The page says what the browser has answered last; where it is allowed that is yes. */
async function agrees(ann, isAllowed) {
  const isGranted = await granted(ann);
  if (isAllowed) assert.ok(isGranted);
  assert.equal(await held(ann), isGranted ? 1 : 0);
  await says(ann, isGranted ? '' : NO);
}

for (const [where, isAllowed] of Object.entries(MAYBE)) {
  test(`the screen is held by a gesture, and let go of by another: ${where}`, async ({ game, visit }) => {
    const ann = await visitAs(visit, await game(), isAllowed);
    await open(ann);
    assert.equal(await box(ann).isChecked(), false);
    await box(ann).check();
    await settled(ann, 1);
    assert.deepEqual(await ann.page.evaluate(() => [window.locks[0].kind, window.locks[0].isActive]), ['screen', true]);
    await agrees(ann, isAllowed);
    await ann.picture(isAllowed ? 'awake' : 'awake-perhaps');
    await box(ann).uncheck();
    await ann.eventually(() => window.locks.every(({ lock }) => !lock || lock.released));
    await says(ann, '');
  });

  test(`a held screen is remembered, and waits for a gesture: ${where}`, async ({ game, visit }) => {
    const ann = await visitAs(visit, await game(), isAllowed);
    await open(ann);
    await box(ann).check();
    await settled(ann, 1);
    await ann.page.reload();
    await ann.reaches('ready');
    await ann.page.waitForFunction(() => document.getElementById('naming').querySelector('.check'));
    assert.equal(await ann.page.evaluate(() => window.locks.length), 0);
    await ann.control('jump').tap();
    await settled(ann, 1);
    await open(ann);
    assert.ok(await box(ann).isChecked());
    await agrees(ann, isAllowed);
    await box(ann).uncheck();
    await ann.page.reload();
    await ann.reaches('ready');
    await ann.control('jump').tap();
    await open(ann);
    assert.equal(await ann.page.evaluate(() => window.locks.length), 0);
  });

  test(`who comes back from another page has the screen held again: ${where}`, async ({ game, visit }) => {
    const ann = await visitAs(visit, await game(), isAllowed);
    await open(ann);
    await box(ann).check();
    await settled(ann, 1);
    await hide(ann, true);
    assert.equal(await held(ann), 0);
    await hide(ann, false);
    await settled(ann, 2);
    await agrees(ann, isAllowed);
  });
}

/** A browser that answers as no real one can be made to. */
const pretend = (answer) => (page) => page.addInitScript((how) => {
  window.asked = 0;
  const request = async () => {
    window.asked++;
    if (how === 'no' && !window.isKind) throw new DOMException('low battery', 'NotAllowedError');
    window.sentinel = Object.assign(new EventTarget(), { release: async () => window.sentinel.dispatchEvent(new Event('release')) });
    return window.sentinel;
  };
  Object.defineProperty(Navigator.prototype, 'wakeLock', how === 'none' ? { value: undefined } : { value: { request } });
}, answer);

test('a refusal is told in words, and it is tried again on return', async ({ game, visit }) => {
  const ann = await visit(await game(), 'phone', { before: pretend('no') });
  await open(ann);
  await box(ann).check();
  await says(ann, NO);
  assert.equal(await ann.page.textContent('#note'), NO);
  await ann.picture('awake-refused');
  await ann.page.evaluate(() => (window.isKind = true));
  await ann.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await says(ann, '');
  assert.equal(await ann.page.evaluate(() => window.asked), 2);
});

test('a browser that lets go of the screen by itself is not passed over', async ({ game, visit }) => {
  const ann = await visit(await game(), 'phone', { before: pretend('yes') });
  await open(ann);
  await box(ann).check();
  await ann.eventually(() => window.sentinel);
  await ann.page.evaluate(() => window.sentinel.release());
  await says(ann, NO);
});

test('where there is no such thing there is no switch', async ({ game, visit }) => {
  const ann = await visit(await game(), 'phone', { before: pretend('none') });
  await open(ann);
  assert.equal(await ann.page.locator('#naming [type=checkbox]').count(), 0);
});

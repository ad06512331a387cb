/** Some people need longer: what the game closes stays open a while to those who have asked. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from '../harness.mjs';
import { ANN, button, Service } from '../service.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const MORE_MS = 6000;

const note = (ann, text) => ann.eventually((wanted) => document.getElementById('note').textContent === wanted, text);
const isPressed = (ann, wanted) => ann.eventually((state) => document.getElementById('more')?.getAttribute('aria-pressed') === state, String(wanted));
const isEnabled = (ann, id, wanted) => ann.eventually(([one, state]) => document.querySelector(`[data-control-id=${one}]`).disabled !== state, [id, wanted]);

/** A streamer who gives everybody more time, by the studio. */
async function allow(visit, host, steps) {
  const studio = await visit(host, 'desktop', { query: 'studio#token=t-game', until: null });
  await studio.page.waitForSelector('#line[data-state="open"]');
  await studio.page.focus('#more-time');
  for (let i = 0; i < steps; i++) await studio.page.keyboard.press('ArrowRight');
  return studio;
}

test('who needs more time goes on after the game has closed, and nobody else does', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host, 'phone');
  const bob = await visit(host, 'phone');
  const studio = await allow(visit, host, 1);
  assert.equal(await studio.page.innerText('#more-time-value'), '5 s for those who ask');
  await ann.page.tap('#more');
  await note(ann, 'When the time is over you have 5 s more');
  await isPressed(ann, true);
  await isPressed(bob, false);
  await host.update({ controlID: 'jump', disabled: true });
  await isEnabled(bob, 'jump', false);
  await ann.eventually(() => /^\+\d s$/.test(document.querySelector('[data-control-id=jump]').dataset.extra));
  await ann.picture('extra-time');
  await ann.control('jump').tap();
  await host.input('jump', 'mouseup');
  await isEnabled(ann, 'jump', false);
  assert.equal(await ann.control('jump').getAttribute('data-extra'), null);
  await ann.control('jump').tap({ force: true });
  await ann.control('fire').tap();
  assert.deepEqual(await host.inputsUntil('fire'), []);
});

test('the streamer can end it, and it is off where the streamer has not switched it on', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host, 'phone');
  assert.equal(await ann.page.locator('#more').count(), 0);
  const studio = await allow(visit, host, 2);
  await ann.page.tap('#more');
  await isPressed(ann, true);
  await host.update({ controlID: 'jump', disabled: true });
  await ann.control('jump').tap();
  await host.input('jump', 'mouseup');
  await studio.page.click('#tab-log');
  await studio.page.locator('#log-list li', { hasText: 'More time · 10 s' }).getByRole('button').click();
  await isEnabled(ann, 'jump', false);
  assert.ok(await ann.page.locator('#more').isHidden());
});

/** A page of a service that gives more time, before which Ann stands. */
async function meet({ game, visit }, controls, device = 'phone', options = {}) {
  const service = new Service();
  const ann = await visit(await game(), device, { ...options, before: service.before(controls) });
  const offer = (moreTimeMs) => service.say('onReady', { isReady: true, moreTimeMs });
  /** They were open while they were on the screen. */
  const close = (...list) => service.say('onControlUpdate', { sceneID: 'default', controls: list });
  const grant = (moreTimeMs) => service.say('onParticipantUpdate', { participants: [{ ...ANN, moreTimeMs, moreTimeSince: 1000 }] });
  return { service, ann, offer, grant, close };
}

const wish = async (service) => {
  const at = () => service.packets.findIndex(({ method }) => method === 'wantMoreTime');
  while (at() < 0) await new Promise((resolve) => service.once('packet', resolve));
  return service.packets.splice(0, at() + 1).at(-1).params.isWanted;
};

test('a wish is remembered, and told to the host once in each visit', async (given) => {
  const { service, ann, offer, grant } = await meet(given, [button('jump')]);
  offer(MORE_MS);
  await ann.page.tap('#more');
  assert.equal(await wish(service), true);
  assert.equal(await ann.page.getAttribute('#more', 'aria-pressed'), 'false'); // the host has not said so
  grant(MORE_MS);
  await isPressed(ann, true);
  await ann.page.reload();
  await ann.reaches('ready');
  offer(MORE_MS);
  assert.equal(await wish(service), true);
  grant(MORE_MS);
  await isPressed(ann, true);
  await ann.page.tap('#more');
  assert.equal(await wish(service), false);
  grant(0);
  await isPressed(ann, false);
  await ann.control('jump').tap();
  await service.input('jump');
  await ann.page.reload();
  await ann.reaches('ready');
  offer(MORE_MS);
  await ann.page.locator('#more').waitFor();
  await ann.control('jump').tap();
  await service.input('jump');
  assert.deepEqual(service.packets.filter(({ method }) => method === 'wantMoreTime'), []);
});

test('a host that does not take the wish is not believed to', async (given) => {
  const { service, ann, offer } = await meet(given, [button('jump')]);
  offer(MORE_MS);
  service.refusal = { code: 4003, message: 'unknown method' };
  await ann.page.tap('#more');
  await note(ann, 'The host says: unknown method');
  assert.equal(await ann.page.getAttribute('#more', 'aria-pressed'), 'false');
});

const closed = (more) => ({ disabled: true, moreTimeFrom: 2000, moreTimeUntil: Date.now() + 60e3, ...more });

test('what closed before the wish, or is over, or is closed by the streamer, is closed', async (given) => {
  const controls = [button('open', closed()), button('before', closed({ moreTimeFrom: 999 })), button('over', closed({ moreTimeUntil: Date.now() - 1000 })),
    button('off', { disabled: true }), button('odd', closed({ moreTimeUntil: 'soon' }))];
  const unseen = button('unseen', closed());
  const { ann, offer, grant, close } = await meet(given, [...controls.map(({ controlID }) => button(controlID)), unseen]);
  offer(60000);
  grant(60000);
  close(...controls);
  await ann.eventually(() => document.querySelector('[data-control-id=off]').disabled);
  await isEnabled(ann, 'open', true);
  for (const id of ['before', 'over', 'off', 'odd', 'unseen']) assert.ok(await ann.control(id).isDisabled(), id);
  grant(0);
  await isEnabled(ann, 'open', false);
});

const KINDS = [button('jump'), { controlID: 'stick', kind: 'joystick', disabled: false },
  { controlID: 'say', kind: 'textbox', placeholder: 'Say something', hasSubmit: true, disabled: false }];

for (const [name, device, options] of [['tiny', 'tiny'], ['desktop', 'desktop'], ['Arabic', 'tiny', { context: { locale: 'ar-EG' } }],
  ['light', 'phone', { context: { colorScheme: 'light' } }], ['forced colours', 'phone', { context: { forcedColors: 'active' } }]]) {
  test(`extra time can be seen, heard and reached: ${name}`, async (given) => {
    const { service, ann, offer, grant, close } = await meet(given, KINDS, device, options);
    service.say('onControlCreate', { sceneID: 'default', controls: [button('hat', { cost: 5 })] });
    offer(60000);
    grant(60000);
    close(...KINDS.map((control) => ({ ...control, ...closed() })));
    await ann.page.waitForFunction(() => document.querySelectorAll('[data-extra]').length === 3);
    await ann.control('say').locator('.field:enabled').fill('late');
    await ann.page.keyboard.press('Enter');
    assert.equal((await service.input('say')).params.value, 'late');
    await ann.eventually(() => /\p{N}/u.test(document.getElementById('live').textContent));
    const box = await ann.page.locator('#more').boundingBox();
    assert.ok(box.width >= 44 && box.height >= 44, JSON.stringify(box));
    const outside = () => [...document.querySelectorAll('header *, .control')].filter((one) => {
      const { left, right } = one.getBoundingClientRect();
      return left < 0 || right > innerWidth;
    }).map((one) => one.id || one.className);
    assert.deepEqual(await ann.page.evaluate(outside), []);
    await ann.page.focus('#more');
    await ann.page.keyboard.press('Enter');
    assert.equal(await wish(service), false);
    await ann.page.evaluate(axe);
    const { violations } = await ann.page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
    assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
    await ann.picture(`extra-${name.replace(' ', '-')}`);
  });
}

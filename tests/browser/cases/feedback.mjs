/** What the page tells the player: what became of a press, how good the line is, who has stopped what. */
import assert from 'node:assert/strict';
import { test } from '../harness.mjs';
import { ANN, button, Service } from '../service.mjs';

async function meet({ game, visit }, controls, { device = 'desktop', prepare = () => {}, ...options } = {}) {
  const service = new Service();
  const before = async (page) => {
    await prepare(page, service);
    await service.before(controls)(page);
  };
  return { service, ann: await visit(await game(), device, { ...options, before }) };
}

/** Stops the page's clock where it is. Gives step(ms), which moves it and the service's on. */
async function stopClock(ann, service) {
  let now = (await ann.page.evaluate(() => Date.now())) + 1000;
  service.clock = () => now;
  await ann.page.clock.pauseAt(now);
  return async (ms) => {
    now += ms;
    await ann.page.clock.runFor(ms);
  };
}

const answer = (ann, id) => ann.control(id).getAttribute('data-answer');
const answers = (ann, id, wanted) => ann.eventually(([one, state]) => document.querySelector(`[data-control-id=${one}]`).dataset.answer === state, [id, wanted]);
const note = (ann, text) => ann.eventually((wanted) => document.getElementById('note').textContent === wanted, text);
const heard = (ann) => ann.page.evaluate(() => window.heard.map(([, text]) => text));

const listen = (page) => page.addInitScript(() => {
  window.heard = [];
  addEventListener('DOMContentLoaded', () => {
    const live = document.getElementById('live');
    new MutationObserver(() => window.heard.push([performance.now(), live.textContent])).observe(live, { childList: true });
  });
});

test('a press shows at once that it is on its way, then that it was received', async (given) => {
  const { service, ann } = await meet(given, [button('jump')], { prepare: listen });
  service.refusal = 'silence';
  await ann.control('jump').hover();
  const local = await ann.page.evaluate(() => {
    const jump = document.querySelector('[data-control-id=jump]');
    jump.dispatchEvent(new PointerEvent('pointerdown', { button: 0, pointerId: 1, bubbles: true }));
    return [jump.classList.contains('held'), jump.dataset.answer];
  });
  assert.deepEqual(local, [true, 'sent']);
  const { id } = await service.input('jump');
  await ann.picture('ring-sent');
  service.send({ id, type: 'reply', result: null, error: null, seq: 1 });
  await answers(ann, 'jump', 'received');
  await ann.picture('ring-received');
  await ann.eventually(() => window.heard.some(([, text]) => text === 'jump: received'));
});

const REFUSALS = {
  'not enough sparks': [4007, 'Not enough sparks'], 'unknown control': [4012, 'That control is gone'],
  'sign in to use this control': [4026, 'Sign in to spend sparks'], 'too fast': [4099, 'Too fast – slow down a little'],
  'not ready': [4099, 'The game is paused'], 'control disabled': [4099, 'That control is off right now'],
  'you are muted': [4099, 'You are muted'], 'your texts are muted': [4099, 'Your texts are muted'],
  'this control is muted': [4099, 'The streamer has turned that control off'],
  'only members may take part now: sign in': [4099, 'Only members may take part now: sign in'],
  'the moon is <b>full</b>': [4099, 'The host says: the moon is <b>full</b>'], '': [4099, 'The game did not take it'],
};

test('a refused press says why, in words', async (given) => {
  const { service, ann } = await meet(given, [button('jump')]);
  for (const [message, [code, words]] of Object.entries(REFUSALS)) {
    service.refusal = { code, message };
    await ann.control('jump').click();
    await answers(ann, 'jump', 'refused');
    await note(ann, words);
  }
});

test('a press that nobody answers says so after 5 seconds', async (given) => {
  const { service, ann } = await meet(given, [button('jump')], { prepare: (page) => page.clock.install() });
  const step = await stopClock(ann, service);
  service.refusal = 'silence';
  await ann.control('jump').click();
  await step(4900);
  assert.equal(await answer(ann, 'jump'), 'sent');
  await step(200);
  assert.equal(await answer(ann, 'jump'), 'silent');
  await note(ann, 'No answer');
  await step(3000);
  assert.equal(await answer(ann, 'jump'), null);
});

test('results are announced, at most one in two seconds', async (given) => {
  const { ann } = await meet(given, [button('jump'), button('fire')], { prepare: listen });
  for (let i = 0; i < 6; i++) await ann.control(i % 2 ? 'fire' : 'jump').click();
  await ann.eventually(() => window.heard.at(-1)?.[1] === 'fire: received');
  const times = await ann.page.evaluate(() => window.heard.map(([at]) => at));
  for (let i = 1; i < times.length; i++) assert.ok(times[i] - times[i - 1] >= 1990, `${times}`);
  assert.ok((await heard(ann)).length <= 4);
});

test('the dot tells how good the line is, every 2 seconds, and the number on a tap', async (given) => {
  const { service, ann } = await meet(given, [button('jump')], { device: 'phone', prepare: (page) => page.clock.install() });
  const step = await stopClock(ann, service);
  await ann.eventually(() => document.getElementById('latency').textContent !== '');
  for (const [ms, quality, words] of [[100, 'good', 'good'], [200, 'fair', 'noticeable'], [600, 'poor', 'slow'], [10, 'good', 'good']]) {
    service.holdsTime = true;
    let waited = 0;
    for (; !service.isAsked && waited < 2100; waited += 20) await step(20);
    assert.ok(service.isAsked, `nobody asked within ${waited} ms`);
    await step(ms);
    service.answerTime();
    await ann.eventually((wanted) => document.getElementById('delay').dataset.quality === wanted, quality);
    const shown = await ann.page.textContent('#latency');
    assert.ok(Math.abs(parseInt(shown, 10) - ms) <= 49, `${shown} for ${ms}`);
    assert.equal(await ann.page.getAttribute('#delay', 'aria-label'), `Delay: ${shown}, ${words}`);
    service.holdsTime = false;
  }
  assert.ok(await ann.page.locator('#latency').isHidden());
  await ann.page.tap('#delay');
  assert.ok(await ann.page.locator('#latency').isVisible());
  await ann.picture('delay');
  await ann.page.tap('#delay');
  assert.ok(await ann.page.locator('#latency').isHidden());
});

test('how far the stream is behind is told apart, if the game knows it', async (given) => {
  const { service, ann } = await meet(given, [button('jump')], { device: 'phone' });
  service.say('onWorldUpdate', { scenes: [], streamDelay: 8 });
  await ann.eventually(() => document.getElementById('delay').title === 'The stream is 8 s behind');
  await ann.page.tap('#delay');
  await note(ann, 'The stream is 8 s behind');
});

test('a cooldown ends by the time of the service, to within 100 ms', async (given) => {
  const prepare = (page, service) => {
    service.timeOffsetMs = 7200e3;
    return page.clock.install();
  };
  const { service, ann } = await meet(given, [button('jump')], { prepare });
  const step = await stopClock(ann, service);
  service.holdsTime = true;
  while (!service.isAsked) await step(10);
  service.answerTime(); // so that it is asked and answered while no time passes
  await ann.eventually(() => parseInt(document.getElementById('latency').textContent, 10) <= 20);
  const until = service.clock() + service.timeOffsetMs + 3000;
  service.say('onControlUpdate', { sceneID: 'default', controls: [button('jump', { cooldown: until })] });
  const isCooling = () => ann.control('jump').evaluate((jump) => jump.classList.contains('cooling'));
  while (!(await isCooling())) await step(10);
  const left = () => until - service.clock() - service.timeOffsetMs;
  for (const seconds of [2, 1]) {
    await step(left() - seconds * 1000 + 100);
    assert.equal(await ann.control('jump').locator('.clock').textContent(), String(seconds));
  }
  await step(left() - 100);
  assert.ok(await ann.control('jump').isDisabled());
  await step(200);
  assert.ok(await ann.control('jump').isEnabled());
});

test("one's own cooldown looks different from everybody's", async (given) => {
  const { service, ann } = await meet(given, [button('jump'), button('fire', { cooldown: Date.now() + 600e3 })]);
  service.say('onParticipantUpdate', { participants: [{ ...ANN, cooldown: Date.now() + 60e3 }] });
  await ann.eventually(() => document.querySelector('[data-control-id=jump].cooling.own'));
  assert.equal(await ann.control('fire').evaluate((fire) => fire.classList.contains('own')), false);
  const [own, all] = await ann.page.evaluate(() =>
    ['jump', 'fire'].map((id) => getComputedStyle(document.querySelector(`[data-control-id=${id}] .wipe`)).backgroundImage));
  assert.notEqual(own.split('(')[0], all.split('(')[0]);
  await ann.picture('own-cooldown');
});

test('a joystick and a screen show their cooldown, too', async (given) => {
  for (const kind of ['joystick', 'screen']) {
    const { service, ann } = await meet(given, [{ controlID: 'area', kind, cooldown: Date.now() + 60e3 }], { device: 'phone' });
    await ann.eventually(() => /^(60|5\d)$/.test(document.querySelector('.cooling .clock').textContent));
    assert.ok(await ann.page.locator('.wipe .clock').isVisible());
    await ann.picture(`cooling-${kind}`);
    service.say('onControlUpdate', { sceneID: 'default', controls: [{ controlID: 'area', kind, cooldown: 0 }] });
    await ann.page.locator('.wipe').waitFor({ state: 'hidden' });
  }
});

test('a cooldown shows that it stands still while the game does', async (given) => {
  const { service, ann } = await meet(given, [button('jump', { cooldown: Date.now() + 60e3 })]);
  const sign = () => ann.control('jump').locator('.clock').evaluate((clock) => getComputedStyle(clock, '::before').display);
  const before = await sign();
  service.say('onReady', { isReady: false });
  await ann.reaches('staging');
  assert.notEqual(await sign(), before);
});

test('in slow mode the next press has to wait, and a text waits for its button', async (given) => {
  const controls = [button('jump'), { controlID: 'note', kind: 'textbox' }];
  const { service, ann } = await meet(given, controls);
  service.say('onReady', { isReady: true, slowMs: 60000 });
  await ann.control('note').getByRole('button').waitFor();
  await ann.control('jump').click();
  await service.input('jump');
  await ann.eventually(() => document.querySelector('[data-control-id=jump].cooling.own'));
  assert.ok(await ann.control('jump').isDisabled());
  service.say('onReady', { isReady: true });
  await ann.control('note').getByRole('button').waitFor({ state: 'hidden' });
});

test('a press that came too soon in slow mode is told how long to wait', async (given) => {
  const { service, ann } = await meet(given, [button('jump')]);
  service.refusal = { code: 4099, message: 'slow mode: again in 60000 ms' };
  await ann.control('jump').click();
  await note(ann, 'Slow mode: wait for your turn');
  await ann.eventually(() => document.querySelector('[data-control-id=jump].cooling.own')?.disabled);
});

test('when the streamer stops everything, everything is off at once, with the reason', async (given) => {
  const { service, ann } = await meet(given, [button('jump'), { controlID: 'stick', kind: 'joystick' }], { device: 'phone' });
  await ann.touch('touchStart', await ann.centre(ann.control('jump')));
  assert.equal((await service.input('jump')).params.event, 'mousedown');
  await ann.page.evaluate(() => {
    new MutationObserver(() => (window.offAt ??= performance.now())).observe(document.querySelector('[data-control-id=jump]'), { attributeFilter: ['disabled'] });
  });
  service.say('onReady', { isReady: false, isStopped: true, reason: 'Fire \u202ealarm' });
  await ann.reaches('stopped');
  assert.equal((await service.input('jump')).params.event, 'mouseup');
  assert.ok(await ann.control('jump').isDisabled());
  assert.equal(await ann.page.textContent('#banner-text'), 'Stopped by the streamer: Fire alarm');
  assert.match(await ann.page.locator('#controls').evaluate((root) => getComputedStyle(root).filter), /grayscale/);
  await ann.picture('stopped');
  service.say('onReady', { isReady: true });
  await ann.reaches('ready');
  assert.ok(await ann.control('jump').isEnabled());
});

test('who is sent away hears why, and may come back', async (given) => {
  const { service, ann } = await meet(given, [button('jump')], { device: 'phone' });
  await service.close(4028, 'Too loud');
  await ann.reaches('kicked');
  assert.equal(await ann.page.textContent('#card-text'), 'The host says: Too loud');
  await ann.picture('kicked');
  await ann.page.tap('#card .retry');
  await ann.reaches('ready');
  assert.equal(service.joins, 2);
});

test('who is banned hears why, from the socket or from the door', async (given) => {
  const { service, ann } = await meet(given, [button('jump')]);
  await service.close(4025, 'Rude names');
  await ann.reaches('ended');
  assert.equal(await ann.page.textContent('#card-text'), 'The host says: Rude names');
  service.seatStatus = 403;
  service.seat = { message: 'you are banned' };
  ann.allow(/403/);
  await ann.page.reload();
  await ann.reaches('ended');
  assert.equal(await ann.page.textContent('#card-text'), 'The host says: you are banned');
  assert.ok(await ann.page.locator('#card .retry').isHidden());
});

/** A page that was told to ask before more than 10 sparks are spent. */
const shop = (given, more) => meet(given, [button('hat', { cost: 10 }), button('horse', { text: 'Horse', cost: 50, keyCode: 72 }),
  { controlID: 'say', kind: 'textbox', cost: 20 }], { prepare: (_, service) => (service.seat = { confirmAbove: 10 }), ...more });

test('above what the host says the page asks before it spends', async (given) => {
  const { service, ann } = await shop(given);
  const dialog = ann.page.locator('#consent');
  await ann.control('hat').click();
  await service.input('hat');
  assert.ok(await dialog.isHidden());
  for (const ask of [() => ann.control('horse').click(), () => ann.page.keyboard.press('h'),
    () => ann.control('horse').press('Enter'), () => ann.control('horse').evaluate((horse) => horse.click())]) {
    await ask();
    await dialog.waitFor();
    assert.equal(await dialog.locator('h2').textContent(), 'Spend 50 sparks?');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'hidden' });
  }
  assert.deepEqual(service.packets.filter(({ params }) => params.controlID === 'horse'), []);
  await ann.control('horse').click();
  await dialog.getByRole('button', { name: 'Spend' }).click();
  assert.equal((await service.input('horse')).params.event, 'mousedown');
  assert.equal((await service.input('horse')).params.event, 'mouseup');
  await ann.control('say').locator('.field').fill('hello');
  await ann.page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Spend' }).click();
  assert.equal((await service.input('say')).params.value, 'hello');
});

test('the balance stays in view however far one scrolls', async (given) => {
  const { service, ann } = await meet(given, [button('hat', { cost: 1 })], { device: 'tiny' });
  const many = Array.from({ length: 40 }, (_, i) => button(`more${i}`));
  service.say('onControlCreate', { sceneID: 'default', controls: many });
  await ann.control('more39').scrollIntoViewIfNeeded();
  await ann.eventually(() => scrollY > 100);
  const { top, bottom } = await ann.page.locator('#balance').evaluate((one) => one.getBoundingClientRect());
  assert.ok(top >= 0 && bottom < 120, `${top} to ${bottom}`);
});

for (const loss of ['pointercancel', 'lostpointercapture']) {
  test(`what is held is let go at ${loss}`, async (given) => {
    const { service, ann } = await meet(given, [button('jump'), { controlID: 'stick', kind: 'joystick' }]);
    const lose = (selector) => ann.page.evaluate(([name, where]) => {
      document.querySelector(where).dispatchEvent(new PointerEvent(name, { pointerId: 1, bubbles: true }));
    }, [loss, selector]);
    await ann.control('jump').hover();
    await ann.page.mouse.down();
    assert.equal((await service.input('jump')).params.event, 'mousedown');
    await lose('[data-control-id=jump]');
    assert.equal((await service.input('jump')).params.event, 'mouseup');
    await ann.page.mouse.up();
    const { x, y, size } = await ann.centre(ann.pad('stick'));
    await ann.page.mouse.move(x, y);
    await ann.page.mouse.down();
    await ann.page.mouse.move(x + size / 2, y);
    await service.input('stick');
    await lose('.pad');
    for (let at = {}; at.x !== 0 || at.y !== 0;) at = (await service.input('stick')).params;
    await ann.page.mouse.up();
  });
}

test('what was pressed while the line was down is not sent later', async (given) => {
  const { service, ann } = await meet(given, [button('jump'), button('fire')]);
  service.seatStatus = 503;
  ann.allow(/503/);
  await service.close(1012);
  await ann.reaches('reconnecting');
  await ann.control('jump').click({ force: true });
  await ann.page.keyboard.press('Enter');
  service.seatStatus = 200;
  await ann.reaches('ready', 15000);
  await ann.control('fire').click();
  await service.input('fire');
  assert.deepEqual(service.packets.filter(({ params }) => params.controlID === 'jump'), []);
});

test('coming back from the background is one look at the line, and no replay', async (given) => {
  const { service, ann } = await meet(given, [button('jump')]);
  const hide = (hidden) => ann.page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { value, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
  await hide(true);
  service.holdsTime = true;
  await hide(false);
  await service.asked();
  service.answerTime();
  service.holdsTime = false;
  assert.deepEqual(service.packets, []);
  assert.equal(service.joins, 1);
});

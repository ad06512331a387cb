/** What the page owes any service, not only ours: the statements about participants, one by one. */
import assert from 'node:assert/strict';
import { test } from '../harness.mjs';
import { ANN, button, Service } from '../service.mjs';

/** A visitor on the page of a real host, whose line ends at a service of the test's. */
async function meet({ game, visit }, controls, prepare = () => {}) {
  const service = new Service();
  const before = async (page) => {
    await prepare(page, service);
    await service.before(controls)(page);
  };
  return { service, ann: await visit(await game(), 'desktop', { before }) };
}

const isDisabled = (id) => document.querySelector(`[data-control-id=${id}]`).disabled;
const isEnabled = (id) => !document.querySelector(`[data-control-id=${id}]`).disabled;

test('p01_the address keeps its own query and gains version and key', async (given) => {
  const prepare = (page, service) => {
    service.seat = { address: 'ws://127.0.0.1/participant?channel=7&room=a%26b', key: 'k&y=' };
    service.seat.socketAddress = service.seat.address;
  };
  const { service } = await meet(given, [], prepare);
  const [url] = service.urls;
  assert.equal(url.pathname, '/participant');
  assert.deepEqual([...url.searchParams.entries()].sort(), [
    ['channel', '7'], ['key', 'k&y='], ['room', 'a&b'], ['x-protocol-version', '2.0'],
  ]);
});

test('p02_input is flat: controlID, event, and what belongs to it', async (given) => {
  const controls = [button('jump', { keyCode: 74 }), { controlID: 'say', kind: 'textbox', hasSubmit: true },
    { controlID: 'stick', kind: 'joystick' }];
  const { service, ann } = await meet(given, controls);
  await ann.control('jump').click();
  await ann.page.keyboard.press('j');
  await ann.control('say').locator('.field').fill('hello');
  await ann.page.keyboard.press('Enter');
  await service.input('say');
  await ann.pad('stick').focus();
  await ann.page.keyboard.press('ArrowUp');
  await ann.control('jump').click();
  const told = [];
  for (const id of ['stick', 'stick', 'jump', 'jump']) told.push(await service.input(id));
  for (const { type, method, params, id } of told) {
    assert.deepEqual([type, method, typeof id], ['method', 'giveInput', 'number']);
    assert.ok(!('input' in params));
  }
  assert.deepEqual(told.map(({ params }) => params), [
    { controlID: 'stick', event: 'move', x: 0, y: -1 }, { controlID: 'stick', event: 'move', x: 0, y: 0 },
    { controlID: 'jump', event: 'mousedown', button: 0 }, { controlID: 'jump', event: 'mouseup', button: 0 },
  ]);
});

test('p03_an update replaces the whole object, and null is removed', async (given) => {
  const { service, ann } = await meet(given, [button('jump', { progress: 0.5, tooltip: 'high', cost: 5 })]);
  const update = (control) => service.say('onControlUpdate', { sceneID: 'default', controls: [control] });
  assert.ok(await ann.control('jump').locator('.bar').isVisible());
  update({ controlID: 'jump', kind: 'button', text: 'Hop', progress: null });
  await ann.eventually(() => document.querySelector('[data-control-id=jump] .caption').textContent === 'Hop');
  const seen = await ann.control('jump').evaluate((root) => [root.querySelector('.bar').hidden, root.title,
    root.querySelector('.price').hidden]);
  assert.deepEqual(seen, [true, '', true]);
  service.say('onSceneUpdate', { scenes: [{ sceneID: 'default', controls: [button('fire')] }] });
  await ann.control('fire').waitFor();
  assert.equal(await ann.control('jump').count(), 0);
});

test('p04_the first participant of an event is oneself', async (given) => {
  const { service, ann } = await meet(given, [button('jump')]);
  const other = { ...ANN, sessionID: ANN.sessionID.replace('0', '1'), username: 'Ben', disabled: true };
  service.say('onParticipantUpdate', { participants: [{ ...ANN, username: 'Anna' }, other] });
  await ann.eventually(() => document.getElementById('name-text').textContent === 'Anna');
  assert.ok(await ann.control('jump').isEnabled());
  service.say('onParticipantUpdate', { participants: [other, ANN] });
  await ann.eventually(isDisabled, 'jump');
});

test('p05_a new group of oneself, or a new scene of the group, changes what is shown', async (given) => {
  const { service, ann } = await meet(given, [button('jump')]);
  service.say('onSceneCreate', { scenes: [{ sceneID: 'red', controls: [button('hit')] }] });
  service.say('onGroupCreate', { groups: [{ groupID: 'reds', sceneID: 'red' }] });
  assert.equal(await ann.control('hit').count(), 0);
  service.say('onParticipantUpdate', { participants: [{ ...ANN, groupID: 'reds' }] });
  await ann.control('hit').waitFor();
  assert.equal(await ann.control('jump').count(), 0);
  service.say('onGroupUpdate', { groups: [{ groupID: 'reds', sceneID: 'default' }] });
  await ann.control('jump').waitFor();
  assert.equal(await ann.control('hit').count(), 0);
});

test('p06_input is off while not ready, disabled, or cooling by the clock of the service', async (given) => {
  const hour = 3600e3;
  const { service, ann } = await meet(given, [button('jump'), button('fire')], (page, it) => (it.timeOffsetMs = hour));
  await ann.eventually(() => document.getElementById('latency').textContent !== '');
  const update = (more) => service.say('onControlUpdate', { sceneID: 'default', controls: [button('jump', more)] });
  const stops = [
    [() => service.say('onReady', { isReady: false }), () => service.say('onReady', { isReady: true })],
    [() => update({ disabled: true }), () => update({})],
    [() => service.say('onParticipantUpdate', { participants: [{ ...ANN, disabled: true }] }),
      () => service.say('onParticipantUpdate', { participants: [ANN] })],
    [() => update({ cooldown: Date.now() + hour + 60e3 }), () => update({ cooldown: Date.now() + hour - 1000 })],
  ];
  for (const [stop, go] of stops) {
    stop();
    await ann.eventually(isDisabled, 'jump');
    await ann.control('jump').click({ force: true });
    go();
    await ann.eventually(isEnabled, 'jump');
  }
  await ann.control('fire').click();
  const { params } = await service.input('fire');
  assert.deepEqual([params, service.packets.filter((packet) => packet.params.controlID === 'jump')],
    [{ controlID: 'fire', event: 'mousedown', button: 0 }, []]);
});

test('p07_what is pressed is let go when the pointer leaves or the focus is lost', async (given) => {
  const { service, ann } = await meet(given, [button('jump')]);
  const losses = [() => ann.page.mouse.move(5, 700), () => ann.page.evaluate(() => dispatchEvent(new Event('blur')))];
  for (const lose of losses) {
    await ann.control('jump').hover();
    await ann.page.mouse.down();
    assert.equal((await service.input('jump')).params.event, 'mousedown');
    await lose();
    assert.equal((await service.input('jump')).params.event, 'mouseup');
    await ann.page.mouse.up();
  }
});

test('p08_a key that is held is pressed once', async (given) => {
  const { service, ann } = await meet(given, [button('jump', { keyCode: 74 }), button('fire')]);
  for (let i = 0; i < 5; i++) await ann.page.keyboard.down('j');
  await ann.page.keyboard.up('j');
  await ann.control('fire').click();
  assert.equal((await service.input('jump')).params.event, 'keydown');
  assert.equal((await service.input('jump')).params.event, 'keyup');
  await service.input('fire');
  assert.deepEqual(service.packets.filter(({ params }) => params.controlID === 'jump'), []);
});

test('p09_a joystick stays within length 1 and its rate, and ends in the centre', async (given) => {
  const { service, ann } = await meet(given, [{ controlID: 'stick', kind: 'joystick', sampleRate: 100 }]);
  const at = [];
  service.on('packet', ({ params }) => at.push(params));
  const { x, y, size } = await ann.centre(ann.pad('stick'));
  await ann.page.mouse.move(x, y);
  const began = performance.now();
  await ann.page.mouse.down();
  for (let i = 0; i < 40; i++) await ann.page.mouse.move(x + size * Math.cos(i), y + size * Math.sin(i));
  while (at.length < 3) await new Promise((resolve) => service.once('packet', resolve));
  const took = performance.now() - began;
  const moves = at.slice();
  await ann.page.mouse.up();
  while (at.at(-1).x !== 0 || at.at(-1).y !== 0) await new Promise((resolve) => service.once('packet', resolve));
  for (const move of moves) assert.ok(Math.hypot(move.x, move.y) <= 1.0001, JSON.stringify(move));
  assert.ok(moves.length <= took / 100 + 1, `${moves.length} moves in ${took} ms`);
});

test('p10_the params of an event are handed on as they came', async (given) => {
  const { service, ann } = await meet(given, []);
  const events = [{ a: [1, null, { b: '\u{1f600}' }] }, [], 'text', 0, false, null, { scenes: [], controls: null }];
  await ann.page.evaluate(() => {
    window.heard = [];
    document.addEventListener('chorus:event', ({ detail }) => window.heard.push(detail));
  });
  for (const params of events) service.say('event', params);
  await ann.eventually((count) => window.heard.length === count, events.length);
  assert.deepEqual(await ann.page.evaluate(() => window.heard), events);
});

/** How much of the page's own time passes until it has asked once more, in steps; too much where the service is slow. */
async function timeUntilJoin(service, ann, joins) {
  let passedMs = 0;
  while (service.joins === joins && passedMs < 10000) {
    await ann.page.clock.runFor(100);
    passedMs += 100;
  }
  return passedMs;
}

for (const code of [4016, 4022]) {
  test(`p11_after ${code} the page asks for a seat every 5 seconds`, async (given) => {
    const { service, ann } = await meet(given, [button('jump')], (page) => page.clock.install());
    ann.allow(/404/);
    await ann.page.clock.pauseAt((await ann.page.evaluate(() => Date.now())) + 1000);
    service.seatStatus = 404;
    await service.close(code);
    await ann.reaches('offline');
    for (let round = 1; round <= 3; round++) {
      if (round === 3) service.seatStatus = 200;
      const waitedMs = await timeUntilJoin(service, ann, round);
      assert.ok(waitedMs >= 4800 && waitedMs < 7500, `${waitedMs} ms`);
      await ann.page.waitForFunction((state) => document.getElementById('status').dataset.state === state,
        round === 3 ? 'ready' : 'offline');
    }
    assert.equal(service.urls.at(-1).searchParams.get('key'), 'key 4');
  });
}

test('p11_after 4025 the page never asks again', async (given) => {
  const { service, ann } = await meet(given, [button('jump')], (page) => page.clock.install());
  await service.close(4025);
  await ann.reaches('ended');
  await ann.page.clock.runFor(600e3);
  assert.equal(service.joins, 1);
});

test('p12_a frame may hold many packets', async (given) => {
  const { service, ann } = await meet(given, [button('jump')]);
  service.send([
    service.packet('onControlCreate', { sceneID: 'default', controls: [button('fire')] }),
    service.packet('nobodyKnowsThis', {}),
    service.packet('onControlUpdate', { sceneID: 'default', controls: [button('fire', { text: 'Fire!' })] }),
    service.packet('onControlDelete', { sceneID: 'default', controls: [{ controlID: 'jump' }] }),
  ]);
  await ann.control('jump').waitFor({ state: 'detached' });
  assert.equal(await ann.control('fire').locator('.caption').textContent(), 'Fire!');
});

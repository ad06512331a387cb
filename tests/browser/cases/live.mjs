import assert from 'node:assert/strict';
import { test } from '../harness.mjs';

test('controls are created, updated and deleted while the page is open', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host, 'phone');
  await host.create({ controlID: 'boost', kind: 'button', text: 'Boost' });
  await ann.control('boost').tap();
  await host.input('boost', 'mousedown');
  await host.update({ controlID: 'boost', text: 'Boost!', progress: 0.5, tooltip: 'Faster' });
  await ann.eventually(() => document.querySelector('[data-control-id=boost] .caption')?.textContent === 'Boost!');
  assert.ok(await ann.control('boost').locator('.bar').isVisible());
  await host.update({ controlID: 'boost', progress: null, text: null });
  await ann.eventually(() => document.querySelector('[data-control-id=boost] .bar').hidden);
  assert.equal(await ann.control('boost').locator('.caption').textContent(), 'boost');
  await host.call('deleteControls', { sceneID: 'default', controlIDs: ['boost'] });
  await ann.control('boost').waitFor({ state: 'detached' });
});

test('p06_a disabled control cannot be used', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host);
  await host.update({ controlID: 'jump', disabled: true }, { controlID: 'stick', disabled: true });
  await ann.eventually(() => document.querySelector('[data-control-id=jump]').disabled);
  await ann.control('jump').click({ force: true });
  await ann.page.keyboard.press('j');
  await ann.pad('stick').click({ force: true, position: { x: 10, y: 60 } });
  await ann.control('fire').click();
  assert.deepEqual(await host.inputsUntil('fire'), []);
  await host.update({ controlID: 'jump', disabled: false });
  await ann.control('jump').click();
  await host.input('jump', 'mousedown');
});

test('p06_a cooldown runs by the clock of the host, not of the visitor', async ({ game, visit }) => {
  const host = await game();
  const before = (page) =>
    page.addInitScript(() => {
      const real = Date.now;
      Date.now = () => real() - 3600e3;
    });
  const ann = await visit(host, 'phone', { before });
  await ann.eventually(() => document.getElementById('latency').textContent !== '');
  host.say('cooldown jump 2500');
  await ann.eventually(() => {
    const jump = document.querySelector('[data-control-id=jump].cooling');
    return jump?.disabled && /^[123]$/.test(jump.querySelector('.clock').textContent);
  });
  await ann.picture('cooldown');
  await ann.eventually(() => !document.querySelector('[data-control-id=jump]').disabled);
  await ann.control('jump').tap();
  await host.input('jump', 'mousedown');
});

test('a cooldown that starts during a hold does not end the hold', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host);
  await ann.control('jump').hover();
  await ann.page.mouse.down();
  await host.input('jump', 'mousedown');
  await host.update({ controlID: 'jump', cooldown: Date.now() + 60000 });
  await ann.eventually(() => document.querySelector('[data-control-id=jump].cooling.held'));
  await ann.page.mouse.up();
  await host.input('jump', 'mouseup');
  await ann.eventually(() => document.querySelector('[data-control-id=jump]').disabled);
});

test('p06_a pause stops everything at once and keeps the picture', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host, 'phone');
  host.say('ready false');
  await ann.reaches('staging');
  assert.ok(await ann.control('jump').isDisabled());
  assert.ok(await ann.control('stick').isVisible());
  await ann.eventually(() => /paused/.test(document.getElementById('banner').textContent));
  await ann.picture('paused');
  host.say('ready true');
  await ann.reaches('ready');
  await ann.control('jump').tap();
  await host.input('jump', 'mousedown');
});

test('p05_only the scene of the own group is shown', async ({ game, visit }) => {
  const host = await game();
  await host.call('createScenes', { scenes: [{ sceneID: 'red', controls: [{ controlID: 'hit', kind: 'button', text: 'Hit' }] }] });
  await host.call('createGroups', { groups: [{ groupID: 'reds', sceneID: 'red' }] });
  const ann = await visit(host);
  const { participant } = await host.next({ type: 'join' });
  assert.equal(await ann.control('hit').count(), 0);
  await host.call('updateParticipants', { priority: 0, participants: [{ sessionID: participant, groupID: 'reds' }] });
  await ann.control('hit').click();
  await host.input('hit', 'mousedown');
  assert.equal(await ann.control('jump').count(), 0);
});

test('a deleted scene or group leads to the one that takes its place', async ({ game, visit }) => {
  const host = await game();
  const button = (text) => [{ controlID: text, kind: 'button', text }];
  const scenes = ['red', 'blue'].map((sceneID) => ({ sceneID, controls: button(`in ${sceneID}`) }));
  await host.call('createScenes', { scenes });
  await host.call('createGroups', { groups: [{ groupID: 'reds', sceneID: 'red' }] });
  const ann = await visit(host);
  const { participant } = await host.next({ type: 'join' });
  await host.call('updateParticipants', { priority: 0, participants: [{ sessionID: participant, groupID: 'reds' }] });
  await ann.control('in red').waitFor();
  await host.call('deleteScene', { sceneID: 'red', reassignSceneID: 'blue' });
  await ann.control('in blue').waitFor();
  await host.call('deleteGroup', { groupID: 'reds', reassignGroupID: 'default' });
  await ann.control('jump').click();
  await host.input('jump', 'mousedown');
});

test('p06_a visitor who is disabled is told so', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host);
  const { participant } = await host.next({ type: 'join' });
  await host.call('updateParticipants', { priority: 0, participants: [{ sessionID: participant, disabled: true }] });
  await ann.eventually(() => document.querySelector('[data-control-id=jump]').disabled);
  await ann.eventually(() => /your controls/.test(document.getElementById('banner').textContent));
});

test('p10_an event of the game reaches the document as it was sent', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host);
  await ann.page.evaluate(() => document.addEventListener('chorus:event', (event) => (window.heard = event.detail)));
  await host.call('broadcastEvent', { scope: ['everyone'], data: { boom: [1, { deep: null }] } });
  await ann.eventually(() => window.heard);
  assert.deepEqual(await ann.page.evaluate(() => window.heard), { boom: [1, { deep: null }] });
});

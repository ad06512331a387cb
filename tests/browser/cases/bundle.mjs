import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from '../harness.mjs';

const require = createRequire(import.meta.url);
const miix = dirname(require.resolve('@mcph/miix-std'));
const SERVICE = '8f5b3a83-dd7b-4b8a-84ad-146948bc8d27';

/** Waits for controls that play: they are told, pressed, changed, and the game hears of it. */
async function plays(show, frame, first = 'luck') {
  const wheel = frame.locator('#luck');
  await frame.locator('body[data-ready="true"][data-clock="set"]').waitFor({ state: 'attached' });
  assert.equal(await wheel.textContent(), first);
  await wheel.click();
  const input = await show.game.next({ event: 'input', control: 'luck' });
  assert.deepEqual(input.json, { controlID: 'luck', event: 'spin', angle: 90 });
}

test('custom controls made with miix-std play in our page, unmodified', async ({ wheels, visit }) => {
  const show = await wheels();
  const ann = await visit(show, 'phone');
  const frame = ann.page.frameLocator('iframe.bundle');
  await plays(show, frame);
  await frame.locator('#luck[data-answer="done"]').waitFor();
  assert.equal(await frame.locator('body').getAttribute('data-language'), 'en');
  assert.match(await frame.locator('#who').textContent(), /^Guest/);
  assert.equal(await ann.page.locator('.control').count(), 0, 'our own controls are not there besides');
  show.set('luck', 'text', 'Luckier');
  await frame.getByText('Luckier').waitFor();
  show.set('fate', 'disabled', true);
  await frame.locator('#fate[disabled]').waitFor();
  show.game.say({ do: 'broadcast', scope: ['everyone'], data: { hoo: [1] } });
  await frame.locator('body[data-event=\'{"hoo":[1]}\']').waitFor({ state: 'attached' });
  show.game.say({ do: 'create', control: 'doom', kind: 'wheel' });
  await frame.locator('#doom').waitFor();
  await ann.picture('custom-controls');
  await ann.page.reload();
  await plays(show, frame, 'Luckier');
});

test('custom controls that were imported play from the data folder', async ({ wheels, visit }) => {
  const show = await wheels({}, { isImported: true });
  const ann = await visit(show, 'phone');
  await plays(show, ann.page.frameLocator('iframe.bundle'));
});

test('custom controls give way to our own when the scene has none', async ({ wheels, visit }) => {
  const show = await wheels();
  const ann = await visit(show);
  await ann.page.frameLocator('iframe.bundle').locator('#luck').waitFor();
  show.game.say({ do: 'create', scene: 'plain' });
  show.game.say({ do: 'create', scene: 'plain', control: 'jump', kind: 'button', text: 'Jump' });
  show.game.say({ do: 'set', group: 'default', path: 'sceneID', value: 'plain' });
  await ann.control('jump').waitFor();
  assert.equal(await ann.page.locator('iframe').count(), 0);
  show.game.say({ do: 'set', group: 'default', path: 'sceneID', value: 'default' });
  await plays(show, ann.page.frameLocator('iframe.bundle'));
});

/** The library's own half of the page around the frame, as the service had it. */
function siteOf({ socketAddress, contentAddress, key }) {
  const modules = { eventemitter3: require.resolve('eventemitter3', { paths: [miix] }), './typings': join(miix, 'typings.js'),
    './rpc': join(miix, 'rpc.js'), './participant': join(miix, 'participant.js') };
  const texts = Object.fromEntries(Object.entries(modules).map(([name, file]) => [name, readFileSync(file, 'utf8')]));
  const script = `
    const texts = ${JSON.stringify(texts)}, known = { querystring: { stringify: (o) => new URLSearchParams(
      Object.entries(o).filter(([, value]) => value !== undefined)).toString() } };
    function require(name) {
      if (known[name]) return known[name];
      const module = { exports: {} };
      new Function('module', 'exports', 'require', texts[name])(module, module.exports, require);
      return (known[name] = module.exports);
    }
    const { Participant } = require('./participant');
    window.sent = [];
    new Participant(document.querySelector('iframe'), { language: 'en' })
      .on('transmit', (packet) => sent.push(packet.method))
      .connect(${JSON.stringify({ socketAddress, contentAddress, key })});`;
  return `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>site</title>
    <iframe class="bundle" sandbox="allow-scripts"></iframe><script>${script.replaceAll('</', '<\\/')}</script>`;
}

test('custom controls made with miix-std play in the page of the service that was, unmodified', async ({ wheels, visit }) => {
  const show = await wheels();
  const ann = await visit(show, 'desktop', { context: { bypassCSP: true } });
  ann.allow(/404/); // it has no picture
  for (let visits = 0; visits < 2; visits++) {
    await ann.page.goto(`${show.url}healthz`); // any page of the host, whose place the other one takes
    await ann.page.setContent(siteOf(await (await fetch(`${show.url}api/v1/interactive/1`)).json()));
    const frame = ann.page.frameLocator('iframe.bundle');
    await frame.locator('#luck').click();
    const { json } = await show.game.next({ event: 'input', control: 'luck' });
    assert.equal(json.event, 'spin');
    show.set('luck', 'text', `Luck ${visits}`);
    await frame.getByText(`Luck ${visits}`).waitFor();
  }
});

const HOSTILE = `
  const out = (text) => (document.body.dataset.out = text);
  const post = (message) => top.postMessage(message, '*');
  const call = (method, params, counter, id) =>
    post({ type: 'method', serviceID: '${SERVICE}', id, method, params, discard: false, counter });
  const replies = {};
  addEventListener('message', ({ data }) => { if (data.type === 'reply') replies[data.id] = data.error?.code ?? data.result; });
  for (const junk of [null, 7, 'x', [], {}, { type: 'method' }, { type: 'method', serviceID: 'x', method: 'ready', counter: 0 },
    { type: 'method', serviceID: '${SERVICE}', method: {}, counter: 0 }, { type: 'method', serviceID: '${SERVICE}', method: 'ready', counter: 'x' },
    { type: 'reply', serviceID: '${SERVICE}', id: 0, result: {}, counter: 0 }]) post(junk);
  let escaped = '';
  try { escaped += localStorage.length; } catch {}
  try { escaped += document.cookie; } catch {}
  try { escaped += top.document.title; } catch {}
  call('constructor', {}, 0, 1);
  call('sendInteractivePacket', null, 1, 2);
  call('sendInteractivePacket', { method: 'createScenes', params: {} }, 2, 3);
  call('sendInteractivePacket', { method: 'giveInput', params: 'x' }, 3, 4);
  call('sendInteractivePacket', { method: 'giveInput', params: { controlID: 'luck', event: 'x'.repeat(5000) } }, 4, 5);
  for (let i = 0; i < 500; i++) call('sendInteractivePacket', { method: 'giveInput', params: { controlID: 'luck', event: 'flood' } }, 5 + i, 10 + i);
  fetch('https://elsewhere.example/').then(() => (escaped += 'fetch')).catch(() => {}).then(() => {
    setInterval(() => 509 in replies && out(JSON.stringify({ escaped, replies: [1, 2, 3, 4, 5, 509].map((id) => replies[id]) })), 50);
  });
`;

test('hostile custom controls get nothing they may not have', async ({ wheels, visit }) => {
  const show = await wheels({ 'wheels.js': HOSTILE });
  const ann = await visit(show);
  ann.allow(/elsewhere\.example/);
  const body = ann.page.frameLocator('iframe.bundle').locator('body[data-out]');
  await body.waitFor({ state: 'attached' });
  const { escaped, replies } = JSON.parse(await body.getAttribute('data-out'));
  assert.equal(escaped, '');
  assert.deepEqual(replies, [4003, 4003, 4003, 4004, 4004, 4099]);
  await ann.reaches('ready');
});

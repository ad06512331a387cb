// Clients that other people wrote, unmodified, against our host. Prints TAP.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const { GameClient, ParticipantClient, setWebSocket } = require('@mixer/interactive-node');
const WebSocket = require('ws');
setWebSocket(WebSocket);

const here = dirname(fileURLToPath(import.meta.url));
const tree = process.env.CHORUS_TREE ?? join(here, '../../build/plain/release');
const DEADLINE_MS = 10_000;

// ---- waiting, with a deadline

function within(promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not happen within ${DEADLINE_MS} ms`)), DEADLINE_MS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
const event = (emitter, name) => within(once(emitter, name).then(([value]) => value), name);

function equal(actual, expected, what) {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what}: ${a} instead of ${b}`);
}

// ---- the host

async function startHost() {
  const child = spawn(join(tree, 'peers/peer_host'), [], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const { port } = JSON.parse(await event(lines, 'line'));
  const base = `http://127.0.0.1:${port}`;
  return { child, base, join: async () => (await fetch(`${base}/api/v1/interactive/1`)).json() };
}

async function stopHost(host) {
  const ended = event(host.child, 'exit');
  host.child.stdin.end();
  equal(await ended, 0, "the host's exit code");
}

// ---- both clients of the package

async function openGame(host) {
  const game = new GameClient();
  game.on('error', () => {});
  const hello = event(game, 'hello');
  await within(game.open({ authToken: 't0k', versionId: 478210, discoveryUrl: `${host.base}/api/v1/interactive/hosts` }),
    'opening the game');
  await hello;
  await within(game.synchronizeScenes(), 'getScenes');
  await within(game.synchronizeGroups(), 'getGroups');
  return game;
}

async function openViewer(host) {
  const { socketAddress, key } = await host.join();
  const viewer = new ParticipantClient();
  viewer.on('error', () => {});
  const self = event(viewer.state, 'selfUpdate');
  await within(viewer.open({ url: socketAddress, key }), 'opening the viewer');
  await self;
  return viewer;
}

const button = (controlID) => ({
  controlID, kind: 'button', text: controlID, disabled: false,
  position: [{ size: 'large', width: 10, height: 8, x: 0, y: 0 }],
});

const tests = {
  async 'interactive-node: discovery, hello, scenes and groups'(host) {
    const game = await openGame(host);
    equal([...game.state.getScenes().keys()], ['default'], 'scenes');
    equal([...game.state.getGroups().keys()], ['default'], 'groups');
    game.close();
  },

  async 'interactive-node: a press of its participant reaches its game'(host) {
    const game = await openGame(host);
    const [control] = await within(game.createControls({ sceneID: 'default', controls: [button('fire')] }), 'createControls');
    await within(game.ready(true), 'ready');
    const joined = event(game.state, 'participantJoin');
    const viewer = await openViewer(host);
    const participant = await joined;
    equal(participant.anonymous, true, 'anonymous');
    const pressed = new Promise((resolve) => control.on('mousedown', (input, who) => resolve({ input, who })));
    await within(viewer.giveInput({ controlID: 'fire', event: 'mousedown', button: 0, extra: { a: 1 } }), 'giveInput');
    const { input, who } = await within(pressed, 'the press');
    equal(who.sessionID, participant.sessionID, 'who');
    equal(input.input, { controlID: 'fire', event: 'mousedown', button: 0, extra: { a: 1 } }, 'input');
    const left = new Promise((resolve) => game.state.on('participantLeave', resolve));
    viewer.close();
    equal(await within(left, 'the leave'), participant.sessionID, 'who left');
    game.close();
  },

  async 'interactive-node: its changes reach its participant'(host) {
    const game = await openGame(host);
    await within(game.createControls({ sceneID: 'default', controls: [button('fire')] }), 'createControls');
    const viewer = await openViewer(host);
    const control = viewer.state.getScene('default').getControl('fire');
    const updated = new Promise((resolve) => control.on('updated', resolve));
    await within(game.updateControls({ sceneID: 'default', priority: 0, controls: [{ controlID: 'fire', text: 'Now!' }] }),
      'updateControls');
    await within(updated, 'the update');
    equal(control.text, 'Now!', 'text');
    game.close();
  },

  async 'interactive-node: errors carry the numbers of the table'(host) {
    const game = await openGame(host);
    const refused = (promise) => within(promise.then(() => { throw new Error('it was not refused'); }, (e) => e.code), 'the refusal');
    await within(game.createControls({ sceneID: 'default', controls: [button('fire')] }), 'createControls');
    equal(await refused(game.createControls({ sceneID: 'default', controls: [button('fire')] })), 4013, 'control exists');
    equal(await refused(game.createControls({ sceneID: 'nowhere', controls: [button('a')] })), 4010, 'unknown scene');
    equal(await refused(game.execute('noSuchMethod', {}, false)), 4003, 'unknown method');
    game.close();
  },

  async 'interactive-node: a second game is refused with 4021'(host) {
    const game = await openGame(host);
    const second = new GameClient();
    const error = event(second, 'error');
    second.open({ authToken: 't0k', versionId: 478210, discoveryUrl: `${host.base}/api/v1/interactive/hosts` });
    equal((await error).code, 4021, 'code');
    game.close();
  },

  async 'ws: a wrong token is refused with 4019 after the upgrade'(host) {
    const socket = new WebSocket(`${host.base.replace('http', 'ws')}/gameClient`, {
      headers: { Authorization: 'Bearer wrong', 'X-Protocol-Version': '2.0', 'X-Interactive-Version': '478210' },
    });
    equal(await event(socket, 'close'), 4019, 'code');
  },
};

// Games come one after the other: each test waits until the seat is free again.
async function seatIsFree(host) {
  const until = Date.now() + DEADLINE_MS;
  while ((await fetch(`${host.base}/api/v1/interactive/1`)).status !== 404) {
    if (Date.now() > until) throw new Error('the last game is still there');
  }
}

let failed = 0, number = 0;
const host = await startHost();
for (const [name, test] of Object.entries(tests)) {
  number++;
  try {
    await seatIsFree(host);
    await test(host);
    console.log(`ok ${number} - ${name}`);
  } catch (error) {
    failed++;
    console.log(`not ok ${number} - ${name}\n# ${String(error.stack).replaceAll('\n', '\n# ')}`);
  }
}
try {
  await stopHost(host);
} catch (error) {
  failed++;
  console.log(`not ok ${++number} - the host ends\n# ${error.message}`);
}
console.log(`1..${number}`);
process.exit(failed ? 1 : 0);

// The same inputs through the npm package @mixer/interactive-node, in memory: bytes go in where its
// socket would hand them over, and its handlers count them. One round, as one line of JSON.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { Client, ClientType } = require('@mixer/interactive-node/lib/Client');
const { InteractiveSocket } = require('@mixer/interactive-node/lib/wire/Socket');

const BATCH = 64, PARTICIPANTS = 64, WARM_UP = 20000, MESSAGES = 200000, CROWD = 10000, PAGE = 100;

class FakeSocket {
  constructor() { this.listeners = {}; FakeSocket.last = this; }
  addEventListener(name, fn) { this.listeners[name] = fn; }
  send() {}
  close() {}
  receive(data) { this.listeners.message({ data }); }
}
InteractiveSocket.WebSocket = FakeSocket;

const hex = (n, width) => n.toString(16).padStart(width, '0');
const sessionId = (n) => `0b6c${hex(n & 0xffff, 4)}-1111-4222-8333-${hex(n, 12)}`;
const method = (id, name, params) =>
  JSON.stringify({ id, type: 'method', method: name, params, seq: id, discard: true });

function openClient() {
  const client = new Client(ClientType.GameClient);
  client.state.getClient = () => client;
  client.createSocket({ urls: ['ws://127.0.0.1:9/'], authToken: 't' });
  client.socket.connect();
  const socket = FakeSocket.last;
  socket.receive(method(1, 'onSceneCreate', { scenes: [{ sceneID: 'default', groups: [], controls: [
    { controlID: 'fire', kind: 'button', text: 'Fire', disabled: false },
    { controlID: 'stick', kind: 'joystick', disabled: false }] }] }));
  socket.receive(method(2, 'onGroupCreate', { groups: [{ groupID: 'default', sceneID: 'default' }] }));
  return { client, socket };
}

const joins = (first, count) => method(3, 'onParticipantJoin', { participants: Array.from({ length: count }, (_, i) => ({
  sessionID: sessionId(first + i), userID: first + i + 1, username: `viewer_${first + i}`, level: 3, lastInputAt: 0,
  connectedAt: 1700000000000 + first + i, disabled: false, groupID: 'default', anonymous: false,
  channelGroups: ['User'] })) });

const INPUTS = [
  { controlID: 'fire', event: 'mousedown', button: 0 },
  { controlID: 'stick', event: 'move', x: 0.317284, y: -0.729153 },
  { controlID: 'fire', event: 'mouseup', button: 0 },
];
const input = (n) => method(1000 + n, 'giveInput', { participantID: sessionId(n % PARTICIPANTS), input: INPUTS[n % 3] });

const cpuNs = () => { const u = process.cpuUsage(); return (u.user + u.system) * 1000; };

function measureInputs() {
  const { client, socket } = openClient();
  return measureInputsOf(client, socket);
}

function measureInputsOf(client, socket) {
  let count = 0;
  const scene = client.state.getScene('default');
  for (const event of ['mousedown', 'mouseup']) scene.getControl('fire').on(event, () => { count++; });
  scene.getControl('stick').on('move', () => { count++; });
  socket.receive(joins(0, PARTICIPANTS));
  const packets = Array.from({ length: 3 * BATCH }, (_, i) => input(i));
  const run = (messages) => { for (let i = 0; i < messages; i++) socket.receive(packets[i % packets.length]); };
  run(WARM_UP);
  count = 0;
  const began = cpuNs();
  run(MESSAGES);
  const ns = (cpuNs() - began) / MESSAGES;
  if (count !== MESSAGES) throw new Error(`${count} of ${MESSAGES} inputs came out`);
  return ns;
}

function measureJoins() {
  const { client, socket } = openClient();
  let count = 0;
  client.state.on('participantJoin', () => { count++; });
  const pages = Array.from({ length: CROWD / PAGE }, (_, i) => joins(i * PAGE, PAGE));
  const began = cpuNs();
  for (const page of pages) socket.receive(page);
  const ms = (cpuNs() - began) / 1e6;
  if (count !== CROWD) throw new Error(`${count} of ${CROWD} joins came out`);
  return ms;
}

// The scenes of bench_state.c.
const pad = (n) => String(n).padStart(2, '0');
const control = (n) => ({ controlID: `control_${pad(n)}`, kind: 'button', disabled: false, text: `Press ${n}`,
  cost: n % 7, position: [{ size: 'large', width: 8, height: 4, x: (n % 10) * 8, y: Math.floor(n / 10) * 4 }] });
const scenes = (count, controls) => method(1, 'onSceneCreate', { scenes: Array.from({ length: count }, (_, i) => (
  { sceneID: `scene_${pad(i)}`, controls: Array.from({ length: controls }, (_, k) => control(k)), groups: [] })) });

function measureSceneSet() {
  const { client, socket } = openClient();
  let count = 0;
  client.state.on('sceneCreated', () => { count++; });
  const text = scenes(50, 50);
  const began = cpuNs();
  socket.receive(text);
  const ms = (cpuNs() - began) / 1e6;
  if (count !== 50) throw new Error(`${count} of 50 scenes came out`);
  return ms;
}

function measureInputsAmong2500() {
  const { client, socket } = openClient();
  socket.receive(scenes(50, 50));
  return measureInputsOf(client, socket);
}

const input_ns = measureInputs();
const joins_10000_ms = measureJoins();
const scene_set_ms = measureSceneSet();
const input_2500_controls_ns = measureInputsAmong2500();
console.log(JSON.stringify({ input_ns, joins_10000_ms, scene_set_ms, input_2500_controls_ns }));
process.exit(0);

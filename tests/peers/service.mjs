/**
 * A service that is not ours, on somebody else's websocket library. It talks as the public one did: params
 * null, ids always 0, no groups in a scene without any, several packets in a frame.
 */
import { createServer as createPlain } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { event } from './wait.mjs';

const { WebSocketServer } = createRequire(import.meta.url)('ws');

const ANSWERS = {
  getTime: () => ({ time: Date.now() }),
  getScenes: () => ({ scenes: [{ sceneID: 'default', etag: '1', controls: [
    { controlID: 'fire', kind: 'button', text: 'Fire', disabled: false, meta: { glow: { etag: '2', value: true } } },
  ] }] }),
  getGroups: () => ({ groups: [{ groupID: 'default', sceneID: 'default', etag: '3' }] }),
  getAllParticipants: () => ({ participants: [], total: 0, hasMore: false }),
};

export class Service {
  #server;
  #sockets;
  #port = 0;
  #seq = 0;
  #certificate;
  socket = null;
  /** Of the last connection: its path, its headers, and the methods it called. */
  path = '';
  headers = {};
  calls = [];
  connections = 0;

  constructor(certificate = null) {
    this.#certificate = certificate;
  }

  get url() {
    return `${this.#certificate ? 'wss' : 'ws'}://127.0.0.1:${this.#port}/gameClient`;
  }

  /** Starts, or starts again at the same address. */
  async start() {
    const tls = this.#certificate && { key: readFileSync(this.#certificate.key), cert: this.#certificate.text };
    this.#server = tls ? createSecure(tls) : createPlain();
    this.#sockets = new WebSocketServer({ server: this.#server, perMessageDeflate: true });
    this.#sockets.on('connection', (socket, request) => this.#welcome(socket, request));
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = this.#server.address().port;
  }

  connected() {
    return event(this.#sockets, 'connection');
  }

  #welcome(socket, { url, headers }) {
    Object.assign(this, { socket, path: url, headers, calls: [] });
    this.connections++;
    this.#seq = 0;
    socket.on('message', (text) => [JSON.parse(text)].flat().forEach((packet) => this.#hear(packet)));
    this.say(['hello', null]);
  }

  #hear({ id, type, method, params, discard }) {
    if (type !== 'method') return;
    this.calls.push({ method, params });
    if (discard) return;
    const result = ANSWERS[method]?.() ?? null;
    this.#send({ type: 'reply', id, result, error: null, seq: ++this.#seq });
  }

  #send(json) {
    this.socket.send(JSON.stringify(json));
  }

  /** [method, params] for each packet; several make one frame. */
  say(...packets) {
    const all = packets.map(([method, params]) => ({ type: 'method', method, params, id: 0, seq: ++this.#seq, discard: true }));
    this.#send(all.length === 1 ? all[0] : all);
  }

  /** Closes the connection with that code, and stops listening. */
  async stop(code) {
    for (const socket of this.#sockets.clients) socket.close(code);
    this.#sockets.close();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

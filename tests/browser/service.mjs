/** A service played by the test: it gives seats and speaks on the page's socket exactly as the test says. */
import { once, EventEmitter } from 'node:events';

export const ANN = {
  sessionID: '0b6c0d4e-1111-4222-8333-444455556666', userID: 9, username: 'Ann', level: 3, lastInputAt: 0,
  connectedAt: 1700000000001, disabled: false, groupID: 'default', anonymous: false, channelGroups: ['User'], sparks: 500,
};

export const button = (controlID, more = {}) => ({ controlID, kind: 'button', text: controlID, disabled: false, ...more });

/** Emits 'join' for each request for a seat, and 'packet' for each packet of the page but getTime. */
export class Service extends EventEmitter {
  #socket = null;
  #seq = 0;
  joins = 0;
  urls = [];
  packets = [];
  /** What the next request for a seat is answered with. */
  seatStatus = 200;
  seat = {};
  timeOffsetMs = 0;
  clock = () => Date.now();
  /** True: who asks for the time waits until answerTime(). */
  holdsTime = false;
  #askers = [];
  /** { code, message }: what inputs are answered with; 'silence' for nothing at all. */
  refusal = null;

  /** For `before` of visit(). controls: of the default scene. */
  before = (controls) => async (page) => {
    await page.route('**/api/v1/interactive/*/guest', (route) => this.#answerJoin(route));
    await page.routeWebSocket(/participant/, (socket) => this.#welcome(socket, controls));
  };

  async #answerJoin(route) {
    this.joins++;
    const address = `${new URL(route.request().url()).origin.replace('http', 'ws')}/participant?channel=1`;
    const seat = { address, socketAddress: address, key: `key ${this.joins}`, user: '9', version: { id: 1, gameId: 1 } };
    await route.fulfill({ status: this.seatStatus, json: { ...seat, ...this.seat } });
    this.emit('join');
  }

  #welcome(socket, controls) {
    this.#socket = socket;
    this.urls.push(new URL(socket.url()));
    socket.onMessage((text) => this.#hear(JSON.parse(text)));
    this.say('hello', {});
    this.say('onSceneCreate', { scenes: [{ sceneID: 'default', controls }] });
    this.say('onGroupCreate', { groups: [{ groupID: 'default', sceneID: 'default' }] });
    this.say('onParticipantJoin', { participants: [ANN] });
    this.say('onReady', { isReady: true });
  }

  #hear(packet) {
    if (packet.method === 'getTime') {
      this.#askers.push(packet);
      this.emit('time');
      return this.holdsTime || this.answerTime();
    }
    this.packets.push(packet);
    if (packet.discard !== true && this.refusal !== 'silence') this.#reply(packet, null, this.refusal);
    return this.emit('packet', packet);
  }

  answerTime() {
    const time = this.clock() + this.timeOffsetMs;
    for (const packet of this.#askers.splice(0)) this.#reply(packet, { time });
  }

  get isAsked() {
    return this.#askers.length > 0;
  }

  /** Somebody waits for the time. */
  async asked() {
    if (this.#askers.length === 0) await once(this, 'time', { signal: AbortSignal.timeout(8000) });
  }

  #reply({ id }, result, error = null) {
    this.send({ id, type: 'reply', result, error, seq: ++this.#seq });
  }

  packet(method, params) {
    return { id: ++this.#seq, type: 'method', method, params, seq: this.#seq, discard: true };
  }

  say(method, params) {
    this.send(this.packet(method, params));
  }

  /** Any JSON, also what no service should say. */
  send(json) {
    this.#socket.send(JSON.stringify(json));
  }

  close(code, reason) {
    return this.#socket.close({ code, reason });
  }

  joined() {
    return once(this, 'join', { signal: AbortSignal.timeout(8000) });
  }

  /** The next input of that control, from those not yet taken; it and those before it are taken. */
  async input(controlID) {
    for (;;) {
      const at = this.packets.findIndex(({ params }) => params?.controlID === controlID);
      if (at >= 0) return this.packets.splice(0, at + 1).at(-1);
      await once(this, 'packet', { signal: AbortSignal.timeout(8000) });
    }
  }
}

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
    if (packet.method === 'getTime') return this.#reply(packet, { time: Date.now() + this.timeOffsetMs });
    this.packets.push(packet);
    if (packet.discard !== true) this.#reply(packet, null);
    return this.emit('packet', packet);
  }

  #reply({ id }, result) {
    this.send({ id, type: 'reply', result, error: null, seq: ++this.#seq });
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

  close(code) {
    return this.#socket.close({ code });
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

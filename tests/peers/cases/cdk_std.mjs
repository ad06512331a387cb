/** The transport of pages with controls of their own, as the service's site used it. The page in its frame is the test. */
import { createRequire } from 'node:module';
import { test } from '../harness.mjs';
import { Game } from '../game.mjs';
import { equal, event, eventThat } from '../wait.mjs';

const require = createRequire(import.meta.url);
globalThis.window = {};
const { Participant } = require('@mixer/cdk-std/dist/participant.js');
const { RPC } = require('@mixer/cdk-std/dist/rpc.js');
const WebSocket = require('ws');

/** The frame of a page, and the page in it: its packets are kept as they come. */
class Page {
  #toSite = [];
  #toPage = null;
  packets = [];
  frame = {
    addEventListener: (_, loaded) => setImmediate(loaded),
    removeEventListener() {},
    contentWindow: { postMessage: (data) => this.#toPage?.({ data }) },
    setOnMessage: (listener) => this.#toSite.push(listener),
    removeOnMessage: () => (this.#toSite = []),
  };

  /** The page has loaded its own half of the library. */
  open() {
    const target = { postMessage: (data) => this.#toSite.forEach((listen) => listen({ data })) };
    this.rpc = new RPC(target, '1.0', '*', false, (listener) => (this.#toPage = listener), () => {});
    this.rpc.expose('recieveInteractivePacket', (packet) => {
      this.packets.push(packet);
      this.rpc.emit('packet', packet);
    });
    this.rpc.expose('updateSettings', () => {});
    this.rpc.call('controlsReady', {}, false);
  }

  /** The next packet of that method, or one that came already. */
  async packet(method) {
    const at = this.packets.find((packet) => packet.method === method);
    return at ?? (await eventThat(this.rpc, 'packet', (packet) => packet.method === method))[0];
  }

  give(params) {
    this.rpc.call('sendInteractivePacket', { method: 'giveInput', params }, false);
  }
}

async function sit(host, certificate) {
  globalThis.WebSocket = class extends WebSocket {
    constructor(url) {
      super(url, { ca: certificate?.text });
    }
  };
  const { socketAddress, contentAddress, key } = await host.join();
  const page = new Page();
  const participant = new Participant(page.frame, { language: 'en' });
  participant.connect({ socketAddress, contentAddress, key, xAuthUser: { ID: 9, Username: 'ann' } });
  await new Promise(setImmediate);
  page.open();
  return { page, participant };
}

const wheel = (controlID) => ({ do: 'create', control: controlID, kind: 'wheel', properties: { spokes: 5 } });

export function testCdkStd(host, certificate, kind) {
  test(`cdk-std 0.2.22, ${kind}: a page with controls of its own plays`, async () => {
    await host.seatIsFree();
    const trust = certificate ? ['--ca-file', certificate.file] : [];
    const game = new Game('--discovery', host.base, ...trust);
    await game.next({ event: 'session_ready' });
    await game.ask(wheel('luck'));
    await game.ask({ do: 'create', scene: 'night' });
    await game.ask({ ...wheel('moon'), scene: 'night' });
    await game.ask({ do: 'create', group: 'owls', scene: 'night' });
    const { page, participant } = await sit(host, certificate);
    await page.packet('onReady');
    equal(page.packets.map(({ method }) => method),
      ['hello', 'onSceneCreate', 'onGroupCreate', 'onParticipantJoin', 'onReady'], 'the order of the welcome');

    const spun = event(participant, 'input');
    page.give({ controlID: 'luck', event: 'spin', angle: 1.5, deep: { a: [null] } });
    equal(await spun, { controlID: 'luck', event: 'spin', angle: 1.5, deep: { a: [null] }, kind: 'wheel' }, 'what the site sees');
    const input = await game.next({ event: 'input', control: 'luck' });
    equal(input.json, { controlID: 'luck', event: 'spin', angle: 1.5, deep: { a: [null] } }, 'what the game sees');

    game.say({ do: 'set', participant: input.participant, path: 'groupID', value: 'owls' });
    equal((await page.packet('onParticipantUpdate')).params.participants[0].groupID, 'owls', 'the new group');
    const again = event(participant, 'input');
    page.give({ controlID: 'moon', event: 'spin' });
    equal((await again).kind, 'wheel', 'the kind of a control of the new scene');
    await game.next({ event: 'input', control: 'moon' });

    game.say({ do: 'broadcast', scope: ['group:owls'], data: { hoo: [1, null] } });
    equal((await page.packet('event')).params, { hoo: [1, null] }, 'the event');
    const closed = event(participant, 'close');
    await game.quit();
    const { code, expected } = await closed;
    equal([code, expected], [4016, false], 'the end');
  });
}

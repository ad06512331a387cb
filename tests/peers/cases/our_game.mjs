/** Our game client at a service that is not ours, and at our host before participants that are not ours. */
import { Game } from '../game.mjs';
import { test } from '../harness.mjs';
import { Service } from '../service.mjs';
import { equal, event, eventThat } from '../wait.mjs';
import { Players } from './interactive_node.mjs';

const ANN = {
  sessionID: '0b6c0d4e-1111-4222-8333-444455556666', etag: '1', userID: 9, username: 'Ann', level: 3, lastInputAt: 0,
  connectedAt: 1700000000001, disabled: false, groupID: 'default', anonymous: 'false', channelGroups: ['User'],
};

const cases = {
  async 'the opening, and a frame of several packets'(service, game) {
    await game.next({ event: 'session_ready' });
    equal(service.path, '/gameClient', 'the path');
    const { authorization, ['x-protocol-version']: protocol, ['x-interactive-version']: version } = service.headers;
    equal([authorization, protocol, version], ['Bearer t0k', '2.0', '478210'], 'the headers');
    equal(service.headers['sec-websocket-protocol'], undefined, 'subprotocols');
    const press = { controlID: 'fire', event: 'mousedown', button: 0, extra: { a: [1, null] } };
    service.say(['onParticipantJoin', { participants: [ANN] }],
      ['giveInput', { input: press, transactionID: 77, participantID: ANN.sessionID }],
      ['issueMemoryWarning', { usedBytes: 1, totalBytes: 2, resources: [] }]);
    equal((await game.next({ event: 'participant_join' })).name, 'Ann', 'who joined');
    const input = await game.next({ event: 'input' });
    equal([input.control, input.kind, input.transaction, input.json], ['fire', 'down', '77', press], 'the input');
    equal(await game.quit(), 0, 'the exit code');
  },

  async 'changes of a frame travel together, and replies find their call'(service, game) {
    await game.next({ event: 'session_ready' });
    const { result, method } = await game.ask({ do: 'broadcast', scope: ['everyone'], data: { boom: true } });
    equal([result, method], ['CHORUS_OK', 'broadcastEvent'], 'the reply');
    game.say({ do: 'set', control: 'fire', path: 'text', value: 'Now!' });
    game.say({ do: 'ready', ready: false });
    await game.next({ event: 'session_state', state: 'staging' });
    const update = service.calls.find((call) => call.method === 'updateControls');
    equal([update.params.sceneID, update.params.controls], ['default', [{ controlID: 'fire', text: 'Now!' }]], 'the change');
    equal(await game.quit(), 0, 'the exit code');
  },

  async 'it comes back after 1012 and joins its participants anew'(service, game) {
    await game.next({ event: 'session_ready' });
    service.say(['onParticipantJoin', { participants: [ANN] }]);
    await game.next({ event: 'participant_join' });
    await service.stop(1012);
    await game.next({ event: 'session_state', state: 'reconnecting' });
    await service.start();
    await game.next({ event: 'participant_leave' });
    await game.next({ event: 'session_ready' });
    equal(service.connections, 2, 'connections');
    equal(await game.quit(), 0, 'the exit code');
  },

  async 'it stays away after 4020'(service, game) {
    await game.next({ event: 'session_ready' });
    service.socket.close(4020, 'no access');
    const { close_code, text } = await game.next({ event: 'session_closed' });
    equal([close_code, text.includes('no access')], [4020, true], `how it ended (${text})`);
    equal(await game.ended(), 4, 'the exit code');
    equal(service.connections, 1, 'connections');
  },
};

export function testOurGame(certificate, kind) {
  const trust = certificate ? ['--ca-file', certificate.file] : [];
  for (const [what, body] of Object.entries(cases)) {
    test(`our game at a service on ws, ${kind}: ${what}`, async () => {
      const service = new Service(certificate);
      await service.start();
      const game = new Game('--url', service.url, ...trust);
      try {
        await body(service, game);
      } finally {
        await game.quit();
        await service.stop(1000);
      }
    });
  }
}

const meetings = {
  async 'its participants see, press and pay'(game, on) {
    await game.ask({ do: 'create', control: 'fire', kind: 'button', properties: { text: 'Fire', cost: 25 } });
    const ann = await on.viewer('ann-t0k');
    const { id } = await game.next({ event: 'participant_join', name: 'Ann' });
    equal(ann.state.getControl('fire').text, 'Fire', 'what Ann sees');
    const had = ann.self.sparks;
    await ann.giveInput({ controlID: 'fire', event: 'mousedown', button: 0 });
    const { participant, transaction } = await game.next({ event: 'input', control: 'fire' });
    equal(participant, id, 'who pressed');
    const paid = eventThat(ann.state, 'selfUpdate', ({ sparks }) => sparks === had - 25);
    equal((await game.ask({ do: 'capture', transaction })).result, 'CHORUS_OK', 'the capture');
    await paid;
    const updated = event(ann.state.getControl('fire'), 'updated');
    game.say({ do: 'set', control: 'fire', path: 'text', value: 'Again' });
    equal((await updated).text, 'Again', 'what Ann sees then');
    ann.close();
    await game.next({ event: 'participant_leave', id });
  },

  async 'after a restart of the host the show is the same'(game, on) {
    await game.ask({ do: 'create', scene: 'night' });
    await game.ask({ do: 'create', control: 'owl', scene: 'night', kind: 'button', properties: { text: 'Hoo' } });
    await game.ask({ do: 'create', group: 'birds', scene: 'night' });
    const viewer = await on.returningViewer();
    await game.next({ event: 'participant_join' });
    const away = event(viewer, 'close');
    await on.host.stop();
    equal((await away).code, 1012, 'close code');
    await game.next({ event: 'session_state', state: 'reconnecting' });
    viewer.state.reset();
    const ready = eventThat(viewer.state, 'ready', (isReady) => isReady);
    await on.host.start();
    await ready;
    await viewer.synchronizeState();
    equal([viewer.state.getControl('owl')?.text, viewer.state.getGroup('birds')?.sceneID], ['Hoo', 'night'], 'the show');
  },
};

export function testMeetings(host, certificate, kind) {
  const trust = certificate ? ['--ca-file', certificate.file] : [];
  for (const [what, body] of Object.entries(meetings)) {
    test(`our game before interactive-node 3.0.1, ${kind}: ${what}`, async () => {
      await host.seatIsFree();
      const on = new Players('interactive-node 3.0.1', host, certificate);
      const game = new Game('--discovery', host.base, ...trust);
      try {
        await game.next({ event: 'session_ready' });
        await body(game, on);
      } finally {
        await game.quit();
        await on.close();
      }
    });
  }
}

/** Nobody told it to trust the certificate. */
export function testDistrust(certificate) {
  test('our game at a service on ws, TLS: a certificate nobody vouches for', async () => {
    const service = new Service(certificate);
    await service.start();
    const game = new Game('--url', service.url, '--attempts', '1');
    const { text } = await game.next({ event: 'session_state', state: 'reconnecting' });
    if (!/certificate .* is not trusted/.test(text)) throw new Error(`it is not told why: ${text}`);
    equal(await game.ended(), 3, 'the exit code');
    await service.stop(1000);
  });
}

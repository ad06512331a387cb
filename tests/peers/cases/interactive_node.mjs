/** The service's own client for Node, in two versions, as game and as participant, unmodified. */
import { createRequire } from 'node:module';
import { test } from '../harness.mjs';
import { equal, event, eventThat, within } from '../wait.mjs';

const require = createRequire(import.meta.url);
const WebSocket = require('ws');

const PACKAGES = { 'interactive-node 3.0.1': '@mixer/interactive-node', 'interactive-node2 2.9.0': 'beam-interactive-node2' };

const position = [{ size: 'large', width: 10, height: 8, x: 0, y: 0 }];
const button = (controlID, more = {}) => ({ controlID, kind: 'button', text: controlID, disabled: false, position, ...more });

/** What both clients of one package need to play on one host. */
export class Players {
  #open = [];

  constructor(name, host, certificate) {
    this.library = require(PACKAGES[name]);
    this.host = host;
    class TrustingWebSocket extends WebSocket {
      constructor(url, protocols, options) {
        super(url, protocols, { ...options, ca: certificate?.text });
      }
    }
    this.library.setWebSocket(TrustingWebSocket);
  }

  #track(client) {
    client.on('error', () => {});
    this.#open.push(client);
    return client;
  }

  async game(options = {}) {
    const game = this.#track(new this.library.GameClient());
    const hello = event(game, 'hello');
    const { discovery } = this.host;
    await within(game.open({ authToken: 't0k', versionId: 478210, discoveryUrl: discovery, ...options }), 'opening the game');
    await hello;
    await within(game.synchronizeState(), 'the first state');
    return game;
  }

  /** token: of a user, or nothing for a guest. */
  async viewer(token, options = {}) {
    const { socketAddress, key } = await this.host.join(token);
    const viewer = this.#track(new this.library.ParticipantClient());
    const self = event(viewer.state, 'selfUpdate');
    const ready = event(viewer.state, 'ready');
    await within(viewer.open({ url: socketAddress, key, ...options }), 'opening the viewer');
    viewer.self = await self;
    await ready;
    viewer.state.on('selfUpdate', (participant) => (viewer.self = participant));
    return viewer;
  }

  async close() {
    for (const client of this.#open) client.close();
    this.#open = [];
    await this.host.seatIsFree();
  }

  /** For viewers that come back: a key opens one socket, so each time they ask for a new one. */
  async returningViewer(token) {
    let viewer;
    const reconnectChecker = async () => {
      await this.host.isUp; // they look only once, and give up for good
      const { key } = await this.host.join(token);
      viewer.setOptions({ queryParams: { 'x-protocol-version': '2.0', key } });
    };
    viewer = await this.viewer(token, { reconnectChecker });
    return viewer;
  }
}

const reply = (promise, what) => within(promise, what);

/** The code with which a call was refused. */
const refusal = (promise) =>
  within(promise.then(() => Promise.reject(new Error('it was not refused')), (error) => error.code), 'the refusal');

/** The params of the next packet of that method, as the socket gave it. */
const packet = async (client, method) => {
  const [text] = await eventThat(client, 'message', (data) => JSON.parse(data).method === method);
  return JSON.parse(text).params;
};

const cases = {
  async 'discovery, hello, scenes and groups'(on) {
    const game = await on.game();
    equal([...game.state.getScenes().keys()], ['default'], 'scenes');
    equal([...game.state.getGroups().keys()], ['default'], 'groups');
    const skew = Math.abs((await reply(game.getTime(), 'getTime')) - Date.now());
    if (!(skew < 5000)) throw new Error(`the time is off by ${skew} ms`);
  },

  async 'a press reaches the game as it was made'(on) {
    const game = await on.game();
    const [control] = await reply(game.createControls({ sceneID: 'default', controls: [button('fire')] }), 'createControls');
    await reply(game.ready(true), 'ready');
    const joined = event(game.state, 'participantJoin');
    const viewer = await on.viewer();
    const participant = await joined;
    equal(participant.sessionID, viewer.self.sessionID, 'who joined');
    equal(participant.anonymous, true, 'anonymous');
    const pressed = eventThat(control, 'mousedown', () => true);
    const input = { controlID: 'fire', event: 'mousedown', button: 0, extra: { a: [1, null] } };
    await reply(viewer.giveInput(input), 'giveInput');
    const [given, who] = await pressed;
    equal(who.sessionID, participant.sessionID, 'who pressed');
    equal(given.input, input, 'input');
    const left = eventThat(game.state, 'participantLeave', () => true);
    viewer.close();
    equal((await left)[0], participant.sessionID, 'who left');
  },

  async 'inputs of every kind of control'(on) {
    const game = await on.game();
    const scene = game.state.getScene('default');
    const controls = await reply(scene.createControls([
      { controlID: 'stick', kind: 'joystick', position, sampleRate: 50 },
      { controlID: 'say', kind: 'textbox', position, hasSubmit: true },
      { controlID: 'sky', kind: 'screen', sendMoveEvents: 'always' },
      { controlID: 'wheel', kind: 'wheel', spokes: 5 },
    ]), 'createControls');
    await reply(game.ready(), 'ready');
    const viewer = await on.viewer();
    const inputs = [
      { controlID: 'stick', event: 'move', x: -0.5, y: 0.25 },
      { controlID: 'say', event: 'submit', value: 'h\u00e9llo "\u{1f600}"' },
      { controlID: 'sky', event: 'mousedown', x: 0.1, y: 0.9 },
      { controlID: 'wheel', event: 'spin', angle: 1.5 },
    ];
    for (const [i, input] of inputs.entries()) {
      const given = event(controls[i], input.event);
      await reply(viewer.giveInput(input), input.event);
      equal((await given).input, input, input.controlID);
    }
  },

  async 'controls are created, changed and deleted before the eyes of the audience'(on) {
    const game = await on.game();
    const viewer = await on.viewer();
    const seen = viewer.state.getScene('default');
    const added = eventThat(seen, 'controlAdded', ({ controlID }) => controlID === 'b');
    const [, control] = await reply(game.createControls({ sceneID: 'default', controls: [button('a'), button('b')] }), 'create');
    await added;
    const changes = [
      [() => control.setText('Now!'), 'text', 'Now!'],
      [() => control.setProgress(0.5), 'progress', 0.5],
      [() => control.setCost(0), 'cost', 0],
      [() => control.setTooltip('"quoted"'), 'tooltip', '"quoted"'],
      [() => control.disable(), 'disabled', true],
      [() => control.update({ disabled: false, textColor: '#fff' }), 'textColor', '#fff'],
    ];
    for (const [change, name, value] of changes) {
      const updated = event(seen.getControl('b'), 'updated');
      await reply(change(), name);
      equal((await updated)[name], value, `${name} at the viewer`);
      equal(control[name], value, `${name} at the game`);
    }
    const cooled = event(seen.getControl('b'), 'updated');
    await reply(control.setCooldown(60_000), 'setCooldown');
    const until = (await cooled).cooldown - Date.now();
    if (!(until > 50_000 && until < 70_000)) throw new Error(`the cooldown ends in ${until} ms`);
    const gone = eventThat(seen, 'controlDeleted', (id) => id === 'a');
    await reply(game.state.getScene('default').deleteControl('a'), 'deleteControls');
    await gone;
    equal([...seen.controls.keys()], ['b'], 'controls left');
  },

  async 'scenes are created, changed and deleted'(on) {
    const game = await on.game();
    const viewer = await on.viewer();
    const created = event(viewer.state, 'sceneCreated');
    const scene = await reply(game.createScene({ sceneID: 'arena', controls: [button('hit')] }), 'createScenes');
    equal([scene.sceneID, scene.controls.length], ['arena', 1], 'the result');
    equal((await created).getControl('hit').kind, 'button', 'the control of the new scene');
    const updated = event(viewer.state.getScene('arena'), 'update');
    await reply(game.updateScenes({ scenes: [{ sceneID: 'arena', meta: { map: { value: 'ice' } } }] }), 'updateScenes');
    equal((await updated).meta.map.value, 'ice', 'meta');
    const deleted = eventThat(viewer.state, 'sceneDeleted', () => true);
    await reply(game.deleteScene({ sceneID: 'arena', reassignSceneID: 'default' }), 'deleteScene');
    equal(await deleted, ['arena', 'default'], 'what was deleted');
    equal([...game.state.getScenes().keys()], ['default'], 'scenes of the game');
  },

  async 'groups are created, filled, pointed elsewhere and deleted'(on) {
    const game = await on.game();
    const viewer = await on.viewer();
    const red = event(viewer.state, 'groupCreated');
    await reply(game.createScene({ sceneID: 'arena', controls: [] }), 'createScenes');
    const { groups } = await reply(game.createGroups({ groups: [{ groupID: 'red', sceneID: 'arena' }] }), 'createGroups');
    equal(groups, [{ groupID: 'red', sceneID: 'arena' }], 'the result');
    const group = await red;
    const moved = event(viewer.state, 'selfUpdate');
    const { sessionID } = viewer.self;
    const { participants } = await reply(
      game.updateParticipants({ participants: [{ sessionID, groupID: 'red', score: 5 }] }), 'updateParticipants');
    equal([participants[0].groupID, participants[0].score], ['red', 5], 'the result');
    equal([(await moved).groupID, viewer.self.score], ['red', 5], 'the viewer of itself');
    equal(game.state.getParticipantBySessionID(sessionID).groupID, 'red', 'the game of the viewer');
    const pointed = event(group, 'updated');
    await reply(game.updateGroups({ groups: [{ groupID: 'red', sceneID: 'default' }] }), 'updateGroups');
    await pointed;
    equal(group.sceneID, 'default', 'the scene of the group');
    const back = event(viewer.state, 'selfUpdate');
    const deleted = eventThat(viewer.state, 'groupDeleted', () => true);
    await reply(game.deleteGroup({ groupID: 'red', reassignGroupID: 'default' }), 'deleteGroup');
    equal((await back).groupID, 'default', 'where the viewer went');
    equal(await deleted, ['red', 'default'], 'what was deleted');
  },

  async 'the world is changed'(on) {
    const game = await on.game();
    const viewer = await on.viewer();
    const updated = event(viewer.state, 'worldUpdated');
    const result = await reply(game.updateWorld({ round: 3, teams: { red: [1, 2] } }), 'updateWorld');
    equal(result, { scenes: [], round: 3, teams: { red: [1, 2] } }, 'the result');
    equal(await updated, { round: 3, teams: { red: [1, 2] } }, 'the world at the viewer');
    const late = await on.viewer();
    equal(late.state.getWorld(), { round: 3, teams: { red: [1, 2] } }, 'the world of who comes later');
  },

  async 'events reach everybody, a group, or one'(on) {
    const game = await on.game();
    const [ann, ben] = [await on.viewer(), await on.viewer()];
    await reply(game.createGroups({ groups: [{ groupID: 'red' }] }), 'createGroups');
    await reply(game.updateParticipants({ participants: [{ sessionID: ann.self.sessionID, groupID: 'red' }] }), 'moving');
    const heard = { ann: [], ben: [] };
    ann.on('message', (data) => JSON.parse(data).method === 'event' && heard.ann.push(JSON.parse(data).params.n));
    ben.on('message', (data) => JSON.parse(data).method === 'event' && heard.ben.push(JSON.parse(data).params.n));
    const scopes = [['group:red'], [`participant:${ben.self.sessionID}`], ['everyone', 'group:red'], ['scene:default']];
    for (const [n, scope] of scopes.entries()) await reply(game.broadcastEvent({ scope, data: { n } }), 'broadcastEvent');
    await Promise.all([ann.getTime(), ben.getTime()]);
    equal(heard, { ann: [0, 2, 3], ben: [1, 2, 3] }, 'what was heard');
    equal(await refusal(game.broadcastEvent({ scope: ['nobody'], data: {} })), 4024, 'a bad scope');
  },

  async 'the audience is let in and paused'(on) {
    const game = await on.game();
    await reply(game.createControls({ sceneID: 'default', controls: [button('fire')] }), 'createControls');
    const viewer = await on.viewer();
    equal(viewer.state.isReady, false, 'ready at first');
    const press = { controlID: 'fire', event: 'mousedown', button: 0 };
    equal(await refusal(viewer.giveInput(press)), 4099, 'before ready');
    for (const isReady of [true, false, true]) {
      const told = event(viewer.state, 'ready');
      await reply(game.ready(isReady), 'ready');
      equal(await told, isReady, 'what the viewer hears');
      equal(game.state.isReady, isReady, 'what the game hears');
    }
    await reply(viewer.giveInput(press), 'giveInput');
  },

  async 'participants are found by their number'(on) {
    const game = await on.game();
    const ann = await on.viewer('ann-t0k');
    const { users } = await reply(game.getParticipantsByMixerId({ userIDs: [9, 0, 12] }), 'the query');
    equal([users[0], users[12]], [null, null], 'nobody');
    const { sessionID, userID, username, level, anonymous, channelGroups } = users[9];
    equal([sessionID, userID, username, level, anonymous, channelGroups],
      [ann.self.sessionID, 9, 'Ann', 3, false, ['User', 'Mod']], 'Ann');
    const { participants, total, hasMore } = await reply(game.execute('getAllParticipants', { from: 0 }, false), 'the list');
    equal([participants.length, total, hasMore], [1, 1, false], 'the list');
  },

  async 'its example of buttons that cost a spark'(on) {
    const game = await on.game();
    const names = ['0', '1', '2', '3', '4'];
    const controls = await reply(
      game.createControls({ sceneID: 'default', controls: names.map((name) => button(name, { cost: 1 })) }), 'createControls');
    const charged = [];
    for (const control of controls) {
      control.on('mousedown', (input, participant) => {
        if (!input.transactionID) return;
        game.captureTransaction(input.transactionID).then(() => charged.push(`${participant.username} ${control.controlID}`));
      });
    }
    await reply(game.ready(true), 'ready');
    const ann = await on.viewer('ann-t0k');
    const had = ann.self.sparks;
    for (const [i, controlID] of names.entries()) {
      const paid = eventThat(ann.state, 'selfUpdate', ({ sparks }) => sparks === had - 1 - i);
      await reply(ann.giveInput({ controlID, event: 'mousedown', button: 0 }), 'giveInput');
      await paid;
    }
    await reply(game.getTime(), 'all replies');
    equal(charged, names.map((name) => `Ann ${name}`), 'who was charged');
  },

  async 'a press that costs is paid once, by those who can'(on) {
    const game = await on.game();
    const [control] = await reply(
      game.createControls({ sceneID: 'default', controls: [button('fire', { cost: 25 })] }), 'createControls');
    await reply(game.ready(), 'ready');
    const press = { controlID: 'fire', event: 'mousedown', button: 0 };
    const [ann, ben, guest] = [await on.viewer('ann-t0k'), await on.viewer('ben-t0k'), await on.viewer()];
    equal(await refusal(guest.giveInput(press)), 4026, 'a guest');
    equal(await refusal(ben.giveInput(press)), 4007, 'who has no sparks');
    const pressed = event(control, 'mousedown');
    await reply(ann.giveInput(press), 'giveInput');
    const { transactionID } = await pressed;
    equal(typeof transactionID, 'string', 'the transaction');
    const had = ann.self.sparks;
    const paid = eventThat(ann.state, 'selfUpdate', ({ sparks }) => sparks === had - 25);
    await reply(game.captureTransaction(transactionID), 'capture');
    await paid;
    equal(await refusal(game.captureTransaction(transactionID)), 4006, 'a second capture');
    equal(await refusal(game.captureTransaction('none')), 4006, 'an unknown transaction');
    const released = event(control, 'mouseup');
    await reply(ann.giveInput({ ...press, event: 'mouseup' }), 'the release');
    equal((await released).transactionID, undefined, 'a release is free');
  },

  async 'errors carry the numbers of the table'(on) {
    const game = await on.game();
    const viewer = await on.viewer();
    await reply(game.createControls({ sceneID: 'default', controls: [button('fire')] }), 'createControls');
    equal(await refusal(game.createControls({ sceneID: 'default', controls: [button('fire')] })), 4013, 'control exists');
    equal(await refusal(game.createControls({ sceneID: 'nowhere', controls: [button('a')] })), 4010, 'unknown scene');
    equal(await refusal(game.updateControls({ sceneID: 'default', controls: [{ controlID: 'x' }] })), 4012, 'unknown control');
    equal(await refusal(game.createGroups({ groups: [{ groupID: 'default' }] })), 4009, 'group exists');
    equal(await refusal(game.createScene({ sceneID: 'default' })), 4011, 'scene exists');
    equal(await refusal(game.deleteScene({ sceneID: 'default' })), 4018, 'default scene');
    equal(await refusal(game.updateGroups({ groups: [{ groupID: 'x' }] })), 4008, 'unknown group');
    equal(await refusal(game.execute('noSuchMethod', {}, false)), 4003, 'unknown method');
    await reply(game.ready(), 'ready');
    equal(await refusal(viewer.giveInput({ controlID: 'x', event: 'mousedown' })), 4012, 'unknown control of a viewer');
    equal(await refusal(viewer.execute('createScenes', { scenes: [] }, false)), 4003, 'not for viewers');
  },

  async 'a second game is refused with 4021 and the first plays on'(on) {
    const game = await on.game();
    const second = new on.library.GameClient();
    const error = event(second, 'error');
    second.open({ authToken: 't0k', versionId: 478210, discoveryUrl: on.host.discovery });
    equal((await error).code, 4021, 'code');
    await reply(game.getTime(), 'getTime');
  },

  async 'a wrong token is 4019, a wrong version 4020'(on) {
    for (const [options, code] of [[{ authToken: 'wrong' }, 4019], [{ versionId: 1 }, 4020]]) {
      const game = new on.library.GameClient();
      const error = event(game, 'error');
      game.open({ authToken: 't0k', versionId: 478210, discoveryUrl: on.host.discovery, ...options });
      equal((await error).code, code, 'code');
    }
  },

  async 'the end of the game is the end of its audience'(on) {
    const game = await on.game();
    const viewer = await on.viewer();
    const error = event(viewer, 'error');
    game.close();
    equal((await error).code, 4016, 'code');
  },

  async 'both come back when the host was restarted'(on) {
    const game = await on.game();
    await reply(game.createScene({ sceneID: 'arena', controls: [button('hit')] }), 'createScenes');
    const viewer = await on.returningViewer();
    const closed = event(viewer, 'close');
    const { reconnectChecker } = game.socket.options;
    game.socket.setOptions({ reconnectChecker: () => on.host.isUp.then(reconnectChecker) }); // it looks only once
    await on.host.stop();
    equal((await closed).code, 1012, 'close code');
    const hello = event(game, 'hello');
    await on.host.start();
    await hello;
    await reply(game.synchronizeState(), 'the state after the restart');
    const { scenes } = await reply(game.getScenes(), 'getScenes');
    equal(scenes.map(({ sceneID }) => sceneID), ['default'], 'scenes of the new session');
    const [control] = await reply(game.createControls({ sceneID: 'default', controls: [button('fire')] }), 'createControls');
    await reply(game.ready(), 'ready');
    if (!viewer.state.isReady) await event(viewer.state, 'ready');
    const pressed = event(control, 'mousedown');
    await reply(viewer.giveInput({ controlID: 'fire', event: 'mousedown', button: 0 }), 'giveInput');
    await pressed;
  },

  async 'its example of controls that come and go'(on) {
    const game = await on.game();
    const viewer = await on.viewer();
    await reply(game.ready(true), 'ready');
    const scene = game.state.getScene('default');
    for (let round = 0; round < 3; round++) {
      const names = Array.from({ length: 5 }, (_, i) => `${i}`);
      const last = eventThat(viewer.state.getScene('default'), 'controlAdded', ({ controlID }) => controlID === '4');
      await reply(scene.createControls(names.map((name) => button(name, { text: `${Math.random()}` }))), 'createControls');
      await last;
      const gone = eventThat(viewer.state.getScene('default'), 'controlDeleted', (id) => id === '4');
      await reply(scene.deleteAllControls(), 'deleteAllControls');
      await gone;
      equal(scene.getControls().length, 0, 'controls left');
    }
  },
};

export function testInteractiveNode(host, certificate, kind) {
  for (const name of Object.keys(PACKAGES)) {
    for (const [what, body] of Object.entries(cases)) {
      test(`${name}, ${kind}: ${what}`, async () => {
        const players = new Players(name, host, certificate);
        await host.seatIsFree();
        try {
          await body(players);
        } finally {
          await players.close();
        }
      });
    }
  }
}

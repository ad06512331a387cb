/** The audience page: puts the line to the host, the world and the play area together. */

import { endSigningIn, isBack, recallPlayer, renewToken, whenLinkComes } from './account.js';
import { showSparks } from './control.js';
import { Keepsake } from './keepsake.js';
import { say, speaking } from './lang.js';
import { number, words } from './look.js';
import { announce, showNote } from './notes.js';
import { Session } from './session.js';
import { Stage } from './stage.js';
import { World } from './world.js';

const BANNER_AFTER_MS = 1000;
const SETTLE_MS = 1500;
const AGAIN_MS = 5000;
const CALM = ['offline', 'ended', 'unknown', 'kicked'];
const KINDS = ['button', 'joystick', 'label', 'textbox', 'screen'];
const BUNDLE = /\/bundle\/\d+\/$/;
const WAIT_TOLD = /^slow mode: again in (\d+) ms$/;

const $ = (id) => document.getElementById(id);

/** What is on screen, and what a new connection is still being told. */
let shown = new World();
let incoming = null;
let settleTimer = 0;
let frame = 0;
let countdown = 0;
let wasSlow = false;
let spoken = { sceneID: null, count: 0 };
let wasReady = false;
let canSpeak = false;
let gamepads = null;
let dearAbove = Infinity;
let files = '';
let content = '';
let Bundle = null;
let bundle = null;
let slowUntil = 0;
let moreTime = null;

const channelNow = () => new URLSearchParams(location.search).get('channel');

const session = new Session(() => channelNow() || '1', recallPlayer(), {
  phase: onPhase,
  seat: takeSeat,
  open: onOpen,
  method: onMethod,
  latency: showLatency,
});

/** For modules that know more kinds of control. */
export const stage = new Stage($('play'), $('controls'), {
  get open() {
    return session.canSend && incoming === null && shown.ready && shown.self?.disabled !== true;
  },
  get ownCooldown() {
    return Math.max(number(shown.self?.cooldown, 0), slowUntil);
  },
  get moreSince() {
    return shown.self?.moreTimeMs > 0 ? shown.self.moreTimeSince : Infinity;
  },
  get isSlow() {
    return shown.slowMs > 0;
  },
  get dearAbove() {
    return dearAbove;
  },
  get files() {
    return files;
  },
  get hasPad() {
    return gamepads !== null;
  },
  serverNow: () => session.serverNow(),
  press,
  move: (controlID, event, extra) => session.send('giveInput', { controlID, event, ...extra }),
  consent: async (cost, what) => (await import('./consent.js')).ask(cost, what),
  note: showNote,
  tell: announce,
});

/** In slow mode one's own next input has to wait; the host says how long if this page did not know. */
async function press(controlID, event, extra) {
  const sentAt = session.serverNow();
  try {
    await session.call('giveInput', { controlID, event, ...extra });
    if (shown.slowMs > 0) waitUntil(sentAt + shown.slowMs);
  } catch (fault) {
    const told = WAIT_TOLD.exec(fault.message);
    if (told) waitUntil(session.serverNow() + Number(told[1]));
    throw told ? { ...fault, message: 'slow mode' } : fault;
  }
}

function waitUntil(time) {
  slowUntil = Math.max(slowUntil, time);
  stage.gate();
}

// ---- what the host says

async function onPhase() {
  if (CALM.includes(session.phase)) {
    shown = new World();
    wasReady = false;
  }
  if (session.phase !== 'open') {
    clearTimeout(settleTimer);
    incoming = null;
  }
  stage.gate();
  draw();
  if (session.phase === 'unknown') await signInAgain();
}

/** With a new token if the old one has only grown old, else as a guest. */
async function signInAgain() {
  const outcome = await renewToken();
  if (outcome === 'none') return;
  if (outcome === 'later') return void setTimeout(() => session.phase === 'unknown' && session.play(recallPlayer()), AGAIN_MS);
  session.play(recallPlayer());
  await speaking;
  if (outcome === 'lost') showNote(say('account.unknown'));
}

/** The world of a new connection is gathered apart and shown in one piece. */
function onOpen() {
  incoming = new World();
  settleTimer = setTimeout(settle, SETTLE_MS);
}

function onMethod(name, params) {
  if (!incoming) bundle?.tell(name, params);
  if (name === 'event') document.dispatchEvent(new CustomEvent('chorus:event', { detail: params }));
  else if ((incoming ?? shown).apply(name, params)) {
    if (incoming?.complete) settle();
    else if (!incoming) drawSoon();
  }
}

function settle() {
  clearTimeout(settleTimer);
  shown = incoming;
  incoming = null;
  closeBundle(); // it begins anew with the new connection
  draw();
}

/** Being stopped must take effect at once; everything else can wait for the next frame. */
function drawSoon() {
  if (!shown.ready || shown.self?.disabled) stage.gate();
  if (!frame) frame = requestAnimationFrame(draw);
}

/** A host that knows the game's name gives it with the seat. */
function takeSeat({ title, ugcAddress, contentAddress, confirmAbove }) {
  const [path] = BUNDLE.exec(String(contentAddress)) ?? [''];
  content = path && new URL(path.slice(1), document.baseURI).href;
  files = typeof ugcAddress === 'string' ? new URL(ugcAddress, location.href).href : '';
  dearAbove = number(confirmAbove, Infinity, 0);
  document.title = words(title, 60) || 'Chorus';
  $('title').textContent = document.title;
}

// ---- what the player sees

function stateName() {
  if (session.phase === 'lost') return 'reconnecting';
  if (session.phase !== 'open') return session.phase;
  if (incoming) return $('status').dataset.state === 'reconnecting' ? 'reconnecting' : 'connecting';
  if (shown.stopped !== null) return 'stopped';
  return shown.ready ? 'ready' : 'staging';
}

function stoppedText() {
  const reason = words(shown.stopped, 200);
  return reason ? say('stopped.why', { reason }) : say('stopped.text');
}

function closeBundle() {
  bundle?.close();
  bundle = null;
}

/** The game's own page, when the scene has controls that only it can draw. True: it is to be seen, also while the line is lost. */
function showBundle() {
  const isWanted = content !== '' && shown.controls.some(({ kind }) => !KINDS.includes(kind));
  if (!isWanted || (bundle && bundle.address !== content)) closeBundle();
  if (!isWanted || bundle) return isWanted;
  if (session.phase !== 'open' || incoming) return false;
  const line = { call: (method, params) => session.call(method, params), world: () => shown };
  if (Bundle) bundle = new Bundle($('play'), content, document.title, line);
  else import('./bundle.js').then((module) => { ({ Bundle } = module); draw(); });
  return true;
}

function draw() {
  cancelAnimationFrame(frame);
  frame = 0;
  if (!canSpeak) return;
  stage.show(showBundle() ? [] : shown.controls);
  if (wasSlow !== shown.slowMs > 0) {
    wasSlow = !wasSlow;
    stage.redraw();
  }
  const state = stateName();
  wasReady ||= state === 'ready';
  showStatus(state);
  showCard(state);
  showBanner(state);
  showPlayer();
  showMoreTime();
  announceControls(state);
  clearTimeout(countdown);
  if (session.retryAt || session.lostAt) countdown = setTimeout(draw, 250);
}

function showStatus(state) {
  const { dataset } = $('status');
  if (dataset.state !== state || $('status-text').textContent !== say(state)) {
    dataset.state = state;
    $('status-text').textContent = say(state);
  }
  $('play').dataset.state = state;
  if (session.phase !== 'open') showLatency();
}

function retryText() {
  if (!session.retryAt) return say('trying');
  return say('nextTry', { seconds: Math.max(1, Math.ceil((session.retryAt - performance.now()) / 1000)) });
}

function cardText(state) {
  if (state === 'reconnecting') return retryText();
  if (state === 'stopped') return stoppedText();
  if (CALM.includes(state) && session.why) return say('why', { reason: words(session.why, 200) });
  return say(`${state}.text`);
}

function showCard(state) {
  const visible = stage.count === 0 && !bundle;
  $('card').hidden = !visible;
  if (!visible) return;
  $('card-title').textContent = say(`${state}.title`);
  $('card-text').textContent = cardText(state);
  $('card').classList.toggle('calm', CALM.includes(state));
  const retry = $('card').querySelector('.retry');
  retry.hidden = state !== 'kicked' && (state !== 'reconnecting' || !session.retryAt);
  retry.textContent = say(state === 'kicked' ? 'kicked.back' : 'tryNow');
  if (state === 'offline') askForCode();
  $('code').hidden = state !== 'offline';
}

function bannerText(state) {
  if (state === 'reconnecting') {
    const longEnough = performance.now() - session.lostAt >= BANNER_AFTER_MS;
    return session.lostAt && longEnough ? say('lost', { then: retryText() }) : '';
  }
  if (state === 'stopped') return stoppedText();
  if (state === 'staging') return say(wasReady ? 'paused' : 'starting');
  return state === 'ready' && shown.self?.disabled === true ? say('selfPaused') : '';
}

function showBanner(state) {
  const text = stage.count > 0 || bundle ? bannerText(state) : '';
  $('banner').hidden = text === '';
  if ($('banner-text').textContent !== text) $('banner-text').textContent = text;
  $('banner').querySelector('.retry').hidden = !session.retryAt;
}

function showLatency() {
  if (!canSpeak) return;
  const ms = session.latencyMs === null ? null : Math.max(1, Math.round(session.latencyMs));
  const quality = ms === null ? '' : ms < 150 ? 'good' : ms < 500 ? 'fair' : 'poor';
  const { streamDelay } = shown.properties;
  const behind = streamDelay > 0 ? say('delay.stream', { seconds: Math.round(streamDelay) }) : '';
  $('delay').dataset.quality = quality;
  $('latency').textContent = ms === null ? '' : say('delay.value', { ms });
  const label = ms === null ? say('delay') : say(`delay.${quality}`, { ms });
  $('delay').setAttribute('aria-label', behind ? `${label}. ${behind}` : label);
  $('delay').title = behind;
}

function showPlayer() {
  const name = words(shown.self?.username, 24) || recallPlayer().name || say('guest');
  $('name-text').textContent = name;
  $('name').setAttribute('aria-label', say('yourName', { name }));
  const needed = shown.controls.some((control) => control.cost > 0);
  showSparks($('balance'), needed ? shown.self?.sparks : NaN);
}

/** For those who need it, where the streamer gives it. */
function showMoreTime() {
  if (incoming) return;
  if (moreTime) moreTime.showMoreTime(shown, session);
  else if (shown.moreMs > 0) import('./moretime.js').then((module) => { moreTime = module; draw(); });
}

function announceControls(state) {
  if (state !== 'ready' && state !== 'staging') return;
  const now = { sceneID: shown.sceneID, count: stage.count };
  if (now.sceneID === spoken.sceneID && now.count === spoken.count) return;
  const isKnown = now.sceneID === spoken.sceneID || spoken.sceneID === null;
  announce(say(isKnown ? 'shown' : 'newScene', { count: now.count }));
  spoken = now;
}

// ---- what the player and the browser do

/** Leads to the page of that game: the address is what one sends to friends. */
let codes = null;
function askForCode() {
  codes ??= import('./join.js').then(({ listenForCodes }) => {
    listenForCodes((channel) => location.assign(`?channel=${encodeURIComponent(channel)}`));
  });
}

let naming = null;
const play = (player) => session.play(player);
const loadNaming = () => import('./naming.js').then((module) => {
  module.whenPlayerChanges(play, () => {
    stage.redraw();
    draw();
  });
  return module;
});
$('name').addEventListener('click', async () => {
  stage.releaseAll();
  naming ??= loadNaming().catch(() => (naming = null));
  (await naming)?.askWhoPlays();
});
whenLinkComes(play);

$('delay').addEventListener('click', () => {
  const isOpen = $('delay').getAttribute('aria-expanded') !== 'true';
  $('delay').setAttribute('aria-expanded', isOpen);
  if (isOpen && $('delay').title) showNote($('delay').title);
});

for (const button of document.querySelectorAll('.retry')) {
  button.addEventListener('click', () => session.retryNow());
}

for (const name of ['gamepadconnected', 'gamepaddisconnected']) {
  addEventListener(name, async () => {
    const { Gamepads } = await import('./gamepad.js');
    if (gamepads) return gamepads.watch();
    gamepads = new Gamepads(stage);
    return stage.redraw();
  });
}

addEventListener('blur', () => stage.releaseAll());
addEventListener('pagehide', () => stage.releaseAll());
addEventListener('online', () => session.check());
addEventListener('pageshow', (event) => event.persisted && session.check());
document.addEventListener('visibilitychange', () => {
  if (document.hidden) stage.releaseAll();
  else session.check();
});
matchMedia('(prefers-color-scheme: light)').addEventListener('change', () => stage.repaint());

speaking.then(() => {
  canSpeak = true;
  draw();
});

if (new Keepsake('awake').text) import('./awake.js');

async function start() {
  if (isBack()) {
    const problem = await endSigningIn();
    await speaking;
    if (problem) showNote(say(problem));
    session.play(recallPlayer());
  } else session.start();
}

start();

/** The audience page: puts the line to the host, the world and the play area together. */

import { askWhoPlays, forgetToken, recallPlayer, whenPlayerChanges } from './account.js';
import { showSparks } from './control.js';
import { words } from './look.js';
import { announce, showNote } from './notes.js';
import { Session } from './session.js';
import { Stage } from './stage.js';
import { World } from './world.js';

const BANNER_AFTER_MS = 1000;
const SETTLE_MS = 1500;

const $ = (id) => document.getElementById(id);

const STATES = {
  connecting: ['Connecting', 'Joining', 'One moment.'],
  staging: ['Waiting', 'You’re in', 'The game starts in a moment.'],
  ready: ['Live', 'You’re in', 'Controls appear here as soon as the game shows some.'],
  reconnecting: ['Reconnecting', 'Connection lost', ''],
  unknown: ['Sign in', 'Sign in to take part', 'This game is for accounts of its host. Choose your name above to sign in.'],
  offline: ['No game', 'No game here right now', 'This page looks again every 5 seconds.'],
  ended: ['Ended', 'You can’t join this game', 'The host does not let this device take part.'],
};

/** What is on screen, and what a new connection is still being told. */
let shown = new World();
let incoming = null;
let settleTimer = 0;
let frame = 0;
let countdown = 0;
let spoken = { sceneID: null, count: 0 };
let wasReady = false;

const session = new Session(new URLSearchParams(location.search).get('channel') || '1', recallPlayer(), {
  phase: onPhase,
  seat: showTitle,
  open: onOpen,
  method: onMethod,
  latency: showLatency,
});

const stage = new Stage($('play'), $('controls'), {
  get open() {
    return session.canSend && incoming === null && shown.ready && shown.self?.disabled !== true;
  },
  serverNow: () => session.serverNow(),
  press: (controlID, event, extra) => session.call('giveInput', { controlID, event, ...extra }),
  move: (controlID, event, extra) => session.send('giveInput', { controlID, event, ...extra }),
  note: showNote,
});

// ---- what the host says

function onPhase() {
  if (session.phase === 'unknown' && forgetToken()) {
    showNote('This host does not know your token');
    session.play(recallPlayer());
    return;
  }
  if (['offline', 'ended', 'unknown'].includes(session.phase)) {
    shown = new World();
    wasReady = false;
  }
  if (session.phase !== 'open') {
    clearTimeout(settleTimer);
    incoming = null;
  }
  stage.gate();
  draw();
}

/** The world of a new connection is gathered apart and shown in one piece. */
function onOpen() {
  incoming = new World();
  settleTimer = setTimeout(settle, SETTLE_MS);
}

function onMethod(name, params) {
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
  draw();
}

/** Being paused must take effect at once; everything else can wait for the next frame. */
function drawSoon() {
  if (!shown.ready || shown.self?.disabled) stage.gate();
  if (!frame) frame = requestAnimationFrame(draw);
}

// ---- what the player sees

function stateName() {
  if (session.phase === 'lost') return 'reconnecting';
  if (session.phase !== 'open') return session.phase;
  if (incoming) return $('status').dataset.state === 'reconnecting' ? 'reconnecting' : 'connecting';
  return shown.ready ? 'ready' : 'staging';
}

function draw() {
  cancelAnimationFrame(frame);
  frame = 0;
  stage.show(shown.controls);
  const state = stateName();
  wasReady ||= state === 'ready';
  showStatus(state);
  showCard(state);
  showBanner(state);
  showPlayer();
  announceControls(state);
  clearTimeout(countdown);
  if (session.retryAt || session.lostAt) countdown = setTimeout(draw, 250);
}

function showStatus(state) {
  if ($('status').dataset.state !== state || $('status-text').textContent !== STATES[state][0]) {
    $('status').dataset.state = state;
    $('status-text').textContent = STATES[state][0];
  }
  if (session.phase !== 'open') showLatency();
}

function retryText() {
  if (!session.retryAt) return 'Connecting …';
  return `Next try in ${Math.max(1, Math.ceil((session.retryAt - performance.now()) / 1000))} s`;
}

function showCard(state) {
  const visible = stage.count === 0;
  $('card').hidden = !visible;
  if (!visible) return;
  const [, title, text] = STATES[state];
  $('card-title').textContent = title;
  $('card-text').textContent = state === 'reconnecting' ? retryText() : text;
  $('card').classList.toggle('calm', ['offline', 'ended', 'unknown'].includes(state));
  $('card').querySelector('.retry').hidden = state !== 'reconnecting' || !session.retryAt;
}

function bannerText(state) {
  if (state === 'reconnecting') {
    const longEnough = performance.now() - session.lostAt >= BANNER_AFTER_MS;
    return session.lostAt && longEnough ? `Connection lost. ${retryText()}` : '';
  }
  if (state === 'staging') return wasReady ? 'The game has paused' : 'The game starts in a moment';
  if (state === 'ready' && shown.self?.disabled === true) return 'The game has paused your controls';
  return '';
}

function showBanner(state) {
  const text = stage.count > 0 ? bannerText(state) : '';
  $('banner').hidden = text === '';
  $('banner-text').textContent = text;
  $('banner').querySelector('.retry').hidden = !session.retryAt;
}

function showLatency() {
  const ms = session.latencyMs;
  $('delay').hidden = ms === null;
  $('latency').textContent = ms === null ? '' : `${Math.max(1, Math.round(ms))} ms`;
  $('status').dataset.quality = ms === null ? '' : ms < 150 ? 'good' : ms < 500 ? 'fair' : 'poor';
}

/** A host that knows the game's name gives it with the seat. */
function showTitle({ title }) {
  document.title = words(title, 60) || 'Chorus';
  $('title').textContent = document.title;
}

function showPlayer() {
  $('name-text').textContent = words(shown.self?.username, 24) || recallPlayer().name || 'Guest';
  const needed = shown.controls.some((control) => control.cost > 0);
  showSparks($('balance'), needed ? shown.self?.sparks : NaN);
}

function announceControls(state) {
  if (state !== 'ready' && state !== 'staging') return;
  const now = { sceneID: shown.sceneID, count: stage.count };
  if (now.sceneID === spoken.sceneID && now.count === spoken.count) return;
  const what = now.count === 1 ? '1 control' : `${now.count} controls`;
  announce(now.sceneID === spoken.sceneID || spoken.sceneID === null ? `${what} shown` : `New scene: ${what}`);
  spoken = now;
}

// ---- what the player and the browser do

$('name').addEventListener('click', () => {
  stage.releaseAll();
  askWhoPlays();
});
whenPlayerChanges((player) => session.play(player));

for (const button of document.querySelectorAll('.retry')) {
  button.addEventListener('click', () => session.retryNow());
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

session.start();

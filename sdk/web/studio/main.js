/** The studio: getting in, and handing out what the host tells. */

import { say, speaking } from '../lang.js';
import { words } from '../look.js';
import { showBans } from './bans.js';
import { showRates } from './charts.js';
import { countControls, showScenes } from './controls.js';
import { $, desk, notice, sayHints } from './desk.js';
import { noteScenes, offerVersions } from './editor.js';
import { showInputs, startFeed } from './feed.js';
import { Line } from './line.js';
import { addActions } from './log.js';
import { watchPeople, showPeople } from './people.js';
import { showState } from './switches.js';
import { leave } from './viewer.js';

const KEPT = 'chorus.studio';

/** The token of a game is worth more than a name: it is forgotten with the tab. */
function recall() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT)) ?? {};
  } catch {
    return {};
  }
}

function keep(right) {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(right));
  } catch {
    return;
  }
}

/** The token leaves the address bar at once. */
function rightFromLink() {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  const channel = new URLSearchParams(location.search).get('channel') ?? recall().channel ?? '1';
  if (token === null) return { ...recall(), channel };
  history.replaceState(null, '', location.pathname + location.search);
  return { channel, token };
}

/* ---- what the host tells ---- */

const events = {
  onStudioState(state) {
    desk.state = state;
    showState(state);
    noteScenes();
    showBans(state.bans);
  },
  onStudioScenes({ scenes }) {
    desk.scenes = scenes;
    showScenes(scenes);
    noteScenes();
  },
  onStudioRates(rates) {
    showRates(rates);
    countControls(rates);
  },
  onStudioParticipants: showPeople,
  onStudioInput: showInputs,
  onStudioActions: ({ actions }) => addActions(actions),
};

function showPlace({ title, code, joinUrl }) {
  $('title').textContent = words(title, 64);
  document.title = `${words(title, 64)} – ${say('studio')}`;
  $('join-link').textContent = joinUrl;
  $('join-link').href = joinUrl;
  $('join-code').textContent = code ? say('join.code', { code }) : '';
  $('qr').src = new URL('qr.svg', desk.line.api);
  $('qr').alt = say('join.qr');
}

function sayLine(state) {
  $('line').dataset.state = state;
  $('line').textContent = say(`line.${state}`);
}

/* ---- in and out ---- */

function open(right) {
  desk.channel = right.channel;
  desk.token = right.token;
  desk.hasAccount = Boolean(right.refresh);
  desk.renew = () => renewQuietly(right);
  sayLine('connecting');
  desk.line = new Line(right.channel, right.token, {
    place: showPlace,
    open() {
      keep(right);
      show(true);
      sayLine('open');
      watchPeople();
      startFeed();
      offerVersions().catch(({ message }) => notice(message));
    },
    lost: () => sayLine('lost'),
    async refused(status, message) {
      close();
      if (status === 401 && (await renew(right))) return;
      $('door-fault').textContent = status === 403 ? say('door.other') : status === 401 ? say('door.wrong') : message;
    },
    event: (name, params) => events[name]?.(params),
  });
}

function close() {
  leave();
  desk.line?.close();
  desk.line = null;
  keep({});
  show(false);
  $('line').textContent = '';
}

function show(isOpen) {
  $('studio').hidden = !isOpen;
  $('door').hidden = isOpen;
  $('sign-out').hidden = !isOpen;
}

/* ---- accounts ---- */

/** Where the account of a token plays host; null: the token is not good any more. */
async function channelOf(token) {
  const response = await fetch(new URL('api/v1/users/current', document.baseURI), { headers: { Authorization: `Bearer ${token}` } });
  return response.ok ? String((await response.json()).channel.id) : null;
}

/** The sign-in page has led back here. */
async function comeBack() {
  const { tokens } = await (await import('../oauth.js')).finish();
  const channel = tokens ? await channelOf(tokens[0]) : null;
  if (channel) open({ channel, token: tokens[0], refresh: tokens[1] });
  else $('door-fault').textContent = say('door.denied');
}

/** Tokens of accounts live for a while only; whoever sits here stays. False: there is no other one. */
async function renewQuietly(right) {
  const tokens = right.refresh ? await (await import('../oauth.js')).renew(right.refresh) : null;
  if (!tokens) return false;
  [right.token, right.refresh] = tokens;
  desk.token = right.token;
  desk.line?.use(right.token);
  keep(right);
  return true;
}

async function renew(right) {
  const isRenewed = await renewQuietly(right);
  if (isRenewed) open(right);
  return isRenewed;
}

$('door-account').addEventListener('click', async () => (await import('../oauth.js')).begin());

/* ---- tabs ---- */

const tabs = [...document.querySelectorAll('[role="tab"]')];

function choose(tab) {
  for (const other of tabs) {
    other.setAttribute('aria-selected', String(other === tab));
    other.tabIndex = other === tab ? 0 : -1;
    $(other.getAttribute('aria-controls')).hidden = other !== tab;
  }
}

for (const tab of tabs) tab.addEventListener('click', () => choose(tab));

$('tabs').addEventListener('keydown', ({ key }) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
  if (!step) return;
  const turned = document.documentElement.dir === 'rtl' ? -step : step;
  const next = tabs[(tabs.indexOf(document.activeElement) + turned + tabs.length) % tabs.length];
  choose(next);
  next.focus();
});

/* ---- begin ---- */

$('door-form').addEventListener('submit', (event) => {
  event.preventDefault();
  $('door-fault').textContent = '';
  open({ channel: $('door-channel').value.trim(), token: $('door-token').value.trim() });
  $('door-token').value = '';
});

$('sign-out').addEventListener('click', close);

async function begin() {
  await speaking;
  sayHints();
  choose(tabs[0]);
  const isBack = ['code', 'error'].some((name) => new URLSearchParams(location.search).has(name));
  if (isBack) return comeBack();
  const right = rightFromLink();
  $('door-channel').value = right.channel;
  if (right.token) open(right);
}

begin();

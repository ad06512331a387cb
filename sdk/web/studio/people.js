/** Who is in the audience. Only the rows in sight exist, and only they are asked for. */

import { figure, say } from '../lang.js';
import { words } from '../look.js';
import { $, ask, make } from './desk.js';

const ROW = 48;
const AHEAD = 20;
const WINDOW = 100;

let rows = new Map();
let order = [];
let from = 0;
let asked = 0;
let shownPerson = null;

/* ---- the list ---- */

const view = $('people-view');
const list = $('people-list');

function factsOf(row) {
  const latency = row.latencyMs === null ? '' : say('ms', { number: row.latencyMs });
  const mute = row.mute === 'nothing' ? '' : say(`mute.${row.mute}`);
  return [say('inputs', { count: row.inputs }), latency, row.disabled ? say('disabled') : '', mute].filter(Boolean).join(' · ');
}

function create(sessionID) {
  const button = make('button', { className: 'person' }, make('bdi'), make('small'));
  button.dataset.id = sessionID;
  button.addEventListener('click', () => openPerson(sessionID));
  return make('li', {}, button);
}

let items = new Map();

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function elementOf(sessionID, index) {
  const row = rows.get(sessionID);
  const item = items.get(sessionID) ?? create(sessionID);
  const [name, facts] = item.firstChild.children;
  write(name, words(row.username, 64));
  write(facts, factsOf(row));
  item.style.insetBlockStart = `${index * ROW}px`;
  return item;
}

/** Rows stay the elements they are while news come: who is about to click one must not find another in its place. */
function draw() {
  const focused = list.contains(document.activeElement) ? document.activeElement.dataset.id : null;
  const before = items;
  items = new Map(order.filter((id) => rows.has(id)).map((id, i) => [id, elementOf(id, from + i)]));
  for (const [id, item] of before) if (!items.has(id)) item.remove();
  [...items.values()].forEach((item, i) => list.children[i] !== item && list.insertBefore(item, list.children[i] ?? null));
  if (focused) list.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  if (shownPerson) fillPerson();
}

export function showPeople({ participants, order: newOrder, matching, from: at, total }) {
  for (const row of participants) rows.set(row.sessionID, row);
  if (newOrder) {
    order = newOrder;
    rows = new Map(order.concat(shownPerson ?? []).filter((id) => rows.has(id)).map((id) => [id, rows.get(id)]));
  }
  from = at;
  list.style.blockSize = `${matching * ROW}px`;
  $('people-count').textContent = matching === total ? figure(total) : `${figure(matching)} / ${figure(total)}`;
  draw();
}

export function watchPeople() {
  asked = Math.max(0, Math.floor(view.scrollTop / ROW) - AHEAD);
  ask('watchParticipants', { search: $('people-search').value, order: $('people-order').value, from: asked, count: WINDOW });
}

view.addEventListener('scroll', () => {
  const first = Math.floor(view.scrollTop / ROW);
  const last = first + Math.ceil(view.clientHeight / ROW);
  if ((first < asked && asked > 0) || last > asked + WINDOW) watchPeople();
});

let typing = 0;

$('people-search').addEventListener('input', () => {
  clearTimeout(typing);
  typing = setTimeout(() => ((view.scrollTop = 0), watchPeople()), 200);
});
$('people-order').addEventListener('change', watchPeople);

/* ---- one of them ---- */

function fillPerson() {
  const row = rows.get(shownPerson);
  if (!row) return;
  $('person-name').textContent = words(row.username, 64);
  const time = (ms) => (ms > 0 ? new Date(ms).toLocaleTimeString(document.documentElement.lang) : '–');
  const facts = {
    account: row.userID === 0 ? say('guest') : figure(row.userID),
    group: words(row.groupID, 40),
    joined: time(row.connectedAt),
    lastInput: time(row.lastInputAt),
    inputs: figure(row.inputs),
    latency: row.latencyMs === null ? '–' : say('ms', { number: row.latencyMs }),
  };
  $('person-facts').replaceChildren(
    ...Object.entries(facts).flatMap(([name, text]) => [make('dt', { textContent: say(`fact.${name}`) }), make('dd', { textContent: text })]),
  );
  $('person-disable').textContent = say(row.disabled ? 'person.enable' : 'person.disable');
  if (document.activeElement !== $('person-mute')) $('person-mute').value = row.mute;
}

function openPerson(sessionID) {
  shownPerson = sessionID;
  $('person-reason').value = '';
  $('person-network').checked = false;
  fillPerson();
  $('person').showModal();
}

$('person').addEventListener('close', () => (shownPerson = null));
$('person-close').addEventListener('click', () => $('person').close());

const about = (more) => ({ participantID: shownPerson, ...more });

async function dismiss(method, params) {
  if ((await ask(method, params)) !== undefined) $('person').close();
}

$('person-kick').addEventListener('click', () => dismiss('kickParticipant', about({ reason: $('person-reason').value })));
$('person-ban').addEventListener('click', () =>
  dismiss('banParticipant', about({ reason: $('person-reason').value, forMs: Number($('person-for').value), byNetwork: $('person-network').checked })),
);
$('person-disable').addEventListener('click', () => ask('setDisabled', about({ isDisabled: !rows.get(shownPerson)?.disabled })));
$('person-mute').addEventListener('change', () => ask('setMuted', about({ mute: $('person-mute').value })));

/** The page where people sign games in: by the code on a screen, or because a program has sent them here. */

import { knows, say, speaking } from '../lang.js';
import { post, Refusal } from './line.js';
import { showLinks } from './links.js';
import { beginRenewal, offerRenewal } from './renew.js';

const CODE_LETTERS = 'BCDFGHJKLMNPQRSTVWXZ34679';
const WATCH_MS = 2000;

const $ = (id) => document.getElementById(id);
const query = new URLSearchParams(location.search);
const isAccountPage = /\/account$/.test(location.pathname);
const isSentHere = query.has('client_id');

let mayCreate = false;
let isNew = false;
let question = null;
let watching = 0;

// ---- what is shown

function show(view) {
  clearTimeout(watching);
  for (const section of document.querySelectorAll('main > section')) section.hidden = section.id !== `view-${view}`;
  const heading = document.querySelector(`#view-${view} h1`);
  document.title = heading.textContent;
  heading.focus();
}

function showProblem(text) {
  $('problem').hidden = text === '';
  $('problem').textContent = text;
}

function wordsFor(error) {
  if (!(error instanceof Refusal)) return say('error.line');
  if (error.waitSeconds > 0) return say('error.wait', { seconds: error.waitSeconds });
  return knows(`error.${error.code}`) ? say(`error.${error.code}`) : error.message || say('error.line');
}

function showPerson(account) {
  $('person').hidden = account === null;
  $('person-name').textContent = account?.name ?? '';
  $('to-links').hidden = isAccountPage;
  beginRenewal(account?.name ?? '');
}

function end(kind) {
  $('end-title').textContent = say(`${kind}.title`);
  $('end-text').textContent = say(`${kind}.text`);
  show('end');
}

/** One thing at a time: a button that was pressed waits for its answer. */
async function during(work) {
  const buttons = [...document.querySelectorAll('button')];
  showProblem('');
  buttons.forEach((button) => (button.disabled = true));
  try {
    return await work();
  } catch (error) {
    if (error.code === 'code_cancelled') return end('cancelled');
    if (error.code === 'login_required') return await begin();
    showProblem(wordsFor(error));
    return undefined;
  } finally {
    buttons.forEach((button) => (button.disabled = false));
  }
}

// ---- who sits here

function showEnter() {
  $('enter-title').textContent = say(isNew ? 'create.title' : 'enter.title');
  $('enter-do').textContent = say(isNew ? 'create.do' : 'enter.do');
  $('enter-hint').textContent = isNew ? say('create.hint') : '';
  $('enter-other').textContent = say(isNew ? 'enter.other' : 'create.other');
  $('enter-other').hidden = !mayCreate;
  $('password').autocomplete = isNew ? 'new-password' : 'current-password';
  show('enter');
}

async function enter() {
  const { account } = await post(isNew ? 'go/create' : 'go/sign-in', { name: $('name').value, password: $('password').value });
  $('password').value = '';
  await welcome(account);
}

async function welcome(account) {
  showPerson(account);
  if (isAccountPage) await showLinks(during, () => show('links'));
  else if (isSentHere) ask(await post('go/authorize', Object.fromEntries(query)));
  else show('code');
}

// ---- the code

function hintFor(typed) {
  const strange = [...typed.toUpperCase()].find((letter) => !CODE_LETTERS.includes(letter) && !/[\s-]/.test(letter));
  return strange === undefined ? '' : say('code.strange', { letter: strange });
}

async function typeCode() {
  ask(await post('go/code', { code: $('code').value }));
}

// ---- yes or no

function askedWhere({ isNear, askedAt }) {
  const minutes = Math.max(0, Math.round((Date.now() - askedAt) / 60000));
  const when = minutes === 0 ? say('ask.now') : say('ask.ago', { count: minutes, minutes });
  return `${say(isNear ? 'ask.near' : 'ask.far')} ${when}`;
}

function ask(asked) {
  question = asked;
  $('ask-title').textContent = say('ask.title', { name: asked.client.name });
  $('ask-publisher').textContent = asked.client.publisher ?? say('ask.unknown');
  $('ask-scopes').replaceChildren(
    ...asked.scopes.map((scope) => Object.assign(document.createElement('li'), { textContent: say(`scope.${scope}`) })),
  );
  $('ask-new').hidden = !asked.isNew;
  $('ask-code').hidden = asked.code === undefined;
  $('ask-shown').textContent = asked.code ?? '';
  $('ask-where').textContent = asked.code === undefined ? '' : askedWhere(asked);
  show('ask');
  if (asked.code !== undefined) watch();
}

/** Somebody else may have typed the same code: then this is no question any more. */
function watch() {
  watching = setTimeout(async () => {
    const { state } = await post('go/watch', { code: question.code }).catch(() => ({ state: 'asking' }));
    if ($('view-ask').hidden) return;
    if (state === 'cancelled') end('cancelled');
    else if (state === 'over') end('over');
    else watch();
  }, WATCH_MS);
}

async function decide(allow) {
  const members = question.code === undefined ? Object.fromEntries(query) : { code: question.code };
  const { state, redirect } = await post(question.code === undefined ? 'go/authorize' : 'go/decide', { ...members, allow });
  if (redirect) location.assign(redirect);
  else end(state);
}

// ---- what people do

$('enter-form').addEventListener('submit', (event) => {
  event.preventDefault();
  during(enter);
});
$('enter-other').addEventListener('click', () => {
  isNew = !isNew;
  showProblem('');
  showEnter();
});
$('code-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const hint = hintFor($('code').value);
  if (hint === '') during(typeCode);
  else showProblem(hint);
});
$('code').addEventListener('input', () => ($('code-hint').textContent = hintFor($('code').value)));
offerRenewal(during);
$('ask-allow').addEventListener('click', () => during(() => decide(true)));
$('ask-deny').addEventListener('click', () => during(() => decide(false)));
$('end-again').addEventListener('click', () => {
  $('code').value = '';
  show('code');
});
$('sign-out').addEventListener('click', () =>
  during(async () => {
    await post('go/sign-out');
    await begin();
  }),
);

async function begin() {
  const greeting = await post('go/hello');
  mayCreate = greeting.mayCreate;
  showPerson(greeting.account);
  if (greeting.account === null) showEnter();
  else await welcome(greeting.account);
}

await speaking;
$('code').value = query.get('code') ?? '';
$('code-hint').textContent = hintFor($('code').value);
during(begin);

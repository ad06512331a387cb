/** A whole show, as people meet it: the host as a program, a streamer, a game that is signed in, an audience. */
import assert from 'node:assert/strict';
import { CLIENT } from '../venue.mjs';
import { answerGame, joinByCode, joinCode, openStudio, signIn } from '../people.mjs';
import { test } from '../harness.mjs';

/** Programs that come back by themselves try less and less often. */
const RETURN_MS = 25000;

/** A version with a button that has a cost; gives its number. */
async function saveVersion(studio, text = 'Quack') {
  const { page } = studio;
  await page.click('#tab-editor');
  await page.click('#edit-add');
  await page.getByLabel('Text', { exact: true }).fill(text);
  await page.getByLabel('Cost in sparks').fill('10');
  await page.fill('#edit-name', 'Ducks');
  await page.click('#edit-save');
  await studio.eventually(() => /Saved as version/.test(document.getElementById('edit-state').textContent));
  return Number(/version (\d+)/.exec(await page.innerText('#edit-state'))[1]);
}

/** The game shows a code; its player types it on a phone, and the game has a token of that account. */
async function signGameIn(venue, open, name, isNew = false) {
  const { code, handle, status } = await venue.ask('api/v1/oauth/shortcode', { client_id: CLIENT, scope: 'interactive:robot:self' });
  assert.equal(status, 200);
  await answerGame(venue, open, code, name, { isNew });
  const checked = await venue.ask(`api/v1/oauth/shortcode/check/${handle}`);
  const tokens = await venue.ask('api/v1/oauth/token', { client_id: CLIENT, grant_type: 'authorization_code', code: checked.code });
  assert.equal(tokens.status, 200);
  return tokens.access_token;
}

/** Somebody of the audience makes an account, and plays on with it. */
async function signInOnPage(visitor, name) {
  await visitor.page.tap('#name');
  await visitor.page.tap('#account summary');
  await visitor.page.tap('#sign-in');
  await signIn(visitor, name);
  await visitor.page.tap('#ask-allow');
  await visitor.reaches('ready');
}

/** Studio, saved version, game and code: what a show begins with. */
async function begin({ venue: make, open }) {
  const venue = await make();
  const studio = await openStudio(venue, open);
  const version = await saveVersion(studio);
  const token = await signGameIn(venue, open, 'Streamer');
  const game = await venue.game(token, version);
  return { venue, studio, game, token, version, code: await joinCode(studio) };
}

const person = (studio, name) => studio.page.locator('.person', { hasText: name });

test('a show from nothing: an account, a version, a game signed in by its code, and an audience that pays', async (given) => {
  const { visit } = given;
  const { venue, studio, game, code } = await begin(given);
  const guest = await joinByCode(venue, visit, code, 'tiny');
  await game.next({ event: 'participant_join' });
  await guest.control('button1').tap();
  await guest.eventually(() => /sparks/i.test(document.getElementById('note').textContent));
  const ann = await joinByCode(venue, visit, code);
  await signInOnPage(ann, 'Ann');
  await game.next({ event: 'participant_join', name: 'Ann' });
  await venue.sparks('Ann', 25);
  await ann.eventually(() => document.getElementById('balance').textContent.includes('25'));
  await ann.control('button1').tap();
  const { transaction } = await game.next({ event: 'input', control: 'button1', action: 'mousedown' });
  game.say({ do: 'capture', transaction });
  await ann.eventually(() => document.getElementById('balance').textContent.includes('15'));
  await person(studio, 'Ann').waitFor();
  await studio.picture('walk-studio');
  await ann.picture('walk-phone');
});

test('what was saved as a version is opened again, by whoever signs in later', async ({ venue: make, open }) => {
  const venue = await make();
  const studio = await openStudio(venue, open);
  const version = await saveVersion(studio, 'Honk');
  await studio.page.click('#edit-remove');
  assert.equal(await studio.page.locator('.piece').count(), 0);
  await studio.page.selectOption('#edit-version', String(version));
  await studio.page.locator('.piece', { hasText: 'Honk' }).waitFor();
  assert.equal(await studio.page.inputValue('#edit-name'), 'Ducks');
  await studio.picture('studio-version');
  await studio.page.click('#sign-out');
  await studio.page.click('#door-account');
  await studio.page.click('#ask-allow');
  await studio.page.waitForSelector('#line[data-state="open"]');
  await studio.page.click('#tab-editor');
  await studio.page.waitForSelector(`#edit-version option[value="${version}"]`, { state: 'attached' });
  await studio.page.selectOption('#edit-version', String(version));
  await studio.page.locator('.piece', { hasText: 'Honk' }).waitFor();
});

test('a host that is killed in the middle of a show loses nobody: all return by themselves', async (given) => {
  const { visit } = given;
  const { venue, studio, game, code } = await begin(given);
  const guest = await joinByCode(venue, visit, code);
  await game.next({ event: 'participant_join' });
  for (const visitor of [guest, studio]) visitor.allow(/ERR_CONNECTION|WebSocket|404|ERR_EMPTY|ERR_SOCKET/);
  await venue.close('SIGKILL');
  await guest.reaches('reconnecting');
  await venue.open();
  await game.next({ event: 'participant_join' }, RETURN_MS);
  await guest.reaches('ready', RETURN_MS);
  await studio.page.waitForSelector('#line[data-state="open"]', { timeout: RETURN_MS });
  assert.equal(await joinCode(studio), code);
  await guest.control('button1').waitFor();
});

test('a game that dies comes back with its token and version, and so does the audience', async (given) => {
  const { visit } = given;
  const { venue, game, token, version, code } = await begin(given);
  const guest = await joinByCode(venue, visit, code);
  guest.allow(/404/);
  await game.next({ event: 'participant_join' });
  await game.end('SIGKILL');
  await guest.reaches('offline');
  const again = await venue.game(token, version);
  await again.next({ event: 'participant_join' });
  await guest.reaches('ready');
});

test('who was banned with an account stays out after the host was started anew, and others return', async (given) => {
  const { visit } = given;
  const { venue, studio, game, code } = await begin(given);
  const guest = await joinByCode(venue, visit, code);
  const ann = await joinByCode(venue, visit, code);
  await signInOnPage(ann, 'Ann');
  await game.next({ event: 'participant_join', name: 'Ann' });
  for (const visitor of [guest, ann, studio]) visitor.allow(/ERR_CONNECTION|WebSocket|40[34]|503|ERR_EMPTY|ERR_SOCKET/);
  await person(studio, 'Ann').click();
  await studio.page.fill('#person-reason', 'Calm down');
  await studio.page.click('#person-ban');
  await ann.reaches('ended');
  await ann.eventually(() => document.body.innerText.includes('Calm down'));
  await venue.close();
  await guest.reaches('reconnecting');
  await venue.open();
  await guest.reaches('ready', RETURN_MS);
  await ann.page.reload();
  await ann.reaches('ended');
});

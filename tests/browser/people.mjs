/** What people do on the pages of a venue: those who stream, and those who watch. */

export const PASSWORD = 'correct horse battery';

export async function signIn(visitor, name, isNew = true, password = PASSWORD) {
  await visitor.page.waitForSelector('#view-enter:not([hidden])');
  if (isNew) await visitor.page.click('#enter-other');
  await visitor.page.fill('#view-enter [name="name"]', name);
  await visitor.page.fill('#password', password);
  await visitor.page.click('#enter-do');
}

/** The streamer goes to the studio with a new account, and ends there. */
export async function openStudio(venue, open, name = 'Streamer') {
  const studio = await open(venue, 'studio');
  await studio.page.click('#door-account');
  await signIn(studio, name);
  await studio.page.click('#ask-allow');
  await studio.page.waitForSelector('#line[data-state="open"]');
  return studio;
}

/** Somebody types the code of a game on a phone, and allows it or not. */
export async function answerGame(venue, open, code, name, { isNew = false, says = 'allow' } = {}) {
  const phone = await open(venue, 'go', 'phone');
  await signIn(phone, name, isNew);
  await phone.page.fill('#code', code.toLowerCase());
  await phone.page.tap('#code-form button');
  await phone.page.tap(`#ask-${says}`);
  await phone.page.waitForSelector('#view-end:not([hidden])');
}

export const joinCode = async (studio) => {
  await studio.page.click('#tab-live');
  await studio.eventually(() => /[A-Z]{5}/.test(document.getElementById('join-code').textContent));
  return /[A-Z]{5}$/.exec(await studio.page.innerText('#join-code'))[0];
};

/** Somebody who opens the address of the host and types the code of the game. */
export async function joinByCode(venue, visit, code, device = 'phone') {
  const visitor = await visit(venue, device, { until: 'offline' });
  visitor.allow(/404/);
  await visitor.page.fill('#code-input', code.toLowerCase());
  await visitor.page.tap('#code button');
  await visitor.reaches('ready');
  return visitor;
}

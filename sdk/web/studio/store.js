/** Projects and versions of the account that sits at the desk, as the host keeps them. */

import { say } from '../lang.js';
import { desk } from './desk.js';

const ask = (method, path, body) => {
  const headers = { Authorization: `Bearer ${desk.token}`, 'Content-Type': 'application/json' };
  return fetch(new URL(`api/v1/interactive/${path}`, document.baseURI), { method, headers, body: JSON.stringify(body) });
};

/** Throws the sentence of the host. A token that has grown old is renewed first. */
async function request(...what) {
  let response = await ask(...what);
  if (response.status === 401 && (await desk.renew())) response = await ask(...what);
  const answer = await response.json();
  if (response.status === 401) throw new Error(say('edit.account'));
  if (!response.ok) throw new Error([answer.path, answer.message].filter(Boolean).join(': '));
  return answer;
}

/** [{ id, name }], newest first. */
export async function listVersions() {
  const owned = await request('GET', 'games/owned');
  return owned.flatMap(({ name, versions }) => versions.map(({ id }) => ({ id, name }))).sort((a, b) => b.id - a.id);
}

/** { controls: { scenes }, game: { name } } */
export const openVersion = (id) => request('GET', `versions/${id}`);

/** A new version of the project of that name; gives its number. */
export async function saveVersion(name, scenes) {
  const owned = await request('GET', 'games/owned');
  const game = owned.find((one) => one.name === name) ?? (await request('POST', 'games', { name }));
  const saved = await request('POST', 'versions', { game: { id: game.id }, controls: { scenes } });
  return saved.id;
}

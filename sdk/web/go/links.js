/** The games and tools that somebody has allowed something, and how to take it back. */

import { language, say } from '../lang.js';
import { post } from './line.js';

const $ = (id) => document.getElementById(id);

function item(link, remove) {
  const li = document.createElement('li');
  const name = Object.assign(document.createElement('bdi'), { textContent: link.name });
  const since = document.createElement('span');
  const date = new Intl.DateTimeFormat(language(), { dateStyle: 'medium' });
  since.className = 'quiet';
  since.textContent = say('links.since', { made: date.format(link.madeAt), used: date.format(link.usedAt) });
  const rights = Object.assign(document.createElement('span'), {
    className: 'quiet',
    textContent: link.scopes.split(' ').map((scope) => say(`scope.${scope}`)).join(' '),
  });
  const button = Object.assign(document.createElement('button'), { type: 'button', textContent: say('links.end') });
  button.setAttribute('aria-label', say('links.endOf', { name: link.name }));
  button.addEventListener('click', () => remove(link));
  li.append(name, rights, since, button);
  return li;
}

/** during(work) runs what may fail; shown() is called once there is something to see. */
export async function showLinks(during, shown) {
  const draw = async () => {
    const links = await post('account/list');
    $('links').replaceChildren(...links.map((link) => item(link, (one) => during(() => remove(one)))));
    $('links-none').hidden = links.length > 0;
    shown();
  };
  const remove = async ({ id }) => {
    await post('account/revoke', { id });
    await draw();
  };
  await draw();
}

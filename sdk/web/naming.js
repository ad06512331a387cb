/** The dialog behind the name: who plays, in which language, and whether the screen stays on. Loaded when it is opened. */

import { LENGTH_MOST, keepPlayer, recallPlayer } from './account.js';
import './awake.js';
import { LANGUAGES, language, nameOf, say, speak } from './lang.js';
import { words } from './look.js';
import { showNote } from './notes.js';

const $ = (id) => document.getElementById(id);

const dialog = $('naming');

export function askWhoPlays() {
  const player = recallPlayer();
  $('name-input').value = player.name;
  $('token-input').value = player.token;
  $('account').open = player.token !== '';
  $('sign-in').dataset.say = player.token ? 'account.signOut' : 'account.signIn';
  $('sign-in').textContent = say($('sign-in').dataset.say);
  $('language').value = language();
  dialog.showModal();
  if (!player.token) $('name-input').select();
}

/** changed(player) is called after the player has chosen to be somebody else; spoken() after another language. */
export function whenPlayerChanges(changed, spoken) {
  $('naming-form').addEventListener('submit', (event) => {
    event.preventDefault();
    dialog.close();
    const chosen = {
      name: words($('name-input').value.replace(/\s+/g, ' '), LENGTH_MOST),
      token: $('token-input').value.trim(),
    };
    if (keepPlayer(chosen)) changed(recallPlayer());
  });
  $('language').addEventListener('change', async ({ target }) => {
    await speak(target.value);
    spoken();
  });
}

$('language').replaceChildren(...LANGUAGES.map((code) => Object.assign(new Option(nameOf(code), code), { lang: code })));
$('sign-in').addEventListener('click', () => {
  if (recallPlayer().token) {
    $('token-input').value = '';
    return $('naming-form').requestSubmit();
  }
  return import('./oauth.js').then(({ begin }) => begin()).catch(() => showNote(say('account.failed')));
});
$('name-cancel').addEventListener('click', () => dialog.close());
dialog.addEventListener('click', ({ target }) => target === dialog && dialog.close());

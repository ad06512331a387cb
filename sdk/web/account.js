/**
 * Who the player is: a name of a guest, or the token of an account. Both are remembered on this device for
 * this host, and changed in a small dialog. A link can bring the token: "#token=...".
 */

import { Keepsake } from './keepsake.js';
import { words } from './look.js';

const LENGTH_MOST = 20;

const $ = (id) => document.getElementById(id);

const dialog = $('naming');
const name = new Keepsake('name');
const token = new Keepsake('token');

/** The token leaves the address bar at once: that is seen on streams, and copied. */
function takeTokenFromLink() {
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given === null) return;
  token.text = given.trim();
  history.replaceState(null, '', location.pathname + location.search);
}

/** { name, token }: an empty token is a guest, an empty name one whom the host names. */
export function recallPlayer() {
  takeTokenFromLink();
  return { name: words(name.text, LENGTH_MOST), token: token.text };
}

/** The host does not know the token. True: there was one. */
export function forgetToken() {
  const known = token.text !== '';
  token.text = '';
  return known;
}

export function askWhoPlays() {
  const player = recallPlayer();
  $('name-input').value = player.name;
  $('token-input').value = player.token;
  $('account').open = player.token !== '';
  dialog.showModal();
  if (!player.token) $('name-input').select();
}

/** changed(player) is called after the player has chosen to be somebody else, or has come by a link. */
export function whenPlayerChanges(changed) {
  const keep = (chosen) => {
    const before = recallPlayer();
    name.text = chosen.name;
    token.text = chosen.token;
    if (chosen.name !== before.name || chosen.token !== before.token) changed(chosen);
  };
  $('naming-form').addEventListener('submit', (event) => {
    event.preventDefault();
    dialog.close();
    keep({
      name: words($('name-input').value.replace(/\s+/g, ' '), LENGTH_MOST),
      token: $('token-input').value.trim(),
    });
  });
  addEventListener('hashchange', () => {
    const before = token.text;
    const player = recallPlayer();
    if (player.token !== before) changed(player);
  });
}

$('name-cancel').addEventListener('click', () => dialog.close());
dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());

/**
 * Who the player is: a name of a guest, or the token of an account. Both are remembered on this device for this host,
 * and changed in a small dialog. A link can bring the token: "#token=...".
 */

import { Keepsake } from './keepsake.js';
import { words } from './look.js';

export const LENGTH_MOST = 20;

const name = new Keepsake('name');
const token = new Keepsake('token');
const renewal = new Keepsake('renewal');
const device = new Keepsake('device');

/** By this the host knows a browser again that it has banned. Nobody else is told. */
function deviceName() {
  device.text ||= [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join('');
  return device.text;
}

/** The token leaves the address bar at once: that is seen on streams, and copied. */
function takeTokenFromLink() {
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given === null) return;
  [token.text, renewal.text] = [given.trim(), ''];
  history.replaceState(null, '', location.pathname + location.search);
}

/** { name, token, device }: an empty token is a guest, an empty name one whom the host names. */
export function recallPlayer() {
  takeTokenFromLink();
  return { name: words(name.text, LENGTH_MOST), token: token.text, device: deviceName() };
}

/** The address is one to which the host's sign-in page has led back. */
export const isBack = () => /[?&]state=/.test(location.search);

/** Signing in has led back to this page: keeps what it gave. Gives the key of what to tell the player, or ''. */
export async function endSigningIn() {
  const { finish } = await import('./oauth.js');
  const { tokens, problem } = await finish();
  if (tokens) [token.text, renewal.text] = tokens;
  return problem;
}

/** The host does not know the token any more: gets a new one if there is a way. 'none', 'renewed', 'lost' or 'later'. */
export async function renewToken() {
  if (!token.text) return 'none';
  try {
    const tokens = renewal.text && (await (await import('./oauth.js')).renew(renewal.text));
    [token.text, renewal.text] = tokens || ['', ''];
    return tokens ? 'renewed' : 'lost';
  } catch {
    return 'later';
  }
}

/** The player has chosen to be that. True: that is somebody else than before. */
export function keepPlayer(chosen) {
  const before = recallPlayer();
  if (chosen.token !== before.token) renewal.text = '';
  [name.text, token.text] = [chosen.name, chosen.token];
  return chosen.name !== before.name || chosen.token !== before.token;
}

/** changed(player) is called when a link has brought another token. */
export function whenLinkComes(changed) {
  addEventListener('hashchange', () => {
    const before = token.text;
    const player = recallPlayer();
    if (player.token !== before) changed(player);
  });
}

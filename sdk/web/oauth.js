/**
 * Signing in with an account of the host: OAuth 2 with PKCE, as one of the host's public clients: "page", or what the
 * document says. The browser goes to the host's own sign-in page and comes back with a code. Loaded when somebody
 * signs in.
 */

import { sha256 } from './sha256.js';

const { client: CLIENT = 'page', scope: SCOPE = 'interactive:play:self user:details:self', home: HOME = './' } =
  document.documentElement.dataset;
const MEMO = 'chorus.signing';

const address = (path) => new URL(path, document.baseURI).href;
const home = () => address(HOME);

const urlSafe = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
const anything = () => urlSafe(crypto.getRandomValues(new Uint8Array(32)));

/** Leaves for the sign-in page. What is needed on the way back stays in this tab; throws where nothing can. */
export function begin() {
  const memo = { state: anything(), verifier: anything(), search: location.search };
  sessionStorage.setItem(MEMO, JSON.stringify(memo));
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: CLIENT,
    redirect_uri: home(),
    scope: SCOPE,
    state: memo.state,
    code_challenge: urlSafe(sha256(new TextEncoder().encode(memo.verifier))),
    code_challenge_method: 'S256',
  });
  location.assign(address(`oauth/authorize?${query}`));
}

function takeMemo() {
  try {
    const memo = JSON.parse(sessionStorage.getItem(MEMO) ?? 'null');
    sessionStorage.removeItem(MEMO);
    return memo;
  } catch {
    return null;
  }
}

/** [access token, refresh token]; null when the host refuses; throws when it cannot be asked now. */
async function askForTokens(grant) {
  const response = await fetch(address('api/v1/oauth/token'), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ client_id: CLIENT, ...grant }),
  });
  if (response.status === 429 || response.status >= 500) throw new Error('the host is busy');
  if (!response.ok) return null;
  const { access_token: access, refresh_token: refresh } = await response.json();
  return [access, refresh ?? ''];
}

export const renew = (refresh) => askForTokens({ grant_type: 'refresh_token', refresh_token: refresh });

/** What the address says that the sign-in page has led back to: { tokens } or { problem }, a key of lang/. */
export async function finish() {
  const given = new URLSearchParams(location.search);
  const memo = takeMemo();
  history.replaceState(null, '', location.pathname + (memo?.search ?? ''));
  if (given.get('error') === 'access_denied') return { problem: 'account.denied' };
  const isOurs = memo !== null && given.get('state') === memo.state;
  const tokens = isOurs && given.has('code') && (await askForTokens({
    grant_type: 'authorization_code',
    code: given.get('code'),
    redirect_uri: home(),
    code_verifier: memo.verifier,
  }).catch(() => null));
  return tokens ? { tokens, problem: '' } : { problem: 'account.failed' };
}

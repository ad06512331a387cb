/** A library for any OAuth server, which knows nothing of ours: codes for devices, proof keys, renewal, the end. */
import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { test } from '../harness.mjs';
import { within } from '../wait.mjs';

const client = { client_id: 'tool' };
const redirect = 'http://127.0.0.1:5555/done';
const PASSWORD = 'correct horse battery';
const INTERVAL_MS = 5000;

globalThis.crypto ??= webcrypto; // where Node.js is older than 19, as Debian 12's

const oauth = await import('oauth4webapi').catch(() => null);
const skip = oauth ? '' : 'oauth4webapi is not installed';

/** Somebody at the host's own page. */
class Person {
  #base;
  #cookie = '';
  #form = '';

  constructor(base) {
    this.#base = base;
  }

  async post(path, members = {}) {
    const headers = { Origin: this.#base, Cookie: this.#cookie };
    const body = JSON.stringify({ form: this.#form, ...members });
    const response = await fetch(this.#base + path, { method: 'POST', headers, body });
    this.#cookie = response.headers.get('set-cookie')?.split(';')[0] ?? this.#cookie;
    const answer = await response.json();
    assert.equal(response.status, 200, `${path}: ${JSON.stringify(answer)}`);
    this.#form = answer.form ?? this.#form;
    return answer;
  }

  async signUp(name) {
    await this.post('/go/hello');
    await this.post('/go/create', { name, password: PASSWORD });
  }
}

export function testOAuth(host) {
  const insecure = oauth && { [oauth.allowInsecureRequests]: true };
  const auth = oauth?.None();

  const discover = async () => {
    const issuer = new URL(host.base);
    return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure }));
  };
  const refresh = async (as, token) =>
    oauth.processRefreshTokenResponse(as, client, await oauth.refreshTokenGrantRequest(as, client, auth, token, insecure));
  const refusedAs = (code) => (error) => error.error === code;

  test('oauth4webapi: a device gets its tokens, renews them and gives them back', async () => {
    const as = await discover();
    const ann = new Person(host.base);
    await ann.signUp('Ann Device');
    const scope = new URLSearchParams({ scope: 'interactive:robot:self' });
    const device = await oauth.processDeviceAuthorizationResponse(as, client,
      await oauth.deviceAuthorizationRequest(as, client, auth, scope, insecure));
    const poll = async () => oauth.processDeviceCodeResponse(as, client,
      await oauth.deviceCodeGrantRequest(as, client, auth, device.device_code, insecure));
    await assert.rejects(poll(), refusedAs('authorization_pending'));
    await ann.post('/go/code', { code: device.user_code });
    await ann.post('/go/decide', { code: device.user_code, allow: true });
    await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
    const first = await within(poll(), 'tokens');
    const second = await refresh(as, first.refresh_token);
    assert.notEqual(first.access_token, second.access_token);
    await oauth.processRevocationResponse(await oauth.revocationRequest(as, client, auth, second.refresh_token, insecure));
    await assert.rejects(refresh(as, second.refresh_token), refusedAs('invalid_grant'));
  }, { skip });

  test('oauth4webapi: a tool with a proof key gets tokens that are good', async () => {
    const as = await discover();
    const ann = new Person(host.base);
    await ann.signUp('Ann Tool');
    const [verifier, state] = [oauth.generateRandomCodeVerifier(), oauth.generateRandomState()];
    const query = {
      ...client, redirect_uri: redirect, response_type: 'code', scope: 'user:details:self', state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
    };
    const page = await fetch(`${as.authorization_endpoint}?${new URLSearchParams(query)}`, { redirect: 'manual' });
    assert.equal(page.status, 302);
    const { redirect: back } = await ann.post('/go/authorize', { ...query, allow: true });
    const answer = oauth.validateAuthResponse(as, client, new URL(back), state);
    const tokens = await oauth.processAuthorizationCodeResponse(as, client,
      await oauth.authorizationCodeGrantRequest(as, client, auth, answer, redirect, verifier, insecure));
    const who = await host.get('/api/v1/users/current', tokens.access_token);
    assert.equal(who.body.username, 'Ann Tool');
  }, { skip });
}

/** A host in a process of its own, over plain or TLS sockets, that can be stopped and started again. */
import { spawn, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { globalAgent, request } from 'node:https';
import { request as plainRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { event, within } from './wait.mjs';

const here = dirname(fileURLToPath(import.meta.url));
export const tree = process.env.CHORUS_TREE ?? join(here, '../../build/plain/release');

/** A certificate for this machine, made now and trusted by nobody but these tests. */
export class Certificate {
  #folder = mkdtempSync(join(tmpdir(), 'chorus-peers-'));
  file = join(this.#folder, 'certificate.pem');
  key = join(this.#folder, 'key.pem');

  constructor() {
    execFileSync('openssl', [
      'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
      '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1',
      '-keyout', this.key, '-out', this.file,
    ], { stdio: 'ignore' });
    this.text = readFileSync(this.file);
    globalAgent.options.ca = this.text;
  }

  remove() {
    rmSync(this.#folder, { recursive: true });
  }
}

export class Host {
  #process = null;
  #port = 0;
  #certificate;

  /** certificate: null for plain sockets. */
  constructor(certificate = null) {
    this.#certificate = certificate;
  }

  get base() {
    return `${this.#certificate ? 'https' : 'http'}://127.0.0.1:${this.#port}`;
  }

  get discovery() {
    return `${this.base}/api/v1/interactive/hosts`;
  }

  get socket() {
    return `${this.#certificate ? 'wss' : 'ws'}://127.0.0.1:${this.#port}`;
  }

  /** Starts, or starts again at the same address. */
  /** Fulfilled while it runs, and otherwise when it runs again. */
  isUp;
  #comeUp;

  #expect() {
    this.isUp = new Promise((resolve) => (this.#comeUp = resolve));
  }

  async start() {
    if (!this.isUp) this.#expect();
    const files = this.#certificate ? [this.#certificate.file, this.#certificate.key] : [];
    this.#process = spawn(join(tree, 'peers/peer_host'), [String(this.#port), ...files],
      { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: this.#process.stdout });
    this.#port = JSON.parse(await event(lines, 'line')).port;
    this.#comeUp();
  }

  /** As its owner would: everybody is told that it goes away. */
  async stop() {
    this.#expect();
    const ended = event(this.#process, 'exit');
    this.#process.stdin.end();
    const code = await ended;
    if (code !== 0) throw new Error(`the host ended with ${code}`);
  }

  /** { status, body }, the body parsed. token: of a user, or nothing for a guest. */
  get(path, token) {
    const ask = this.#certificate ? request : plainRequest;
    const headers = token ? { Authorization: `Bearer ${token}` } : {};
    return within(new Promise((resolve, reject) => {
      ask(this.base + path, { headers, agent: false, ca: this.#certificate?.text }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part) => (text += part));
        response.on('end', () => resolve({ status: response.statusCode, body: text ? JSON.parse(text) : null }));
      }).on('error', reject).end();
    }), `GET ${path}`);
  }

  /** Asks to join until the answer has that status. token: of a user, or nothing for a guest. */
  #answer(status, token, what) {
    const ask = async () => {
      let answer = {};
      while (answer.status !== status) answer = await this.get('/api/v1/interactive/1', token);
      return answer.body;
    };
    return within(ask(), what);
  }

  /** A seat in the audience: { socketAddress, key, user, ... }. Waits for the game. */
  join(token) {
    return this.#answer(200, token, 'a seat');
  }

  /** Games come one after the other: resolves when the last one is gone. */
  seatIsFree() {
    return this.#answer(404, undefined, 'the end of the last game');
  }
}

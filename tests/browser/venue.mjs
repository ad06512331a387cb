/** The host as a program with a data folder, and games that come to it with what people allowed them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLI, DAEMON, Program } from './program.mjs';

/** What the owner of the host has registered. */
export const CLIENT = 'ducks';

export class Venue {
  #folder = mkdtempSync(join(tmpdir(), 'chorus-venue-'));
  #host = null;
  #games = [];
  #port = '0';
  log = [];
  url = '';

  async start() {
    await this.#admin('client', 'add', CLIENT, '--name', 'Ducks', '--publisher', 'Pond');
    await this.#admin('client', 'add', 'chorus-samples', '--name', 'Samples');
    await this.open();
  }

  /** Opens, or opens again with the same data at the same address. */
  async open() {
    this.#host = new Program(DAEMON, '--listen', '127.0.0.1', '--port', this.#port, '--log', 'error', '--data', this.#folder);
    const { port } = await this.#host.next({ event: 'ready' });
    this.#port = String(port);
    this.url = `http://127.0.0.1:${port}/`;
  }

  /** As if the power had failed, or as its owner ends it. */
  async close(signal) {
    await this.#host.end(signal);
    this.#host = null;
  }

  async #admin(...words) {
    const program = new Program(DAEMON, ...words, '--data', this.#folder);
    const code = await program.ended();
    if (code !== 0) throw new Error(`${words.join(' ')}: ${code}`);
  }

  /** What an account owns. */
  sparks(name, count) {
    return this.#admin('user', 'sparks', name, String(count));
  }

  /** { status, ...answer } */
  async ask(path, members) {
    const init = members && { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(members) };
    const response = await fetch(new URL(path, this.url), init);
    const text = await response.text();
    return { status: response.status, ...(text && JSON.parse(text)) };
  }

  /** A game with this token, as one of the audience sees it: in their hands. */
  async game(token, version) {
    const which = version ? ['--version-id', String(version)] : [];
    const game = new Program(CLI, 'interactive', '--token', token, '--discovery', this.url, ...which);
    this.#games.push(game);
    await game.next({ event: 'session_ready' });
    return game;
  }

  async stop() {
    for (const game of this.#games) await game.end();
    if (this.#host) await this.close();
    rmSync(this.#folder, { recursive: true });
  }
}

/** The game under test: a program that hosts, plays, and prints one line of JSON for each event. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const WAIT_MS = 8000;
const tree = process.env.CHORUS_TREE ?? fileURLToPath(new URL('../../build/plain/release', import.meta.url));
const program = process.env.BROWSER_GAME ?? join(tree, 'browser/browser_game');

export class Game {
  #process = null;
  #waiting = [];
  #port = 0;
  log = [];
  events = [];
  url = '';

  /** Starts, or starts again at the same address. */
  async start() {
    this.events = [];
    this.#process = spawn(program, [String(this.#port)], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#process.on('error', (error) => this.#fail(error));
    this.#process.on('exit', (code, signal) => this.#fail(new Error(`the game ended: ${signal ?? code}`)));
    this.#process.stdin.on('error', () => {});
    createInterface({ input: this.#process.stderr }).on('line', (line) => this.log.push(line));
    createInterface({ input: this.#process.stdout }).on('line', (line) => this.#take(line));
    this.url = (await this.next({ type: 'open' })).url;
    this.#port = Number(new URL(this.url).port);
    await this.next({ type: 'ready' });
  }

  #take(line) {
    this.log.push(line);
    this.events.push(JSON.parse(line));
    this.#waiting.forEach((look) => look());
  }

  #fail(error) {
    this.ended = true;
    this.#waiting.forEach((look) => look(error));
  }

  say(line) {
    this.log.push(`> ${line}`);
    this.#process.stdin.write(`${line}\n`);
  }

  /** One method of the protocol; waits until the host has taken it. */
  async call(method, params) {
    this.say(`call ${method} ${JSON.stringify(params)}`);
    const reply = await this.next({ type: 'reply' });
    assert.equal(reply.ok, true, `${method}: ${reply.text}`);
  }

  async create(...controls) {
    await this.call('createControls', { sceneID: 'default', controls });
  }

  async update(...controls) {
    await this.call('updateControls', { sceneID: 'default', priority: 0, controls });
  }

  /** A new scene with these controls, shown to everybody. */
  async show(sceneID, controls) {
    await this.call('createScenes', { scenes: [{ sceneID, controls }] });
    await this.call('updateGroups', { priority: 0, groups: [{ groupID: 'default', sceneID }] });
  }

  /** The first event not yet taken that has these members; it and those before it are taken. */
  async next(members, waitMs = WAIT_MS) {
    const taken = await this.#takeUntil(members, waitMs);
    return taken.at(-1);
  }

  input(control, event, waitMs) {
    return this.next({ type: 'input', control, event }, waitMs);
  }

  /** All inputs before the next one of `control`. Inputs keep their order, so none is still on its way. */
  async inputsUntil(control) {
    const taken = await this.#takeUntil({ type: 'input', control }, WAIT_MS);
    return taken.slice(0, -1).filter((event) => event.type === 'input');
  }

  #takeUntil(members, waitMs) {
    const fits = (event) => Object.entries(members).every(([key, value]) => event[key] === value);
    return new Promise((resolve, reject) => {
      const leave = (finish, value) => {
        clearTimeout(timer);
        this.#waiting = this.#waiting.filter((other) => other !== look);
        finish(value);
      };
      const look = (error) => {
        const at = this.events.findIndex(fits);
        if (at >= 0) leave(resolve, this.events.splice(0, at + 1));
        else if (error) leave(reject, error);
      };
      const timer = setTimeout(
        () => leave(reject, new Error(`no ${JSON.stringify(members)} among ${JSON.stringify(this.events)}`)),
        waitMs,
      );
      this.#waiting.push(look);
      look();
    });
  }

  /** A game that crashed, now or earlier, is a fault of its own. */
  async stop() {
    if (!this.ended) this.say('quit');
    await this.#gone(5000);
    const { exitCode, signalCode } = this.#process;
    if (exitCode !== 0) throw new Error(`the game ended with ${signalCode ?? exitCode}`);
  }

  /** As if the power had failed. */
  async kill() {
    this.#process.kill('SIGKILL');
    await this.#gone(5000);
    this.ended = false;
  }

  async #gone(limitMs) {
    const running = this.#process;
    if (running.pid === undefined || running.exitCode !== null || running.signalCode !== null) return;
    const timer = setTimeout(() => running.kill('SIGKILL'), limitMs);
    await new Promise((resolve) => running.once('exit', resolve));
    clearTimeout(timer);
  }
}

/** A program that prints lines of JSON. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const WAIT_MS = 8000;
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

export const DAEMON = process.env.CHORUS_HOST ?? here('../../build/bin/chorus-host');
export const CLI = process.env.CHORUS_CLI ?? here('../../build/bin/chorus-cli');
export const CROWD = process.env.CHORUS_CROWD ?? here('../../build/bin/chorus-crowd');

export class Program {
  #process;
  #gone;
  #waiting = [];
  lines = [];

  constructor(file, ...words) {
    this.#process = spawn(file, words, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#gone = new Promise((resolve) => {
      this.#process.once('exit', resolve);
      this.#process.once('error', (error) => resolve(this.lines.push({ error: String(error) }))); // it was not built
    });
    this.#process.stdin.on('error', () => {});
    createInterface({ input: this.#process.stdout }).on('line', (line) => {
      this.lines.push(JSON.parse(line));
      this.#waiting.forEach((look) => look());
    });
  }

  say(command) {
    this.#process.stdin.write(`${JSON.stringify(command)}\n`);
  }

  /** The first line not yet taken that has these members; it and those before it are taken. */
  next(members, waitMs = WAIT_MS) {
    const fits = (line) => Object.entries(members).every(([key, value]) => line[key] === value);
    return new Promise((resolve, reject) => {
      const look = () => {
        const at = this.lines.findIndex(fits);
        if (at < 0) return;
        clearTimeout(timer);
        this.#waiting = this.#waiting.filter((other) => other !== look);
        resolve(this.lines.splice(0, at + 1).at(-1));
      };
      const late = () => reject(new Error(`no ${JSON.stringify(members)}: ${JSON.stringify(this.lines)}`));
      const timer = setTimeout(late, waitMs);
      this.#waiting.push(look);
      look();
    });
  }

  /** Its exit code, once it has ended by itself. */
  ended() {
    return this.#gone;
  }

  async end(signal = 'SIGTERM') {
    this.#process.kill(signal);
    await this.#gone;
  }
}

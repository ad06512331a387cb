/** Our game client in a process of its own: chorus-cli, which speaks lines of JSON. */
import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { event, eventThat } from './wait.mjs';

const program = process.env.CHORUS_CLI ?? fileURLToPath(new URL('../../build/bin/chorus-cli', import.meta.url));

/** Emits 'line' for each line, parsed. */
export class Game extends EventEmitter {
  #process;
  lines = [];

  constructor(...options) {
    super();
    const words = ['interactive', '--token', 't0k', '--version-id', '478210', ...options];
    this.#process = spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface({ input: this.#process.stdout }).on('line', (line) => this.#take(JSON.parse(line)));
    this.#process.stdin.on('error', () => {});
  }

  #take(line) {
    this.lines.push(line);
    this.emit('line', line);
  }

  say(command) {
    this.#process.stdin.write(`${JSON.stringify(command)}\n`);
  }

  /** The first line not yet taken that has these members; it and those before it are taken. */
  async next(members) {
    const fits = (line) => Object.entries(members).every(([key, value]) => line[key] === value);
    let at = this.lines.findIndex(fits);
    if (at < 0) {
      await eventThat(this, 'line', fits);
      at = this.lines.findIndex(fits);
    }
    return this.lines.splice(0, at + 1).at(-1);
  }

  /** Says it and gives the answer of the service. */
  async ask(command) {
    this.say(command);
    const { request } = await this.next({ do: command.do });
    return this.next({ event: 'reply', request });
  }

  /** Resolves with the exit code. */
  async ended() {
    return this.#process.exitCode ?? event(this.#process, 'exit');
  }

  /** Also for one that has ended already. */
  async quit() {
    this.say({ do: 'quit' });
    return this.ended();
  }
}

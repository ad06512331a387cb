/** A show with controls of its own making: the daemon with a project, and chorus-cli as its game. */
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const WAIT_MS = 8000;
const VERSION = 20;
const require = createRequire(import.meta.url);
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const daemon = process.env.CHORUS_HOST ?? here('../../build/bin/chorus-host');
const cli = process.env.CHORUS_CLI ?? here('../../build/bin/chorus-cli');

/** Lines of JSON that a program prints. */
class Program {
  #process;
  #waiting = [];
  lines = [];

  constructor(file, ...words) {
    this.#process = spawn(file, words, { stdio: ['pipe', 'pipe', 'inherit'] });
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
  next(members) {
    const fits = (line) => Object.entries(members).every(([key, value]) => line[key] === value);
    return new Promise((resolve, reject) => {
      const look = () => {
        const at = this.lines.findIndex(fits);
        if (at < 0) return;
        clearTimeout(timer);
        this.#waiting = this.#waiting.filter((other) => other !== look);
        resolve(this.lines.splice(0, at + 1).at(-1));
      };
      const timer = setTimeout(() => reject(new Error(`no ${JSON.stringify(members)}: ${JSON.stringify(this.lines)}`)), WAIT_MS);
      this.#waiting.push(look);
      look();
    });
  }

  async end() {
    if (this.#process.exitCode !== null) return;
    const gone = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill('SIGTERM');
    await gone;
  }
}

const wheel = (controlID) => ({ controlID, kind: 'wheel', text: controlID });

export class Wheels {
  #folder = mkdtempSync(join(tmpdir(), 'chorus-wheels-'));
  #host = null;
  log = [];
  game = null;

  /** bundle: files that take the place of those in controls/, { 'wheels.js': text }. */
  async start(bundle = {}) {
    const folder = this.#folder;
    cpSync(here('controls'), join(folder, 'dist'), { recursive: true });
    cpSync(require.resolve('@mcph/miix-std'), join(folder, 'dist/miix-std.js'));
    for (const [name, text] of Object.entries(bundle)) writeFileSync(join(folder, 'dist', name), text);
    const scenes = [{ sceneID: 'default', controls: [wheel('luck'), wheel('fate')] }];
    writeFileSync(join(folder, 'wheels.json'), JSON.stringify({ id: VERSION, name: 'Wheels', scenes, bundle: 'dist' }));
    writeFileSync(join(folder, 'token'), 't0k\n');
    this.#host = new Program(daemon, '--listen', '127.0.0.1', '--port', '0', '--log', 'error',
      '--project', join(folder, 'wheels.json'), '--token-file', join(folder, 'token'));
    const { port } = await this.#host.next({});
    this.url = `http://127.0.0.1:${port}/`;
    this.game = new Program(cli, 'interactive', '--token', 't0k', '--version-id', String(VERSION), '--discovery', this.url);
    await this.game.next({ event: 'session_ready' });
  }

  set(control, path, value) {
    this.game.say({ do: 'set', control, path, value });
  }

  async stop() {
    await this.game?.end();
    await this.#host?.end();
    rmSync(this.#folder, { recursive: true });
  }
}

/** A show with controls of its own making: the daemon with a project, and chorus-cli as its game. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CLI, DAEMON, Program } from './program.mjs';

const VERSION = 20;
const require = createRequire(import.meta.url);
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

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
    this.#host = new Program(DAEMON, '--listen', '127.0.0.1', '--port', '0', '--log', 'error',
      '--project', join(folder, 'wheels.json'), '--token-file', join(folder, 'token'));
    const { port } = await this.#host.next({});
    this.url = `http://127.0.0.1:${port}/`;
    this.game = new Program(CLI, 'interactive', '--token', 't0k', '--version-id', String(VERSION), '--discovery', this.url);
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

/** A show with controls of its own making: the daemon with a project, and chorus-cli as its game. */
import { execFileSync } from 'node:child_process';
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

  /**
   * bundle: files that take the place of those in controls/, { 'wheels.js': text }; isImported: the folder they lie in is
   * gone before the host starts, which has them from its data.
   */
  async start(bundle = {}, { isImported = false } = {}) {
    const folder = this.#folder;
    cpSync(here('controls'), join(folder, 'dist'), { recursive: true });
    cpSync(require.resolve('@mcph/miix-std'), join(folder, 'dist/miix-std.js'));
    for (const [name, text] of Object.entries(bundle)) writeFileSync(join(folder, 'dist', name), text);
    const scenes = [{ sceneID: 'default', controls: [wheel('luck'), wheel('fate')] }];
    writeFileSync(join(folder, 'wheels.json'), JSON.stringify({ id: VERSION, name: 'Wheels', scenes, bundle: 'dist' }));
    writeFileSync(join(folder, 'token'), 't0k\n');
    const project = isImported ? this.#import(folder) : ['--project', join(folder, 'wheels.json')];
    this.#host = new Program(DAEMON, '--listen', '127.0.0.1', '--port', '0', '--log', 'error', ...project,
      '--token-file', join(folder, 'token'));
    const { port } = await this.#host.next({});
    this.url = `http://127.0.0.1:${port}/`;
    this.game = new Program(CLI, 'interactive', '--token', 't0k', '--version-id', String(VERSION), '--discovery', this.url);
    await this.game.next({ event: 'session_ready' });
  }

  #import(folder) {
    const data = join(folder, 'data');
    execFileSync(DAEMON, ['user', 'add', 'Ann', '--data', data]);
    execFileSync(DAEMON, ['project', 'import', join(folder, 'wheels.json'), '--user', 'Ann', '--data', data]);
    rmSync(join(folder, 'dist'), { recursive: true });
    return ['--data', data];
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

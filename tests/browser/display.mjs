/** A screen that nobody sees, for programs that open a window. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const WAIT_MS = 12000;

export const hasDisplays = spawnSync('Xvfb', ['-version']).error === undefined;

export class Display {
  #process;
  name = '';

  /** Xvfb chooses a free number and tells it once it takes connections. */
  static async open() {
    const display = new Display();
    display.#process = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    const lines = createInterface({ input: display.#process.stdio[3] });
    const [number] = await once(lines, 'line', { signal: AbortSignal.timeout(WAIT_MS) });
    display.name = `:${number}`;
    return display;
  }

  async stop() {
    this.#process.kill();
    if (this.#process.exitCode === null && this.#process.signalCode === null) await once(this.#process, 'exit');
  }
}

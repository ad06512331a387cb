/** A sample as a user has it: started from build/bin, read by its lines, ended by Ctrl-C. */
import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const WAIT_MS = 12000;
const folder = process.env.SAMPLES ?? fileURLToPath(new URL('../../build/bin', import.meta.url));

export class Sample {
  #process;
  #news = new EventEmitter();
  #unread = [];
  #ended = null;
  #state = mkdtempSync(join(tmpdir(), 'chorus-sample-')); // where it remembers who was signed in
  log = [];
  urls = [];
  url = '';

  /** display: a Display to open a window on; without one there is none for the program to find. */
  constructor(name, options, display = null) {
    const env = { ...process.env, DISPLAY: display?.name, XDG_STATE_HOME: this.#state };
    for (const other of ['WAYLAND_DISPLAY', 'SDL_VIDEODRIVER', ...(display ? [] : ['DISPLAY'])]) delete env[other];
    const isSeen = !options.includes('--headless') || options.includes('--screenshot');
    const size = isSeen ? [] : ['--size', '320x180']; // drawing is most of its work
    this.#process = spawn(join(folder, name), [...size, ...options], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process.on('error', (error) => this.#take(String(error)));
    this.#process.on('close', (code, signal) => this.#end(signal ?? code));
    for (const stream of ['stdout', 'stderr']) {
      createInterface({ input: this.#process[stream] }).on('line', (line) => this.#take(line));
    }
  }

  #take(line) {
    this.log.push(line);
    this.#unread.push(line);
    this.#news.emit('news');
  }

  #end(code) {
    this.#ended = { code };
    this.#news.emit('news');
  }

  /** Looks again whenever there is something new, until `look` gives something. */
  async #until(what, look, waitMs = WAIT_MS) {
    const signal = AbortSignal.timeout(waitMs);
    for (let found; ; ) {
      if ((found = look())) return found;
      if (this.#ended) throw new Error(`the sample ended (${this.#ended.code}) without ${what}`);
      await once(this.#news, 'news', { signal }).catch(() => {
        throw new Error(`the sample did not come to ${what}`);
      });
    }
  }

  /** The next line that matches; it and those before it are taken. */
  says(pattern) {
    return this.#until(pattern, () => {
      const at = this.#unread.findIndex((line) => pattern.test(line));
      return at < 0 ? null : this.#unread.splice(0, at + 1).at(-1).match(pattern);
    });
  }

  /** Waits until the addresses of the page are printed; the one of this machine comes last. */
  async listens() {
    while (!this.url) {
      const [, url] = await this.says(/^Audience page: (\S+)$/);
      this.urls.push(url);
      if (new URL(url).hostname === '127.0.0.1') this.url = url;
    }
  }

  /** Waits until it has ended, by itself or by the signal; gives the exit code and the last line of JSON. */
  async end(signal, waitMs = WAIT_MS) {
    if (signal) this.#process.kill(signal);
    const { code } = await this.#until('an end', () => this.#ended, waitMs);
    const last = this.log.findLast((line) => line.startsWith('{'));
    return { code, summary: last && JSON.parse(last) };
  }

  async stop() {
    try {
      if (!this.#ended) await this.end('SIGINT');
    } catch (error) {
      this.#process.kill('SIGKILL');
      throw error;
    } finally {
      rmSync(this.#state, { recursive: true, force: true });
    }
  }
}

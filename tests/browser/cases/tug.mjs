import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { test } from '../harness.mjs';
import { DAEMON, Program } from '../program.mjs';

const ROUND_MS = 30000;
const TOKEN = 'tug-of-war';

const side = (visitor, words) => visitor.page.waitForFunction(
  (wanted) => document.querySelector('[data-control-id="side"]')?.textContent.includes(wanted),
  words, { timeout: ROUND_MS });

/** Takes the stick of this visitor to its left end. */
async function pullLeft(visitor) {
  const { x, y, size } = await visitor.centre(visitor.pad('pull'));
  await visitor.touch('touchStart', { x, y });
  await visitor.touch('touchMove', { x: x - size, y });
}

test('each team has a scene of its own, who pulls wins, and the sides change', async ({ sample, visit }) => {
  const game = sample('tug', ['--headless', '--port', '0']);
  await game.listens();
  const ann = await visit(game, 'phone');
  await side(ann, 'Team Coral: pull to the LEFT');
  const bob = await visit(game, 'phone');
  await side(bob, 'Team Sky: pull to the RIGHT');
  await game.says(/^2 players, /);
  await pullLeft(ann);
  await ann.picture('tug');
  await side(ann, 'Team Coral: pull to the RIGHT');
  await side(bob, 'Team Sky: pull to the LEFT');
  for (const one of [ann, bob]) await one.page.goto('about:blank');
  await game.says(/^0 players, /);
  const { code, summary } = await game.end('SIGINT');
  assert.equal(code, 0);
  assert.equal(summary.rounds, 1);
  assert.deepEqual([summary.draws, summary.coral, summary.sky], [0, 0, 0]);
});

test('who leaves makes room, and who came last moves over', async ({ sample, visit }) => {
  const game = sample('tug', ['--headless', '--port', '0']);
  await game.listens();
  const people = [];
  for (const team of ['Coral', 'Sky', 'Coral', 'Sky']) {
    const one = await visit(game, 'phone');
    people.push(one);
    await side(one, `Team ${team}`);
  }
  const [first, , third, last] = people;
  await first.page.goto('about:blank');
  await third.page.goto('about:blank'); // now Sky has two, and Coral nobody
  await side(last, 'Team Coral');
  for (const one of people) await one.page.goto('about:blank');
  const { summary } = await game.end('SIGINT');
  assert.equal(summary.moved_over, 1);
});

/** A host of its own, which can be killed and started again at the same address. */
class Host {
  #folder = mkdtempSync(join(tmpdir(), 'chorus-tug-'));
  #port = 0;
  #daemon;

  async start() {
    const token = join(this.#folder, 'token');
    writeFileSync(token, `${TOKEN}\n`);
    this.#daemon = new Program(DAEMON, '--listen', '127.0.0.1', '--port', String(this.#port), '--log', 'error',
      '--token-file', token);
    this.#port = (await this.#daemon.next({})).port;
    this.url = `http://127.0.0.1:${this.#port}/`;
  }

  /** Waits until a game is there: a seat is given only then. */
  async hasGame() {
    for (let deadline = Date.now() + ROUND_MS; Date.now() < deadline; ) {
      if ((await fetch(`${this.url}api/v1/interactive/1`)).ok) return;
      await pause(50);
    }
    throw new Error('no game has come to the host');
  }

  async kill() {
    await this.#daemon.end('SIGKILL');
  }

  async stop() {
    await this.kill();
    rmSync(this.#folder, { recursive: true });
  }
}

test('after the host was killed each team has its scene again, and nothing is made twice', async ({ sample, visit }) => {
  const host = new Host();
  await host.start();
  try {
    const game = sample('tug', ['--headless', '--url', `${host.url.replace('http', 'ws')}gameClient`, '--token', TOKEN]);
    await host.hasGame();
    const ann = await visit(host, 'phone');
    ann.allow(/ERR_CONNECTION_REFUSED|WebSocket|404/); // the host is gone for a while
    await side(ann, 'Team Coral: pull to the LEFT');
    await host.kill();
    await ann.page.waitForSelector('#status:not([data-state="ready"])');
    await host.start();
    await ann.reaches('ready', ROUND_MS);
    await side(ann, 'Team ');
    await pullLeft(ann);
    await game.says(/^1 player, [1-9]\d* inputs?, /);
    await ann.page.goto('about:blank');
    const { code, summary } = await game.end('SIGINT');
    assert.equal(code, 0);
    assert.equal(summary.participants, 2, 'she was there twice: sessions end with their host');
    assert.deepEqual(game.log.filter((line) => /^(error|note): /.test(line)), []);
  } finally {
    await host.stop();
  }
});

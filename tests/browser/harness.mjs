/** Named tests, three at a time, reported as lines of TAP. */
import { join } from 'node:path';
import { artifacts, closeBrowser, openBrowser, Visitor } from './visitor.mjs';
import { Display } from './display.mjs';
import { Game } from './game.mjs';
import { Sample } from '../samples/sample.mjs';
import { Venue } from './venue.mjs';
import { Wheels } from './wheels.mjs';

const LIMIT_MS = 40000;
const WORKERS = 3;
const tests = [];

/**
 * body({ game(), open(game, path), wheels(bundle, options), venue(), sample(name, options, display), paint(options, display),
 *        display(), visit(game, device, options) }); what it opened is closed
 * for it. skip: why this test cannot run here, if so.
 */
export function test(name, body, { skip = '' } = {}) {
  tests.push({ name, body, skip });
}

class Case {
  #running = [];
  #visitors = [];

  game = async (options) => {
    const game = new Game(options);
    this.#running.push(game);
    await game.start();
    return game;
  };

  wheels = async (bundle, options) => {
    const show = new Wheels();
    this.#running.push(show);
    await show.start(bundle, options);
    return show;
  };

  venue = async () => {
    const venue = new Venue();
    this.#running.push(venue);
    await venue.start();
    return venue;
  };

  sample = (name, options, display) => {
    const sample = new Sample(name, options, display);
    this.#running.push(sample);
    return sample;
  };

  paint = (options, display) => this.sample('paint', options, display);

  display = async () => {
    const display = await Display.open();
    this.#running.push(display);
    return display;
  };

  visit = async (game, device = 'desktop', options = {}) => {
    const visitor = await Visitor.open(device, options);
    this.#visitors.push(visitor);
    await visitor.page.goto(game.url + (options.query ?? ''));
    if (options.until !== null) await visitor.reaches(options.until ?? 'ready');
    return visitor;
  };

  /** Another page of the game's host. */
  open = async (game, path, device = 'desktop') => {
    const visitor = await Visitor.open(device, {});
    this.#visitors.push(visitor);
    await visitor.page.goto(new URL(path, game.url).href);
    return visitor;
  };

  /** Problems that no assertion looked for: errors on the console, requests to elsewhere. */
  problems() {
    return this.#visitors.flatMap((visitor) => visitor.problems);
  }

  async keepEvidence(name) {
    const file = join(artifacts, `failed-${name.replace(/\W+/g, '-')}`);
    for (const [i, visitor] of this.#visitors.entries()) {
      await visitor.page.screenshot({ path: `${file}-${i}.png` }).catch(() => {});
    }
    for (const { log = [] } of this.#running) console.log(log.map((line) => `#   game: ${line}`).join('\n'));
  }

  async close() {
    for (const visitor of this.#visitors) await visitor.close();
    for (const one of this.#running.reverse()) await one.stop();
  }
}

function within(limitMs, work) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not finished after ${limitMs} ms`)), limitMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** undefined, or what went wrong. */
async function runOne({ name, body, skip }) {
  if (skip) return undefined;
  const self = new Case();
  let fault;
  try {
    await within(LIMIT_MS, body(self));
    const problems = self.problems();
    if (problems.length > 0) throw new Error(problems.join('\n'));
  } catch (error) {
    fault = error;
    await self.keepEvidence(name);
  }
  await self.close().catch((error) => (fault ??= error));
  return fault;
}

function report(number, { name, skip }, fault, tookMs) {
  console.log(`${fault ? 'not ok' : 'ok'} ${number} - ${name}${skip && ` # SKIP ${skip}`} (${(tookMs / 1000).toFixed(1)} s)`);
  if (fault) console.log(String(fault.stack ?? fault).replace(/^/gm, '#   '));
}

/** True: all tests that have `word` in their name passed. */
export async function runAll(word) {
  const chosen = tests.filter(({ name }) => name.includes(word));
  console.log(`1..${chosen.length}`);
  await openBrowser();
  let [next, failures] = [0, 0];
  const work = async () => {
    while (next < chosen.length) {
      const number = ++next;
      const one = chosen[number - 1];
      const began = performance.now();
      const fault = await runOne(one);
      if (fault) failures++;
      report(number, one, fault, performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
  await closeBrowser();
  return failures === 0 && chosen.length > 0;
}

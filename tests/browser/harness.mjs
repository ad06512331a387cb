/** Named tests, two at a time, reported as lines of TAP. */
import { join } from 'node:path';
import { artifacts, closeBrowser, openBrowser, Visitor } from './visitor.mjs';
import { Game } from './game.mjs';

const LIMIT_MS = 40000;
const WORKERS = 2;
const tests = [];

/** body({ game(), visit(game, device, options) }); what it opened is closed for it. */
export function test(name, body) {
  tests.push({ name, body });
}

class Case {
  #games = [];
  #visitors = [];

  game = async (options) => {
    const game = new Game(options);
    this.#games.push(game);
    await game.start();
    return game;
  };

  visit = async (game, device = 'desktop', options = {}) => {
    const visitor = await Visitor.open(device, options);
    this.#visitors.push(visitor);
    await visitor.page.goto(game.url + (options.query ?? ''));
    await visitor.reaches(options.until ?? 'ready');
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
    for (const game of this.#games) console.log(game.log.map((line) => `#   game: ${line}`).join('\n'));
  }

  async close() {
    for (const visitor of this.#visitors) await visitor.close();
    for (const game of this.#games) await game.stop();
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
async function runOne({ name, body }) {
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
  await self.close();
  return fault;
}

function report(number, name, fault) {
  console.log(`${fault ? 'not ok' : 'ok'} ${number} - ${name}`);
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
      const fault = await runOne(one);
      if (fault) failures++;
      report(number, one.name, fault);
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
  await closeBrowser();
  return failures === 0 && chosen.length > 0;
}

/**
 * Every sample as it is: started without a window, played by a script and by a crowd, its last line and its last
 * picture looked at. Prints TAP. A new sample is a row of samples.mjs.
 *
 *   node tests/samples/run.mjs [--keep] [WORD]     only the samples whose name has WORD in it, or login
 *
 * --keep         play in large windows, and copy the pictures to docs/images, as sample-NAME.png
 * SAMPLES, CHORUS_CROWD   the folder of the samples and the crowd, else those in build/bin
 * CHORUS_ARTIFACTS        where pictures go, else build/artifacts
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CROWD, Program } from '../browser/program.mjs';
import { Venue } from '../browser/venue.mjs';
import { lookAtPng } from './png.mjs';
import { Sample } from './sample.mjs';
import { samples } from './samples.mjs';

const WORKERS = 6; // they wait for their own clocks most of the time
const LIMIT_MS = 120000;
const LARGE = [1280, 720];
const SMALL = [640, 360];
const LOGIN = 'login';
const given = process.argv.slice(2);
const window = given.includes('--keep') ? LARGE : SMALL;
const FEWEST_COLOURS = 50;
const FLAT = 0.9; // a picture with more than this of one colour shows nothing
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const artifacts = process.env.CHORUS_ARTIFACTS ?? here('../../build/artifacts');
const picture = (name) => join(artifacts, `sample-${name}.png`);

function checkPicture(file, [width, height]) {
  const seen = lookAtPng(file);
  assert.deepEqual([seen.width, seen.height], [width, height], file);
  assert.ok(seen.colours >= FEWEST_COLOURS && seen.most <= FLAT, `${file}: ${JSON.stringify(seen)}`);
}

/** What every sample says last. */
function checkSummary(summary, frames) {
  assert.ok(summary, 'the last line is JSON');
  assert.equal(summary.frames, frames);
  assert.ok(summary.events >= summary.inputs, JSON.stringify(summary));
  assert.ok(summary.pump_us_p99 > 0, JSON.stringify(summary));
}

function checkEnd(game, code) {
  assert.equal(code, 0);
  const complaints = game.log.filter((line) => /^(error|chorus|note): /.test(line));
  assert.deepEqual(complaints, []);
}

const headless = ([width, height], file) => ['--headless', '--size', `${width}x${height}`, '--screenshot', file];
const stage = ({ name, frames }, port, size, file) => [
  ...headless(size, file), '--port', port, '--frames', String(frames), '--script', here(`scripts/${name}.txt`),
];

/** A crowd that stays until the game is over. */
function bring(url, { participants, behaviour, seed = 1 }) {
  const words = ['--participants', String(participants), '--behaviour', behaviour, '--seed', String(seed)];
  return new Program(CROWD, url, ...words, '--seconds', String(LIMIT_MS / 1000));
}

/** What became of the crowd, as it tells itself. */
async function askAbout(crowd) {
  await crowd.end('SIGINT');
  return crowd.lines.at(-1);
}

async function playWithCrowd(row, options, check) {
  const game = new Sample(row.name, options);
  try {
    const [, url] = await game.says(/^Audience page: (\S+)$/);
    const people = bring(url, row.crowd);
    const { code, summary } = await game.end(undefined, LIMIT_MS);
    const crowd = await askAbout(people);
    checkEnd(game, code);
    check(game, summary, crowd);
  } catch (error) {
    throw Object.assign(error, { log: game.log });
  } finally {
    await game.stop();
  }
}

async function playAlone(row, port, file) {
  const game = new Sample(row.name, stage(row, port, SMALL, file));
  try {
    await game.listens();
    const { code, summary } = await game.end(undefined, LIMIT_MS);
    checkEnd(game, code);
    checkSummary(summary, row.frames);
    checkPicture(file, SMALL);
    row.alone?.(summary);
    return new URL(game.url).port;
  } catch (error) {
    throw Object.assign(error, { log: game.log });
  } finally {
    await game.stop();
  }
}

/* ---- the tests of a row ---- */

async function meetsCrowd(row) {
  await playWithCrowd(row, stage(row, '0', window, picture(row.name)), (game, summary, crowd) => {
    checkSummary(summary, row.frames);
    assert.equal(summary.participants, crowd.connections.opened);
    assert.equal(summary.participants, row.crowd.participants);
    assert.ok(summary.inputs > 0 && summary.inputs <= crowd.inputs.sent, JSON.stringify({ summary, crowd }));
    checkPicture(picture(row.name), window);
    row.check(summary, crowd);
  });
}

/** On one port, since the address is part of the picture. */
async function repeats(row) {
  const [once, again] = [picture(`${row.name}-alone`), picture(`${row.name}-again`)];
  const port = await playAlone(row, '0', once);
  await playAlone(row, port, again);
  assert.ok(readFileSync(once).equals(readFileSync(again)), `${once} and ${again} differ`);
}

/** At a host that wants to know whose game it is. */
async function asksToSignIn() {
  const [venue, file] = [new Venue(), picture(LOGIN)];
  let game;
  try {
    await venue.start();
    game = new Sample('paint', [...headless(LARGE, file), '--url', venue.url]);
    await game.says(/and type \w+$/);
    const { code } = await game.end('SIGINT');
    checkEnd(game, code);
    checkPicture(file, LARGE);
  } finally {
    await game?.stop();
    await venue.stop();
  }
}

/* ---- the tests of a sample of the console ---- */

const drawn = (name) => join(artifacts, `sample-${name}.svg`);
const terminal = ({ name, frames }, file) => [
  '--headless', '--frames', String(frames), '--script', here(`scripts/${name}.txt`), '--screenshot', file,
];

async function hearsCrowd(row) {
  const file = drawn(row.name);
  await playWithCrowd(row, terminal(row, file), (game, summary, crowd) => row.check(game.log, crowd));
  await camera.take(file, picture(row.name), window);
  checkPicture(picture(row.name), window);
}

async function hearsScript(row) {
  const file = drawn(`${row.name}-alone`);
  const game = new Sample(row.name, terminal(row, file));
  try {
    const { code } = await game.end(undefined, LIMIT_MS);
    checkEnd(game, code);
    row.alone(game.log);
    const text = readFileSync(file, 'utf8');
    for (const line of game.log) assert.ok(text.includes(`>${line}<`), `${line} is not in ${file}`);
  } catch (error) {
    throw Object.assign(error, { log: game.log });
  } finally {
    await game.stop();
  }
}

const testsOf = (row) => (row.isConsole
  ? [
    { name: `${row.name} hears a crowd`, body: () => hearsCrowd(row) },
    { name: `${row.name} played alone by a script hears each key`, body: () => hearsScript(row) },
  ]
  : [
    { name: `${row.name} plays with a crowd`, body: () => meetsCrowd(row) },
    { name: `${row.name} played alone by the same script gives the same picture`, body: () => repeats(row) },
  ]);

/* ---- running ---- */

async function runOne(number, { name, body }) {
  const fault = await body().then(() => null, (error) => error);
  console.log(`${fault ? 'not ok' : 'ok'} ${number} - ${name}`);
  if (fault) console.log([String(fault.stack ?? fault), ...(fault.log ?? [])].join('\n').replace(/^/gm, '#   '));
  return fault === null;
}

function keep(name) {
  const target = here(`../../docs/images/sample-${name}.png`);
  copyFileSync(picture(name), target);
  const { error } = spawnSync('pngquant', ['--force', '--ext', '.png', '--speed', '1', '256', target]);
  if (error) console.log('# pngquant is not installed: the files are three times as large as need be');
}

const word = given.find((one) => !one.startsWith('--')) ?? '';
const chosen = samples.filter(({ name }) => name.includes(word));
const tests = chosen.flatMap(testsOf);
const pictures = chosen.map(({ name }) => name);
const camera = chosen.some(({ isConsole }) => isConsole) ? await (await import('./camera.mjs')).Camera.open() : null;
if (LOGIN.includes(word)) {
  tests.push({ name: 'a sample shows a code to sign in with', body: asksToSignIn });
  pictures.push(LOGIN);
}
mkdirSync(artifacts, { recursive: true });
console.log(`1..${tests.length}`);
let [next, failures] = [0, 0];
const work = async () => {
  while (next < tests.length) {
    const number = ++next;
    const isPassed = await runOne(number, tests[number - 1]);
    if (!isPassed) failures++;
  }
};
await Promise.all(Array.from({ length: WORKERS }, work));
await camera?.close();
if (given.includes('--keep')) pictures.forEach(keep);
process.exitCode = failures === 0 && tests.length > 0 ? 0 : 1;

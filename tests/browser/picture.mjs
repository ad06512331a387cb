/**
 * Makes docs/images/paint.png, the picture in README.md: a game of paint, and the phone of somebody who plays it.
 *
 *   sh sdk/setup.sh build && node tests/browser/picture.mjs
 *
 * Run by hand, after `sh sdk/setup.sh test` has installed the npm packages, and with Debian's pngquant installed.
 * Both pictures in it are real: five players on phone pages, and the game's own screenshot.
 */
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Sample } from '../samples/sample.mjs';
import { artifacts, closeBrowser, openBrowser, Visitor } from './visitor.mjs';

const target = fileURLToPath(new URL('../../docs/images/paint.png', import.meta.url));
const gameShot = join(artifacts, 'picture-game.png');

const TURN = 2 * Math.PI;
const RING_MS = 180;

/** Strokes of `ms` each, with a splash at the end: around in a ring, and up and down in a wave. */
const ring = (from, count, ms) => Array.from({ length: count }, (_, i) => [from + i / count, ms]);
const wave = (from, swing, count, ms) => Array.from({ length: count }, (_, i) => [from + (i % 2 ? swing : -swing), ms]);

/** The way there, the strokes, the way out: [direction in turns, 0 is right and 0.25 is down; ms]. */
const PLAYERS = {
  Ann: { to: [0.59, 960], strokes: ring(0, 9, 190), out: [0.12, 330] },
  Bob: { to: [0.42, 850], strokes: wave(0, 0.1, 5, 230), out: [0.85, 330] },
  Cleo: { to: [0.97, 850], strokes: ring(0.75, 8, 190), out: [0.03, 330] },
  Dario: { to: [0.5, 300], strokes: wave(0.97, 0.14, 4, 250), out: [0.93, 330] },
  Mia: { to: [0.87, 620], strokes: wave(0.99, 0.08, 3, 220), out: [0.3, 330] },
};

class Player {
  /** A phone whose owner has given a name before. */
  static async join(url, name) {
    const player = new Player();
    player.phone = await Visitor.open('phone', {
      before: (page) => page.addInitScript((own) => localStorage.setItem('chorus.name', own), name),
    });
    await player.phone.page.goto(url);
    await player.phone.reaches('ready');
    player.stick = await player.phone.centre(player.phone.pad('stick'));
    player.button = await player.phone.centre(player.phone.control('splash'));
    return player;
  }

  /** One thumb on the stick ... */
  async push(turns) {
    const angle = turns * TURN;
    const reach = this.stick.size * 0.34;
    this.thumb = { x: this.stick.x + reach * Math.cos(angle), y: this.stick.y + reach * Math.sin(angle) };
    await this.phone.touch(this.isHolding ? 'touchMove' : 'touchStart', this.thumb);
    this.isHolding = true;
  }

  /** ... and the other on the button. */
  async press() {
    await this.phone.touch('touchStart', this.thumb, { ...this.button, id: 1 });
  }

  async takePicture() {
    await this.push(0.88);
    await this.press();
    const picture = await this.phone.page.screenshot();
    await this.letGo();
    return picture;
  }

  async letGo() {
    await this.phone.touch('touchEnd');
    this.isHolding = false;
  }

  /** By its key: that leaves the thumb on the stick alone. */
  async splash() {
    await this.phone.page.keyboard.press(' ');
  }

  async go([turns, ms]) {
    await this.push(turns);
    await this.phone.page.waitForTimeout(ms);
  }

  async paint({ to, strokes }) {
    for (const stroke of [to, ...strokes]) {
      await this.go(stroke);
      await this.splash();
    }
    await this.letGo();
  }

  /** Ends on its way, with the ring of a splash around it. */
  async leave({ out }) {
    await this.go(out);
    await this.splash();
    await this.phone.page.waitForTimeout(RING_MS);
  }
}

/** The phone of the first player, as she plays; the game saves its own last frame. */
async function play() {
  const game = new Sample('paint', ['--headless', '--screenshot', gameShot]);
  await game.listens();
  const players = [];
  for (const name of Object.keys(PLAYERS)) players.push(await Player.join(game.url, name));
  await game.says(/^5 players/);
  const plans = Object.values(PLAYERS);
  await Promise.all(players.map((player, i) => player.paint(plans[i])));
  const phone = await players[0].takePicture();
  await Promise.all(players.map((player, i) => player.leave(plans[i])));
  await game.end('SIGINT');
  return { phone, game: await readFile(gameShot) };
}

const asUrl = (png) => `data:image/png;base64,${png.toString('base64')}`;

function layOut({ phone, game }) {
  return `<!doctype html><style>
    body { margin: 0; width: 1600px; height: 860px; position: relative; background: linear-gradient(#eceaf4, #d9d6e6); }
    img { display: block; }
    .window, .phone { position: absolute; overflow: hidden; }
    .window { left: 264px; top: 52px; border-radius: 12px; background: #2a2a38; box-shadow: 0 24px 60px #12121a66; }
    .window .bar { height: 36px; display: flex; align-items: center; gap: 9px; padding-left: 16px; }
    .bar i { width: 12px; height: 12px; border-radius: 50%; background: #55556c; }
    .bar b { position: absolute; left: 0; right: 0; text-align: center; font: 600 15px sans-serif; color: #a9a8bd; }
    .window img { width: 1280px; height: 720px; }
    .phone { left: 56px; top: 108px; padding: 12px; border-radius: 46px; background: #050509;
             box-shadow: 0 0 0 2px #3b3b50, 0 24px 60px #12121a99; }
    .phone img { width: 312px; border-radius: 34px; }
  </style>
  <div class="window"><div class="bar"><i></i><i></i><i></i><b>Paint</b></div><img src="${asUrl(game)}"></div>
  <div class="phone"><img src="${asUrl(phone)}"></div>`;
}

await openBrowser();
const pictures = await play();
const sheet = await Visitor.open('desktop', { context: { viewport: { width: 1600, height: 860 } } });
await sheet.page.setContent(layOut(pictures));
await sheet.page.screenshot({ path: target });
await closeBrowser();
const { error } = spawnSync('pngquant', ['--force', '--ext', '.png', '--speed', '1', '256', target]);
if (error) console.log('pngquant is not installed: the file is three times as large as need be');

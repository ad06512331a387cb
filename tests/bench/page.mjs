// How long a phone waits on a slow line until it sees something, and until it can play.
//   sh sdk/setup.sh bench --page [--rounds N]
import { Game } from '../browser/game.mjs';
import { closeBrowser, openBrowser, Visitor } from '../browser/visitor.mjs';

const at = process.argv.indexOf('--rounds');
const rounds = at < 0 ? 7 : Number(process.argv[at + 1]);

const SLOW_4G = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8 };

async function open(game, slowdown) {
  const before = async (page) => {
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Network.enable');
    await cdp.send('Network.emulateNetworkConditions', SLOW_4G);
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  };
  const visitor = await Visitor.open('phone', { before });
  await visitor.page.goto(game.url);
  const playable = await visitor.page.waitForFunction(() =>
    document.querySelector('#status[data-state="ready"]') && document.querySelector('[data-control-id]') && performance.now());
  const figures = {
    playable_ms: await playable.jsonValue(),
    seen_ms: await visitor.page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0].startTime),
  };
  await visitor.close();
  return figures;
}

const median = (list) => Math.round(list.sort((a, b) => a - b)[list.length >> 1]);

await openBrowser();
const game = new Game();
await game.start();
const result = { line: '1.6 Mbit/s, 150 ms', rounds };
for (const slowdown of [1, 4]) {
  const all = [];
  for (let i = 0; i < rounds; i++) all.push(await open(game, slowdown));
  result[`processor_slower_${slowdown}x`] = { seen_ms: median(all.map((one) => one.seen_ms)), playable_ms: median(all.map((one) => one.playable_ms)) };
}
await game.stop();
await closeBrowser();
console.log(JSON.stringify(result, null, 1));

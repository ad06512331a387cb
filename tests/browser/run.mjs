/**
 * A real browser on the audience page, a real game behind it.
 *
 *   node tests/browser/run.mjs [WORD]     only the tests whose name has WORD in it
 *
 * CHROMIUM       the browser, else /usr/bin/chromium-headless-shell: Chromium without the parts that only a screen needs
 * BROWSER_GAME   the game (see browser_game.c), else the one that was built into CHORUS_TREE
 * CHORUS_HOST, CHORUS_CLI, CHORUS_CROWD   the daemon, the command line game and the crowd, else those in build/bin
 * SAMPLES        the folder of the samples, else build/bin
 * ARTIFACTS      where screenshots go, else CHORUS_ARTIFACTS, else build/artifacts
 */
import { runAll } from './harness.mjs';

for (const name of ['protocol', 'open', 'join', 'account', 'go', 'press', 'steer', 'type', 'keyboard', 'live', 'layout', 'hostile', 'line', 'reader', 'weight', 'language', 'feedback', 'moretime', 'awake', 'properties', 'pad', 'code', 'barriers', 'gallery', 'bundle', 'paint', 'vote', 'tug', 'quiz', 'engine', 'login', 'studio', 'editor', 'walk']) {
  await import(`./cases/${name}.mjs`);
}
process.exitCode = (await runAll(process.argv[2] ?? '')) ? 0 : 1;

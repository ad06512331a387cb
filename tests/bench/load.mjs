// A host, a game and a crowd, and with the same crowd libwebsockets alone and the least there can be: what thousands of
// people cost.
//   sh sdk/setup.sh bench --load [--participants N] [--json FILE]
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const tree = process.env.CHORUS_TREE ?? join(here, '../../build/plain/release');
const bin = join(here, '../../build/bin');
const folder = mkdtempSync(join(tmpdir(), 'chorus-load-'));
const TOKEN = 'load-token';
const TICKS_A_SECOND = 100; // of /proc, everywhere

function option(name, fallback) {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : process.argv[at + 1];
}
const participants = Number(option('--participants', 10000));
const only = option('--only', 'hold,steady,receive,storm,reload,troll').split(',');

// ---- programs ----

const running = new Set();

function start(program, args, { stderr = 'ignore' } = {}) {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', stderr] });
  const lines = [], waiting = [];
  running.add(child);
  child.on('exit', () => {
    running.delete(child);
    for (const take of waiting.splice(0)) take(null);
  });
  createInterface({ input: child.stdout }).on('line', (line) => (waiting.length ? waiting.shift()(line) : lines.push(line)));
  const hear = async () => JSON.parse(lines.shift() ?? (await new Promise((take) => waiting.push(take))));
  const say = (line) => child.stdin.write(`${line}\n`);
  const end = async () => {
    const gone = once(child, 'exit');
    child.stdin.end();
    child.kill('SIGTERM');
    await gone;
  };
  return { child, pid: child.pid, hear, say, end };
}

async function startGame(host, token) {
  const game = start(join(tree, 'bench/load_game'), [`ws://127.0.0.1:${host.port}/gameClient`, token]);
  await game.hear();
  return game;
}

const audienceOf = (host, channel) => `ws://127.0.0.1:${host.port}/participant?channel=${channel}&x-protocol-version=2.0&key=`;

async function startHost(...more) {
  const tokenFile = join(folder, 'token');
  writeFileSync(tokenFile, `${TOKEN}\n`);
  const host = start(join(bin, 'chorus-host'), ['--listen', '127.0.0.1', '--port', '0', '--token-file', tokenFile, '--log', 'error', ...more]);
  host.port = (await host.hear()).port;
  const game = await startGame(host, TOKEN);
  return { ...host, game, url: audienceOf(host, 1), pages: `http://127.0.0.1:${host.port}`,
    end: async () => (await game.end(), await host.end()) };
}

// A host with a second game, on the channel of an account.
async function startTwoChannels() {
  const data = join(folder, 'data');
  const administer = (...args) => JSON.parse(execFileSync(join(bin, 'chorus-host'), [...args, '--data', data]));
  const { id } = administer('user', 'add', 'neighbour');
  const { token } = administer('token', 'add', '--user', 'neighbour', '--scope', 'interactive:robot:self');
  const host = await startHost('--data', data);
  const game = await startGame(host, token);
  return { ...host, neighbour: audienceOf(host, id), end: async () => (await game.end(), await host.end()) };
}

async function startOther(program) {
  const server = start(join(tree, `bench/${program}`), []);
  server.port = (await server.hear()).port;
  return { ...server, url: `ws://127.0.0.1:${server.port}/` };
}

// A crowd; `isIn` is fulfilled when all of them are there.
function startCrowd(url, seconds, joinRate, behaviour, count = participants, ...more) {
  const crowd = start(join(bin, 'chorus-crowd'), [url, '--participants', count, '--seconds', seconds, '--join-rate', joinRate,
    '--behaviour', behaviour, '--verbose', ...more].map(String), { stderr: 'pipe' });
  crowd.isIn = new Promise((take) => {
    createInterface({ input: crowd.child.stderr }).on('line', (line) => {
      if (line.includes(`: ${count} of ${count} in`)) take();
    });
    crowd.child.on('exit', take);
  });
  crowd.report = crowd.hear();
  return crowd;
}

// ---- what the system tells of a process ----

function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

function memoryBytes(pid) {
  return Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1]) * 1024;
}

const pause = (ms) => new Promise((take) => setTimeout(take, ms));

// The part of a core that it takes, in percent.
async function busyness(pid, ms) {
  const before = cpuSeconds(pid), began = performance.now();
  await pause(ms);
  return ((cpuSeconds(pid) - before) / (performance.now() - began)) * 1e5;
}

// ---- what is tried ----

// All join as fast as they can, and are there: accepting, memory, and for a host broadcasts.
async function hold(server) {
  const memory = memoryBytes(server.pid), cpu = cpuSeconds(server.pid);
  const crowd = startCrowd(server.url, 12, 4000, 'idle');
  await crowd.isIn;
  const figures = { accept_cpu_us: ((cpuSeconds(server.pid) - cpu) / participants) * 1e6 };
  await pause(500);
  figures.memory_bytes = (memoryBytes(server.pid) - memory) / participants;
  figures.idle_percent = await busyness(server.pid, 1500);
  for (let i = 0; i < 5 && server.game; i++) {
    server.game.say('broadcast');
    await pause(500);
  }
  const report = await crowd.report;
  figures.accepts_a_second = participants / (report.connections.all_in_ms / 1000);
  figures.held = report.connections.at_end;
  figures.dropped = report.connections.dropped;
  figures.broadcasts = report.broadcasts;
  return figures;
}

// One input a second from each, answered or not.
const steady = (server) => press(server);
const receive = (server) => press(server, '--discard');

async function press(server, ...more) {
  const crowd = startCrowd(server.url, 20, 4000, 'steady:1', participants, ...more);
  await crowd.isIn;
  await pause(1500);
  const percent = await busyness(server.pid, 5000);
  const { inputs, ms, connections } = await crowd.report;
  return { percent, input_cpu_us: (percent / 100 / participants) * 1e6, inputs, reply_ms: ms.reply, late_ms: ms.late,
    dropped: connections.dropped };
}

// Everybody comes by the page's way, within ten seconds.
async function storm(server) {
  const { connections, ms } = await startCrowd(server.pages, 14, participants / 10, 'idle').report;
  return { ...connections, welcome_ms: ms.welcome };
}

// Everybody leaves and comes back at one moment.
async function reload(server) {
  const { connections, ms } = await startCrowd(server.url, 14, 4000, 'reload:6').report;
  return { ...connections, welcome_ms: ms.welcome };
}

// How long a reply takes for some who play, without trolls, with a troll for each five of them on another channel, and
// with as many on their own.
async function troll(server) {
  const play = () => startCrowd(server.neighbour, 6, 100, 'steady:2', 100).report;
  const besetBy = async (url) => {
    const trolls = startCrowd(url, 9, 100, 'troll:20', 20);
    await pause(500);
    const { ms, connections } = await play();
    return { reply_ms: ms.reply, dropped: connections.dropped, garbage: (await trolls.report).garbage };
  };
  return { calm: { reply_ms: (await play()).ms.reply }, other_channel: await besetBy(server.url),
    same_channel: await besetBy(server.neighbour) };
}
troll.open = startTwoChannels;

async function tryOn(open, trials) {
  const figures = {};
  for (const trial of trials.filter((trial) => only.includes(trial.name))) {
    const server = await (trial.open ?? open)();
    figures[trial.name] = await trial(server);
    await server.end();
  }
  return figures;
}

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

const host = await tryOn(startHost, [hold, steady, receive, storm, reload, troll]);
const bare = await tryOn(() => startOther('load_bare'), [hold, steady, receive]);
const floor = await tryOn(() => startOther('load_floor'), [receive]);
const json = JSON.stringify({ participants, cpus: cpus().length, load: loadavg()[0], host, bare, floor }, null, 1);
console.log(json);
if (option('--json')) writeFileSync(option('--json'), `${json}\n`);

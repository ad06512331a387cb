// Runs our figures and the peer's in turn, takes medians, prints a table and the same as JSON.
//   node tests/bench/run.mjs [--rounds N] [--json FILE]
import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const tree = process.env.CHORUS_TREE ?? join(here, '../../build/plain/release');

function option(name, fallback) {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : process.argv[at + 1];
}
const rounds = Math.max(5, Number(option('--rounds', 5)));

const run = (program, args) => JSON.parse(execFileSync(program, args, { encoding: 'utf8' }));
const programs = readdirSync(join(tree, 'bench')).filter((name) => name.startsWith('bench_')).sort();
const ours = [], peers = [];
for (let i = 0; i < rounds; i++) {
  ours.push(Object.assign({}, ...programs.map((name) => run(join(tree, 'bench', name), []))));
  peers.push(run(process.execPath, [join(here, 'peer_node.mjs')]));
}

function median(list) {
  const sorted = [...list].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
const of = (list, key) => median(list.map((round) => round[key]));

const timesFaster = (key, ourKey = key) => median(ours.map((round, i) => peers[i][key] / round[ourKey]));
const ratio = (key, base) => median(ours.map((round) => round[key] / round[base]));

const figures = {
  ...Object.fromEntries(Object.keys(ours[0]).map((key) => [key, of(ours, key)])),
  ...Object.fromEntries(Object.keys(peers[0]).map((key) => [`peer_${key}`, of(peers, key)])),
  input_times_faster_than_peer: timesFaster('input_ns'),
  joins_times_faster_than_peer: timesFaster('joins_10000_ms'),
  scene_set_times_faster_than_peer: timesFaster('scene_set_ms'),
  input_2500_to_2_controls: ratio('input_2500_controls_ns', 'input_2_controls_ns'),
  gzip_to_level_6_ns: ratio('gzip_write_ns', 'gzip_level_6_write_ns'),
  gzip_to_level_6_bytes: ratio('gzip_bytes', 'gzip_level_6_bytes'),
  socket_session_to_bare: ratio('socket_session_ns', 'socket_bare_ns'),
};

const ns = (key) => `${figures[key].toFixed(0)} ns`;
const ms = (key) => `${figures[key].toFixed(2)} ms`;
const us = (key) => `${figures[key].toFixed(2)} us`;
const times = (key) => figures[key].toFixed(figures[key] < 3 ? 2 : 1);
// A build without lz4 has no figures of it.
const ifMeasured = (scheme, ...rows) => (`${scheme}_write_ns` in figures ? rows : []);
const unpacked = (scheme, goal) => ifMeasured(scheme,
  [`giveInput in ${scheme}, to event`, ns(`${scheme}_input_ns`), goal],
  ['  allocations for each', figures[`${scheme}_input_allocations`].toFixed(4), '0']);
const packed = (scheme, name) => ifMeasured(scheme,
  [`${name}, written`, ns(`${scheme}_write_ns`), ''],
  ['  bytes', figures[`${scheme}_bytes`].toFixed(1), '']);
const rows = [
  ['giveInput, received to event', ns('input_ns'), '220 ns'],
  ['  allocations for each', figures.input_allocations.toFixed(4), '0'],
  ['  @mixer/interactive-node 3.0.1', ns('peer_input_ns'), ''],
  ['  times faster', times('input_times_faster_than_peer'), '7'],
  ['  among 2 500 controls', ns('input_2500_controls_ns'), ''],
  ['  compared with among 2', times('input_2500_to_2_controls'), '1.15'],
  ...unpacked('gzip', '650 ns'),
  ...unpacked('lz4', ''),
  ['idle pump', `${figures.idle_pump_ns.toFixed(2)} ns`, '3 ns'],
  ['ring, 64 bytes in and out', `${figures.ring_ns.toFixed(2)} ns`, ''],
  ['memory of a participant at 10 000', `${figures.participant_bytes.toFixed(1)} B`, '128 B'],
  ['10 000 joins', ms('joins_10000_ms'), ''],
  ['  @mixer/interactive-node 3.0.1', ms('peer_joins_10000_ms'), ''],
  ['  times faster', times('joins_times_faster_than_peer'), '3.5'],
  ['50 scenes of 50 controls', ms('scene_set_ms'), ''],
  ['  @mixer/interactive-node 3.0.1', ms('peer_scene_set_ms'), ''],
  ['  times faster', times('scene_set_times_faster_than_peer'), '7'],
  ['update of a control among 2 500', ns('control_update_ns'), ''],
  ['update of a participant', ns('participant_update_ns'), ''],
  ['input over a socket', ns('socket_session_ns'), ''],
  ['  libwebsockets alone', ns('socket_bare_ns'), ''],
  ['  compared', times('socket_session_to_bare'), '1.3'],
  ...packed('gzip', 'gzip'),
  ...packed('gzip_level_6', '  at level 6'),
  ['  time compared with level 6', times('gzip_to_level_6_ns'), '0.7'],
  ['  bytes compared with level 6', times('gzip_to_level_6_bytes'), '1.1'],
  ...packed('lz4', 'lz4'),
  ['arrived to event, busy pump, p50', us('added_delay_p50_us'), '1 us'],
  ['  p99', us('added_delay_p99_us'), '5 us'],
  ['a payment on the disk, alone', us('vault_alone_us'), ''],
  ['  a second, 256 at once', figures.vault_jobs_per_s.toFixed(0), ''],
  ['  p99 of their waits', us('vault_crowd_p99_us'), ''],
];
console.log(`medians of ${rounds} alternated rounds, CPU time, ${cpus().length} x ${cpus()[0].model.trim()}\n`);
for (const [name, value, goal] of [['', 'here', 'goal'], ...rows])
  console.log(name.padEnd(36) + value.padStart(12) + goal.padStart(12));
const json = JSON.stringify({ rounds, node: process.version, ...figures });
console.log(`\n${json}`);
if (option('--json')) writeFileSync(option('--json'), `${json}\n`);

// Runs our figures and the peer's in turn, takes medians, prints a table and the same as JSON.
//   node tests/bench/run.mjs [--rounds N] [--json FILE]
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
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
const ours = [], peers = [];
for (let i = 0; i < rounds; i++) {
  ours.push(run(join(tree, 'bench/bench_core'), []));
  peers.push(run(process.execPath, [join(here, 'peer_node.mjs')]));
}

function median(list) {
  const sorted = [...list].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
const of = (list, key) => median(list.map((round) => round[key]));

const figures = {
  input_ns: of(ours, 'input_ns'),
  input_allocations: of(ours, 'input_allocations'),
  peer_input_ns: of(peers, 'input_ns'),
  input_times_faster_than_peer: median(ours.map((round, i) => peers[i].input_ns / round.input_ns)),
  idle_pump_ns: of(ours, 'idle_pump_ns'),
  ring_ns: of(ours, 'ring_ns'),
  participant_bytes: of(ours, 'participant_bytes'),
  joins_10000_ms: of(ours, 'joins_10000_ms'),
  peer_joins_10000_ms: of(peers, 'joins_10000_ms'),
};

const rows = [
  ['giveInput, received to event', `${figures.input_ns.toFixed(0)} ns`, '220 ns'],
  ['  allocations for each', figures.input_allocations.toFixed(4), '0'],
  ['  @mixer/interactive-node 3.0.1', `${figures.peer_input_ns.toFixed(0)} ns`, ''],
  ['  times faster', figures.input_times_faster_than_peer.toFixed(1), '7'],
  ['idle pump', `${figures.idle_pump_ns.toFixed(2)} ns`, '3 ns'],
  ['ring, 64 bytes in and out', `${figures.ring_ns.toFixed(2)} ns`, ''],
  ['memory of a participant at 10 000', `${figures.participant_bytes.toFixed(1)} B`, '128 B'],
  ['10 000 joins', `${figures.joins_10000_ms.toFixed(2)} ms`, ''],
  ['  @mixer/interactive-node 3.0.1', `${figures.peer_joins_10000_ms.toFixed(2)} ms`, ''],
];
console.log(`medians of ${rounds} alternated rounds, CPU time, ${cpus().length} x ${cpus()[0].model.trim()}\n`);
for (const [name, value, goal] of [['', 'here', 'goal'], ...rows])
  console.log(name.padEnd(36) + value.padStart(12) + goal.padStart(12));
const json = JSON.stringify({ rounds, node: process.version, ...figures });
console.log(`\n${json}`);
if (option('--json')) writeFileSync(option('--json'), `${json}\n`);

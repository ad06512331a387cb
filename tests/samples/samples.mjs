/**
 * A row for each sample. Beside each row stands scripts/NAME.txt, the keys of somebody who plays alone.
 *
 *   name       of the sample
 *   frames     that it runs, at 60 a second
 *   crowd      { participants, behaviour, seed }, see docs/load.md
 *   check      (summary, crowd): what is said of this sample alone; throws when it is not so
 *   alone      (summary): the same when nobody but the script plays; may be missing
 *
 * A sample of the console has `isConsole`, and what it has printed in place of a summary: check(lines, crowd), alone(lines).
 */
import assert from 'node:assert/strict';

const GUESTS_CANNOT_PAY = 4026;

export const samples = [
  {
    name: 'hello',
    isConsole: true,
    frames: 210,
    crowd: { participants: 4, behaviour: 'steady:1' },
    check: (lines, crowd) => {
      const presses = lines.filter((line) => /^crowd[0-3] says hello$/.test(line)).length;
      assert.ok(presses > 0 && presses < crowd.inputs.sent, `${presses} presses of ${crowd.inputs.sent} inputs`);
    },
    alone: (lines) => assert.deepEqual(lines.filter((line) => / say/.test(line)), Array(3).fill('You say hello')),
  },
  {
    name: 'paint',
    frames: 480,
    crowd: { participants: 24, behaviour: 'joystick:8=2,steady:1=1', seed: 7 },
    check: (summary, crowd) => assert.equal(crowd.inputs.rejected, 0),
    alone: (summary) => assert.equal(summary.participants, 0),
  },
  {
    name: 'vote',
    frames: 840,
    crowd: { participants: 24, behaviour: 'steady:1', seed: 3 },
    check: (summary, crowd) => {
      assert.equal(summary.windows, 1);
      assert.ok(summary.votes > 1 && summary.votes <= 24 + 1, JSON.stringify(summary));
      assert.ok(crowd.inputs.rejected_by[GUESTS_CANNOT_PAY] > 0, JSON.stringify(crowd.inputs));
      assert.equal(summary.captured, 0);
      assert.equal(summary.hits, 0, 'the hero, who plays by itself, masters what the crowd voted for');
    },
    alone: (summary) => {
      assert.deepEqual([summary.windows, summary.votes, summary.hits], [1, 1, 0]);
      assert.ok(summary.passed >= 6, JSON.stringify(summary));
    },
  },
  {
    name: 'tug',
    frames: 990,
    crowd: { participants: 24, behaviour: 'joystick:8', seed: 5 },
    check: (summary, crowd) => {
      assert.deepEqual([summary.coral, summary.sky], [13, 12]); // the script's player is one of them
      assert.ok(crowd.inputs.accepted > 500, JSON.stringify(crowd.inputs));
    },
    alone: (summary) => assert.deepEqual([summary.coral, summary.sky, summary.rounds, summary.draws], [1, 0, 1, 0]),
  },
  {
    name: 'quiz',
    frames: 840,
    crowd: { participants: 24, behaviour: 'steady:1=1,joystick:4=1', seed: 11 },
    check: (summary) => {
      assert.equal(summary.questions, 3);
      assert.ok(summary.answers > 12 && summary.right >= 3, JSON.stringify(summary));
      assert.ok(summary.targeted >= 24, 'everybody is told how they did');
    },
    alone: (summary) => assert.deepEqual([summary.questions, summary.answers, summary.right], [3, 3, 3]),
  },
  {
    name: 'engine',
    frames: 660,
    crowd: { participants: 32, behaviour: 'steady:18', seed: 2 },
    check: (summary) => {
      assert.deepEqual([summary.loads, summary.level, summary.suspends, summary.line_losses], [1, 2, 2, 0]);
      assert.ok(summary.pushes > 100 && summary.drops > 32, JSON.stringify(summary));
      assert.ok(summary.stale > 0 && summary.lost > 0, 'two seconds without a pump were too long for this crowd');
    },
    alone: (summary) => {
      assert.deepEqual([summary.loads, summary.level, summary.suspends, summary.lost], [1, 2, 2, 0]);
      assert.deepEqual([summary.pushes, summary.drops], [3, 1]);
    },
  },
];

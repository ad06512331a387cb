/**
 * Programs that other people wrote, unmodified, against our host and our game. Prints TAP.
 *
 *   node tests/peers/run.mjs [WORD]     only the tests whose name has WORD in it
 */
import { testInteractiveNode } from './cases/interactive_node.mjs';
import { testDistrust, testOurGame } from './cases/our_game.mjs';
import { runAll } from './harness.mjs';
import { Certificate, Host } from './host.mjs';

const certificate = new Certificate();
const plain = new Host();
testInteractiveNode(plain, null, 'plain');
testOurGame(null, 'plain');
testOurGame(certificate, 'TLS');
testDistrust(certificate);
await plain.start();
const isPassed = await runAll(process.argv[2] ?? '');
await plain.stop();
certificate.remove();
process.exit(isPassed ? 0 : 1);

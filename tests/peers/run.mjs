/**
 * Programs that other people wrote, unmodified, against our host and our game. Prints TAP.
 *
 *   node tests/peers/run.mjs [WORD]     only the tests whose name has WORD in it
 */
import { testCdkStd } from './cases/cdk_std.mjs';
import { testInteractiveNode } from './cases/interactive_node.mjs';
import { testDistrust, testMeetings, testOurGame } from './cases/our_game.mjs';
import { testOAuth } from './cases/oauth4webapi.mjs';
import { runAll } from './harness.mjs';
import { Certificate, Host } from './host.mjs';

const certificate = new Certificate();
const hosts = [];
for (const [kind, used] of [['plain', null], ['TLS', certificate]]) {
  const host = new Host(used);
  await host.start();
  hosts.push(host);
  testInteractiveNode(host, used, kind);
  testOurGame(used, kind);
  testMeetings(host, used, kind);
  testCdkStd(host, used, kind);
}
testDistrust(certificate);
testOAuth(hosts[0]);
const isPassed = await runAll(process.argv[2] ?? '');
for (const host of hosts) await host.stop();
certificate.remove();
process.exit(isPassed ? 0 : 1);

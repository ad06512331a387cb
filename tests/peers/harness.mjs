/** Named tests, one after the other, reported as lines of TAP. */

const tests = [];

/** skip: why this test cannot run here, if so. */
export function test(name, body, { skip = '' } = {}) {
  tests.push({ name, body, skip });
}

/** True: all tests that have `word` in their name passed. */
export async function runAll(word) {
  const chosen = tests.filter(({ name }) => name.includes(word));
  let failures = 0;
  console.log(`1..${chosen.length}`);
  for (const [i, { name, body, skip }] of chosen.entries()) {
    let fault;
    if (!skip) await body().catch((error) => (fault = error));
    if (fault) failures++;
    console.log(`${fault ? 'not ok' : 'ok'} ${i + 1} - ${name}${skip && ` # SKIP ${skip}`}`);
    if (fault) console.log(String(fault.stack ?? fault).replace(/^/gm, '#   '));
  }
  return failures === 0 && chosen.length > 0;
}

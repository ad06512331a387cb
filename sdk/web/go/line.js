/** Forms of this page on their way to the host. */

let form = '';

export class Refusal extends Error {
  constructor(status, { error = '', error_description: sentence = '' }, waitSeconds) {
    super(sentence);
    [this.status, this.code, this.waitSeconds] = [status, error, waitSeconds];
  }
}

/** Paths begin at the root of the host, wherever a proxy has put that. */
const address = (path) => new URL(path, document.baseURI);

/** The answer as JSON; throws a Refusal, or whatever fetch throws where there is no line. */
export async function post(path, members = {}) {
  const response = await fetch(address(path), {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...members, form }),
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refusal(response.status, answer, Number(response.headers.get('Retry-After')) || 0);
  if (typeof answer.form === 'string') form = answer.form;
  return answer;
}

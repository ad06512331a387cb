/**
 * The line to the host: join, socket, calls and replies, server time, and coming back after a loss.
 * Nothing is queued while the line is down; what cannot be sent now is not sent.
 */

const POLL_MS = 5000;
const BACKOFF_FIRST_MS = 500;
const BACKOFF_MOST_MS = 10000;
const STABLE_MS = 10000;
const PATIENCE_MS = 8000;
const REPLY_MS = 5000;
const PING_MS = 2000;
const SILENCE_MS = 12000;
const CLOCK_SAMPLES = 3;
const CLOCK_KEEP_MS = 60000;

/** What became of a call that no host has answered. */
export const NOT_SENT = -2;
export const NO_ANSWER = -1;

const CLOSE_GONE = [4016, 4022];
const CLOSE_NOT_LET_IN = 4019;
const CLOSE_BANNED = 4025;
const CLOSE_KICKED = 4028;

/** Server time: the offset of the fastest recent round trip, on a clock that never jumps. */
class Clock {
  #best = null;

  reset() {
    this.#best = null;
  }

  add(sentAt, receivedAt, serverTime) {
    const trip = receivedAt - sentAt;
    const stale = this.#best && receivedAt - this.#best.at > CLOCK_KEEP_MS;
    if (!this.#best || stale || trip <= this.#best.trip) {
      this.#best = { trip, at: receivedAt, offset: serverTime + trip / 2 - receivedAt };
    }
  }

  now() {
    return this.#best ? performance.now() + this.#best.offset : Date.now();
  }
}

/** The host behind the page's own address may not know that address: a proxy can stand between. */
function socketURL(seat) {
  const given = new URL(seat.socketAddress || seat.address, document.baseURI);
  const own = given.pathname === '/participant';
  const url = own ? new URL('participant', document.baseURI) : given;
  const secure = location.protocol === 'https:' || given.protocol === 'wss:';
  url.protocol = (own ? location.protocol === 'https:' : secure) ? 'wss:' : 'ws:';
  url.search = `${given.search || '?'}&x-protocol-version=2.0&key=${encodeURIComponent(seat.key ?? '')}`;
  return url.href;
}

class Refusal extends Error {
  constructor(phase, waitMs, why = '') {
    super(phase);
    this.phase = phase;
    this.waitMs = waitMs;
    this.why = why;
  }
}

async function refusalOf(response) {
  if (response.status === 400 || response.status === 404) return new Refusal('offline', POLL_MS);
  if (response.status === 401) return new Refusal('unknown');
  if (response.status === 403) return new Refusal('ended', 0, (await response.json().catch(() => null))?.message);
  const asked = Number(response.headers.get('Retry-After')) || 0;
  return new Refusal('lost', Math.min(asked, 30) * 1000);
}

export class Session {
  #channel;
  #player;
  #on;
  #socket = null;
  #turn = 0;
  #attempts = 0;
  #helloAt = 0;
  #heardAt = 0;
  #nextID = 1;
  #calls = new Map();
  #timers = new Set();
  #clock = new Clock();

  /** connecting, open, lost, offline, unknown, kicked or ended */
  phase = 'connecting';
  /** performance.now() of the next try, or 0 while one is running */
  retryAt = 0;
  lostAt = 0;
  latencyMs = null;
  /** The host's own words for why it is `ended` or `kicked`. */
  why = '';

  /** channel() gives the number; on: { phase(), seat(seat), open(), method(name, params), latency() } */
  constructor(channel, player, on) {
    this.#channel = channel;
    this.#player = player;
    this.#on = on;
  }

  start() {
    this.#drop();
    this.#connect();
  }

  /** Leaves, and does not come back by itself. */
  stop() {
    this.#drop();
    this.phase = 'ended';
  }

  /** player: { name, token, device } */
  play(player) {
    this.#player = player;
    this.#attempts = 0;
    this.#drop();
    this.#enter('connecting');
    this.#connect();
  }

  retryNow() {
    if (this.retryAt === 0 && this.phase !== 'kicked') return;
    this.#drop();
    this.#connect();
  }

  /** After sleep or a network change: find out at once whether the line still lives. */
  async check() {
    if (this.phase === 'kicked') return;
    if (this.phase !== 'open') return this.retryNow();
    const turn = this.#turn;
    this.#clock.reset();
    const alive = await this.#sample();
    if (!alive && turn === this.#turn) this.#fail(new Refusal('lost', 0));
  }

  serverNow() {
    return this.#clock.now();
  }

  get canSend() {
    return this.#socket?.readyState === WebSocket.OPEN && this.#helloAt > 0;
  }

  /** Resolves with the result; rejects with { code, message } as the host gave it, or one of the codes above. */
  call(method, params) {
    return new Promise((resolve, reject) => {
      const id = this.#write(method, params, false);
      if (id === null) return reject({ code: NOT_SENT });
      const timer = setTimeout(() => this.#settle(id, { error: { code: NO_ANSWER } }), REPLY_MS);
      this.#calls.set(id, { resolve, reject, timer });
    });
  }

  /** For inputs whose newest value is the only one that counts. */
  send(method, params) {
    this.#write(method, params, true);
  }

  #write(method, params, discard) {
    if (!this.canSend) return null;
    const id = this.#nextID++;
    this.#socket.send(JSON.stringify({ id, type: 'method', method, params, discard }));
    return id;
  }

  async #connect() {
    const turn = this.#turn;
    this.retryAt = 0;
    this.#on.phase();
    try {
      const seat = await this.#join();
      if (turn !== this.#turn) return;
      this.#on.seat(seat);
      this.#open(seat);
    } catch (fault) {
      if (turn === this.#turn) this.#fail(fault instanceof Refusal ? fault : new Refusal('lost', 0));
    }
  }

  async #join() {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), PATIENCE_MS);
    try {
      const response = await this.#ask(abort.signal);
      if (!response.ok) throw await refusalOf(response);
      return await response.json();
    } finally {
      clearTimeout(timer);
    }
  }

  #ask(signal) {
    const { name, token, device } = this.#player;
    const url = new URL(`api/v1/interactive/${encodeURIComponent(this.#channel())}`, document.baseURI);
    if (token) return fetch(url, { headers: { Authorization: `Bearer ${token}` }, signal });
    const headers = { 'Content-Type': 'application/json' };
    return fetch(`${url}/guest`, { method: 'POST', headers, body: JSON.stringify(name ? { name, device } : { device }), signal });
  }

  #open(seat) {
    const socket = new WebSocket(socketURL(seat));
    this.#socket = socket;
    this.#heardAt = performance.now();
    this.#after(PATIENCE_MS, () => this.#helloAt || this.#fail(new Refusal('lost', 0)));
    socket.onmessage = ({ data }) => this.#receive(data);
    socket.onclose = ({ code, reason }) => {
      if (CLOSE_GONE.includes(code)) this.#fail(new Refusal('offline', POLL_MS));
      else if (code === CLOSE_NOT_LET_IN && !this.#player.token && reason) this.#fail(new Refusal('unknown', 0, reason));
      else if (code === CLOSE_BANNED) this.#fail(new Refusal('ended', 0, reason));
      else if (code === CLOSE_KICKED) this.#fail(new Refusal('kicked', 0, reason));
      else this.#fail(new Refusal('lost', 0));
    };
  }

  #receive(data) {
    if (typeof data !== 'string') return;
    this.#heardAt = performance.now();
    let packets;
    try {
      packets = JSON.parse(data);
    } catch {
      return;
    }
    for (const packet of Array.isArray(packets) ? packets : [packets]) this.#take(packet);
  }

  #take(packet) {
    if (typeof packet !== 'object' || packet === null) return;
    if (typeof packet.method === 'string') {
      if (!this.#helloAt) this.#welcome();
      this.#on.method(packet.method, packet.params);
    } else if (packet.type === 'reply') {
      this.#settle(Number(packet.id), packet);
    }
  }

  /** The first packet proves that the host let us in, whether it is called hello or not. */
  #welcome() {
    this.#helloAt = performance.now();
    this.#on.open();
    this.#enter('open');
    this.#setClock();
    this.#every(PING_MS, () => this.#ping());
  }

  #settle(id, { result, error }) {
    const call = this.#calls.get(id);
    if (!call) return;
    this.#calls.delete(id);
    clearTimeout(call.timer);
    if (error) call.reject({ code: Number(error.code) || 0, message: String(error.message ?? '') });
    else call.resolve(result);
  }

  /** One round trip for the clock and the latency. False: no answer. */
  async #sample() {
    const turn = this.#turn;
    const sentAt = performance.now();
    const known = this.latencyMs === null ? {} : { latencyMs: Math.round(this.latencyMs) };
    const answer = await this.call('getTime', known).catch(() => null);
    if (turn !== this.#turn) return false;
    const receivedAt = performance.now();
    if (Number.isFinite(answer?.time)) this.#clock.add(sentAt, receivedAt, answer.time);
    this.latencyMs = answer ? receivedAt - sentAt : null;
    this.#on.latency();
    return answer !== null;
  }

  async #setClock() {
    const turn = this.#turn;
    for (let round = 0; round < CLOCK_SAMPLES && turn === this.#turn; round++) await this.#sample();
  }

  /** A hidden page's timers run late, so silence there proves nothing. */
  #ping() {
    if (!document.hidden && performance.now() - this.#heardAt > SILENCE_MS) this.#fail(new Refusal('lost', 0));
    else this.#sample();
  }

  #fail({ phase, waitMs, why }) {
    if (this.#helloAt && performance.now() - this.#helloAt > STABLE_MS) this.#attempts = 0;
    this.#drop();
    this.why = why;
    if (phase === 'lost') this.lostAt ||= performance.now();
    if (['lost', 'offline'].includes(phase)) this.#retryIn(phase === 'lost' ? Math.max(waitMs, this.#backoff()) : waitMs);
    this.#enter(phase);
  }

  /** Full jitter: a whole audience must not come back in the same instant. */
  #backoff() {
    const most = Math.min(BACKOFF_MOST_MS, BACKOFF_FIRST_MS * 2 ** this.#attempts++);
    return Math.random() * most;
  }

  #retryIn(delayMs) {
    this.retryAt = performance.now() + delayMs;
    this.#after(delayMs, () => this.#connect());
  }

  #enter(phase) {
    if (phase !== 'lost') this.lostAt = 0;
    this.phase = phase;
    this.#on.phase();
  }

  #drop() {
    this.#turn++;
    this.#timers.forEach((timer) => clearTimeout(timer));
    this.#timers.clear();
    this.#helloAt = 0;
    this.retryAt = 0;
    this.latencyMs = null;
    const socket = this.#socket;
    this.#socket = null;
    if (socket) {
      socket.onmessage = socket.onclose = null;
      socket.close();
    }
    for (const id of [...this.#calls.keys()]) this.#settle(id, { error: { code: NOT_SENT } });
  }

  #after(delayMs, task) {
    this.#timers.add(setTimeout(task, delayMs));
  }

  #every(periodMs, task) {
    this.#timers.add(setInterval(task, periodMs));
  }
}

/** The line to the host: a place at the desk of one channel, calls, events, and coming back after a loss. */

const RETRY_FIRST_MS = 500;
const RETRY_MOST_MS = 10000;
const REPLY_MS = 5000;

export class Line {
  #channel;
  #token;
  #on;
  #socket = null;
  #attempts = 0;
  #nextID = 1;
  #calls = new Map();
  #timer = 0;
  #closed = false;

  /** on: { place(place), event(name, params), open(), lost(), refused(status, message) } */
  constructor(channel, token, on) {
    this.#channel = channel;
    this.#token = token;
    this.#on = on;
    this.#connect();
  }

  get api() {
    return new URL(`api/v1/interactive/${encodeURIComponent(this.#channel)}/`, document.baseURI);
  }

  /** Resolves with the result; rejects with { code, message }. */
  call(method, params = {}) {
    return new Promise((resolve, reject) => {
      if (this.#socket?.readyState !== WebSocket.OPEN) return reject({ code: 0, message: '' });
      const id = this.#nextID++;
      const timer = setTimeout(() => this.#settle(id, { error: { code: 0, message: '' } }), REPLY_MS);
      this.#calls.set(id, { resolve, reject, timer });
      this.#socket.send(JSON.stringify({ id, type: 'method', method, params }));
    });
  }

  /** From the next connection on. */
  use(token) {
    this.#token = token;
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#drop();
  }

  async #connect() {
    try {
      const headers = { Authorization: `Bearer ${this.#token}` };
      const response = await fetch(new URL('studio', this.api), { method: 'POST', headers });
      const answer = await response.json();
      if (this.#closed) return;
      if (response.status >= 400 && response.status < 500) return this.#on.refused(response.status, answer.message ?? '');
      if (!response.ok) throw new Error(answer.message);
      this.#on.place(answer);
      this.#open(answer);
    } catch {
      this.#retry();
    }
  }

  #open({ address, key }) {
    const url = new URL(address);
    url.searchParams.set('key', key);
    const socket = new WebSocket(url);
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#receive(data);
    socket.onclose = () => this.#retry();
  }

  #receive(data) {
    let packet;
    try {
      packet = JSON.parse(data);
    } catch {
      return;
    }
    if (packet.type === 'reply') return this.#settle(packet.id, packet);
    if (packet.method === 'hello') {
      this.#attempts = 0;
      this.#on.open();
    } else {
      this.#on.event(packet.method, packet.params);
    }
  }

  #settle(id, { result, error }) {
    const call = this.#calls.get(id);
    if (!call) return;
    this.#calls.delete(id);
    clearTimeout(call.timer);
    if (error) call.reject(error);
    else call.resolve(result);
  }

  #retry() {
    if (this.#closed) return;
    this.#drop();
    this.#on.lost();
    const most = Math.min(RETRY_MOST_MS, RETRY_FIRST_MS * 2 ** this.#attempts++);
    this.#timer = setTimeout(() => this.#connect(), most * (0.5 + Math.random() / 2));
  }

  #drop() {
    const socket = this.#socket;
    this.#socket = null;
    if (socket) {
      socket.onmessage = socket.onclose = null;
      socket.close();
    }
    for (const id of [...this.#calls.keys()]) this.#settle(id, { error: { code: 0, message: '' } });
  }
}

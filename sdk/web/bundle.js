/**
 * Controls of the game's own making: a page of its own in a sandboxed frame, which is shown instead of ours. The two
 * speak by messages. The page in the frame is a stranger: it is heard only in the form that is agreed upon, with
 * bounded size and rate, and may ask the host for nothing but what follows.
 */

import { language } from './lang.js';

const SERVICE = '8f5b3a83-dd7b-4b8a-84ad-146948bc8d27';
const VERSION = '1.0';
const UNKNOWN_METHOD = 4003;
const BAD_ARGUMENT = 4004;
const TOO_FAST = 4099;
const PARAMS_MOST = 4096;
const PER_S = 60;
const BURST = 120;
const ALLOWED = ['giveInput', 'getTime', 'getScenes', 'getGroups'];

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The text of a small plain value, or null. */
function textOf(value) {
  try {
    const text = JSON.stringify(value ?? {});
    return text.length <= PARAMS_MOST ? text : null;
  } catch {
    return null;
  }
}

export class Bundle {
  #frame = document.createElement('iframe');
  #line;
  #counter = 0;
  #allowance = BURST;
  #filledAt = performance.now();
  #knowsAll = false;
  #isListening = (event) => this.#hear(event);

  /** line: { call(method, params), world() } */
  constructor(place, address, title, line) {
    this.#line = line;
    this.address = address;
    this.#frame.className = 'bundle';
    this.#frame.title = title;
    this.#frame.setAttribute('sandbox', 'allow-scripts');
    this.#frame.referrerPolicy = 'no-referrer';
    this.#frame.addEventListener('load', () => this.#begin());
    addEventListener('message', this.#isListening);
    this.#frame.src = address;
    place.append(this.#frame);
  }

  close() {
    removeEventListener('message', this.#isListening);
    this.#frame.remove();
  }

  /** A method of the host. What comes before the page has been welcomed is in the welcome. */
  tell(method, params) {
    if (this.#knowsAll) this.#call('recieveInteractivePacket', { type: 'method', method, params, discard: true });
  }

  /** The page may have been ready before we could hear it. */
  #begin() {
    this.#knowsAll = false;
    this.#counter = 0;
    this.#call('ready', { protocolVersion: VERSION });
    this.#call('resendReady', {});
  }

  #call(method, params) {
    this.#post({ type: 'method', id: this.#counter, method, params, discard: true });
  }

  #post(message) {
    this.#frame.contentWindow?.postMessage({ serviceID: SERVICE, counter: this.#counter++, ...message }, '*');
  }

  #mayAsk() {
    const now = performance.now();
    this.#allowance = Math.min(BURST, this.#allowance + ((now - this.#filledAt) * PER_S) / 1000);
    this.#filledAt = now;
    if (this.#allowance < 1) return false;
    this.#allowance--;
    return true;
  }

  #hear({ source, data }) {
    if (source !== this.#frame.contentWindow || !isObject(data) || data.serviceID !== SERVICE) return;
    if (data.type !== 'method' || typeof data.method !== 'string' || !Number.isSafeInteger(data.counter)) return;
    const answer = (error, result = null) => {
      if (data.discard !== true && Number.isSafeInteger(data.id)) this.#post({ type: 'reply', id: data.id, result, error });
    };
    if (!this.#mayAsk()) return answer({ code: TOO_FAST, message: 'too fast' });
    if (data.method === 'sendInteractivePacket') return this.#send(data.params, answer);
    if (data.method === 'controlsReady') this.#welcome();
    else if (data.method !== 'ready') return answer({ code: UNKNOWN_METHOD, message: 'unknown method' });
    return answer(null);
  }

  async #send(packet, answer) {
    const method = isObject(packet) ? packet.method : undefined;
    const params = isObject(packet) && isObject(packet.params ?? {}) ? textOf(packet.params) : null;
    if (!ALLOWED.includes(method)) return answer({ code: UNKNOWN_METHOD, message: 'unknown method' });
    if (params === null) return answer({ code: BAD_ARGUMENT, message: 'params are a small object' });
    try {
      return answer(null, await this.#line.call(method, JSON.parse(params)));
    } catch ({ code, message }) {
      return answer({ code, message: message ?? '' });
    }
  }

  /** What every newcomer is told, as it is now. Answers come behind what was said before them. */
  async #welcome() {
    this.#knowsAll = false;
    this.#call('updateSettings', { language: language(), placesVideo: false, platform: 'desktop' });
    const ask = (method) => this.#line.call(method, {}).catch(() => null);
    const [scenes, groups] = await Promise.all([ask('getScenes'), ask('getGroups')]);
    if (!scenes || !groups) return;
    const { self, ready } = this.#line.world();
    this.#knowsAll = true;
    this.tell('hello', {});
    this.tell('onSceneCreate', scenes);
    this.tell('onGroupCreate', groups);
    if (self) this.tell('onParticipantJoin', { participants: [self] });
    this.tell('onReady', { isReady: ready });
  }
}

/** A button: finger, mouse, keyboard, key binding; held as long as the player holds it. */

import { aria, capture, Control, make, showSparks } from './control.js';
import { knows, say } from './lang.js';
import { number, words } from './look.js';

/** A finger rolls a little while it holds. */
const SLOP_PX = 14;
const TAP_MS = 60;
const AFTER_POINTER_MS = 600;

/** As aria-keyshortcuts wants them. */
const KEYS = {
  8: 'Backspace', 9: 'Tab', 13: 'Enter', 16: 'Shift', 17: 'Control', 18: 'Alt', 27: 'Escape', 32: 'Space',
  33: 'PageUp', 34: 'PageDown', 35: 'End', 36: 'Home', 37: 'ArrowLeft', 38: 'ArrowUp', 39: 'ArrowRight',
  40: 'ArrowDown', 45: 'Insert', 46: 'Delete', 186: ';', 187: '=', 188: ',', 189: '-', 190: '.', 191: '/', 192: '`',
  219: '[', 220: '\\', 221: ']', 222: "'",
};
const ARROWS = { 37: '←', 38: '↑', 39: '→', 40: '↓' };
const PAD_BUTTONS = ['A', 'B', 'X', 'Y', 'LB', 'RB', 'LT', 'RT', '', '', '', '', 'D ↑', 'D ↓', 'D ←', 'D →'];

function keyOf(code) {
  if (code >= 48 && code <= 90) return String.fromCharCode(code);
  if (code >= 96 && code <= 105) return String(code - 96);
  if (code >= 112 && code <= 123) return `F${code - 111}`;
  return Object.hasOwn(KEYS, code) ? KEYS[code] : '';
}

/** What is written on the key. */
function keyName(code) {
  if (code >= 96 && code <= 105) return say('key.Numpad', { n: code - 96 });
  if (Object.hasOwn(ARROWS, code)) return ARROWS[code];
  const key = keyOf(code);
  return knows(`key.${key}`) ? say(`key.${key}`) : key;
}

const padName = (index) => PAD_BUTTONS[index] || (knows(`pad.${index}`) ? say(`pad.${index}`) : '');

let pointerUpAt = -Infinity;
addEventListener('pointerup', () => (pointerUpAt = performance.now()), true);

const isSpark = (event) => event.key === ' ' || event.key === 'Enter';

export class Button extends Control {
  #holder = null;
  #pointer = null;

  constructor(context, data) {
    super(context, data, make('button'));
    this.root.type = 'button';
    this.caption = make('bdi', 'caption');
    this.price = make('span', 'price');
    this.hint = make('kbd', 'hint');
    this.bar = make('span', 'bar', make('span', 'fill'));
    for (const part of [this.hint, this.bar]) aria(part, { hidden: true });
    this.root.append(make('span', 'face', this.caption, this.price), this.hint, this.bar, this.makeWipe());
    this.#listen();
  }

  get held() {
    return this.#holder !== null;
  }

  get keyCode() {
    return number(this.data.keyCode, 0);
  }

  get padButton() {
    return number(this.data.gamepadButton, -1);
  }

  draw() {
    const { text, tooltip, progress } = this.said;
    this.caption.textContent = words(text) || words(this.id, 40);
    showSparks(this.price, this.cost || NaN);
    const hints = [keyName(this.keyCode), this.context.hasPad && padName(this.padButton)];
    this.hint.textContent = hints.filter(Boolean).join(' · ');
    this.root.title = words(tooltip, 200);
    const share = number(progress, 0, 0, 1);
    this.bar.hidden = share === 0;
    this.bar.firstChild.style.setProperty('--share', share.toFixed(4));
    const percent = share ? say('percent', { n: Math.round(share * 100) }) : '';
    aria(this.root, {
      keyshortcuts: keyOf(this.keyCode) || null,
      description: [this.root.title, percent].filter(Boolean).join(', ') || null,
    });
  }

  allow(allowed) {
    this.root.disabled = !allowed;
  }

  /** who: 'pointer', 'focus', 'key', 'pad'; a bound key speaks of keys, everything else of the mouse. */
  hold(who) {
    if (this.held || !this.enabled) return false;
    if (this.isDear && who !== 'consent') {
      if (who !== 'pointer') this.#askFirst();
      return false;
    }
    this.#holder = who;
    this.root.classList.add('held');
    if (who === 'key') this.press('keydown', {});
    else this.press('mousedown', { button: 0 });
    return true;
  }

  release() {
    if (!this.held) return;
    const byKey = this.#holder === 'key';
    this.#holder = null;
    this.#pointer = null;
    this.root.classList.remove('held');
    this.context.move(this.id, byKey ? 'keyup' : 'mouseup', byKey ? {} : { button: 0 });
    this.gate();
  }

  letGo(pointerId) {
    if (pointerId === this.#pointer) this.release();
  }

  releaseIf(who) {
    if (this.#holder === who) this.release();
  }

  #listen() {
    const { root } = this;
    root.addEventListener('pointerdown', (event) => {
      if (event.button !== 0 || !this.hold('pointer')) return;
      this.#pointer = event.pointerId;
      capture(root, event);
    });
    root.addEventListener('pointermove', (event) => {
      if (event.pointerId === this.#pointer && !this.#isNear(event)) this.release();
    });
    root.addEventListener('lostpointercapture', (event) => this.letGo(event.pointerId));
    root.addEventListener('keydown', (event) => {
      if (!isSpark(event) || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      if (!event.repeat) this.hold('focus');
    });
    root.addEventListener('keyup', (event) => {
      if (!isSpark(event)) return;
      event.preventDefault();
      this.releaseIf('focus');
    });
    root.addEventListener('blur', () => this.releaseIf('focus'));
    root.addEventListener('click', () => this.#tapByAssistant());
    root.addEventListener('contextmenu', (event) => event.preventDefault());
  }

  /** A screen reader may click without pressing anything first; the click after a pointer says nothing new. */
  #tapByAssistant() {
    if (this.isDear) this.#askFirst();
    else if (performance.now() - pointerUpAt > AFTER_POINTER_MS) this.#tap('assistant');
  }

  #tap(who) {
    if (this.hold(who)) setTimeout(() => this.releaseIf(who), TAP_MS);
  }

  async #askFirst() {
    if (this.enabled && (await this.context.consent(this.cost, this.caption.textContent))) this.#tap('consent');
  }

  #isNear({ clientX, clientY }) {
    const box = this.root.getBoundingClientRect();
    return (
      clientX > box.left - SLOP_PX && clientX < box.right + SLOP_PX &&
      clientY > box.top - SLOP_PX && clientY < box.bottom + SLOP_PX
    );
  }
}

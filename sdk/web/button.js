/** A button: finger, mouse, keyboard, key binding; held as long as the player holds it. */

import { aria, capture, Control, make, showSparks } from './control.js';
import { number, words } from './look.js';

/** A finger rolls a little while it holds. */
const SLOP_PX = 14;
const TAP_MS = 60;
const AFTER_POINTER_MS = 600;

const KEY_NAMES = {
  8: 'Backspace', 9: 'Tab', 13: 'Enter', 16: 'Shift', 17: 'Control', 18: 'Alt', 27: 'Esc', 32: 'Space',
  33: 'PageUp', 34: 'PageDown', 35: 'End', 36: 'Home', 37: '←', 38: '↑', 39: '→', 40: '↓', 45: 'Ins', 46: 'Del',
  186: ';', 187: '=', 188: ',', 189: '-', 190: '.', 191: '/', 192: '`', 219: '[', 220: '\\', 221: ']', 222: "'",
};

function keyName(code) {
  if (code >= 48 && code <= 90) return String.fromCharCode(code);
  if (code >= 96 && code <= 105) return `Num ${code - 96}`;
  if (code >= 112 && code <= 123) return `F${code - 111}`;
  return KEY_NAMES[code] ?? '';
}

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
    this.clock = make('span', 'clock');
    this.wipe = make('span', 'wipe', this.clock);
    for (const part of [this.hint, this.bar, this.wipe]) aria(part, { hidden: true });
    this.root.append(make('span', 'face', this.caption, this.price), this.hint, this.bar, this.wipe);
    this.#listen();
  }

  get held() {
    return this.#holder !== null;
  }

  get keyCode() {
    return number(this.data.keyCode, 0);
  }

  draw() {
    const { text, tooltip, progress } = this.data;
    this.caption.textContent = words(text) || words(this.id, 40);
    showSparks(this.price, this.cost || NaN);
    this.hint.textContent = keyName(this.keyCode);
    this.root.title = words(tooltip, 200);
    const share = number(progress, 0, 0, 1);
    this.bar.hidden = share === 0;
    this.bar.firstChild.style.setProperty('--share', share.toFixed(4));
    const percent = share ? `${Math.round(share * 100)} %` : '';
    aria(this.root, {
      keyshortcuts: this.hint.textContent || null,
      description: [this.root.title, percent].filter(Boolean).join(', ') || null,
    });
  }

  allow(allowed) {
    this.root.disabled = !allowed;
  }

  /** who: 'pointer', 'focus' or 'key'; a bound key speaks of keys, everything else of the mouse. */
  hold(who) {
    if (this.held || !this.enabled) return false;
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

  releaseKey() {
    if (this.#holder === 'key') this.release();
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
      if (this.#holder === 'focus') this.release();
    });
    root.addEventListener('blur', () => this.#holder === 'focus' && this.release());
    root.addEventListener('click', () => this.#tapByAssistant());
    root.addEventListener('contextmenu', (event) => event.preventDefault());
  }

  /** A screen reader may click without pressing anything first; the click after a pointer says nothing new. */
  #tapByAssistant() {
    if (performance.now() - pointerUpAt < AFTER_POINTER_MS) return;
    if (this.hold('assistant')) setTimeout(() => this.#holder === 'assistant' && this.release(), TAP_MS);
  }

  #isNear({ clientX, clientY }) {
    const box = this.root.getBoundingClientRect();
    return (
      clientX > box.left - SLOP_PX && clientX < box.right + SLOP_PX &&
      clientY > box.top - SLOP_PX && clientY < box.bottom + SLOP_PX
    );
  }
}

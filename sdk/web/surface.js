/** Kinds that are not pressed like a key: a label, the whole screen, and what this page does not know. */

import { aria, capture, Control, make, Pacer } from './control.js';
import { say } from './lang.js';
import { number, words } from './look.js';

export class Label extends Control {
  constructor(context, data) {
    super(context, data, make('p', '', make('bdi', 'caption')));
    this.caption = this.root.firstChild;
  }

  draw() {
    const { text, bold, italic, underline } = this.said;
    this.caption.textContent = words(text, 280);
    this.root.classList.toggle('bold', bold === true);
    this.root.classList.toggle('italic', italic === true);
    this.root.classList.toggle('underline', underline === true);
  }
}

/** A kind made by the game for its own page. It is shown, so that nobody wonders, but cannot be used. */
export class Unknown extends Control {
  constructor(context, data) {
    super(context, data, make('p', 'unknown', make('bdi', 'caption'), make('small')));
  }

  draw() {
    this.root.firstChild.textContent = words(this.data.kind, 40) || say('unnamed');
    this.root.lastChild.textContent = say('foreign');
  }

  paint() {}
}

const STEP = 0.05;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const round = (value) => Math.round(value * 1e4) / 1e4;
const share = (value) => round(Math.min(1, Math.max(0, value)));

/** Covers the play area. Places are 0..1 from the bottom left. */
export class Screen extends Control {
  #pointer = null;
  #byKey = false;
  #at = { x: 0.5, y: 0.5 };
  #pacer = new Pacer((at) => this.context.move(this.id, 'move', at));

  constructor(context, data) {
    super(context, data, make('div', '', make('span', 'mark')));
    this.mark = this.root.firstChild;
    this.root.append(this.makeWipe());
    this.root.setAttribute('role', 'application');
    this.#listen();
  }

  get held() {
    return this.#pointer !== null || this.#byKey;
  }

  draw() {
    const label = words(this.said.text, 40) || words(this.id, 40);
    aria(this.root, { label, roledescription: say('screen'), description: say('screen.how') });
  }

  allow(allowed) {
    this.root.tabIndex = allowed ? 0 : -1;
    aria(this.root, { disabled: allowed ? null : true });
  }

  release() {
    if (!this.held) return;
    this.#pointer = null;
    this.#byKey = false;
    this.#pacer.cancel();
    this.root.classList.remove('held');
    if (this.data.sendMouseUpEvent !== false) this.context.move(this.id, 'mouseup', this.#at);
  }

  letGo(pointerId) {
    if (pointerId === this.#pointer) this.release();
  }

  remove() {
    this.#pacer.cancel();
    super.remove();
  }

  #listen() {
    const { root } = this;
    root.addEventListener('pointerdown', (event) => {
      if (event.target !== root || event.button !== 0 || this.held || !this.enabled) return;
      this.#pointer = event.pointerId;
      capture(root, event);
      this.#aim(event);
      this.#hold();
    });
    root.addEventListener('pointermove', (event) => {
      if (this.#pointer !== null && event.pointerId !== this.#pointer) return;
      this.#aim(event);
      this.#move();
    });
    root.addEventListener('lostpointercapture', (event) => this.letGo(event.pointerId));
    root.addEventListener('keydown', (event) => this.#keydown(event));
    root.addEventListener('keyup', (event) => event.key === ' ' && this.release());
    root.addEventListener('blur', () => this.#byKey && this.release());
    root.addEventListener('contextmenu', (event) => event.preventDefault());
  }

  #keydown(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || !this.enabled) return;
    if (Object.hasOwn(ARROWS, event.key)) {
      const [x, y] = ARROWS[event.key];
      this.#show(this.#at.x + x * STEP, this.#at.y + y * STEP);
      this.#move();
    } else if (event.key === ' ') {
      if (!this.held) {
        this.#byKey = true;
        this.#hold();
      }
    } else return;
    event.preventDefault();
  }

  #hold() {
    this.root.classList.add('held');
    if (this.data.sendMouseDownEvent !== false) this.press('mousedown', this.#at);
  }

  #move() {
    const when = this.data.sendMoveEvents ?? 'mousedown';
    if (!this.enabled || when === 'never' || (when !== 'always' && !this.held)) return;
    this.#pacer.offer(this.#at, number(this.data.moveThrottle, 50, 33, 1000));
  }

  #aim({ clientX, clientY }) {
    const box = this.root.getBoundingClientRect();
    this.#show((clientX - box.left) / box.width, 1 - (clientY - box.top) / box.height);
  }

  #show(x, y) {
    this.#at = { x: share(x), y: share(y) };
    this.mark.style.setProperty('--x', this.#at.x);
    this.mark.style.setProperty('--y', this.#at.y);
  }
}

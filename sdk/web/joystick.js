/** A joystick: up is negative, the length never exceeds 1, and letting go always sends the centre. */

import { aria, capture, Control, make, Pacer } from './control.js';
import { say } from './lang.js';
import { number, words } from './look.js';

/** Share of the pad that the finger travels from the centre to full deflection. */
const TRAVEL = 0.36;
const DEAD_ZONE = 0.06;
/** The sticks of gamepads do not rest quite in the centre. */
const PAD_DEAD_ZONE = 0.15;
const RATE_LEAST_MS = 33;

const DIRECTIONS = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
  KeyA: [-1, 0], KeyD: [1, 0], KeyW: [0, -1], KeyS: [0, 1],
};

const round = (value) => Math.round(value * 1e4) / 1e4 + 0;

export class Joystick extends Control {
  #pointer = null;
  #keys = new Set();
  #tilted = false;
  #centre = null;
  #away = false;
  #pacer = new Pacer(({ x, y }) => this.context.move(this.id, 'move', { x, y }));

  constructor(context, data) {
    const pad = make('div', 'pad');
    super(context, data, make('div', '', pad));
    this.pad = pad;
    this.nub = make('span', 'nub');
    this.halo = make('span', 'halo');
    pad.append(this.halo, make('span', 'cross'), this.nub, this.makeWipe());
    pad.setAttribute('role', 'application');
    this.#listen();
  }

  get held() {
    return this.#pointer !== null || this.#keys.size > 0 || this.#tilted;
  }

  get padStick() {
    return number(this.data.gamepadJoystick, -1);
  }

  draw() {
    const { text, tooltip } = this.said;
    const label = words(text, 40) || words(this.id, 40);
    aria(this.pad, { label, roledescription: say('joystick'), description: say('joystick.how') });
    this.pad.title = words(tooltip, 200);
    this.halo.style.setProperty('--turn', `${number(this.data.angle, 0)}rad`);
    this.halo.style.opacity = number(this.data.intensity, 0, 0, 1);
  }

  allow(allowed) {
    this.pad.tabIndex = allowed ? 0 : -1;
    aria(this.pad, { disabled: allowed ? null : true });
  }

  release() {
    if (!this.held) return;
    this.#pointer = null;
    this.#keys.clear();
    this.#tilted = false;
    this.pad.classList.remove('held');
    this.#centreNow();
  }

  letGo(pointerId) {
    if (pointerId === this.#pointer) this.release();
  }

  /** Follows the stick of a gamepad, unless a finger or a key is faster. */
  tilt(x, y) {
    const isAway = this.enabled && Math.hypot(x, y) > PAD_DEAD_ZONE;
    if (this.#pointer !== null || this.#keys.size > 0 || (!isAway && !this.#tilted)) return;
    if (!isAway) return void this.release();
    this.#tilted = true;
    this.pad.classList.add('held');
    this.#point(x, y);
  }

  #centreNow() {
    this.#pacer.cancel();
    this.#show(0, 0);
    if (this.#away) this.context.move(this.id, 'move', { x: 0, y: 0 });
    this.#away = false;
  }

  #listen() {
    const { pad } = this;
    pad.addEventListener('pointerdown', (event) => this.#grab(event));
    pad.addEventListener('pointermove', (event) => this.#drag(event));
    pad.addEventListener('lostpointercapture', (event) => this.letGo(event.pointerId));
    pad.addEventListener('keydown', (event) => this.#key(event, true));
    pad.addEventListener('keyup', (event) => this.#key(event, false));
    pad.addEventListener('blur', () => this.#keys.size > 0 && this.release());
    pad.addEventListener('contextmenu', (event) => event.preventDefault());
  }

  #grab(event) {
    if (event.button !== 0 || this.held || !this.enabled) return;
    this.#pointer = event.pointerId;
    const box = this.pad.getBoundingClientRect();
    this.#centre = { x: box.left + box.width / 2, y: box.top + box.height / 2, reach: box.width * TRAVEL };
    this.pad.classList.add('held');
    capture(this.pad, event);
    this.#drag(event);
  }

  #drag(event) {
    if (event.pointerId !== this.#pointer) return;
    const { x, y, reach } = this.#centre;
    this.#point((event.clientX - x) / reach, (event.clientY - y) / reach);
  }

  #key(event, down) {
    const isDirection = Object.hasOwn(DIRECTIONS, event.code);
    if (!isDirection || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    if (event.repeat || this.#pointer !== null || (down && !this.enabled)) return;
    if (down) this.#keys.add(event.code);
    else if (!this.#keys.delete(event.code)) return;
    const sum = (axis) => Math.sign([...this.#keys].reduce((all, code) => all + DIRECTIONS[code][axis], 0));
    this.pad.classList.toggle('held', this.held);
    if (this.held) this.#point(sum(0), sum(1));
    else this.#centreNow();
  }

  #point(x, y) {
    const length = Math.hypot(x, y);
    const scale = length < DEAD_ZONE ? 0 : 1 / Math.max(1, length);
    const at = { x: round(x * scale), y: round(y * scale) };
    this.#show(at.x, at.y);
    if (!this.#away && at.x === 0 && at.y === 0) return;
    this.#away = true;
    this.#pacer.offer(at, number(this.data.sampleRate, 50, RATE_LEAST_MS, 1000));
  }

  #show(x, y) {
    this.nub.style.setProperty('--x', x);
    this.nub.style.setProperty('--y', y);
  }
}

/** The play area: keeps one control per id of the current scene, in its place and in its state. */

import { Button } from './button.js';
import { Pacer } from './control.js';
import { Joystick } from './joystick.js';
import { arrange } from './layout.js';
import { Label, Screen, Unknown } from './surface.js';
import { Textbox } from './textbox.js';

/** What the page can draw. A module that knows more kinds adds them with Stage.learn(). */
const KINDS = { button: Button, joystick: Joystick, textbox: Textbox, label: Label, screen: Screen };
const FLOW_ROOM_PX = 120;
const FITS = [1, 0.88, 0.77, 0.68];
const FIT_EVERY_MS = 250;

const isTyping = (element) => element.matches?.('input, textarea, [contenteditable]');

export class Stage {
  #play;
  #root;
  #context;
  #controls = new Map();
  #boundKeys = new Map();
  #plan = '';
  #frame = 0;
  #width = innerWidth;
  #wantsFocus = null;
  #unfit = new Set();
  #fitPacer = new Pacer(() => this.#fit());

  constructor(play, root, context) {
    this.#play = play;
    this.#root = root;
    this.#context = context;
    new ResizeObserver(() => this.#layOut()).observe(play);
    addEventListener('resize', () => this.#resize());
    for (const name of ['pointerup', 'pointercancel']) {
      addEventListener(name, (event) => this.#letGoOfPointer(event.pointerId), true);
    }
    addEventListener('keydown', (event) => this.#keydown(event));
    addEventListener('keyup', (event) => this.#letGoOfKey(event.keyCode));
  }

  /** From now on controls of that kind are of that class; those that are shown change at once. */
  learn(kind, Kind) {
    KINDS[kind] = Kind;
    const known = [...this.#controls.values()].filter((control) => control.kind === kind);
    for (const { id, data } of known) {
      this.#take(id, this.#controls.get(id));
      this.#put(data);
    }
    this.#layOut();
  }

  /** Controls that the player can see now. */
  get visible() {
    return [...this.#controls.values()].filter((control) => !control.root.hidden);
  }

  get count() {
    return this.visible.length;
  }

  /** In other words: the language has changed, or what hints there are. */
  redraw() {
    for (const control of this.#controls.values()) control.draw();
    fitCaptions([...this.#controls.values()]);
    this.gate();
  }

  /** list: the complete controls of the scene. What is not in it goes away. */
  show(list) {
    const wanted = new Set(list.map((data) => data.controlID));
    for (const [id, control] of this.#controls) if (!wanted.has(id)) this.#take(id, control);
    const changed = list.filter((data) => this.#controls.get(data.controlID)?.data !== data);
    const drawn = changed.map((data) => this.#put(data));
    const plan = JSON.stringify(list.map(({ controlID, kind, position }) => [controlID, kind, position]));
    if (plan !== this.#plan) {
      this.#plan = plan;
      this.#layOut();
    } else this.#fitSoon(drawn);
    this.gate();
  }

  /** Inputs may have become possible or impossible. A disabled element loses the focus: give it back. */
  gate() {
    const focused = document.activeElement;
    for (const control of this.#controls.values()) control.gate();
    if (focused?.disabled) this.#wantsFocus = focused;
    else if (this.#wantsFocus && !this.#wantsFocus.disabled) {
      if (document.activeElement === document.body) this.#wantsFocus.focus({ preventScroll: true });
      this.#wantsFocus = null;
    }
    if (!this.#frame) this.#frame = requestAnimationFrame(() => this.#animate());
  }

  /** Measuring words is dear, and a game may send new ones many times a second. */
  #fitSoon(drawn) {
    for (const control of drawn) if (control.wording !== wordingOf(control)) this.#unfit.add(control);
    if (this.#unfit.size > 0) this.#fitPacer.offer(null, FIT_EVERY_MS);
  }

  #fit() {
    fitCaptions([...this.#unfit]);
    this.#unfit.clear();
  }

  releaseAll() {
    for (const control of this.#controls.values()) control.release();
    this.#boundKeys.clear();
  }

  repaint() {
    for (const control of this.#controls.values()) control.paint();
  }

  #put(data) {
    let control = this.#controls.get(data.controlID);
    if (control && !control.suits(data)) {
      this.#take(data.controlID, control);
      control = null;
      this.#plan = '';
    }
    if (!control) {
      const Kind = Object.hasOwn(KINDS, data.kind) ? KINDS[data.kind] : Unknown;
      control = new Kind(this.#context, data);
      this.#controls.set(data.controlID, control);
      if (data.kind === 'screen') this.#play.prepend(control.root);
      else this.#root.append(control.root);
    }
    control.update(data);
    return control;
  }

  #take(id, control) {
    this.#controls.delete(id);
    control.remove();
  }

  #animate() {
    this.#frame = 0;
    let cooling = false;
    for (const control of this.#controls.values()) cooling = control.tick() || cooling;
    if (cooling) this.#frame = requestAnimationFrame(() => this.#animate());
    else if (this.#wantsFocus) this.gate();
  }

  #layOut() {
    const placeable = [...this.#controls.values()].filter((control) => control.kind !== 'screen');
    const items = placeable.map(({ id, kind, data }) => ({ id, kind, position: data.position }));
    const flowing = items.some((item) => !Array.isArray(item.position));
    const room = this.#room();
    const plan = arrange(items, innerWidth, room.width, room.height - (flowing ? FLOW_ROOM_PX : 0));
    const left = (room.width - plan.width) / 2;
    this.#root.style.paddingTop = `${plan.height}px`;
    this.#root.classList.toggle('loose', plan.boxes.size === 0);
    this.#root.classList.toggle('crowded', plan.crowded);
    for (const control of placeable) this.#place(control, plan.boxes.get(control.id), left);
    for (const id of plan.hidden) this.#controls.get(id).root.hidden = true;
    this.#sort([...plan.boxes.keys(), ...plan.flow, ...plan.hidden]);
    const { scrollHeight, clientHeight } = document.documentElement;
    document.body.classList.toggle('scrolls', scrollHeight > clientHeight);
    fitCaptions(placeable);
  }

  /** Turning the phone moves everything from under the fingers, and the browser may forget to tell. */
  #resize() {
    if (innerWidth !== this.#width) this.releaseAll();
    this.#width = innerWidth;
    this.#layOut();
  }

  #room() {
    const style = getComputedStyle(this.#play);
    const inside = (...sides) => sides.reduce((sum, side) => sum + parseFloat(style[side]), 0);
    return {
      width: this.#play.clientWidth - inside('paddingLeft', 'paddingRight'),
      height: document.documentElement.clientHeight - this.#play.offsetTop - inside('paddingTop', 'paddingBottom'),
    };
  }

  #place({ root, heightMost }, box, left) {
    root.hidden = false;
    root.classList.toggle('placed', box !== undefined);
    const height = Math.min(box?.height, heightMost);
    root.style.left = box ? `${left + box.x}px` : '';
    root.style.top = box ? `${box.y + (box.height - height) / 2}px` : '';
    root.style.width = box ? `${box.width}px` : '';
    root.style.height = box ? `${height}px` : '';
    root.style.setProperty('--pad', box ? `${Math.min(box.width, height)}px` : '');
    root.style.setProperty('--natural', box ? `${captionSize(box) / 16}rem` : '');
  }

  /** Tab and the screen reader follow what the eye sees. Only what is out of order moves. */
  #sort(ids) {
    const focused = document.activeElement;
    let next = this.#root.firstChild;
    for (const id of ids) {
      const { root } = this.#controls.get(id);
      if (root === next) next = next.nextSibling;
      else this.#root.insertBefore(root, next);
    }
    if (focused !== document.activeElement) focused.focus({ preventScroll: true });
  }

  #keydown(event) {
    const code = event.keyCode;
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || code === 9) return;
    if (isTyping(event.target) || document.querySelector('dialog[open]')) return;
    const bound = this.visible.filter((control) => control.keyCode === code);
    if (bound.length === 0) return;
    event.preventDefault();
    if (event.repeat || this.#boundKeys.has(code)) return;
    this.#boundKeys.set(code, bound.filter((button) => button.hold('key')));
  }

  /** Heard here, because after a turn of the phone the event may miss the control. */
  #letGoOfPointer(pointerId) {
    for (const control of this.#controls.values()) control.letGo(pointerId);
  }

  #letGoOfKey(code) {
    this.#boundKeys.get(code)?.forEach((button) => button.releaseIf('key'));
    this.#boundKeys.delete(code);
  }
}

/** Larger keys carry larger words. */
const captionSize = (box) => Math.min(26, Math.max(16, Math.min(box.width, box.height) * 0.2));

/** Shrinks words until they fit, all controls in one go; the last resort is to break them. */
function fitCaptions(controls) {
  let open = controls.filter((control) => control.caption && control.root.isConnected);
  open.forEach((control) => {
    control.wording = wordingOf(control);
    control.root.classList.remove('tight');
  });
  for (const scale of FITS) {
    open.forEach(({ root }) => root.style.setProperty('--fit', scale));
    open = open.filter(({ caption }) => overflows(caption));
  }
  open.forEach(({ root }) => root.classList.add('tight'));
}

/** All that the room for the words depends on, besides the place. */
const wordingOf = ({ root, data }) => [root.textContent, data.textSize, data.bold].join();

function overflows(caption) {
  const { clientWidth, clientHeight } = caption.parentElement;
  return caption.scrollWidth > clientWidth + 1 || caption.scrollHeight > clientHeight + 1;
}

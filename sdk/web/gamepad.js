/**
 * Gamepads: the buttons and sticks that the game has bound, and those left over to find one's way with: the
 * D-pad moves the focus, A presses, B goes back. Loaded when the first pad is plugged in.
 */

const PRESS = 0;
const BACK = 1;
const WAYS = { 12: [0, -1], 13: [0, 1], 14: [-1, 0], 15: [1, 0] };
const FOCUSABLE = 'button, input, select, textarea, summary, [tabindex="0"]';

const pads = () => [...navigator.getGamepads()].filter((pad) => pad?.connected);

/** The indices of all buttons that are down on any pad. */
const downNow = () => new Set(pads().flatMap(({ buttons }) => [...buttons.keys()].filter((i) => buttons[i].pressed)));

const middle = (element) => {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
};

/** To the nearest element that way; what is off to the side counts double. */
function moveFocus([dx, dy], within) {
  const all = [...within.querySelectorAll(FOCUSABLE)].filter((one) => !one.disabled && one.offsetParent !== null);
  const now = document.activeElement;
  if (!all.includes(now)) return all[0]?.focus();
  const from = middle(now);
  const reach = (one) => {
    const { x, y } = middle(one);
    const ahead = (x - from.x) * dx + (y - from.y) * dy;
    return one === now || ahead <= 1 ? Infinity : ahead + 2 * Math.abs((x - from.x) * dy + (y - from.y) * dx);
  };
  const next = all.reduce((best, one) => (reach(one) < reach(best) ? one : best), now);
  return next.focus();
}

export class Gamepads {
  #stage;
  #down = new Set();
  #frame = 0;

  constructor(stage) {
    this.#stage = stage;
    document.documentElement.classList.add('has-pad');
    this.watch();
  }

  /** A pad has come or gone. */
  watch() {
    cancelAnimationFrame(this.#frame);
    if (pads().length > 0) this.#frame = requestAnimationFrame(() => this.#poll());
    else this.#letGo();
  }

  #poll() {
    this.#frame = requestAnimationFrame(() => this.#poll());
    const dialog = document.querySelector('dialog[open]');
    const down = document.hidden ? new Set() : downNow();
    for (const index of down) if (!this.#down.has(index)) this.#press(index, dialog);
    for (const index of this.#down) if (!down.has(index)) this.#release(index);
    this.#down = down;
    this.#steer(dialog);
  }

  #bound(index) {
    return this.#stage.visible.filter((control) => control.padButton === index);
  }

  #press(index, dialog) {
    const bound = dialog ? [] : this.#bound(index);
    if (bound.length > 0) bound.forEach((button) => button.hold('pad'));
    else if (WAYS[index]) moveFocus(WAYS[index], dialog ?? document);
    else if (index === BACK) dialog?.close();
    else if (index === PRESS) this.#pressFocused();
  }

  #pressFocused() {
    const focused = document.activeElement;
    const control = this.#stage.visible.find(({ root }) => root === focused);
    if (control?.hold) control.hold('pad');
    else focused.click();
  }

  /** What A held through the focus counts too. */
  #release(index) {
    for (const control of this.#stage.visible) {
      if (control.padButton === index || index === PRESS) control.releaseIf?.('pad');
    }
  }

  #steer(dialog) {
    for (const control of this.#stage.visible) {
      const { padStick } = control;
      if (padStick !== 0 && padStick !== 1) continue;
      const [x, y] = pads().map(({ axes }) => [axes[2 * padStick] ?? 0, axes[2 * padStick + 1] ?? 0]).find(
        (at) => Math.hypot(...at) > 0.1) ?? [0, 0];
      control.tilt(dialog || document.hidden ? 0 : x, dialog || document.hidden ? 0 : y);
    }
  }

  #letGo() {
    for (const index of this.#down) this.#release(index);
    this.#down.clear();
    for (const control of this.#stage.visible) control.tilt?.(0, 0);
  }
}

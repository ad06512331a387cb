/**
 * What all kinds of control share: when they may be used, cooldown, answers from the game, colours.
 *
 * context: { open, serverNow(), press(id, event, extra), move(id, event, extra), note(text), tell(text),
 *            consent(cost, what), dearAbove, ownCooldown, moreSince, files }
 *   open is false while inputs cannot reach the game; press() gives a promise of the host's answer; consent() one
 *   of whether the player wants to pay, to be asked for a cost of more than dearAbove; whatever closes after moreSince
 *   closes later for this player.
 */

import { figure, knows, say, translated } from './lang.js';
import { colour, css, farthest, fileAddress, number, readable, textSize, themeColour, words } from './look.js';
import { NO_ANSWER, NOT_SENT } from './session.js';

const RECEIVED_MS = 700;
const REFUSED_MS = 2500;

export function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

/** aria(element, { label: 'Fire', disabled: null }); null takes the attribute away. */
export function aria(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null) element.removeAttribute(`aria-${name}`);
    else element.setAttribute(`aria-${name}`, value);
  }
}

/** A price or a balance; the star in front is drawn, so the words around the number are for the ear. */
export function showSparks(element, count) {
  element.hidden = !Number.isFinite(count);
  if (element.hidden) return;
  const number = figure(count);
  const parts = say('sparks', { count }).split(number);
  const [before, after] = parts.length === 2 ? parts : ['', ` ${parts[0]}`];
  element.replaceChildren(make('span', 'sr', before), number, make('span', 'sr', after));
}

/** The pointer may be gone already, for instance when an assistant made the event. */
export function capture(element, event) {
  try {
    element.setPointerCapture(event.pointerId);
  } catch {
    // without capture the release still arrives through blur, leave or the next press
  }
}

/** Hands on the newest value, at once or when `interval` has passed since the one before. */
export class Pacer {
  #timer = 0;
  #lastAt = -Infinity;

  constructor(deliver) {
    this.deliver = deliver;
  }

  offer(value, intervalMs) {
    this.value = value;
    if (this.#timer) return;
    const wait = this.#lastAt + intervalMs - performance.now();
    if (wait <= 0) this.#fire();
    else this.#timer = setTimeout(() => this.#fire(), wait);
  }

  cancel() {
    clearTimeout(this.#timer);
    this.#timer = 0;
  }

  #fire() {
    this.#timer = 0;
    this.#lastAt = performance.now();
    this.deliver(this.value);
  }
}

const LOOKS = ['backgroundColor', 'textColor', 'borderColor', 'accentColor', 'focusColor', 'textSize', 'backgroundImage'];

/** What a host may say in no words of the page's is shown as its own. */
function reasonOf({ code, message }) {
  const key = [`refused.${code}`, `refused.${message}`].find(knows);
  if (key) return say(key);
  return message ? say('why', { reason: words(message, 100) }) : say('refused');
}

export class Control {
  heightMost = Infinity;

  #extraUntil = 0;
  #coolSince = 0;
  #coolUntil = 0;
  #answerTimer = 0;
  #presses = 0;

  constructor(context, data, root) {
    this.context = context;
    this.id = data.controlID;
    this.kind = data.kind;
    this.root = root;
    this.data = {};
    root.classList.add('control');
    root.dataset.controlId = this.id;
    root.dataset.kind = String(this.kind);
  }

  /** Takes over a new state of the same control. */
  update(data) {
    if (data.disabled === true && this.data.disabled === false) this.#extraUntil = data.moreTimeUntil;
    const dressedAlike = LOOKS.every((name) => data[name] === this.data[name]);
    this.data = data;
    this.draw();
    if (!dressedAlike) this.paint();
    this.gate();
  }

  /** False: the new state needs another element. */
  suits(data) {
    return data.kind === this.kind;
  }

  /** Kinds override these: show `data`; let the player in or not; let go of what is held, or held by one pointer. */
  draw() {}
  allow() {}
  release() {}
  letGo() {}

  remove() {
    this.release();
    this.root.remove();
  }

  get held() {
    return false;
  }

  /** What the game says of this control, in the language of the player. */
  get said() {
    return translated(this.data);
  }

  /** Of everybody's cooldown and the player's own, the one that ends later. */
  get coolingMs() {
    const until = Math.max(number(this.data.cooldown, 0), this.context.ownCooldown);
    if (until !== this.#coolUntil) [this.#coolUntil, this.#coolSince] = [until, this.context.serverNow()];
    return Math.max(0, until - this.context.serverNow());
  }

  get blocked() {
    return !this.context.open || (this.data.disabled === true && !(this.extraMs > 0));
  }

  /** How long the host goes on taking inputs of this player, who had the control at hand when the game closed it. */
  get extraMs() {
    const { moreTimeFrom, moreTimeUntil } = this.data;
    const isMine = moreTimeFrom >= this.context.moreSince && moreTimeUntil === this.#extraUntil;
    return isMine ? moreTimeUntil - this.context.serverNow() : 0;
  }

  get cost() {
    return Math.floor(number(this.data.cost, 0, 0));
  }

  /** So much that the player is asked first. */
  get isDear() {
    return this.cost > this.context.dearAbove;
  }

  /** Cooldown never ends a hold: the game is owed the real moment of the release. */
  gate() {
    const cooling = this.coolingMs > 0;
    this.root.classList.toggle('cooling', cooling);
    this.root.classList.toggle('own', this.context.ownCooldown > number(this.data.cooldown, 0));
    if (this.blocked && this.held) this.release();
    this.enabled = !this.blocked && !cooling;
    this.allow(this.enabled || (this.held && !this.blocked));
    this.tick();
  }

  /** Moves cooldown and extra time forward. True: there is more to come. */
  tick() {
    const isExtra = this.#showExtra();
    if (this.enabled && this.blocked) this.gate();
    const left = this.coolingMs;
    if (left <= 0) {
      if (this.root.classList.contains('cooling')) this.gate();
      return isExtra;
    }
    const whole = Math.max(1, this.#coolUntil - this.#coolSince);
    this.root.style.setProperty('--left', Math.min(1, left / whole).toFixed(3));
    this.showSeconds(left);
    return true;
  }

  #showExtra() {
    const { dataset } = this.root;
    const seconds = Math.ceil(this.extraMs / 1000);
    const text = seconds > 0 && !this.blocked ? say('more.value', { seconds }) : '';
    if (text && !dataset.extra) this.context.note(say('more.left', { seconds }));
    if (!text) delete dataset.extra;
    else if (dataset.extra !== text) dataset.extra = text;
    return text !== '';
  }

  showSeconds(leftMs) {
    const seconds = Math.ceil(leftMs / 1000);
    const text = waitText(seconds);
    if (this.clock && this.clock.textContent !== text) this.clock.textContent = text;
  }

  /** What lies over a control while it cools down, with the seconds. */
  makeWipe() {
    this.clock = make('span', 'clock');
    const wipe = make('span', 'wipe', this.clock);
    aria(wipe, { hidden: true });
    return wipe;
  }

  /** The game's colours, moved where they could not be read. */
  paint() {
    const { backgroundColor, textColor, borderColor, accentColor, focusColor } = this.data;
    const page = themeColour('--page');
    const own = colour(backgroundColor, page);
    const back = own ?? themeColour(this.kind === 'label' ? '--page' : '--key');
    const front = colour(textColor, back) ?? (own && farthest(own));
    this.#set('--key', own);
    this.#set('--ink', front && readable(front, back));
    this.#set('--edge', colour(borderColor, page));
    const accent = colour(accentColor, back);
    const shade = accent && readable(accent, back, 3);
    this.#set('--accent', shade);
    this.#set('--on-accent', shade && farthest(shade));
    const focus = colour(focusColor, page);
    this.#set('--focus', focus && readable(focus, page, 3));
    const size = textSize(this.data.textSize);
    this.root.style.setProperty('--size', size ? `${size / 16}rem` : '');
    this.#picture();
  }

  #picture() {
    const url = fileAddress(this.data.backgroundImage, this.context.files);
    this.root.classList.toggle('pictured', url !== '');
    this.root.style.setProperty('--picture', url && `url("${url}")`);
  }

  #set(name, rgb) {
    this.root.style.setProperty(name, rgb ? css(rgb) : '');
  }

  /** Sends a press and shows what became of it. */
  async press(event, extra) {
    const press = ++this.#presses;
    this.#answer('sent');
    try {
      await this.context.press(this.id, event, extra);
      if (press === this.#presses) this.#answer('received', RECEIVED_MS);
      this.context.tell(say('received', { control: words(this.said.text, 40) || this.id }));
      return true;
    } catch (fault) {
      const isSilent = fault.code === NO_ANSWER;
      if (press === this.#presses) this.#answer(isSilent ? 'silent' : 'refused', REFUSED_MS);
      if (fault.code !== NOT_SENT) this.context.note(isSilent ? say('noAnswer') : reasonOf(fault));
      return false;
    }
  }

  #answer(state, lastsMs = 0) {
    clearTimeout(this.#answerTimer);
    this.root.dataset.answer = state;
    if (lastsMs) this.#answerTimer = setTimeout(() => delete this.root.dataset.answer, lastsMs);
  }
}

function waitText(seconds) {
  if (seconds < 100) return say('seconds', { n: seconds });
  if (seconds < 6000) return say('minutes', { n: Math.ceil(seconds / 60) });
  return seconds < 360000 ? say('hours', { n: Math.ceil(seconds / 3600) }) : '…';
}

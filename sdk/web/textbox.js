/** A text box: a live value without a submit button, or a message that is sent as a whole. */

import { aria, Control, make, Pacer, showSparks } from './control.js';
import { say } from './lang.js';
import { words } from './look.js';

/** Three bytes each stay under the host's usual 1024. */
const LENGTH_MOST = 340;
const CHANGE_MS = 100;
const LINE_PX = 64;

export class Textbox extends Control {
  #pacer = new Pacer((value) => this.context.move(this.id, 'change', { value }));

  constructor(context, data) {
    super(context, data, make('form'));
    this.multiline = data.multiline === true;
    this.heightMost = this.multiline ? Infinity : LINE_PX;
    this.field = make(this.multiline ? 'textarea' : 'input', 'field');
    this.field.maxLength = LENGTH_MOST;
    this.field.dir = 'auto';
    this.field.autocomplete = 'off';
    this.field.enterKeyHint = this.multiline ? 'enter' : 'send';
    this.clock = make('span', 'clock');
    aria(this.clock, { hidden: true });
    this.caption = make('bdi');
    this.price = make('span', 'price');
    this.button = make('button', 'submit', this.caption, this.price, this.clock);
    this.button.type = 'submit';
    this.root.append(this.field, this.button);
    this.root.noValidate = true;
    this.#listen();
  }

  /** A long text needs a button too: phones have no Ctrl key. */
  get hasButton() {
    return this.data.hasSubmit === true || this.cost > 0 || this.multiline || this.context.isSlow;
  }

  suits(data) {
    return super.suits(data) && (data.multiline === true) === this.multiline;
  }

  draw() {
    const { placeholder, submitText, tooltip } = this.said;
    this.field.placeholder = words(placeholder, 80);
    this.field.title = words(tooltip, 200);
    aria(this.field, { label: this.field.placeholder || words(this.id, 40) });
    this.caption.textContent = words(submitText, 24) || say('submit');
    showSparks(this.price, this.cost || NaN);
    this.button.hidden = !this.hasButton;
    this.root.classList.toggle('multiline', this.multiline);
  }

  /** The words stay editable during a cooldown; only sending them has to wait. */
  allow(allowed) {
    this.field.disabled = this.blocked;
    this.button.disabled = !allowed;
  }

  #listen() {
    this.root.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.field.addEventListener('input', () => {
      if (!this.hasButton && this.enabled) this.#pacer.offer(this.field.value, CHANGE_MS);
    });
    this.field.addEventListener('keydown', (event) => {
      if (!this.multiline || event.key !== 'Enter' || event.isComposing) return;
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      this.#submit();
    });
  }

  async #submit() {
    const value = this.field.value;
    if (value.trim() === '' || !this.enabled) return;
    if (this.isDear && !(await this.context.consent(this.cost, this.caption.textContent))) return;
    const taken = await this.press('submit', { value });
    if (taken && this.hasButton && this.field.value === value) this.field.value = '';
  }

  remove() {
    this.#pacer.cancel();
    super.remove();
  }
}

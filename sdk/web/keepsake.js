/** A text that this device remembers for this host. Storage can be forbidden; then it lasts as long as the page. */
export class Keepsake {
  #key;
  #kept = '';

  constructor(key) {
    this.#key = `chorus.${key}`;
  }

  get text() {
    try {
      return localStorage.getItem(this.#key) ?? this.#kept;
    } catch {
      return this.#kept;
    }
  }

  set text(text) {
    this.#kept = text;
    try {
      localStorage.setItem(this.#key, text);
    } catch {
      return;
    }
  }
}

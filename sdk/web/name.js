/** The player's name: remembered on this device for this host, changed in a small dialog. */

import { words } from './look.js';

const KEY = 'chorus.name';
const LENGTH_MOST = 20;

const dialog = document.getElementById('naming');
const input = document.getElementById('name-input');

/** Storage can be forbidden; then the name lasts as long as the page. */
let kept = '';

export function recallName() {
  try {
    return words(localStorage.getItem(KEY) ?? kept, LENGTH_MOST);
  } catch {
    return kept;
  }
}

function keepName(name) {
  kept = name;
  try {
    localStorage.setItem(KEY, name);
  } catch {
    return;
  }
}

export function askForName() {
  input.value = recallName();
  dialog.showModal();
  input.select();
}

/** changed(name) is called after the player has chosen another name; '' is a guest. */
export function whenRenamed(changed) {
  document.getElementById('naming-form').addEventListener('submit', (event) => {
    event.preventDefault();
    dialog.close();
    const name = words(input.value.replace(/\s+/g, ' '), LENGTH_MOST);
    if (name === recallName()) return;
    keepName(name);
    changed(name);
  });
}

document.getElementById('name-cancel').addEventListener('click', () => dialog.close());
dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());

/** Short messages: a note that fades, and words for the screen reader. */

const NOTE_MS = 3500;
const ANNOUNCE_MS = 2000;

const note = document.getElementById('note');
const live = document.getElementById('live');

let noteTimer = 0;
let announceTimer = 0;
let announcedAt = -Infinity;

/** At most one message in two seconds; of several waiting ones the newest counts. */
export function announce(text) {
  clearTimeout(announceTimer);
  const wait = Math.max(0, announcedAt + ANNOUNCE_MS - performance.now());
  announceTimer = setTimeout(() => {
    announcedAt = performance.now();
    live.textContent = text;
  }, wait);
}

export function showNote(text) {
  note.textContent = text;
  note.classList.add('on');
  clearTimeout(noteTimer);
  noteTimer = setTimeout(() => note.classList.remove('on'), NOTE_MS);
  announce(text);
}

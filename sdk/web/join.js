/** The way in by a code: five letters from the game's screen. Loaded when a page has no game to show. */

import { say } from './lang.js';

const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';
const LENGTH = 5;

const form = document.getElementById('code');
const input = document.getElementById('code-input');
const hint = document.getElementById('code-hint');

/** Spaces, dashes and small letters are nothing to care about. */
const clean = (text) => text.toUpperCase().replace(/[\s\u002d\u2010-\u2015]/g, '');

/** What is wrong with these letters so far, or ''. */
function objection(code) {
  const stranger = [...code].find((letter) => !LETTERS.includes(letter));
  return stranger ? say('code.letter', { letter: stranger }) : '';
}

/** text: what is wrong; '' for nothing. */
function show(text) {
  hint.textContent = text || say('code.text');
  input.setAttribute('aria-invalid', text !== '');
}

/** The channel of a code; throws the key of what to tell the player. */
async function channelOf(code) {
  const response = await fetch(new URL(`api/v1/interactive/join/${code}`, document.baseURI)).catch(() => null);
  if (response?.ok) return (await response.json()).channel;
  if (response?.status === 404) throw new Error('code.wrong');
  throw new Error(response?.status === 429 ? 'code.busy' : 'code.failed');
}

/** found(channel) is called with the number of the channel that a typed code leads to. */
export function listenForCodes(found) {
  show(objection(clean(input.value))); // something may have been typed while this was loaded
  input.addEventListener('input', () => show(objection(clean(input.value))));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const code = clean(input.value);
    const wrong = objection(code) || (code.length === LENGTH ? '' : say('code.short'));
    show(wrong);
    if (wrong) return input.focus();
    try {
      found(await channelOf(code));
    } catch ({ message }) {
      show(say(message));
      input.select();
    }
    return undefined;
  });
}

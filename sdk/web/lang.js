/**
 * What the page says, in the language of the player. All words stand in lang/; code and HTML hold only their keys.
 * This module is loaded before all others, so that the words are on their way early.
 */

import { Keepsake } from './keepsake.js';

/** A new language is a file in lang/ and its code here. */
export const LANGUAGES = ['en', 'es', 'de', 'ar'];

/** What of a control the game may say in several languages. */
const GAME_WORDS = ['text', 'tooltip', 'placeholder', 'submitText'];

const kept = new Keepsake('language');

let texts = {};
let code = '';
let locale = 'en';
let numbers;
let plurals;

const base = (tag) => tag.toLowerCase().split('-')[0];

/** What was chosen here, else the first language of the browser that there is a file for. */
function wanted() {
  if (LANGUAGES.includes(kept.text)) return kept.text;
  return navigator.languages.map(base).find((tag) => LANGUAGES.includes(tag)) ?? LANGUAGES[0];
}

async function fetchTexts(language) {
  const folder = document.documentElement.dataset.words ?? 'lang';
  const response = await fetch(new URL(`${folder}/${language}.json`, document.baseURI));
  if (!response.ok) throw new Error(language);
  return response.json();
}

/** The browser's own variety of the language decides how numbers look. */
function take(language, words) {
  [code, texts] = [language, words];
  locale = navigator.languages.find((tag) => base(tag) === language) ?? language;
  numbers = new Intl.NumberFormat(locale);
  plurals = new Intl.PluralRules(locale);
  const { documentElement } = document;
  [documentElement.lang, documentElement.dir] = [language, texts.direction];
  for (const element of document.querySelectorAll('[data-say]')) element.textContent = say(element.dataset.say);
  for (const element of document.querySelectorAll('[data-label]')) {
    element.setAttribute('aria-label', say(element.dataset.label));
  }
}

async function load(language) {
  try {
    take(language, await fetchTexts(language));
  } catch {
    take(language, await fetchTexts(LANGUAGES[0]).catch(() => ({ direction: 'ltr' })));
  }
}

/** Resolves when the page can speak. */
export const speaking = load(wanted());

export const language = () => code;

export async function speak(language) {
  kept.text = language;
  await load(language);
}

/** "Español" for "es", whatever language is spoken now. */
export const nameOf = (language) => new Intl.DisplayNames([language], { type: 'language' }).of(language);

export const figure = (value) => numbers.format(value);

export const knows = (key) => Object.hasOwn(texts, key);

/** say('nextTry', { seconds: 3 }); `count` chooses among plural forms, and numbers are written as is usual there. */
export function say(key, values = {}) {
  const entry = texts[key] ?? '';
  const text = typeof entry === 'string' ? entry : entry[plurals.select(values.count)] ?? entry.other;
  return text.replace(/\{(\w+)\}/g, (_, name) => (typeof values[name] === 'number' ? figure(values[name]) : values[name]));
}

/** A control with the words that the game has for this language: "translations": { "es": { "text": "Salta" } }. */
export function translated(control) {
  const own = control.translations?.[code];
  if (typeof own !== 'object' || own === null) return control;
  const words = GAME_WORDS.filter((name) => typeof own[name] === 'string').map((name) => [name, own[name]]);
  return { ...control, ...Object.fromEntries(words) };
}

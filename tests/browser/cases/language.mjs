import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from '../harness.mjs';
import { ANN, button, Service } from '../service.mjs';

const web = new URL('../../../sdk/web/', import.meta.url);
const files = readdirSync(new URL('lang/', web));
const lang = Object.fromEntries(files.map((name) => [name.slice(0, 2), JSON.parse(readFileSync(new URL(`lang/${name}`, web), 'utf8'))]));

const holes = (text) => (text.match(/\{\w+\}/g) ?? []).sort();

test('all languages have the same keys, the same placeholders and all their plural forms', () => {
  assert.deepEqual(files, ['ar.json', 'de.json', 'en.json', 'es.json']);
  for (const [code, words] of Object.entries(lang)) {
    assert.deepEqual(Object.keys(words), Object.keys(lang.en), code);
    for (const [key, entry] of Object.entries(words)) {
      const wanted = lang.en[key];
      assert.equal(typeof entry, typeof wanted, `${code} ${key}`);
      if (typeof entry === 'string') {
        assert.deepEqual(holes(entry), holes(wanted), `${code} ${key}`);
        assert.ok(entry.trim() !== '', `${code} ${key}`);
        continue;
      }
      const forms = new Intl.PluralRules(code).resolvedOptions().pluralCategories;
      assert.deepEqual(Object.keys(entry).sort(), forms.sort(), `${code} ${key}`);
      assert.deepEqual(holes(entry.other), holes(wanted.other), `${code} ${key}`);
    }
  }
});

test('no two languages say the same, but for a few words', () => {
  for (const code of ['es', 'de', 'ar']) {
    const same = Object.entries(lang[code]).filter(([key, text]) => typeof text === 'string' && /\p{L}{4}/u.test(text.replace(/\{\w+\}/g, '')) && text === lang.en[key]);
    assert.ok(same.every(([key]) => /^(key|pad|direction|ready|code.label|unnamed|joystick)/.test(key)), JSON.stringify(same));
  }
});

/** Visits as one who reads `locale`. */
const as = (locale, more = {}) => ({ ...more, context: { locale, ...more.context } });
const title = (ann) => ann.page.evaluate(() => [document.documentElement.lang, document.documentElement.dir, document.getElementById('status-text').textContent]);

for (const [locale, wanted] of Object.entries({
  'en-GB': ['en', 'ltr', 'Live'], 'es-MX': ['es', 'ltr', 'En directo'], 'de-CH': ['de', 'ltr', 'Live'],
  'ar-EG': ['ar', 'rtl', 'مباشر'], 'ja-JP': ['en', 'ltr', 'Live'],
})) {
  test(`a browser of ${locale} is spoken to in ${wanted[0]}`, async ({ game, visit }) => {
    const host = await game();
    const ann = await visit(host, 'phone', as(locale));
    assert.deepEqual(await title(ann), wanted);
    await ann.picture(`language-${wanted[0]}`);
  });
}

test('the language can be changed while playing, and is remembered', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host, 'phone');
  await ann.openNaming(() => ann.page.tap('#name'));
  assert.deepEqual(await ann.page.locator('#language option').allTextContents(), ['English', 'español', 'Deutsch', 'العربية']);
  await ann.page.selectOption('#language', 'ar');
  await ann.eventually(() => document.documentElement.dir === 'rtl');
  assert.equal(await ann.page.textContent('#name-save'), 'حفظ');
  await ann.picture('name-ar');
  await ann.page.tap('#name-save');
  await ann.page.reload();
  await ann.reaches('ready');
  assert.deepEqual((await title(ann)).slice(0, 2), ['ar', 'rtl']);
});

test('a language that cannot be had is replaced by English', async ({ game, visit }) => {
  const host = await game();
  const before = (page) => page.route('**/lang/es.json', (route) => route.fulfill({ status: 404 }));
  const ann = await visit(host, 'phone', as('es-ES', { before }));
  ann.allow(/404/);
  assert.equal((await title(ann))[2], 'Live');
});

test('in Arabic the words go from the right, but a joystick and the places of a game stay as they are', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host, 'phone', as('ar-EG'));
  const [stick, jump, name] = await Promise.all([ann.pad('stick'), ann.control('jump'), ann.page.locator('#name')].map((one) => ann.centre(one)));
  assert.ok(stick.x < jump.x);
  assert.ok(name.x < 200);
  const { x, y, size } = stick;
  await ann.touch('touchStart', { x, y });
  await ann.touch('touchMove', { x: x - size, y });
  await host.next({ type: 'input', control: 'stick', x: -1, y: 0 });
  await ann.touch('touchEnd');
  assert.ok(await ann.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
});

test('plural forms and numbers follow the language', async ({ game, visit }) => {
  const service = new Service();
  const before = service.before([button('hat', { cost: 3 })]);
  const ann = await visit(await game(), 'phone', as('ar-EG', { before }));
  const say = async (sparks) => {
    service.say('onParticipantUpdate', { participants: [{ ...ANN, sparks }] });
    await ann.eventually((number) => document.getElementById('balance').textContent.includes(number),
      new Intl.NumberFormat('ar-EG').format(sparks));
    return ann.page.textContent('#balance');
  };
  assert.match(await say(3), /شرارات$/);
  assert.match(await say(11), /شرارة$/);
  assert.match(await say(1234), /١٬٢٣٤/);
});

test('the game may have words of its own for a language', async ({ game, visit }) => {
  const host = await game();
  await host.show('said', [
    { controlID: 'go', kind: 'button', text: 'Go', tooltip: 'Now', translations: { es: { text: '¡Vamos!', tooltip: 'Ya', cost: 9 }, de: 7 } },
    { controlID: 'note', kind: 'textbox', placeholder: 'Say', translations: { es: { placeholder: 'Di algo', submitText: 'Dilo' } }, hasSubmit: true },
  ]);
  const ann = await visit(host, 'phone', as('es-ES'));
  assert.equal(await ann.control('go').locator('.caption').textContent(), '¡Vamos!');
  assert.equal(await ann.control('go').getAttribute('title'), 'Ya');
  assert.ok(await ann.control('go').locator('.price').isHidden());
  assert.equal(await ann.control('note').locator('.field').getAttribute('placeholder'), 'Di algo');
  assert.equal(await ann.control('note').getByRole('button').textContent(), 'Dilo');
  await ann.page.tap('#name');
  await ann.page.selectOption('#language', 'de');
  await ann.eventually(() => document.querySelector('[data-control-id=go] .caption').textContent === 'Go');
});

/** Every word of the page in brackets, so that one that comes from elsewhere is seen. */
function marked() {
  const mark = (text) => `⟦${text}⟧`;
  const entries = Object.entries(lang.en).map(([key, entry]) => {
    if (key === 'direction') return [key, entry];
    if (typeof entry === 'string') return [key, mark(entry)];
    return [key, Object.fromEntries(Object.entries(entry).map(([form, text]) => [form, mark(text)]))];
  });
  return Object.fromEntries(entries);
}

/** Texts and labels that did not come from the file of words, nor from the game. */
function foreign(game) {
  const found = [];
  const check = (text, where) => {
    const rest = (text ?? '').replace(/⟦[^⟧]*⟧/g, '');
    if (/\p{L}{2}/u.test(rest) && !game.includes(rest.trim())) found.push(`${where}: ${text}`);
  };
  for (const element of document.body.querySelectorAll(':not(script, noscript, noscript *, option)')) {
    for (const name of ['aria-label', 'title', 'placeholder', 'aria-description', 'aria-roledescription', 'alt']) {
      if (element.hasAttribute(name)) check(element.getAttribute(name), `${element.tagName} ${name}`);
    }
    if (element.closest('#balance, .price')) continue; // taken apart around the number
    for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) check(node.textContent, element.tagName);
  }
  return found;
}

const OF_THE_GAME = ['Chorus', 'Ann', 'jump', 'Jump', 'say', 'stick', 'sky', 'Say something', 'score', 'dial'];

test('every word on the page comes from the file of its language', async ({ game, visit }) => {
  const service = new Service();
  const controls = [button('jump', { keyCode: 32, cost: 5, progress: 0.5, cooldown: Date.now() + 90e3 }), { controlID: 'stick', kind: 'joystick' },
    { controlID: 'say', kind: 'textbox', hasSubmit: true }, { controlID: 'sky', kind: 'screen' }, { controlID: 'dial', kind: 'dial' }];
  const before = async (page) => {
    await page.route('**/lang/en.json', (route) => route.fulfill({ json: marked() }));
    await service.before(controls)(page);
  };
  const ann = await visit(await game(), 'desktop', { before });
  const look = async (state) => assert.deepEqual(await ann.page.evaluate(foreign, OF_THE_GAME), [], state);
  await ann.eventually(() => document.getElementById('latency').textContent !== '');
  await look('ready');
  await ann.openNaming();
  await look('name');
  await ann.page.click('#name-cancel');
  for (const readiness of [{ isReady: false }, { isReady: false, isStopped: true, reason: '' }, { isReady: true, slowMs: 1000 }]) {
    service.say('onReady', readiness);
    await ann.eventually((slow) => slow || !document.getElementById('banner').hidden, 'slowMs' in readiness);
    await look(JSON.stringify(readiness));
  }
  service.say('onReady', { isReady: true, moreTimeMs: 1000 });
  await ann.page.locator('#more').waitFor();
  await look('more time');
  service.say('onControlDelete', { sceneID: 'default', controls });
  await ann.eventually(() => !document.getElementById('card').hidden);
  await look('card');
  for (const code of [4028, 4025]) {
    await service.close(code);
    await ann.reaches(code === 4028 ? 'kicked' : 'ended');
    await look(code);
    if (code === 4028) await ann.page.click('#card .retry');
    if (code === 4028) await ann.reaches('ready');
  }
});

test('no words stand in the HTML but the name and the note for browsers without scripts', () => {
  const html = readFileSync(new URL('index.html', web), 'utf8').replace(/<noscript>[^]*<\/noscript>/, '');
  const texts = html.replace(/<[^>]*>/g, '\n').split('\n').map((line) => line.trim()).filter(Boolean);
  assert.deepEqual([...new Set(texts)], ['Chorus']);
  assert.doesNotMatch(html, /(aria-label|title|placeholder|alt)="/);
  assert.doesNotMatch(readFileSync(new URL('manifest.json', web), 'utf8'), /description/);
});

import assert from 'node:assert/strict';
import { test } from '../harness.mjs';

const TARGET = 44;

/** What is wrong with the page's shape: too wide, or a target too small for a finger or out of reach. */
function faults(least) {
  const found = [];
  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth) found.push(`the page is ${wide} wide`);
  for (const element of document.querySelectorAll('button, input, textarea, .pad')) {
    const box = element.getBoundingClientRect();
    if (box.width === 0) continue;
    const name = element.id || element.closest('[data-control-id]')?.dataset.controlId || element.className;
    if (box.width < least - 0.5 || box.height < least - 0.5) found.push(`${name} is ${box.width} × ${box.height}`);
    if (box.left < 0 || box.right > innerWidth + 0.5) found.push(`${name} is beside the screen`);
  }
  return found;
}

const sizes = { '320 × 480': [320, 480], '480 × 320': [480, 320], '360 × 740': [360, 740], '740 × 360': [740, 360],
  '600 × 960': [600, 960], '1024 × 768': [1024, 768], '1920 × 1080': [1920, 1080] };

for (const [name, [width, height]] of Object.entries(sizes)) {
  test(`${name}: nothing is too wide, every target is large enough`, async ({ game, visit }) => {
    const host = await game();
    const context = { viewport: { width, height } };
    const ann = await visit(host, 'tiny', { context });
    assert.deepEqual(await ann.page.evaluate(faults, TARGET), []);
    await ann.picture(`size-${width}x${height}`);
  });
}

test('a crowd of tiny buttons side by side still fits a small phone', async ({ game, visit }) => {
  const host = await game();
  const small = (i) => [{ size: 'small', x: i * 3, y: 0, width: 3, height: 2 }];
  const row = [...Array(10).keys()].map((i) => ({ controlID: `b${i}`, kind: 'button', text: `${i}`, position: small(i) }));
  await host.show('row', row);
  const ann = await visit(host, 'tiny');
  assert.deepEqual(await ann.page.evaluate(faults, TARGET), []);
  for (const { controlID } of row) assert.ok(await ann.control(controlID).isVisible());
  await ann.picture('crowd');
});

test('a game that places nothing can be played', async ({ game, visit }) => {
  const host = await game();
  await host.show('flow', [
    { controlID: 'title', kind: 'label', text: 'Where to next?', bold: true, textSize: '22px' },
    ...['Kitchen', 'Attic', 'Garden'].map((text) => ({ controlID: text, kind: 'button', text })),
    { controlID: 'go', kind: 'joystick' },
    { controlID: 'idea', kind: 'textbox', placeholder: 'Your idea', multiline: true },
  ]);
  const ann = await visit(host, 'phone');
  await ann.control('Attic').tap();
  await host.input('Attic', 'mousedown');
  assert.deepEqual(await ann.page.evaluate(faults, TARGET), []);
  await ann.picture('flow');
});

test('the grid follows the width of the window', async ({ game, visit }) => {
  const host = await game();
  const entry = (size, x) => ({ size, x, y: 0, width: 10, height: 8 });
  await host.show('grids', [
    { controlID: 'all', kind: 'button', position: [entry('large', 0), entry('medium', 0), entry('small', 0)] },
    { controlID: 'wide', kind: 'button', position: [entry('large', 20)] },
    { controlID: 'never', kind: 'button', position: [] },
  ]);
  const ann = await visit(host);
  assert.ok(await ann.control('wide').isVisible());
  assert.ok(!(await ann.control('never').isVisible()));
  await ann.page.setViewportSize({ width: 700, height: 800 });
  await ann.control('wide').waitFor({ state: 'hidden' });
  assert.ok(await ann.control('all').isVisible());
});

test('controls in the same place can all be reached, also below a label', async ({ game, visit }) => {
  const host = await game();
  const position = ['large', 'medium', 'small'].map((size) => ({ size, x: 2, y: 2, width: 12, height: 8 }));
  await host.show('pile', [
    { controlID: 'first', kind: 'button', position },
    { controlID: 'second', kind: 'button', position },
    { controlID: 'words', kind: 'label', text: 'Over the button', position },
  ]);
  const ann = await visit(host, 'phone');
  for (const id of ['first', 'second']) {
    await ann.control(id).tap();
    await host.input(id, 'mouseup');
  }
});

test('a cooldown of any length stays inside its button', async ({ game, visit }) => {
  const host = await game();
  const [hour, most] = [3600000, Number.MAX_SAFE_INTEGER];
  const cooldowns = [hour, 24 * hour, 9000 * hour, most].map((ms) => Math.min(most, Date.now() + ms));
  await host.show('long', cooldowns.map((cooldown, i) => ({ controlID: `b${i}`, kind: 'button', cooldown })));
  const ann = await visit(host, 'tiny');
  await ann.control('b0').locator('.clock').waitFor();
  const texts = await ann.page.locator('.wipe .clock').allTextContents();
  assert.deepEqual(texts, ['60 min', '24 h', '…', '…']);
});

test('words that change many times a second do not make the page stutter', async ({ game, visit }) => {
  const host = await game();
  const ids = [...Array(40).keys()].map((i) => `k${i}`);
  const place = (i) => [{ size: 'small', x: (i % 5) * 6, y: Math.floor(i / 5) * 4, width: 6, height: 4 }];
  await host.show('storm', ids.map((controlID, i) => ({ controlID, kind: 'button', text: '-', position: place(i) })));
  const ann = await visit(host, 'phone');
  await ann.page.evaluate(() => {
    globalThis.reads = 0;
    const { get } = Object.getOwnPropertyDescriptor(Element.prototype, 'scrollWidth');
    const counted = { configurable: true, get() { globalThis.reads++; return get.call(this); } };
    Object.defineProperty(Element.prototype, 'scrollWidth', counted);
  });
  for (let round = 0; round < 60; round++) {
    const controls = ids.map((controlID) => ({ controlID, text: `Round ${round}` }));
    await host.call('updateControls', { sceneID: 'storm', priority: 0, controls });
  }
  await ann.eventually(() => document.querySelector('[data-control-id=k39]').textContent.includes('Round 59'));
  const rounds = (await ann.page.evaluate(() => globalThis.reads)) / ids.length;
  assert.ok(rounds < 60, `every caption was measured ${rounds} times in 60 rounds`);
});

test('what was placed on another grid only is still shown', async ({ game, visit }) => {
  const host = await game();
  await host.show('large', [
    { controlID: 'far', kind: 'button', position: [{ size: 'large', x: 40, y: 4, width: 20, height: 8 }] },
  ]);
  const ann = await visit(host, 'tiny');
  await ann.control('far').tap();
  await host.input('far', 'mousedown');
});

test('the colours of a game are readable whatever they are', async ({ game, visit }) => {
  const host = await game();
  await host.show('colours', [
    { controlID: 'a', kind: 'button', text: 'Red on red', backgroundColor: '#d7263d', textColor: '#cc3333' },
    { controlID: 'b', kind: 'button', text: 'Gold', backgroundColor: 'gold' },
    { controlID: 'c', kind: 'button', text: 'Dark on dark', textColor: '#222233' },
    { controlID: 'd', kind: 'button', text: 'No colour', textColor: 'url(http://x/)', backgroundColor: 'red;x:y' },
    { controlID: 'e', kind: 'label', text: 'Faint', textColor: '#16161f' },
  ]);
  const ann = await visit(host, 'phone');
  const ratios = await ann.page.evaluate(async () => {
    const { colour, contrast } = await import('./look.js');
    return [...document.querySelectorAll('[data-control-id]')].map((control) => {
      const key = getComputedStyle(control).getPropertyValue(control.matches('p') ? '--page' : '--key');
      return contrast(colour(getComputedStyle(control.querySelector('.caption')).color), colour(key.trim()));
    });
  });
  for (const ratio of ratios) assert.ok(ratio >= 4.45, `${ratios}`);
  await ann.picture('colours');
});

for (const accentColor of ['#000080', '#7a1020', '#e8e000', '#777777']) {
  test(`words on ${accentColor} as accent are readable`, async ({ game, visit }) => {
    const host = await game();
    const more = { backgroundColor: '#ffffff', accentColor };
    await host.show('accent', [
      { controlID: 'a', kind: 'button', text: 'Wait', cooldown: Date.now() + 600e3, ...more },
      { controlID: 'b', kind: 'textbox', hasSubmit: true, ...more },
    ]);
    const ann = await visit(host, 'phone');
    await ann.page.locator('.wipe .clock').waitFor();
    const ratios = await ann.page.evaluate(async () => {
      const { colour, contrast } = await import('./look.js');
      return [...document.querySelectorAll('.wipe .clock, .submit')].map((one) => {
        const { color, backgroundColor } = getComputedStyle(one);
        return contrast(colour(color), colour(backgroundColor));
      });
    });
    assert.equal(ratios.length, 2);
    for (const ratio of ratios) assert.ok(ratio >= 4.5, `${ratios}`);
  });
}

test('the light theme and reduced motion are respected', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host, 'phone', { context: { colorScheme: 'light', reducedMotion: 'reduce' } });
  const page = await ann.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  assert.equal(page, 'rgb(244, 243, 248)');
  const moving = await ann.page.evaluate(() => document.getAnimations().length);
  assert.equal(moving, 0);
  await ann.picture('light');
});

/** Nobody is shut out: axe-core finds nothing to complain about, in whatever state and dress the page is. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from '../harness.mjs';
import { button, Service } from '../service.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const CONTROLS = [
  { controlID: 'score', kind: 'label', text: 'Red 3 : 2 Blue', bold: true },
  button('jump', { text: 'Jump', keyCode: 74, tooltip: 'Higher', progress: 0.4 }),
  button('hat', { text: 'Hat', cost: 5, backgroundColor: '#ffee00', textColor: '#ffffff' }),
  button('wait', { text: 'Wait', cooldown: Date.now() + 600e3 }),
  button('off', { text: 'Off', disabled: true }),
  { controlID: 'stick', kind: 'joystick' },
  { controlID: 'say', kind: 'textbox', placeholder: 'Say something', hasSubmit: true },
  { controlID: 'dial', kind: 'dial' },
];

/** Lines of what axe finds; animations are awaited, since words that fade have no contrast. */
async function complaints(ann) {
  await ann.page.evaluate(() => Promise.all(document.getAnimations().filter((one) => one.effect.getComputedTiming().iterations === 1).map((one) => one.finished.catch(() => {}))));
  await ann.page.evaluate(axe);
  const { violations } = await ann.page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html}\n${failureSummary}`));
}

async function meet({ game, visit }, device, options = {}) {
  const service = new Service();
  const ann = await visit(await game(), device, { ...options, before: service.before(options.controls ?? CONTROLS) });
  return { service, ann };
}

const DRESSES = {
  'dark': {}, 'light': { colorScheme: 'light' }, 'Arabic': { locale: 'ar-EG' }, 'German': { locale: 'de-DE', colorScheme: 'light' },
  'strong contrast': { contrast: 'more' }, 'strong contrast, light': { contrast: 'more', colorScheme: 'light' },
  'forced colours': { forcedColors: 'active' }, 'less motion': { reducedMotion: 'reduce' },
};

const STATES = {
  'playing': async () => {},
  'paused': async ({ service, ann }) => {
    service.say('onReady', { isReady: false });
    await ann.reaches('staging');
  },
  'stopped': async ({ service, ann }) => {
    service.say('onReady', { isReady: false, isStopped: true, reason: 'Fire alarm' });
    await ann.reaches('stopped');
  },
  'refused': async ({ service, ann }) => {
    service.refusal = { code: 4007, message: 'not enough sparks' };
    await ann.control('hat').click();
    await ann.eventually(() => document.getElementById('note').classList.contains('on'));
  },
  'a dialog': async ({ ann }) => {
    await ann.page.click('#name');
    await ann.page.click('#account summary');
  },
  'reconnecting': async ({ service, ann }) => {
    service.seatStatus = 503;
    ann.allow(/503/);
    await service.close(1006);
    await ann.page.locator('#banner .retry').waitFor();
  },
  'no game': async ({ service, ann }) => {
    service.seatStatus = 404;
    ann.allow(/404/);
    await service.close(4016);
    await ann.reaches('offline');
    await ann.page.fill('#code-input', 'O');
  },
  'sent away': async ({ service, ann }) => {
    await service.close(4028);
    await ann.reaches('kicked');
  },
};

for (const [dress, context] of Object.entries(DRESSES)) {
  test(`axe finds nothing: ${dress}`, async (given) => {
    const { ann } = await meet(given, 'phone', { context });
    assert.deepEqual(await complaints(ann), []);
    await ann.picture(`dress-${dress.replace(/\W+/g, '-')}`);
  });
}

for (const [name, reach] of Object.entries(STATES)) {
  test(`axe finds nothing: ${name}`, async (given) => {
    const met = await meet(given, 'phone');
    await reach(met);
    assert.deepEqual(await complaints(met.ann), []);
    await met.ann.picture(`state-${name.replace(/\W+/g, '-')}`);
  });
}

test('axe finds nothing: before spending much', async (given) => {
  const { service, ann } = await meet(given, 'phone', { controls: [] });
  service.seat = { confirmAbove: 10 };
  await service.close(1012);
  await ann.reaches('reconnecting');
  await ann.reaches('ready');
  service.say('onControlCreate', { sceneID: 'default', controls: [button('horse', { text: 'Horse', cost: 50 })] });
  await ann.control('horse').tap();
  await ann.page.locator('#consent').waitFor();
  assert.deepEqual(await complaints(ann), []);
  await ann.picture('state-consent');
});

test('with the keyboard alone one can do everything', async (given) => {
  const { service, ann } = await meet(given, 'desktop');
  const seen = [];
  for (let i = 0; i < 12; i++) {
    await ann.page.keyboard.press('Tab');
    const [name, outline] = await ann.page.evaluate(() => {
      const { activeElement: one } = document;
      return [one.id || one.closest('[data-control-id]')?.dataset.controlId, getComputedStyle(one).outlineStyle];
    });
    if (!name) break;
    assert.notEqual(outline, 'none', `${name} does not show the focus`);
    seen.push(name);
  }
  for (const name of ['delay', 'name', 'jump', 'hat', 'stick', 'say']) assert.ok(seen.includes(name), `${name} not in ${seen}`);
  await ann.page.focus('#delay');
  await ann.page.keyboard.press('Enter');
  await ann.page.locator('#latency').waitFor();
  await ann.page.focus('#name');
  await ann.openNaming(() => ann.page.keyboard.press('Enter'));
  await ann.page.keyboard.type('Ann');
  const joined = service.joined();
  await ann.page.keyboard.press('Enter');
  await joined;
});

test('with forced colours no words disappear on what is lit', async (given) => {
  const { ann } = await meet(given, 'phone', { context: { forcedColors: 'active' } });
  await ann.page.locator('.cooling .clock').waitFor();
  const shown = await ann.page.evaluate(() => [...document.querySelectorAll('.wipe .clock, .submit')].map((one) => {
    const { color, backgroundColor, forcedColorAdjust } = getComputedStyle(one);
    return [color !== backgroundColor, forcedColorAdjust]; // else the browser lays its own colour between the two
  }));
  assert.ok(shown.length > 1 && shown.every(([differs, adjust]) => differs && adjust === 'none'), JSON.stringify(shown));
});

/** Whether the words of the page all have room. */
function clipped() {
  const roomy = [...document.querySelectorAll('#status, #name, #title, #banner p, .caption, .submit, #card *, dialog[open] *')].filter(
    (one) => one.offsetParent !== null && !one.closest('.sr, svg') && one.clientWidth > 1); // what is for the ear has 1 pixel
  const cut = roomy.filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== 'visible');
  return [...cut.map((one) => one.id || one.className), ...(document.documentElement.scrollWidth > innerWidth ? ['the page'] : [])];
}

for (const device of ['tiny', 'phone', 'desktop']) {
  test(`words twice as large have room on a ${device}`, async (given) => {
    const context = device === 'desktop' ? {} : { isMobile: false };
    const { ann } = await meet(given, device, { context });
    const session = await ann.page.context().newCDPSession(ann.page);
    await session.send('Page.setFontSizes', { fontSizes: { standard: 32 } });
    await ann.eventually(() => getComputedStyle(document.documentElement).fontSize === '32px');
    await ann.page.evaluate(() => dispatchEvent(new Event('resize')));
    assert.deepEqual(await ann.page.evaluate(clipped), []);
    await ann.picture(`words-twice-${device}`);
    await ann.openNaming();
    assert.deepEqual(await ann.page.evaluate(clipped), []);
  });
}

for (const locale of ['en-GB', 'es-ES', 'de-DE', 'ar-EG']) {
  test(`the dialog behind the name is no wider than a small phone: ${locale}`, async (given) => {
    const { ann } = await meet(given, 'tiny', { context: { locale } });
    await ann.openNaming();
    await ann.page.click('#account summary');
    assert.deepEqual(await ann.page.evaluate(() => {
      const { left, right } = document.querySelector('#naming').getBoundingClientRect();
      return [...document.querySelectorAll('#naming *')].filter((one) => one.checkVisibility()).filter((one) => {
        const box = one.getBoundingClientRect();
        return box.left < left || box.right > right;
      }).map((one) => one.id || one.tagName);
    }), []);
  });
}

test('what is behind a notch or a round corner is left free', async (given) => {
  const { ann } = await meet(given, 'landscape');
  const session = await ann.page.context().newCDPSession(ann.page);
  await session.send('Emulation.setSafeAreaInsetsOverride', { insets: { top: 30, left: 50, right: 50, bottom: 20 } });
  await ann.eventually(() => document.querySelector('.brand').getBoundingClientRect().left >= 50);
  const edges = await ann.page.evaluate(() => {
    const boxes = [...document.querySelectorAll('header button, .control')].map((one) => one.getBoundingClientRect());
    return [Math.min(...boxes.map((box) => box.left)), Math.max(...boxes.map((box) => box.right)) - innerWidth, Math.min(...boxes.map((box) => box.top))];
  });
  assert.ok(edges[0] >= 50 && edges[1] <= -50 && edges[2] >= 30, `${edges}`);
});

test('nothing that moves flashes', async (given) => {
  const { ann } = await meet(given, 'phone');
  const periods = await ann.page.evaluate(() => [...document.styleSheets].flatMap(({ cssRules }) => [...cssRules])
    .map(({ style }) => style?.animation).filter(Boolean).map((text) => parseFloat(text.match(/([\d.]+)s/)[1])));
  assert.ok(periods.some(Boolean) && periods.every((seconds) => seconds === 0 || seconds > 1 / 3), `${periods}`);
});

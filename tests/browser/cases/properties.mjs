/** What a game may say about how its controls look and work, and what it may not. */
import assert from 'node:assert/strict';
import { test } from '../harness.mjs';
import { button, Service } from '../service.mjs';

const UGC = 'ugc/1/';

async function meet({ game, visit }, controls, device = 'desktop') {
  const service = new Service();
  const asked = [];
  const before = async (page) => {
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.route('**/ugc/**', (route) => route.fulfill({ contentType: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9" fill="#c08"/></svg>' }));
    await service.before(controls)(page);
  };
  const host = await game();
  service.seat = { ugcAddress: host.url + UGC };
  return { service, asked, host, ann: await visit(host, device, { before }) };
}

const style = (ann, id, name, part = '') => ann.page.evaluate(([one, what, inner]) =>
  getComputedStyle(document.querySelector(`[data-control-id=${one}] ${inner}`.trim()))[what], [id, name, part]);

test('sizes, colours and dress of words and keys are those of the game', async (given) => {
  const { ann } = await meet(given, [
    button('key', { textSize: '30px', textColor: '#ffffff', backgroundColor: '#204060', borderColor: '#ff8800', accentColor: '#00ff88', progress: 0.5 }),
    { controlID: 'words', kind: 'label', text: 'Score', textSize: '1.5em', bold: true, italic: true, underline: true },
    button('point', { textSize: '15pt' }), button('number', { textSize: 18 }),
    { controlID: 'stick', kind: 'joystick', angle: 1.5, intensity: 0.5 },
  ]);
  assert.equal(await style(ann, 'key', 'fontSize', '.caption'), '30px');
  assert.equal(await style(ann, 'key', 'backgroundColor'), 'rgb(32, 64, 96)');
  assert.equal(await style(ann, 'key', 'borderTopColor'), 'rgb(255, 136, 0)');
  assert.equal(await style(ann, 'key', 'backgroundColor', '.fill'), 'rgb(0, 255, 136)');
  assert.equal(await style(ann, 'words', 'fontSize', '.caption'), '24px');
  assert.equal(await style(ann, 'words', 'fontStyle', '.caption'), 'italic');
  assert.match(await style(ann, 'words', 'textDecorationLine', '.caption'), /underline/);
  assert.equal(await style(ann, 'point', 'fontSize', '.caption'), '20px');
  assert.equal(await style(ann, 'number', 'fontSize', '.caption'), '18px');
  assert.equal(await style(ann, 'stick', 'opacity', '.halo'), '0.5');
});

test('a picture of the game lies behind the words, which stay readable', async (given) => {
  const { ann, asked } = await meet(given, [button('cat', { text: 'Cat', backgroundImage: 'cats/big cat.svg', cost: 5 })]);
  await ann.eventually(() => document.querySelector('.pictured'));
  assert.match(await style(ann, 'cat', 'backgroundImage'), /ugc\/1\/cats\/big%20cat\.svg/);
  assert.notEqual(await style(ann, 'cat', 'backgroundColor', '.caption'), 'rgba(0, 0, 0, 0)');
  await ann.picture('picture');
  assert.ok(asked.includes('/ugc/1/cats/big%20cat.svg'));
});

const ELSEWHERE = ['//evil.example/x.png', 'https://evil.example/x.png', '../../api/v1/users/current', '/favicon.svg', 'javascript:alert(1)',
  'x.png"); color: red; ("', '\\..\\..\\x', 'data:image/png;base64,AAAA', 'http://[', '\ud800', 7, null, {}, ['a'], 'a'.repeat(300)];

test('a picture can only be a file of the game', async (given) => {
  const { ann, asked } = await meet(given, ELSEWHERE.map((backgroundImage, i) => button(`b${i}`, { backgroundImage })));
  const images = await ann.page.evaluate(() => [...document.querySelectorAll('button.control')].map((one) => getComputedStyle(one).backgroundImage));
  for (const image of images) assert.doesNotMatch(image, /evil|api|favicon|javascript|data:|color: red/);
  assert.deepEqual(asked.filter((path) => !path.startsWith('/ugc/') && /x\.png|current$/.test(path)), []);
});

const ESCAPES = ['red; position: fixed; inset: 0', 'url(https://evil.example/)', 'var(--page)', 'inherit', 'expression(alert(1))', '}body{display:none}',
  'red}</style><img src=x>', 'rgb(1 1 1 / 0)', 'transparent', '#12', '9'.repeat(200), 'attr(title)', 'image(red)', {}, 5, []];
const SIZES = ['9999px', '-5px', '0', '1e9px', 'calc(100vw)', '100vw', '10px; position: fixed', 'inherit', {}, NaN];

test('styles that try to escape are refused: every control stays in its place and in sight', async (given) => {
  const controls = [
    ...ESCAPES.map((evil, i) => button(`c${i}`, { text: 'Words', backgroundColor: evil, textColor: evil, borderColor: evil, accentColor: evil, focusColor: evil,
      styles: { position: 'fixed', inset: 0 }, style: 'position:fixed', class: 'evil', position: [{ size: 'large', x: (i % 8) * 10, y: 5 * Math.floor(i / 8), width: 9, height: 5 }] })),
    ...SIZES.map((textSize, i) => button(`s${i}`, { text: 'Words', textSize, position: [{ size: 'large', x: (i % 8) * 10, y: 10 + 5 * Math.floor(i / 8), width: 9, height: 5 }] })),
  ];
  const { ann } = await meet(given, controls);
  const found = await ann.page.evaluate(async () => {
    const { contrast, colour } = await import('./look.js');
    return [...document.querySelectorAll('button.control')].map((one) => {
      const { position, backgroundColor } = getComputedStyle(one);
      const box = one.getBoundingClientRect();
      const caption = one.querySelector('.caption');
      return {
        id: one.dataset.controlId, position, isEvil: one.classList.contains('evil'), width: box.width, height: box.height,
        isBeside: caption.getBoundingClientRect().right > box.right + 1,
        contrast: contrast(colour(getComputedStyle(caption).color), colour(backgroundColor)),
      };
    });
  });
  assert.equal(found.length, controls.length);
  for (const one of found) {
    assert.equal(one.position, 'absolute', JSON.stringify(one));
    assert.ok(one.contrast >= 4.4 && !one.isEvil && !one.isBeside && one.width < 400 && one.height < 300, JSON.stringify(one));
  }
});

test('tooltip, key and progress are told to those who cannot see them', async (given) => {
  const { ann } = await meet(given, [button('jump', { tooltip: 'Higher than ever', keyCode: 32, progress: 0.25 })]);
  const jump = ann.control('jump');
  assert.equal(await jump.getAttribute('title'), 'Higher than ever');
  assert.equal(await jump.getAttribute('aria-description'), 'Higher than ever, 25 %');
  assert.equal(await jump.getAttribute('aria-keyshortcuts'), 'Space');
  assert.ok(await jump.locator('.hint').isVisible());
});

test('a kind that a module has learned is drawn by it, also if it is on the page already', async (given) => {
  const { service, ann } = await meet(given, [{ controlID: 'dial', kind: 'dial', text: 'Volume' }]);
  await ann.page.evaluate(async () => {
    const { Control, make } = await import('./control.js');
    const { stage } = await import('./app.js');
    class Dial extends Control {
      constructor(context, data) {
        super(context, data, make('button'));
        this.root.addEventListener('click', () => this.press('turn', { by: 3 }));
      }

      draw() {
        this.root.textContent = this.said.text;
      }

      allow(allowed) {
        this.root.disabled = !allowed;
      }
    }
    stage.learn('dial', Dial);
  });
  await ann.control('dial').click();
  assert.deepEqual((await service.input('dial')).params, { controlID: 'dial', event: 'turn', by: 3 });
});

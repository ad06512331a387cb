/**
 * How the page looks on four sizes of screen, dark, light and in Arabic: pictures to be looked at. Those in docs/images
 * were taken here, then made small with pngquant.
 */
import assert from 'node:assert/strict';
import { test } from '../harness.mjs';
import { ANN, Service } from '../service.mjs';

const place = (large, medium, small) =>
  [['large', large], ['medium', medium], ['small', small]].map(([size, [x, y, width, height]]) => ({ size, x, y, width, height }));

const control = (controlID, kind, position, more) => ({ controlID, kind, position, ...more });
const soon = (ms) => Date.now() + ms;

const scene = () => [
  control('score', 'label', place([26, 0, 28, 4], [8, 0, 29, 4], [2, 0, 26, 4]),
    { text: 'Red 3 : 2 Blue', textSize: '22px', bold: true, translations: { ar: { text: 'الأحمر ٣ : ٢ الأزرق' } } }),
  control('stick', 'joystick', place([2, 4, 16, 16], [1, 5, 15, 15], [1, 17, 14, 14]), { angle: 0.7, intensity: 0.9 }),
  control('jump', 'button', place([60, 5, 18, 7], [30, 5, 14, 7], [17, 17, 12, 7]),
    { text: 'Jump', keyCode: 74, translations: { ar: { text: 'اقفز' } } }),
  control('fire', 'button', place([60, 12, 18, 7], [30, 12, 14, 7], [17, 24, 12, 7]),
    { text: 'Fire', keyCode: 32, cooldown: soon(20000), translations: { ar: { text: 'أطلق' } } }),
  control('hat', 'button', place([24, 6, 10, 6], [1, 21, 14, 6], [1, 5, 9, 8]),
    { text: 'Hat', cost: 25, backgroundColor: '#ffcf4a', translations: { ar: { text: 'قبعة' } } }),
  control('vote', 'button', place([35, 6, 10, 6], [16, 21, 14, 6], [11, 5, 9, 8]),
    { text: 'Vote', progress: 0.62, accentColor: '#2fd6a2', translations: { ar: { text: 'صوّت' } } }),
  control('rain', 'button', place([46, 6, 10, 6], [31, 21, 14, 6], [21, 5, 8, 8]),
    { text: 'Rain', disabled: true, translations: { ar: { text: 'مطر' } } }),
  control('say', 'textbox', place([24, 14, 32, 5], [1, 28, 43, 5], [1, 33, 28, 5]),
    { placeholder: 'Say something', hasSubmit: true, submitText: 'Send', translations: { ar: { placeholder: 'قل شيئًا', submitText: 'أرسل' } } }),
];

const DRESSES = { dark: {}, light: { colorScheme: 'light' }, arabic: { locale: 'ar-EG' } };
const DEVICES = { tiny: [320, 480], phone: [390, 844], tablet: [820, 1180], desktop: [1280, 800] };

for (const [dress, context] of Object.entries(DRESSES)) {
  for (const [device, [width, height]] of Object.entries(DEVICES)) {
    test(`the page has its picture taken: ${device}, ${dress}`, async ({ game, visit }) => {
      const service = new Service();
      service.seat = { title: 'Paint Party' };
      const options = { viewport: { width, height }, ...context };
      const ann = await visit(await game(), device, { context: options, before: service.before(scene()) });
      service.say('onParticipantUpdate', { participants: [{ ...ANN, username: 'Ann' }] });
      await ann.eventually(() => document.querySelector('.cooling .clock')?.textContent && document.getElementById('name-text').textContent === 'Ann');
      assert.ok(await ann.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      await ann.page.evaluate(() => document.fonts.ready);
      await ann.picture(`gallery-${device}-${dress}`);
    });
  }
}

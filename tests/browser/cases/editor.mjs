/** The editor of the studio: controls on three grids, by pointer and by keyboard. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from '../harness.mjs';

async function edit(visit, host) {
  const studio = await visit(host, 'desktop', { query: 'studio#token=t-game', until: null });
  await studio.page.waitForSelector('#line[data-state="open"]');
  await studio.page.waitForSelector('#control-scenes li');
  await studio.page.click('#tab-editor');
  return studio;
}

const piece = (studio, id) => studio.page.locator(`.piece[data-id="${id}"]`);
const placeOf = (studio, id) =>
  piece(studio, id).evaluate(({ style }) => [style.left, style.top, style.width, style.height].map((text) => parseFloat(text) / 12));

test('a control is added, dragged and resized by pointer', async ({ game, visit }) => {
  const studio = await edit(visit, await game());
  await studio.page.click('#edit-add');
  assert.deepEqual(await placeOf(studio, 'button1'), [0, 0, 12, 6]);
  const box = await piece(studio, 'button1').boundingBox();
  await studio.page.mouse.move(box.x + 30, box.y + 30);
  await studio.page.mouse.down();
  await studio.page.mouse.move(box.x + 30 + 60, box.y + 30 + 24, { steps: 4 });
  await studio.page.mouse.up();
  assert.deepEqual(await placeOf(studio, 'button1'), [5, 2, 12, 6]);
  const corner = await piece(studio, 'button1').locator('.corner').boundingBox();
  await studio.page.mouse.move(corner.x + 8, corner.y + 8);
  await studio.page.mouse.down();
  await studio.page.mouse.move(corner.x + 8 + 36, corner.y + 8, { steps: 4 });
  await studio.page.mouse.up();
  assert.deepEqual(await placeOf(studio, 'button1'), [5, 2, 15, 6]);
});

test('everything is done by keyboard, and undone', async ({ game, visit }) => {
  const studio = await edit(visit, await game());
  const { keyboard } = studio.page;
  await studio.page.focus('#edit-add');
  await keyboard.press('Enter');
  await keyboard.press('Enter');
  await piece(studio, 'button1').focus();
  await keyboard.press('Escape');
  await keyboard.press('Space');
  await keyboard.press('ArrowDown');
  await keyboard.press('Shift+ArrowRight');
  assert.deepEqual(await placeOf(studio, 'button1'), [0, 1, 13, 6]);
  await keyboard.press('Control+z');
  await keyboard.press('Control+z');
  assert.deepEqual(await placeOf(studio, 'button1'), [0, 0, 12, 6]);
  await keyboard.press('Control+Shift+z');
  assert.deepEqual(await placeOf(studio, 'button1'), [0, 1, 12, 6]);
  await keyboard.press('Control+a');
  await keyboard.press('ArrowRight');
  assert.deepEqual(await placeOf(studio, 'button2'), [13, 0, 12, 6]);
  assert.match(await studio.page.innerText('#edit-form'), /2 controls/);
  await keyboard.press('Delete');
  assert.equal(await studio.page.locator('.piece').count(), 0);
});

test('each grid has places of its own', async ({ game, visit }) => {
  const studio = await edit(visit, await game());
  await studio.page.click('#edit-add');
  await piece(studio, 'button1').focus();
  await studio.page.keyboard.press('ArrowRight');
  await studio.page.selectOption('#edit-grid', 'small');
  assert.deepEqual(await placeOf(studio, 'button1'), [0, 0, 12, 6]);
  await studio.page.selectOption('#edit-grid', 'large');
  assert.deepEqual(await placeOf(studio, 'button1'), [1, 0, 12, 6]);
});

test('properties are set by kind, and what is wrong is said', async ({ game, visit }) => {
  const studio = await edit(visit, await game());
  await studio.page.click('#edit-add');
  await studio.page.getByLabel('Text', { exact: true }).fill('Jump!');
  await studio.page.getByLabel('Cost in sparks').fill('-5');
  await studio.page.keyboard.press('Tab');
  assert.match(await piece(studio, 'button1').innerText(), /Jump!/);
  assert.match(await studio.page.innerText('#edit-faults'), /costs less than nothing/);
  await studio.page.click('#edit-undo');
  assert.equal(await studio.page.innerText('#edit-faults'), '');
});

test('a project is saved to a file and opened again', async ({ game, visit }) => {
  const studio = await edit(visit, await game());
  await studio.page.click('#edit-add');
  await studio.page.click('#edit-scene-new');
  const [download] = await Promise.all([studio.page.waitForEvent('download'), studio.page.click('#edit-export')]);
  const project = JSON.parse(readFileSync(await download.path(), 'utf8'));
  assert.deepEqual(project.scenes.map(({ sceneID }) => sceneID), ['default', 'scene2']);
  assert.equal(project.scenes[0].controls[0].position.length, 3);
  const file = join(tmpdir(), `chorus-project-${process.pid}.json`);
  project.scenes[0].controls[0].text = 'From a file';
  writeFileSync(file, JSON.stringify(project));
  await studio.page.setInputFiles('#edit-import', file);
  await studio.eventually(() => document.querySelector('.piece')?.textContent === 'From a file');
  writeFileSync(file, '{"scenes":7}');
  await studio.page.setInputFiles('#edit-import', file);
  await studio.eventually(() => document.getElementById('edit-state').textContent.includes('no project'));
});

test('what is laid out is applied when the game allows it, and seen on a phone', async ({ game, visit }) => {
  const host = await game();
  const studio = await edit(visit, host);
  const ann = await visit(host, 'phone');
  await studio.page.click('#edit-load');
  assert.ok(await studio.page.isDisabled('#edit-apply'));
  await host.call('updateWorld', { world: { studioEdits: true } });
  await studio.page.waitForSelector('#edit-apply:enabled');
  await studio.page.click('#edit-add');
  await studio.page.getByLabel('Text', { exact: true }).fill('Brand new');
  await studio.page.keyboard.press('Tab');
  await studio.page.click('#edit-apply');
  await ann.eventually(() => document.body.innerText.includes('Brand new'));
});

test('without an account a version is not saved, and it is said why', async ({ game, visit }) => {
  const studio = await edit(visit, await game());
  studio.allow(/401/);
  await studio.page.click('#edit-save');
  await studio.eventually(() => document.getElementById('edit-state').textContent !== '');
});

import assert from 'node:assert/strict';
import { test } from '../harness.mjs';

test('a screen reader finds roles, names and the state of the line', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host);
  await host.update({ controlID: 'fire', cost: 25, tooltip: 'Costs sparks', progress: 0.5 });
  await ann.eventually(() => document.querySelector('[data-control-id=fire] .price').textContent.startsWith('25'));
  const tree = await ann.page.locator('body').ariaSnapshot();
  for (const line of [
    'heading "Chorus" [level=1]', 'status: Live', 'main "Controls"', 'button "Jump"', 'button "Fire 25 sparks"',
    'application "stick"', 'textbox "Say something"', 'button "Send"', 'paragraph: "Red 3 : 2 Blue"', 'button "Your name: Guest',
  ]) {
    assert.ok(tree.includes(line), `${line} is not in\n${tree}`);
  }
  assert.ok(!/button "dial/.test(tree), tree);
});

test('a joystick explains itself, and a disabled one says so', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host);
  const session = await ann.page.context().newCDPSession(ann.page);
  const find = async () => {
    const { nodes } = await session.send('Accessibility.getFullAXTree');
    const node = nodes.find((candidate) => candidate.role?.value === 'application');
    const property = (name) => node.properties.find((one) => one.name === name)?.value.value;
    return { name: node.name.value, help: node.description.value, role: property('roledescription'), off: property('disabled') };
  };
  assert.deepEqual(await find(), {
    name: 'stick', help: 'Arrow keys or W, A, S, D to move, release to centre', role: 'joystick', off: undefined,
  });
  await host.update({ controlID: 'stick', disabled: true });
  await ann.eventually(() => document.querySelector('.pad[aria-disabled]'));
  assert.equal((await find()).off, true);
});

test('changes of the scene are announced, at most one in two seconds', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host);
  await ann.page.evaluate(() => {
    window.heard = [];
    const live = document.getElementById('live');
    new MutationObserver(() => window.heard.push([performance.now(), live.textContent])).observe(live, { childList: true });
  });
  for (let i = 0; i < 6; i++) await host.create({ controlID: `extra${i}`, kind: 'button', text: `Extra ${i}` });
  await ann.eventually(() => window.heard.at(-1)?.[1] === '12 controls shown');
  const heard = await ann.page.evaluate(() => window.heard);
  for (let i = 1; i < heard.length; i++) assert.ok(heard[i][0] - heard[i - 1][0] >= 1990, JSON.stringify(heard));
});

test('the name dialog keeps the focus and gives it back', async ({ game, visit }) => {
  const host = await game();
  const ann = await visit(host);
  await ann.page.focus('#name');
  await ann.page.keyboard.press('Enter');
  await ann.eventually(() => document.activeElement.id === 'name-input');
  await ann.page.keyboard.press('Escape');
  await ann.eventually(() => document.activeElement.id === 'name');
});

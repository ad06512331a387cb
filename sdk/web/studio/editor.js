/** Lays controls out on the three grids: by pointer, by keyboard, by numbers. */

import { say, speaking } from '../lang.js';
import { words } from '../look.js';
import { $, ask, desk, make } from './desk.js';
import { FIELDS, GRIDS, Project, callsBetween, placeOn } from './project.js';
import { listVersions, openVersion, saveVersion } from './store.js';

const UNIT = 12;

const project = new Project();
const selected = new Set();
const board = $('edit-board');
let sceneID = 'default';
let grid = 'large';

const controls = () => project.scene(sceneID).controls;
const chosen = () => controls().filter(({ controlID }) => selected.has(controlID));
const grids = () => Object.keys(GRIDS);

/* ---- drawing ---- */

function describe({ controlID, kind, text }, place) {
  return `${words(text, 40) || controlID}, ${kind}, ${place.x} ${place.y}, ${place.width} × ${place.height}`;
}

function elementOf(control) {
  const place = placeOn(control, grid);
  if (!place) return null;
  const element = make('button', { type: 'button', className: `piece ${control.kind}` }, make('bdi', { textContent: words(control.text, 40) || control.controlID }));
  element.dataset.id = control.controlID;
  element.setAttribute('aria-label', describe(control, place));
  element.setAttribute('aria-pressed', String(selected.has(control.controlID)));
  const { style } = element;
  style.left = `${place.x * UNIT}px`;
  style.top = `${place.y * UNIT}px`;
  style.width = `${place.width * UNIT}px`;
  style.height = `${place.height * UNIT}px`;
  element.append(make('span', { className: 'corner' }));
  return element;
}

function drawBoard() {
  const focused = board.contains(document.activeElement) ? document.activeElement.dataset.id : null;
  const [across, down] = GRIDS[grid];
  board.style.width = `${across * UNIT}px`;
  board.style.height = `${down * UNIT}px`;
  board.replaceChildren(...controls().map(elementOf).filter(Boolean));
  if (focused) board.querySelector(`[data-id=${JSON.stringify(focused)}]`)?.focus();
}

function drawScenes() {
  if (!project.scenes.some((scene) => scene.sceneID === sceneID)) sceneID = project.scenes[0].sceneID;
  $('edit-scene').replaceChildren(...project.scenes.map((scene) => make('option', { value: scene.sceneID, textContent: words(scene.sceneID, 40) })));
  $('edit-scene').value = sceneID;
}

function draw() {
  drawScenes();
  drawBoard();
  drawForm();
  $('edit-undo').disabled = !project.canUndo;
  $('edit-redo').disabled = !project.canRedo;
  $('edit-remove').disabled = selected.size === 0;
  $('edit-scene-drop').disabled = sceneID === 'default';
  const faults = [...new Set(project.faults().map(([key, values]) => say(key, values)))];
  $('edit-faults').replaceChildren(...faults.map((text) => make('li', { textContent: text })));
  noteScenes();
}

/** Whether what is here can be shown to the audience now. */
export function noteScenes() {
  $('edit-apply').disabled = !desk.state.allowsEdits;
  $('edit-load').disabled = desk.scenes.length === 0;
}

/** One step, then everything as it is now. */
function change(how) {
  project.change(how);
  draw();
}

/* ---- properties ---- */

const read = {
  text: (input) => input.value || undefined,
  whole: (input) => (input.value === '' ? undefined : Math.round(Number(input.value))),
  real: (input) => (input.value === '' ? undefined : Number(input.value)),
  flag: (input) => input.checked || undefined,
};

/** A field of the control that is selected: how it is read from it and written to it. */
function field(label, type, get, put) {
  const input = make('input', { type: type === 'flag' ? 'checkbox' : type === 'text' ? 'text' : 'number' });
  if (type === 'real') input.step = 'any';
  input.addEventListener('change', () => change(() => put(chosen()[0], read[type](input))));
  const show = (control) => {
    if (type === 'flag') input.checked = get(control) === true;
    else input.value = get(control) ?? '';
  };
  return { element: make('label', {}, make('span', { textContent: label }), input), input, show };
}

function rename(control, id) {
  selected.delete(control.controlID);
  control.controlID = id ?? '';
  selected.add(control.controlID);
}

function set(control, name, value) {
  if (value === undefined) delete control[name];
  else control[name] = value;
}

function placeField(name) {
  const get = (control) => placeOn(control, grid)?.[name];
  const put = (control, value) => project.place(sceneID, control.controlID, grid, { ...placeOn(control, grid), [name]: value ?? 0 });
  return field(say(`place.${name}`), 'whole', get, put);
}

function fieldsOf(control) {
  const own = (FIELDS[control.kind] ?? []).map(([name, type]) =>
    field(say(`field.${name}`), type, (one) => one[name], (one, value) => set(one, name, value)));
  const places = placeOn(control, grid) ? ['x', 'y', 'width', 'height'].map(placeField) : [];
  return [field(say('field.controlID'), 'text', (one) => one.controlID, rename), ...own, ...places];
}

let fields = [];
let formOf = '';

/** The fields stay while the control does: who goes from one to the next is not interrupted. */
function drawForm() {
  const [control, more] = chosen();
  const single = control && !more;
  const key = single ? JSON.stringify([sceneID, grid, control.controlID, control.kind]) : `${selected.size}`;
  if (key !== formOf) {
    const focused = fields.findIndex(({ input }) => input === document.activeElement);
    fields = single ? fieldsOf(control) : [];
    const words = more ? say('edit.several', { count: selected.size }) : say('edit.none');
    $('edit-form').replaceChildren(...(single ? fields.map(({ element }) => element) : [make('p', { textContent: words })]));
    fields[focused]?.input.focus();
  }
  formOf = key;
  for (const { input, show } of fields) if (input !== document.activeElement) show(control);
}

$('edit-form').addEventListener('submit', (event) => event.preventDefault());

/* ---- pointer ---- */

let drag = null;

function select(id, isMore) {
  if (!isMore && !selected.has(id)) selected.clear();
  if (isMore && selected.has(id)) selected.delete(id);
  else selected.add(id);
}

board.addEventListener('pointerdown', (event) => {
  const piece = event.target.closest('.piece');
  if (!piece) {
    selected.clear();
    draw();
    return;
  }
  select(piece.dataset.id, event.shiftKey || event.ctrlKey || event.metaKey);
  drag = { x: event.clientX, y: event.clientY, isSize: event.target.className === 'corner', across: 0, down: 0 };
  board.setPointerCapture(event.pointerId);
  draw();
  board.querySelector(`[data-id=${JSON.stringify(piece.dataset.id)}]`)?.focus();
  event.preventDefault();
});

const moved = (place, across, down, isSize) =>
  isSize ? { ...place, width: place.width + across, height: place.height + down } : { ...place, x: place.x + across, y: place.y + down };

function preview() {
  for (const control of chosen()) {
    const place = placeOn(control, grid);
    const element = board.querySelector(`[data-id=${JSON.stringify(control.controlID)}]`);
    if (!place || !element) continue;
    const { x, y, width, height } = moved(place, drag.across, drag.down, drag.isSize);
    element.style.left = `${x * UNIT}px`;
    element.style.top = `${y * UNIT}px`;
    element.style.width = `${Math.max(1, width) * UNIT}px`;
    element.style.height = `${Math.max(1, height) * UNIT}px`;
  }
}

board.addEventListener('pointermove', (event) => {
  if (!drag) return;
  drag.across = Math.round((event.clientX - drag.x) / UNIT);
  drag.down = Math.round((event.clientY - drag.y) / UNIT);
  preview();
});

function shift(across, down, isSize) {
  change(() => {
    for (const control of chosen()) {
      const place = placeOn(control, grid);
      if (place) project.place(sceneID, control.controlID, grid, moved(place, across, down, isSize));
    }
  });
}

function drop() {
  if (!drag) return;
  const { across, down, isSize } = drag;
  drag = null;
  if (across !== 0 || down !== 0) shift(across, down, isSize);
}

board.addEventListener('pointerup', drop);
board.addEventListener('pointercancel', () => ((drag = null), draw()));

/* ---- keyboard ---- */

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function remove() {
  change(() => {
    const scene = project.scene(sceneID);
    scene.controls = scene.controls.filter(({ controlID }) => !selected.has(controlID));
    selected.clear();
  });
}

function step(back) {
  if (back) project.undo();
  else project.redo();
  draw();
}

board.addEventListener('keydown', (event) => {
  const command = event.ctrlKey || event.metaKey;
  const id = document.activeElement?.dataset.id;
  if (STEPS[event.key] && selected.size > 0) shift(...STEPS[event.key], event.shiftKey);
  else if (event.key === 'Delete' || event.key === 'Backspace') remove();
  else if (command && event.key === 'a') controls().forEach(({ controlID }) => selected.add(controlID));
  else if (command && event.key.toLowerCase() === 'z') step(!event.shiftKey);
  else if ((event.key === ' ' || event.key === 'Enter') && id) select(id, true);
  else if (event.key === 'Escape') selected.clear();
  else return;
  event.preventDefault();
  draw();
});

/* ---- scenes and grids ---- */

function show(scene) {
  sceneID = scene;
  selected.clear();
  draw();
}

$('edit-scene').addEventListener('change', () => show($('edit-scene').value));
$('edit-scene-new').addEventListener('click', () => {
  let number = project.scenes.length + 1;
  while (project.scenes.some((scene) => scene.sceneID === `scene${number}`)) number++;
  change(() => project.scenes.push({ sceneID: `scene${number}`, controls: [] }));
  show(`scene${number}`);
});
$('edit-scene-drop').addEventListener('click', () => {
  change(() => (project.scenes = project.scenes.filter((scene) => scene.sceneID !== sceneID)));
  show('default');
});
$('edit-grid').addEventListener('change', () => {
  grid = $('edit-grid').value;
  draw();
});
$('edit-add').addEventListener('click', () => {
  change(() => {
    const id = project.add(sceneID, $('edit-kind').value);
    selected.clear();
    selected.add(id);
  });
});
$('edit-undo').addEventListener('click', () => step(true));
$('edit-redo').addEventListener('click', () => step(false));
$('edit-remove').addEventListener('click', remove);

/* ---- in and out ---- */

const tell = (key, values) => ($('edit-state').textContent = say(key, values));

function take(scenes) {
  project.take(scenes);
  show('default');
}

$('edit-load').addEventListener('click', () => take(desk.scenes));

$('edit-apply').addEventListener('click', async () => {
  for (const [method, params] of callsBetween(desk.scenes, project.scenes)) {
    if ((await ask('act', { method, params })) === undefined) return tell('edit.refused');
  }
  tell('edit.applied');
});

/** What the host refuses is said in its words. */
async function during(work) {
  try {
    await work();
  } catch ({ message }) {
    $('edit-state').textContent = message;
  }
}

$('edit-save').addEventListener('click', () => during(async () => {
  const name = words($('edit-name').value, 128) || say('studio');
  const id = await saveVersion(name, project.scenes);
  $('edit-name').value = name;
  tell('edit.saved', { name, id: String(id) });
  await offerVersions();
}));

/** What the account has stored, newest first. */
export async function offerVersions() {
  const versions = desk.hasAccount ? await listVersions() : [];
  const options = versions.map(({ id, name }) => make('option', { value: id, textContent: say('edit.version.of', { id: String(id), name: words(name, 40) }) }));
  $('edit-version').replaceChildren(make('option', { value: '', textContent: say('edit.version') }), ...options);
  $('edit-version').hidden = versions.length === 0;
}

$('edit-version').addEventListener('change', () => during(async () => {
  const id = $('edit-version').value;
  $('edit-version').value = '';
  if (id === '') return;
  const { controls: { scenes }, game: { name } } = await openVersion(id);
  take(scenes);
  $('edit-name').value = name;
  tell('edit.imported', { name: words(name, 60) });
}));

$('edit-export').addEventListener('click', () => {
  const url = URL.createObjectURL(new Blob([project.text], { type: 'application/json' }));
  make('a', { href: url, download: 'project.json' }).click();
  URL.revokeObjectURL(url);
});

$('edit-import').addEventListener('change', async () => {
  const [file] = $('edit-import').files;
  $('edit-import').value = '';
  try {
    take(Project.read(await file.text()));
    tell('edit.imported', { name: words(file.name, 60) });
  } catch {
    tell('edit.unreadable');
  }
});

speaking.then(() => {
  $('edit-grid').value = grid = grids().find((size) => innerWidth >= { large: 900, medium: 540, small: 0 }[size]);
  draw();
});

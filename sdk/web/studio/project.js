/** Scenes and controls as somebody lays them out: changes that can be undone, and what is wrong with them. */

export const GRIDS = { large: [80, 20], medium: [45, 25], small: [30, 40] };

const SIZES = { button: [12, 6], joystick: [12, 12], textbox: [20, 6], label: [12, 4] };
const UNDO_MOST = 200;

/** What can be set of each kind, and how it is read. */
const LOOK = [['textSize', 'text'], ['textColor', 'text']];
export const FIELDS = {
  button: [['text', 'text'], ['tooltip', 'text'], ['cost', 'whole'], ['keyCode', 'whole'], ['gamepadButton', 'whole'], ...LOOK, ['backgroundColor', 'text'], ['accentColor', 'text'], ['disabled', 'flag']],
  joystick: [['sampleRate', 'whole'], ['angle', 'real'], ['intensity', 'real'], ['gamepadJoystick', 'whole'], ['disabled', 'flag']],
  label: [['text', 'text'], ...LOOK, ['bold', 'flag'], ['italic', 'flag'], ['underline', 'flag']],
  textbox: [['placeholder', 'text'], ['submitText', 'text'], ['cost', 'whole'], ['hasSubmit', 'flag'], ['multiline', 'flag'], ['disabled', 'flag']],
  screen: [['sendMoveEvents', 'text'], ['moveThrottle', 'whole'], ['disabled', 'flag']],
};

const copy = (value) => JSON.parse(JSON.stringify(value));
const clamp = (value, least, most) => Math.min(Math.max(value, least), Math.max(least, most));

export const placeOn = (control, size) => control.position?.find((place) => place.size === size) ?? null;

export class Project {
  #past = [];
  #future = [];
  scenes = [{ sceneID: 'default', controls: [] }];

  /** Throws when the text is no project. */
  static read(text) {
    const { scenes } = JSON.parse(text);
    const isScene = (scene) => typeof scene?.sceneID === 'string' && Array.isArray(scene.controls ?? []);
    if (!Array.isArray(scenes) || !scenes.every(isScene)) throw new Error('scenes');
    return scenes;
  }

  /** Without what is the host's and the moderators'. */
  take(scenes) {
    this.change(() => {
      this.scenes = copy(scenes).map(({ sceneID, controls = [], ...rest }) => {
        delete rest.groups;
        return { ...rest, sceneID, controls: controls.map(({ muted, ...control }) => control) };
      });
    });
  }

  get text() {
    return JSON.stringify({ scenes: this.scenes }, null, 2);
  }

  scene(sceneID) {
    return this.scenes.find((scene) => scene.sceneID === sceneID) ?? this.scenes[0];
  }

  /** One step that can be undone. */
  change(how) {
    const before = copy(this.scenes);
    how();
    if (JSON.stringify(before) === JSON.stringify(this.scenes)) return;
    this.#past = [...this.#past, before].slice(-UNDO_MOST);
    this.#future = [];
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  get canRedo() {
    return this.#future.length > 0;
  }

  undo() {
    if (!this.canUndo) return;
    this.#future.push(this.scenes);
    this.scenes = this.#past.pop();
  }

  redo() {
    if (!this.canRedo) return;
    this.#past.push(this.scenes);
    this.scenes = this.#future.pop();
  }

  /** A new control in the first free place of each grid. */
  add(sceneID, kind) {
    const { controls } = this.scene(sceneID);
    let number = controls.length + 1;
    while (controls.some(({ controlID }) => controlID === `${kind}${number}`)) number++;
    const control = { controlID: `${kind}${number}`, kind };
    if (kind === 'button' || kind === 'label') control.text = control.controlID;
    if (kind !== 'screen') control.position = Object.keys(GRIDS).map((size) => freePlace(controls, kind, size));
    controls.push(control);
    return control.controlID;
  }

  /** Moves or resizes on one grid, within it. */
  place(sceneID, controlID, size, { x, y, width, height }) {
    const control = this.scene(sceneID).controls.find((one) => one.controlID === controlID);
    const [across, down] = GRIDS[size];
    const w = clamp(Math.round(width), 1, across);
    const h = clamp(Math.round(height), 1, down);
    const place = { size, width: w, height: h, x: clamp(Math.round(x), 0, across - w), y: clamp(Math.round(y), 0, down - h) };
    control.position = (control.position ?? []).filter((other) => other.size !== size).concat(place);
  }

  /** [key, values] of what is wrong, for say(). */
  faults() {
    return this.scenes.flatMap(faultsOf).concat(this.scenes.some(({ sceneID }) => sceneID === 'default') ? [] : [['fault.default', {}]]);
  }
}

const overlap = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

function freePlace(controls, kind, size) {
  const [across, down] = GRIDS[size];
  const [width, height] = SIZES[kind];
  const taken = controls.map((control) => placeOn(control, size)).filter(Boolean);
  for (let y = 0; y + height <= down; y++) {
    for (let x = 0; x + width <= across; x++) {
      const place = { size, width, height, x, y };
      if (!taken.some((other) => overlap(place, other))) return place;
    }
  }
  return { size, width, height, x: 0, y: 0 };
}

function faultsOf({ sceneID, controls }) {
  const faults = [];
  const ids = controls.map(({ controlID }) => controlID);
  for (const id of new Set(ids.filter((one, i) => ids.indexOf(one) !== i))) faults.push(['fault.twice', { id }]);
  if (controls.length > 1 && controls.some(({ kind }) => kind === 'screen')) faults.push(['fault.screen', { id: sceneID }]);
  for (const control of controls) {
    const id = control.controlID;
    if (typeof id !== 'string' || id === '') faults.push(['fault.id', {}]);
    if (control.cost < 0) faults.push(['fault.cost', { id }]);
    for (const place of control.position ?? []) {
      const grid = GRIDS[place.size];
      if (grid && (place.x < 0 || place.y < 0 || place.x + place.width > grid[0] || place.y + place.height > grid[1])) faults.push(['fault.outside', { id }]);
    }
  }
  for (const size of Object.keys(GRIDS)) {
    controls.forEach((one, i) => {
      for (const other of controls.slice(i + 1)) {
        const [a, b] = [placeOn(one, size), placeOn(other, size)];
        if (a && b && overlap(a, b)) faults.push(['fault.overlap', { id: one.controlID, other: other.controlID }]);
      }
    });
  }
  return faults;
}

/* ---- from what is there to what is wanted ---- */

function patchOf(before, after) {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changed = [...names].filter((name) => name !== 'muted' && JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  if (changed.length === 0) return null;
  return { controlID: after.controlID, ...Object.fromEntries(changed.map((name) => [name, after[name] ?? null])) };
}

function callsOfScene(before, { sceneID, controls }) {
  const known = new Map(before.controls.map((control) => [control.controlID, control]));
  const isSame = (control) => known.get(control.controlID)?.kind === control.kind;
  const gone = before.controls.filter((one) => !controls.some((other) => other.controlID === one.controlID && other.kind === one.kind));
  const patches = controls.filter(isSame).map((control) => patchOf(known.get(control.controlID), { disabled: false, ...control })).filter(Boolean);
  const fresh = controls.filter((control) => !isSame(control));
  const calls = [];
  if (gone.length > 0) calls.push(['deleteControls', { sceneID, controlIDs: gone.map(({ controlID }) => controlID) }]);
  if (patches.length > 0) calls.push(['updateControls', { sceneID, controls: patches }]);
  if (fresh.length > 0) calls.push(['createControls', { sceneID, controls: fresh }]);
  return calls;
}

/** The calls that make the scenes of a session those of the project; scenes that only the session has stay. */
export function callsBetween(live, wanted) {
  return wanted.flatMap((scene) => {
    const before = live.find(({ sceneID }) => sceneID === scene.sceneID);
    return before ? callsOfScene(before, scene) : [['createScenes', { scenes: [scene] }]];
  });
}

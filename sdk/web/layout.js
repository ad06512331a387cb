/**
 * From the protocol's three grids to the screen that is really there. The order and the proportions
 * of a grid are kept as far as possible, every control gets at least the room a finger needs, and
 * nothing is ever wider than the screen. Pure arithmetic, in CSS pixels.
 */

const GRIDS = [
  { size: 'large', height: 20, width: 80, from: 900 },
  { size: 'medium', height: 25, width: 45, from: 540 },
  { size: 'small', height: 40, width: 30, from: 0 },
];

export const GAP = 8;
const UNIT_MOST = 24;
const UNIT_LEAST = 9;
const STRETCH_MOST = 1.6;

/** The least room of a control, gap included. A finger needs 44 pixels, a thumb on a stick more. */
const ROOM = {
  button: [52, 52],
  joystick: [144, 144],
  textbox: [208, 60],
  label: [44, 32],
};
const ROOM_OTHER = [96, 60];

const roomOf = (kind) => (Object.hasOwn(ROOM, kind) ? ROOM[kind] : ROOM_OTHER);
const clamp = (value, least, most) => Math.min(most, Math.max(least, value));

function entryFor(position, grid) {
  const entry = position.find((candidate) => candidate?.size === grid.size);
  if (!entry) return null;
  const real = (value, fallback) => (Number.isFinite(value) ? value : fallback);
  const x = clamp(real(entry.x, 0), 0, grid.width - 1);
  const y = clamp(real(entry.y, 0), 0, grid.height * 4);
  return {
    x,
    y,
    right: clamp(x + real(entry.width, 10), x + 1, Math.max(grid.width, x + 1)),
    bottom: clamp(y + real(entry.height, 6), y + 1, grid.height * 5),
  };
}

/** The grid of this window; if nothing at all was placed on it, the nearest one that was used. */
function chooseGrid(windowWidth, placed) {
  const fitting = GRIDS.findIndex((grid) => windowWidth >= grid.from);
  const nearest = [...GRIDS.keys()].sort((a, b) => Math.abs(a - fitting) - Math.abs(b - fitting));
  const used = nearest.find((i) => placed.some((item) => entryFor(item.position, GRIDS[i])));
  return GRIDS[used ?? fitting];
}

/** Pixel places of all edges when every stretch keeps `share` of its length and every span its least. */
function line(edges, spans, unit, share) {
  const at = new Map();
  let [last, before] = [0, edges[0]];
  for (const edge of edges) {
    last += (edge - before) * unit * share;
    for (const span of spans) {
      if (span.to === edge) last = Math.max(last, at.get(span.from) + span.least);
    }
    at.set(edge, last);
    before = edge;
  }
  return { place: (edge) => at.get(edge), total: last };
}

/** The most faithful line that fits in `limit`, or null if the least sizes alone are too long. */
function spread(spans, unit, limit) {
  const edges = [...new Set(spans.flatMap((span) => [span.from, span.to]))].sort((a, b) => a - b);
  const whole = line(edges, spans, unit, 1);
  if (whole.total <= limit) return whole;
  let [best, low, high] = [line(edges, spans, unit, 0), 0, 1];
  if (best.total > limit) return null;
  for (let round = 0; round < 12; round++) {
    const middle = (low + high) / 2;
    const attempt = line(edges, spans, unit, middle);
    if (attempt.total > limit) high = middle;
    else [best, low] = [attempt, middle];
  }
  return best;
}

/** Units may differ across and down, so that a landscape phone uses its width. */
function unitsFor(box, width, height) {
  const down = height / (box.bottom - box.y);
  const across = Math.min(width / (box.right - box.x), Math.max(down, UNIT_LEAST) * STRETCH_MOST, UNIT_MOST);
  return { across, down: clamp(down, Math.min(UNIT_LEAST, across), Math.min(across * 1.35, UNIT_MOST)) };
}

function boundsOf(entries) {
  return {
    x: Math.min(...entries.map((entry) => entry.x)),
    y: Math.min(...entries.map((entry) => entry.y)),
    right: Math.max(...entries.map((entry) => entry.right)),
    bottom: Math.max(...entries.map((entry) => entry.bottom)),
  };
}

const byReading = (a, b) => a.entry.y - b.entry.y || a.entry.x - b.entry.x;

const area = (entry) => (entry.right - entry.x) * (entry.bottom - entry.y);

/** Of two controls in much the same place nobody could reach the one below. */
function isCovered(one, others) {
  return others.some(({ kind, entry }) => {
    if (kind === 'label' || one.kind === 'label') return false;
    const across = Math.min(one.entry.right, entry.right) - Math.max(one.entry.x, entry.x);
    const down = Math.min(one.entry.bottom, entry.bottom) - Math.max(one.entry.y, entry.y);
    const shared = Math.max(0, across) * Math.max(0, down);
    return shared > 0.5 * Math.min(area(one.entry), area(entry));
  });
}

/**
 * items: [{ id, kind, position }]. Returns
 *   boxes   Map of id to { x, y, width, height }, in reading order
 *   height  of the placed part, width of it
 *   flow    ids to be laid out below, in reading order: without a place, or in one that is taken
 *   hidden  ids without a place on this grid
 *   crowded the grid has more side by side than fits, so that all of it flows
 */
export function arrange(items, windowWidth, width, height) {
  const placed = items.filter((item) => Array.isArray(item.position));
  const flow = items.filter((item) => !Array.isArray(item.position)).map((item) => item.id);
  const grid = chooseGrid(windowWidth, placed);
  const shown = placed.map((item) => ({ ...item, entry: entryFor(item.position, grid) }));
  const hidden = shown.filter((item) => !item.entry).map((item) => item.id);
  const seen = [];
  for (const item of shown.filter((candidate) => candidate.entry)) {
    if (isCovered(item, seen)) flow.push(item.id);
    else seen.push(item);
  }
  seen.sort(byReading);
  const loose = { boxes: new Map(), width: 0, height: 0, flow, hidden, crowded: false };
  if (seen.length === 0) return loose;

  const units = unitsFor(boundsOf(seen.map((item) => item.entry)), width, height);
  const spans = (from, to, axis) =>
    seen.map(({ entry, kind }) => ({ from: entry[from], to: entry[to], least: roomOf(kind)[axis] }));
  const across = spread(spans('x', 'right', 0), units.across, width);
  const rows = spans('y', 'bottom', 1);
  const down = spread(rows, units.down, height) ?? spread(rows, units.down, Infinity);
  if (!across) return { ...loose, flow: [...seen.map((item) => item.id), ...flow], crowded: true };
  const boxes = new Map(seen.map(({ id, entry }) => [id, boxOf(entry, across.place, down.place)]));
  return { ...loose, boxes, width: across.total, height: down.total };
}

function boxOf(entry, across, down) {
  const [x, y] = [across(entry.x), down(entry.y)];
  return {
    x: x + GAP / 2,
    y: y + GAP / 2,
    width: across(entry.right) - x - GAP,
    height: down(entry.bottom) - y - GAP,
  };
}

/**
 * Words, sizes and colours that come from the game or from other players, made safe to show:
 * bounded, without characters that rearrange their surroundings, and always readable.
 */

const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g;
const REARRANGING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const STACKED_MARKS = /(\p{M}{4})\p{M}+/gu;

/** The text to show for a value of any type; '' for what is no text. */
export function words(value, limit = 128) {
  if (typeof value !== 'string' && typeof value !== 'number') return '';
  const text = String(value)
    .slice(0, limit * 8)
    .replace(CONTROL, ' ')
    .replace(REARRANGING, '')
    .replace(STACKED_MARKS, '$1')
    .trim();
  const letters = Array.from(text);
  return letters.length > limit ? letters.slice(0, limit - 1).join('') + '…' : text;
}

export function number(value, fallback, least = -Infinity, most = Infinity) {
  return Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : fallback;
}

/** "14px", "1.2em" or 14 as CSS pixels within reason; null for anything else. */
export function textSize(value) {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(px|pt|r?em|)\s*$/.exec(String(value ?? ''));
  if (!match) return null;
  const unit = { px: 1, '': 1, pt: 4 / 3, em: 16, rem: 16 }[match[2]];
  return Math.min(64, Math.max(12, Number(match[1]) * unit));
}

const paper = Object.assign(document.createElement('canvas'), { width: 1, height: 1 });
const brush = paper.getContext('2d', { willReadFrequently: true });

/** Any CSS colour as [r, g, b]; what shines through is `behind`. Null: not a colour. */
export function colour(value, behind = [0, 0, 0]) {
  if (typeof value !== 'string' || value.length > 64 || !CSS.supports('color', value)) return null;
  brush.fillStyle = css(behind);
  brush.fillRect(0, 0, 1, 1);
  brush.fillStyle = value;
  brush.fillRect(0, 0, 1, 1);
  return [...brush.getImageData(0, 0, 1, 1).data.slice(0, 3)];
}

export const css = ([r, g, b]) => `rgb(${Math.round(r)} ${Math.round(g)} ${Math.round(b)})`;

function luminance(rgb) {
  const [r, g, b] = rgb.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function contrast(a, b) {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

const mix = (from, to, share) => from.map((part, i) => part + (to[i] - part) * share);

const WHITE = [255, 255, 255];
const BLACK = [0, 0, 0];

export const farthest = (back) => (contrast(WHITE, back) > contrast(BLACK, back) ? WHITE : BLACK);

/** `front` moved towards black or white just far enough to be seen on `back`. */
export function readable(front, back, ratio = 4.5) {
  const goal = farthest(back);
  for (let share = 0; share < 1; share += 0.1) {
    const shade = mix(front, goal, share);
    if (contrast(shade, back) >= ratio) return shade;
  }
  return goal;
}

/** The address of a file of the game; '' for whatever does not lead to one below `folder`. */
export function fileAddress(name, folder) {
  if (typeof name !== 'string' || name === '' || name.length > 255 || !folder) return '';
  try {
    const { href } = new URL(encodeURI(name), folder);
    return href.startsWith(folder) ? href : '';
  } catch {
    return '';
  }
}

/** A colour of the page's own theme. */
export function themeColour(name) {
  return colour(getComputedStyle(document.documentElement).getPropertyValue(name).trim()) ?? [128, 128, 128];
}

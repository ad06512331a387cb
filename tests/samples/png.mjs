/** What a PNG of a sample shows: eight bits each of red, green and blue, not interlaced (RFC 2083). */
import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';

const SIGNATURE_BYTES = 8;
const PIXEL_BYTES = 3;

function* chunks(file) {
  for (let at = SIGNATURE_BYTES; at < file.length; ) {
    const length = file.readUInt32BE(at);
    yield { kind: file.toString('latin1', at + 4, at + 8), data: file.subarray(at + 8, at + 8 + length) };
    at += 12 + length;
  }
}

function nearest(left, above, corner) {
  const guess = left + above - corner;
  const [toLeft, toAbove, toCorner] = [left, above, corner].map((value) => Math.abs(guess - value));
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

const FILTERS = [
  () => 0,
  (left) => left,
  (left, above) => above,
  (left, above) => (left + above) >> 1,
  nearest,
];

/** Turns differences into values, row by row. */
function restore(lines, width, height) {
  const row = width * PIXEL_BYTES;
  const pixels = Buffer.alloc(row * height);
  for (let y = 0; y < height; y++) {
    const filter = FILTERS[lines[y * (row + 1)]];
    for (let x = 0; x < row; x++) {
      const at = y * row + x;
      const left = x < PIXEL_BYTES ? 0 : pixels[at - PIXEL_BYTES];
      const above = y === 0 ? 0 : pixels[at - row];
      const corner = x < PIXEL_BYTES || y === 0 ? 0 : pixels[at - row - PIXEL_BYTES];
      pixels[at] = lines[y * (row + 1) + 1 + x] + filter(left, above, corner);
    }
  }
  return pixels;
}

/** { width, height, colours, most }: how many different colours, and what part of the picture has the most frequent one. */
export function lookAtPng(name) {
  const parts = [...chunks(readFileSync(name))];
  const header = parts.find(({ kind }) => kind === 'IHDR').data;
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const packed = Buffer.concat(parts.filter(({ kind }) => kind === 'IDAT').map(({ data }) => data));
  const pixels = restore(inflateSync(packed), width, height);
  const counts = new Map();
  for (let at = 0; at < pixels.length; at += PIXEL_BYTES) {
    const colour = pixels.readUIntBE(at, PIXEL_BYTES);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  return { width, height, colours: counts.size, most: Math.max(...counts.values()) / (width * height) };
}

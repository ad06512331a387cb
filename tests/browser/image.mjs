/** What can be seen in a PNG. The browser decodes it. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Visitor } from './visitor.mjs';

const jsqr = createRequire(import.meta.url).resolve('jsqr');

/**
 * { width, height, colours, qr, spots }: the number of different colours, the words of the QR code or
 * undefined, and for each of the `wanted` colours [r, g, b] its spot { count, x, y }: how many pixels have
 * about this colour, and their middle, from 0 to 1.
 */
export async function lookAt(file, wanted = []) {
  const data = (await readFile(file)).toString('base64');
  const { page, close } = await open();
  try {
    return await page.evaluate(look, { data, wanted });
  } finally {
    await close();
  }
}

async function open() {
  const visitor = await Visitor.open('desktop', {});
  await visitor.page.addScriptTag({ path: jsqr });
  return { page: visitor.page, close: () => visitor.close() };
}

/** Runs in the page. */
async function look({ data, wanted }) {
  const NEAR = 12;
  const image = new Image();
  image.src = `data:image/png;base64,${data}`;
  await image.decode();
  const { width, height } = image;
  const canvas = new OffscreenCanvas(width, height).getContext('2d');
  canvas.drawImage(image, 0, 0);
  const pixels = canvas.getImageData(0, 0, width, height).data;
  const colours = new Set(new Uint32Array(pixels.buffer)).size;
  const spots = wanted.map((colour) => {
    let [count, x, y] = [0, 0, 0];
    for (let i = 0; i < width * height; i++) {
      if (colour.some((value, channel) => Math.abs(value - pixels[4 * i + channel]) > NEAR)) continue;
      count++;
      x += i % width;
      y += Math.floor(i / width);
    }
    return { count, x: x / count / width, y: y / count / height };
  });
  return { width, height, colours, qr: jsQR(pixels, width, height)?.data, spots };
}

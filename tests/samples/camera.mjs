/** A browser that makes PNG of what a sample of the console has written as SVG. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { closeBrowser, openBrowser, Visitor } from '../browser/visitor.mjs';

const layOut = (svg) => `<!doctype html><style>body { margin: 0 } img { display: block; width: 100vw }</style>
  <img src="data:image/svg+xml;base64,${svg.toString('base64')}">`;

export class Camera {
  static async open() {
    await openBrowser();
    return new Camera();
  }

  async take(svg, png, [width, height]) {
    const visitor = await Visitor.open('desktop', { context: { viewport: { width, height } } });
    await visitor.page.setContent(layOut(readFileSync(svg)));
    assert.ok(await visitor.page.evaluate(() => document.images[0].naturalWidth > 0), `${svg} is no picture`);
    await visitor.page.screenshot({ path: png });
    await visitor.close();
  }

  close() {
    return closeBrowser();
  }
}

/** Somebody in the audience: a fresh browser profile on one kind of device. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, devices } from 'playwright-core';

const WAIT_MS = 8000;

const root = fileURLToPath(new URL('../..', import.meta.url));

export const artifacts = process.env.ARTIFACTS ?? process.env.CHORUS_ARTIFACTS ?? join(root, 'build/artifacts');

/** Nothing but this machine can be reached, and nothing in the background tries to. */
const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-extensions', '--disable-default-apps',
  '--disable-domain-reliability', '--metrics-recording-only', '--no-pings', '--password-store=basic',
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost',
];

const touch = { hasTouch: true, isMobile: true };

/** One pixel for each of the page's: nobody looks at these screens, and painting is most of the work. */
const DEVICES = {
  tiny: { viewport: { width: 320, height: 480 }, ...touch },
  phone: { ...devices['Pixel 7'], deviceScaleFactor: 1 },
  landscape: { ...devices['Pixel 7 landscape'], deviceScaleFactor: 1 },
  tablet: { viewport: { width: 820, height: 1180 }, ...touch },
  desktop: { viewport: { width: 1280, height: 800 } },
};

let browser = null;

export async function openBrowser() {
  mkdirSync(artifacts, { recursive: true });
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell', args: FLAGS });
}

export const closeBrowser = () => browser.close();

export class Visitor {
  #context;
  #allowed = [];
  #problems = [];
  #cdp = null;

  static async open(device, { before, ...options }) {
    const context = await browser.newContext({ ...DEVICES[device], colorScheme: 'dark', ...options.context });
    const visitor = new Visitor(context, await context.newPage());
    await before?.(visitor.page);
    return visitor;
  }

  constructor(context, page) {
    this.#context = context;
    this.page = page;
    page.setDefaultTimeout(WAIT_MS);
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.#problems.push(`console: ${message.text()} (${message.location().url})`);
    });
    page.on('pageerror', (error) => this.#problems.push(`error: ${error.stack}`));
    page.on('dialog', (dialog) => this.#problems.push(`dialog: ${dialog.message()}`));
    page.on('request', (request) => this.#watch(request.url()));
    page.on('websocket', (socket) => this.#watch(socket.url()));
  }

  #watch(url) {
    const home = new URL(this.page.url() === 'about:blank' ? url : this.page.url());
    if (!url.startsWith('data:') && new URL(url).host !== home.host) this.#problems.push(`request to ${url}`);
  }

  /** Some trouble is the point of a test. */
  allow(pattern) {
    this.#allowed.push(pattern);
  }

  get problems() {
    return this.#problems.filter((problem) => !this.#allowed.some((pattern) => pattern.test(problem)));
  }

  /** state: as in data-state of #status. */
  async reaches(state, waitMs = WAIT_MS) {
    await this.page.waitForSelector(`#status[data-state="${state}"]`, { timeout: waitMs });
  }

  control(id) {
    return this.page.locator(`[data-control-id=${JSON.stringify(id)}]`);
  }

  /** Opens the dialog behind the name, which is loaded then; `press` says how. */
  async openNaming(press = () => this.page.click('#name')) {
    await press();
    await this.page.waitForSelector('#naming[open]');
  }

  /** The part of a control that takes the pointer. */
  pad(id) {
    return this.control(id).locator('.pad');
  }

  async centre(locator) {
    const box = await locator.boundingBox();
    return { x: box.x + box.width / 2, y: box.y + box.height / 2, size: box.width };
  }

  /** Waits until `check`, a function of the page, gives something true. */
  eventually(check, argument) {
    return this.page.waitForFunction(check, argument);
  }

  /** A finger: touch('touchStart', {x, y}), touch('touchMove', …), touch('touchEnd'). */
  async touch(type, ...points) {
    this.#cdp ??= await this.#context.newCDPSession(this.page);
    const touchPoints = points.map(({ x, y, id = 0 }) => ({ x, y, id }));
    await this.#cdp.send('Input.dispatchTouchEvent', { type, touchPoints });
  }

  async picture(name) {
    await this.page.screenshot({ path: join(artifacts, `page-${name}.png`) });
  }

  close() {
    return this.#context.close();
  }
}

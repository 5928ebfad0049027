// What the page tests share: a browser that notes everything it should not see, and checks that are reported by name.
import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

export { assert };

export async function withBrowser(executablePath, work) {
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    await work(browser);
  } finally {
    await browser.close();
  }
}

/** A page whose complaints, dialogs and requests are kept in `seen`. */
export async function newPage(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1100, height: 900 }, ...options });
  const page = await context.newPage();
  const seen = { complaints: [], requests: [] };
  // The readback is ours: reading pixels is how a test sees.
  page.on('console', it => { if (['error', 'warning'].includes(it.type()) && !it.text().includes('getImageData')) seen.complaints.push(it.text()); });
  page.on('pageerror', it => seen.complaints.push(String(it)));
  page.on('dialog', it => { seen.complaints.push(`dialog: ${it.message()}`); it.dismiss(); });
  page.on('request', it => seen.requests.push(it.url()));
  return { page, seen };
}

/** The page as a file, drawn. */
export async function open(browser, file, options, hash = '') {
  const it = await newPage(browser, options);
  await it.page.goto(pathToFileURL(file).href + hash);
  await it.page.waitForSelector('body[data-ready]');
  return it;
}

/** The mutations that the table shows. */
export const mutations = page => page.locator('#rows td:first-child').allTextContents();

export async function check(name, work) {
  try {
    await work();
    console.log(`ok   ${name}`);
  } catch (fault) {
    console.log(`FAIL ${name}\n${fault.stack}`);
    process.exitCode = 1;
  }
}

/** The colour of one pixel of the heat map's canvas, in CSS pixels from its top left. */
export const pixel = (frame, x, y) => frame.evaluate(([x, y]) => {
  const canvas = document.getElementById('map'), ratio = canvas.width / canvas.clientWidth;
  return [...canvas.getContext('2d').getImageData(Math.round(x * ratio), Math.round(y * ratio), 1, 1).data].slice(0, 3);
}, [x, y]);

/** Where a cell is on the canvas: its middle, from the page's own plan. */
export const cell = (frame, mutation) => frame.evaluate(name => {
  document.getElementById('grid').scrollIntoView({ block: 'nearest' });
  const at = Number(name.slice(1, -1)) - 1 - scan.offset, box = boxOf(scan.row(name.at(-1)) * scan.length + at), map = document.getElementById('map').getBoundingClientRect();
  const top = box.y - document.getElementById('grid').scrollTop;
  return { x: box.x + box.width / 2, y: top + box.height / 2, pageX: map.left + box.x + box.width / 2, pageY: map.top + top + box.height / 2 };
}, mutation);

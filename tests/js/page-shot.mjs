// The page as the README shows it: node page-shot.mjs CHROMIUM PAGE.html OUT.png
import { pathToFileURL } from 'node:url';
import { cell, newPage, withBrowser } from './browser.mjs';

const [chromium, file, out] = process.argv.slice(2);

await withBrowser(chromium, async browser => {
  const { page } = await newPage(browser, { viewport: { width: 1000, height: 1120 } });
  await page.goto(pathToFileURL(file).href);
  await page.waitForSelector('body[data-ready]');
  for (const [mutation, act] of [['H10N', 'click'], ['E21Q', 'move']]) {
    const at = await cell(page, mutation);
    await page.mouse[act](at.pageX, at.pageY);
  }
  await page.screenshot({ path: out });
});

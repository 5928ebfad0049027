// The list of a batch's results: node batch-page.mjs CHROMIUM INDEX.html (a name of many letters, a long note, a result with a score of −0.1)
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { assert, check, newPage, withBrowser } from './browser.mjs';

const [chromium, index] = process.argv.slice(2);
const axe = readFileSync(new URL('./node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

await withBrowser(chromium, async browser => {
  for (const width of [390, 1024, 1280]) for (const colorScheme of ['light', 'dark']) {
    const { page, seen } = await newPage(browser, { viewport: { width, height: 800 }, colorScheme });
    await page.goto(pathToFileURL(index).href);

    await check(`nothing is cut off or overlaps at ${width} px`, async () => {
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      const cut = await page.locator('th, td').evaluateAll(all => all.filter(it => it.scrollWidth > it.clientWidth).map(it => it.textContent));
      assert.deepEqual(cut, []);
    });

    await check(`axe finds nothing at ${width} px, ${colorScheme}`, async () => {
      await page.evaluate(axe);
      assert.deepEqual(await page.evaluate(async () => (await axe.run()).violations.map(it => `${it.id}: ${it.nodes.map(node => node.html).join(' ')}`)), []);
    });

    await check('a column sorts both ways by its numbers, and what has none comes last', async () => {
      const scores = () => page.locator('tbody td:nth-child(5)').allTextContents();
      await page.getByRole('button', { name: 'Score' }).click();
      assert.deepEqual(await scores(), ['−0.100', '−0.002', '1.000', '']);
      await page.getByRole('button', { name: 'Score' }).click();
      assert.deepEqual(await scores(), ['1.000', '−0.002', '−0.100', '']);
    });

    await check('it asks nobody', async () => assert.deepEqual([seen.complaints, seen.requests.filter(it => !it.startsWith('data:')).length], [[], 1]));
  }
});

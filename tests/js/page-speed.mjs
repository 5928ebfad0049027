// What a hover and a click cost the page's thread, from Chromium's own trace: node page-speed.mjs CHROMIUM PAGE.html
// In milliseconds of processor time, which other programs on the machine do not lengthen much.
import { assert, check, open, withBrowser } from './browser.mjs';

const SLACK = 3; // shared processors and their caches
const [chromium, file] = process.argv.slice(2);
// The main thread's work between the marks: all its tasks, not only ours.
async function traced(browser, page, name, times, act) {
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline', 'blink.user_timing'] });
  for (let it = 0; it < times; it++) await act(it);
  await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const main = traceEvents.find(it => it.name === 'thread_name' && it.args.name === 'CrRendererMain' && traceEvents.some(event => event.name === 'EventDispatch' && event.tid === it.tid && event.pid === it.pid));
  const onMain = traceEvents.filter(it => it.pid === main.pid && it.tid === main.tid && it.ph === 'X');
  const tasks = onMain.filter(it => it.name === 'RunTask' || it.name === 'ThreadControllerImpl::RunTask');
  const events = onMain.filter(it => it.name === 'EventDispatch' && it.args.data?.type === name);
  const lengths = events.map(event => Math.max(event.tdur, ...tasks.filter(it => it.ts <= event.ts && it.ts + it.dur >= event.ts + event.dur).map(it => it.tdur)) / 1000).sort((a, b) => a - b);
  return { events: events.length, median: lengths[Math.floor(lengths.length / 2)], most: lengths.at(-1), allTasksEach: tasks.reduce((sum, it) => sum + it.tdur, 0) / 1000 / times };
}

await withBrowser(chromium, async browser => {
  const { page } = await open(browser, file, { viewport: { width: 1280, height: 1100 } });
  const box = await page.locator('#map').boundingBox();
  const at = it => [box.x + 80 + 17 * (it % 50), box.y + 150 + 18 * (it % 15)];
  await page.mouse.move(...at(0));
  for (const [name, event, times, limit, act] of [
    ['a hover', 'pointermove', 60, 8, it => page.mouse.move(...at(it))],
    ['a click', 'click', 20, 30, it => page.mouse.click(...at(it * 3))],
  ]) {
    await check(`${name} costs less than ${limit} ms on a quiet machine, and never ${SLACK} times as much`, async () => {
      const cost = await traced(browser, page, event, times, act);
      console.log(JSON.stringify(cost));
      assert.ok(cost.events >= times / 2, 'it was traced');
      assert.ok(cost.median < SLACK * limit);
    });
  }
});

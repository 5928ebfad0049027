// What a hover and a click cost, from Chromium's own trace: node page-speed.mjs CHROMIUM PAGE.html (milliseconds, as JSON)
import { open, withBrowser } from './browser.mjs';

const [chromium, file] = process.argv.slice(2);
const MOVES = 60, CLICKS = 20;

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
  const lengths = events.map(event => tasks.filter(it => it.ts <= event.ts && it.ts + it.dur >= event.ts + event.dur).reduce((most, it) => Math.max(most, it.dur), event.dur) / 1000).sort((a, b) => a - b);
  const busy = tasks.reduce((sum, it) => sum + it.dur, 0) / 1000;
  return { events: events.length, median: lengths[Math.floor(lengths.length / 2)], most: lengths.at(-1), each: busy / times };
}

await withBrowser(chromium, async browser => {
  const { page } = await open(browser, file, { viewport: { width: 1280, height: 1100 } });
  const box = await page.locator('#map').boundingBox();
  const at = it => [box.x + 80 + 17 * (it % 50), box.y + 150 + 18 * (it % 15)];
  await page.mouse.move(...at(0));
  console.log(JSON.stringify({
    hover: await traced(browser, page, 'pointermove', MOVES, it => page.mouse.move(...at(it))),
    click: await traced(browser, page, 'click', CLICKS, it => page.mouse.click(...at(it * 3))),
  }));
});

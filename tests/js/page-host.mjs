// The page as an MCP App in a small host of our own: node page-host.mjs CHROMIUM PAGE.html DOCUMENT.json
import { readFileSync } from 'node:fs';
import { assert, cell, check, newPage, pixel, withBrowser } from './browser.mjs';

const [chromium, pageFile, documentFile] = process.argv.slice(2);
const html = readFileSync(pageFile, 'utf8'), document = readFileSync(documentFile, 'utf8');
const completed = { success: true, message: 'Results retrieved successfully', data: { status: 'completed', output_id: JSON.parse(document).output_id } };

// What a host does: a sandboxed frame, answers to the view's requests, and notifications about the tool call it belongs to.
function host({ html, text, result, args, capabilities, context, width = 1000 }) {
  window.heard = [];
  const frame = window.document.createElement('iframe');
  frame.sandbox = 'allow-scripts';
  frame.style = `width:${width}px;height:700px;border:0`;
  const post = message => frame.contentWindow.postMessage({ jsonrpc: '2.0', ...message }, '*');
  window.post = post;
  addEventListener('message', ({ source, data }) => {
    if (source !== frame.contentWindow) return;
    window.heard.push(data);
    if (data.method === 'ui/initialize') post({ id: data.id, result: { protocolVersion: data.params.protocolVersion, hostInfo: { name: 'test', version: '1' }, hostCapabilities: capabilities, hostContext: context } });
    if (data.method === 'ui/notifications/initialized') {
      post({ method: 'ui/notifications/tool-input', params: { arguments: args } });
      post({ method: 'ui/notifications/tool-result', params: result });
    }
    if (data.method === 'resources/read') post(text ? { id: data.id, result: { contents: [{ uri: data.params.uri, mimeType: 'application/json', text }] } } : { id: data.id, error: { code: -32002, message: 'Resource not found' } });
    if (data.method === 'ui/request-display-mode') post({ id: data.id, result: { mode: data.params.mode } });
    if (['ui/update-model-context', 'ui/message', 'ui/open-link', 'ui/download-file'].includes(data.method)) post({ id: data.id, result: {} });
  });
  frame.srcdoc = html;
  window.document.body.append(frame);
}

async function shown(browser, options) {
  const { page, seen } = await newPage(browser);
  await page.goto('about:blank');
  await page.evaluate(host, {
    html, text: document, args: {}, context: {}, capabilities: { serverResources: {}, updateModelContext: { text: {} }, message: { text: {} } },
    result: { content: [{ type: 'text', text: JSON.stringify(completed) }], structuredContent: completed }, ...options,
  });
  const frame = () => page.frames()[1];
  const heard = method => page.evaluate(it => window.heard.filter(message => message.method === it), method);
  await page.waitForFunction(() => window.heard.some(it => it.method === 'ui/notifications/initialized'));
  return { page, seen, frame: frame(), heard };
}

await withBrowser(chromium, async browser => {
  await check('the handshake, the reading of the scores, the drawing', async () => {
    const { frame, heard, seen } = await shown(browser, {});
    await frame.waitForSelector('body[data-ready]');
    const [hello] = await heard('ui/initialize');
    assert.equal(hello.params.protocolVersion, '2026-01-26');
    assert.equal(hello.params.appInfo.name, 'amplify-heatmap');
    assert.deepEqual((await heard('resources/read')).map(it => it.params.uri), [`amplify://results/${completed.data.output_id}`]);
    assert.match(await frame.locator('#residues').textContent(), /residues 1 to 30/);
    const at = await cell(frame, 'F1F');
    assert.deepEqual(await pixel(frame, at.x - 8, at.y - 5), [0xf4, 0xf4, 0xf2]);
    assert.deepEqual(seen.complaints, []);
  });

  await check('it tells its height, so that the host can make room', async () => {
    const { page, frame, heard } = await shown(browser, {});
    await frame.waitForSelector('body[data-ready]');
    await page.waitForFunction(() => window.heard.some(it => it.method === 'ui/notifications/size-changed' && it.params.height > 500));
    const { height } = (await heard('ui/notifications/size-changed')).at(-1).params;
    assert.equal(height, await frame.evaluate(() => Math.ceil(document.documentElement.getBoundingClientRect().height)));
  });

  await check('a chosen position is shared with the model, and can be asked about', async () => {
    const { page, frame, heard } = await shown(browser, {});
    await frame.waitForSelector('body[data-ready]');
    const at = await cell(frame, 'H10A'), box = await page.locator('iframe').boundingBox();
    await page.mouse.click(box.x + at.pageX, box.y + at.pageY);
    await page.waitForFunction(() => window.heard.some(it => it.method === 'ui/update-model-context'));
    const [shared] = await heard('ui/update-model-context');
    assert.match(shared.params.content[0].text, /output_id .* Position H10: mean .* get_results with positions "10"/);
    await frame.getByRole('button', { name: 'Ask about it' }).click();
    await page.waitForFunction(() => window.heard.some(it => it.method === 'ui/message'));
    const [asked] = await heard('ui/message');
    assert.equal(asked.params.role, 'user');
    assert.match(asked.params.content[0].text, /position H10 \(output_id /);
  });

  await check('600 px hold the header, the map and the chosen position; the table is folded', async () => {
    const { page, frame } = await shown(browser, { width: 720 });
    await frame.waitForSelector('body[data-ready]');
    const at = await cell(frame, 'H10A'), box = await page.locator('iframe').boundingBox();
    await page.mouse.click(box.x + at.pageX, box.y + at.pageY);
    const bottoms = await frame.evaluate(() => { scrollTo(0, 0); return ['title', 'site', 'grid'].map(it => document.getElementById(it).getBoundingClientRect().bottom); });
    for (const it of bottoms) assert.ok(it <= 600, `${bottoms}`);
    assert.ok(await frame.locator('#rows').isHidden());
    await frame.getByText('Substitutions', { exact: true }).click();
    assert.ok(await frame.locator('#rows').isVisible());
  });

  await check('the keyboard reaches the rows that the short map does not show first, and comes back', async () => {
    const { frame } = await shown(browser, { width: 720 });
    await frame.waitForSelector('body[data-ready]');
    const sight = () => frame.evaluate(() => {
      const grid = document.getElementById('grid'), { y, height } = boxOf(active);
      return { row: SHOWN.indexOf(letterAt(active)), isShown: y >= grid.scrollTop && y + height <= grid.scrollTop + grid.clientHeight, isShort: grid.clientHeight < plan.line };
    });
    for (const [key, row] of [['ArrowDown', 19], ['ArrowUp', 0]]) {
      for (let step = 0; step < 19; step++) {
        await frame.locator('#grid').press(key);
        assert.ok((await sight()).isShown);
      }
      assert.deepEqual(await sight(), { row, isShown: true, isShort: true });
    }
  });

  await check('full screen is asked for where the host has it', async () => {
    const { page, frame, heard } = await shown(browser, { context: { displayMode: 'inline', availableDisplayModes: ['inline', 'fullscreen'] } });
    await frame.waitForSelector('body[data-ready]');
    await frame.getByRole('button', { name: 'Full screen' }).click();
    await frame.getByRole('button', { name: 'Leave full screen' }).waitFor();
    assert.deepEqual((await heard('ui/request-display-mode')).map(it => it.params.mode), ['fullscreen']);
    assert.ok(await frame.locator('#rows').isVisible());
    const { frame: poorer } = await shown(browser, {});
    await poorer.waitForSelector('body[data-ready]');
    assert.ok(await poorer.locator('#full').isHidden());
  });

  await check('files and links are handed to the host', async () => {
    const { page, frame, heard } = await shown(browser, { capabilities: { serverResources: {}, downloadFile: {}, openLinks: {} } });
    await frame.waitForSelector('body[data-ready]');
    await frame.evaluate(() => { for (const it of ['fold', 'tools']) document.getElementById(it).open = true; });
    for (const id of ['csv', 'svg', 'png']) await frame.locator(`#${id}`).click();
    await page.waitForFunction(() => window.heard.filter(it => it.method === 'ui/download-file').length === 3);
    const files = (await heard('ui/download-file')).map(it => it.params.contents[0].resource);
    assert.deepEqual(new Set(files.map(it => it.mimeType)), new Set(['text/csv', 'image/svg+xml', 'image/png']));
    assert.equal(files.find(it => it.mimeType === 'text/csv').text.split('\n').length, 572);
    assert.equal(atob(files.find(it => it.mimeType === 'image/png').blob).slice(1, 4), 'PNG');
    await frame.getByRole('link', { name: 'UniProt' }).click();
    await page.waitForFunction(() => window.heard.some(it => it.method === 'ui/open-link'));
    assert.deepEqual((await heard('ui/open-link')).map(it => it.params.url), ['https://www.uniprot.org/uniprotkb/P01308']);
  });

  await check('a host that saves no files is named, and pictures are asked for in words', async () => {
    const { frame } = await shown(browser, { capabilities: { serverResources: {} } });
    await frame.waitForSelector('body[data-ready]');
    await frame.evaluate(() => { document.getElementById('tools').open = true; });
    await frame.locator('#png').click();
    await frame.waitForFunction(() => /saves no files: ask for the picture/.test(document.getElementById('say').textContent));
  });

  await check('the numbering of the call is the numbering of the picture', async () => {
    const { frame } = await shown(browser, { args: { output_id: 'x', numbering_offset: 24 } });
    await frame.waitForSelector('body[data-ready]');
    assert.match(await frame.locator('#residues').textContent(), /residues 25 to 54/);
  });

  await check("the host's theme and colours are worn, and changed when it changes", async () => {
    const { page, frame, seen } = await shown(browser, { context: { theme: 'dark', styles: { variables: { '--color-background-primary': 'rgb(10, 20, 30)' } } } });
    await frame.waitForSelector('body[data-ready]');
    assert.equal(await frame.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(10, 20, 30)');
    const at = await cell(frame, 'F1F');
    assert.deepEqual(await pixel(frame, at.x - 8, at.y - 5), [0x2b, 0x2e, 0x35]);
    await page.evaluate(() => window.post({ method: 'ui/notifications/host-context-changed', params: { theme: 'light' } }));
    await frame.waitForFunction(() => document.documentElement.dataset.theme === 'light');
    assert.deepEqual(await pixel(frame, at.x - 8, at.y - 5), [0xf4, 0xf4, 0xf2]);
    assert.deepEqual(seen.complaints, []);
  });

  for (const [name, options, words] of [
    ['a running job', { result: { content: [], structuredContent: { success: true, data: { status: 'in_progress', message: 'Prediction is still in progress.', advice: 'Come back in a minute.' } } } }, /still in progress\. Come back/],
    ['a failure', { result: { isError: true, content: [{ type: 'text', text: '{"success":false,"error_code":"PREDICTION_FAILED","message":"Async inference prediction failed"}' }] } }, /^Async inference prediction failed$/],
    ['a result that is gone', { text: '' }, /could not be drawn \(Resource not found\)/],
    ['an answer that is no JSON', { result: { content: [{ type: 'text', text: 'Oops' }] } }, /could not be drawn/],
    ['a host without resources', { capabilities: {} }, /does not let the picture read/],
  ]) {
    await check(`${name} is told in a sentence`, async () => {
      const { frame, seen } = await shown(browser, options);
      await frame.waitForFunction(() => !document.getElementById('state').textContent.startsWith('Waiting'));
      assert.match(await frame.locator('#state').textContent(), words);
      assert.ok(await frame.locator('#view').isHidden());
      assert.deepEqual(seen.complaints, []);
    });
  }

  await check('what the host asks is answered, what a stranger says is not heard', async () => {
    const { page, frame } = await shown(browser, {});
    await frame.waitForSelector('body[data-ready]');
    await page.evaluate(() => { window.post({ id: 'a', method: 'ping' }); window.post({ id: 'b', method: 'ui/resource-teardown', params: {} }); window.post({ id: 'c', method: 'nonsense' }); });
    await page.waitForFunction(() => window.heard.some(it => it.id === 'c'));
    assert.deepEqual(await page.evaluate(() => window.heard.filter(it => 'abc'.includes(it.id)).map(it => it.result ?? it.error.code)), [{}, {}, -32601]);
    await frame.evaluate(() => postMessage({ jsonrpc: '2.0', method: 'ui/notifications/tool-cancelled', params: {} }, '*'));
    await frame.evaluate(() => new Promise(resolve => setTimeout(resolve)));
    assert.ok(await frame.locator('#state').isHidden());
  });

  await check('alone in a window it says why it is empty', async () => {
    const { page, seen } = await newPage(browser);
    await page.setContent(html);
    assert.match(await page.locator('#state').textContent(), /holds no result/);
    assert.deepEqual(seen.complaints, []);
  });
});

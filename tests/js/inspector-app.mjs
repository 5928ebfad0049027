// The page as the MCP Inspector shows it: node inspector-app.mjs CHROMIUM SERVER_URL OUTPUT_ID [SCREENSHOT.png]
// Needs Node 24. The Inspector is started here, on free ports, and stopped at the end; the server is the caller's.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assert, cell, check, newPage, pixel, withBrowser } from './browser.mjs';

const [chromium, serverUrl, outputId, screenshot] = process.argv.slice(2);
const PATIENCE = 60_000, TOKEN = 'a-token-of-this-test';

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

async function withInspector(work) {
  const [port, sandbox] = [await freePort(), await freePort()];
  const home = mkdtempSync(join(tmpdir(), 'inspector-')); // it remembers servers there
  const launcher = fileURLToPath(new URL('./node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js', import.meta.url));
  const inspector = spawn(process.execPath, [launcher, '--web'], {
    detached: true, // so that the servers it starts end with it
    env: { ...process.env, HOME: home, HOST: '127.0.0.1', CLIENT_PORT: port, MCP_SANDBOX_PORT: sandbox, MCP_AUTO_OPEN_ENABLED: 'false', MCP_INSPECTOR_API_TOKEN: TOKEN },
  });
  let said = '';
  const ready = new Promise((resolve, reject) => {
    const hear = chunk => { said += chunk; if (said.includes(String(port))) resolve(); };
    inspector.stdout.on('data', hear);
    inspector.stderr.on('data', hear);
    inspector.on('exit', () => reject(new Error(`The Inspector ended: ${said}`)));
  });
  try {
    await ready;
    await work(`http://127.0.0.1:${port}`);
  } finally {
    inspector.removeAllListeners('exit');
    process.kill(-inspector.pid, 'SIGTERM');
    await once(inspector, 'close');
    rmSync(home, { recursive: true, force: true });
  }
}

const frameWithTheMap = async page => {
  for (const end = Date.now() + PATIENCE; Date.now() < end; await page.waitForTimeout(100)) {
    for (const frame of page.frames()) {
      if (await frame.evaluate(() => document.body?.dataset.ready).catch(() => null)) return frame;
    }
  }
  throw new Error(`No frame drew the heat map. Frames: ${page.frames().map(it => it.url()).join(', ')}`);
};

await withInspector(async inspector => withBrowser(chromium, async browser => {
  const { page } = await newPage(browser, { viewport: { width: 1500, height: 1400 } });
  const complaints = [];
  page.on('console', it => { if (it.type() === 'error' && it.location().url === 'about:srcdoc') complaints.push(it.text()); });
  page.setDefaultTimeout(PATIENCE);
  const deepLink = new URLSearchParams({
    serverUrl, transport: 'http', autoConnect: TOKEN, openApp: 'get_results', appArgs: Buffer.from(JSON.stringify({ output_id: outputId })).toString('base64url'),
  });

  let frame;
  await check('the Inspector opens the app, which reads the scores through it and draws them', async () => {
    await page.goto(`${inspector}/?${deepLink}`);
    await page.locator('button:has-text("Open App")').click();
    frame = await frameWithTheMap(page);
    assert.equal(await frame.evaluate(() => document.body.dataset.ready), outputId);
  });
  if (!frame) return;

  // Of the rows that a chat shows first, the wild type's, too.
  const column = await frame.evaluate(() => place([...Array(scan.length).keys()].findIndex(it => 'AVILMFWY'.includes(residueAt(it)))));
  const target = `${column}${column.startsWith('A') ? 'V' : 'A'}`;

  await check('pointing at a cell tells its score', async () => {
    const at = await cell(frame, target);
    await frame.locator('#map').hover({ position: { x: at.x, y: at.y } });
    assert.ok((await frame.locator('#tip').innerText()).startsWith(target));
  });

  await check('a click chooses the position', async () => {
    const at = await cell(frame, target);
    await frame.locator('#map').click({ position: { x: at.x, y: at.y } });
    assert.ok((await frame.locator('#site-text').textContent()).includes(`Position ${column}:`));
    assert.equal(await frame.locator('#site-chips button').count(), 19);
    if (screenshot) await page.screenshot({ path: screenshot });
  });

  await check('the table unfolds and sorts', async () => {
    await frame.locator('#fold > summary').click();
    const head = frame.getByRole('columnheader', { name: 'Score' });
    await head.getByRole('button').click();
    assert.equal(await head.getAttribute('aria-sort'), 'ascending');
  });

  await check("the Inspector's dark mode is followed", async () => {
    await page.getByRole('button', { name: 'Toggle color scheme' }).click();
    await frame.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
    const at = await cell(frame, column + column[0]);
    assert.deepEqual(await pixel(frame, at.x - 4, at.y - 4), [0x2b, 0x2e, 0x35]);
    if (screenshot) await page.screenshot({ path: screenshot.replace('.png', '-dark.png') });
  });

  // The Inspector puts its own policy before our head, so that ours comes too late and is said to be ignored.
  await check('the page complained of nothing', () => assert.deepEqual(complaints.filter(it => !it.includes('<meta> element outside')), []));
}));

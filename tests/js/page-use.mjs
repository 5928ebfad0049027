// What people do with the page as a file: node page-use.mjs CHROMIUM INSULIN.html
import { readFileSync } from 'node:fs';
import { assert, cell, check, mutations, open, pixel, withBrowser } from './browser.mjs';

const [chromium, insulin] = process.argv.slice(2);

await withBrowser(chromium, async browser => {
  const { page, seen } = await open(browser, insulin);

  await check('the filter takes positions and mutations as people write them', async () => {
    const filter = page.getByRole('searchbox', { name: 'Filter' });
    for (const [text, count] of [['H10', 19], ['20-30', 209], ['*P', 29], ['H10A, p.His5Ala', 2], ['h5a', 1], ['C*', 38], ['aliphatic', 142], ['positive*', 76],
      ['LVE', 57], ['C-X-S', 57], ['C-{A}-[ST]', 57], ['C-A/G-S', 57], ['20-30 *P *G', 19], ['>0', 0], ['20-30 *P >=-9', 10], ['< -9', 0], ['chosen', 0], ['', 570]]) {
      await filter.fill(text);
      assert.match(await page.locator('#count').textContent(), new RegExp(`^${count} of 570 `), text);
    }
    for (const [text, said] of [['K10A', /^0 of 570 .*position 10 is H, not K/], ['nonsense!', /^0 of 570 .*write H10/], ['H99', /^0 of 570 .*no position 99/], ['WWW', /^0 of 570 .*WWW stands nowhere/]]) {
      await filter.fill(text);
      assert.match(await page.locator('#count').textContent(), said);
    }
    const low = Number((await page.evaluate(() => scan.ranked[100])).toFixed(4));
    await filter.fill(`<=${low}`);
    assert.equal(await page.evaluate(() => matching.length), await page.evaluate(it => scan.all.filter(i => scan.scores[i] <= it).length, low));
    await filter.fill('');
  });

  await check('a click leaves the filter as it was', async () => {
    await page.getByRole('searchbox').fill('20-30');
    const at = await cell(page, 'H10A');
    await page.mouse.click(at.pageX, at.pageY);
    await page.getByRole('button', { name: 'Clear' }).click();
    assert.equal(await page.getByRole('searchbox').inputValue(), '20-30');
    assert.match(await page.locator('#count').textContent(), /^209 of 570/);
    await page.getByRole('searchbox').fill('');
  });

  await check('the address says where to begin', async () => {
    for (const [hash, first, text] of [['#H10A', 0, /^H10A −0/], ['#20-30', 19, /^Positions 20-30/]]) {
      const { page } = await open(browser, insulin, {}, hash);
      assert.equal(await page.evaluate(() => plan.first), first);
      assert.match(await page.locator('#site-text').textContent(), text);
    }
  });

  await check('dragging over positions chooses a range', async () => {
    const [from, to] = [await cell(page, 'H5A'), await cell(page, 'S9A')];
    await page.mouse.move(from.pageX, from.pageY);
    await page.mouse.down();
    await page.mouse.move(to.pageX, to.pageY, { steps: 4 });
    await page.mouse.up();
    assert.match(await page.locator('#site-text').textContent(), /^Positions 5-9: mean/);
    await page.getByRole('button', { name: 'Clear' }).click();
  });

  await check('colours tell scores, ranks and differences, with limits', async () => {
    const by = page.getByRole('combobox', { name: 'Colour by' }), colourOf = async name => { const at = await cell(page, name); return pixel(page, at.x - 6, at.y - 5); };
    assert.equal(await page.locator('#high').isVisible(), false, 'nothing is preferred, so blue is no part of the bar');
    const before = await colourOf('H10P');
    await page.getByRole('spinbutton', { name: 'Strongest at' }).fill('5');
    await page.keyboard.press('Enter');
    assert.notDeepEqual(await colourOf('H10P'), before);
    await by.selectOption('rank in this protein');
    assert.match(await page.locator('#low').textContent(), /^worst of this protein/);
    const best = await page.evaluate(() => mutation(scan.all.reduce((a, b) => scan.scores[a] >= scan.scores[b] ? a : b)));
    assert.deepEqual(await colourOf(best), [0xf4, 0xf4, 0xf2]);
    await by.selectOption('difference from the position’s mean');
    const [red, , blue] = await colourOf(best);
    assert.ok(blue > red, 'better than its position is blue');
    await by.selectOption('score');
    assert.deepEqual(await colourOf('H10P'), before);
  });

  await check('positions count from where the user says', async () => {
    const first = page.getByRole('spinbutton', { name: 'First residue is number' });
    await first.fill('25');
    await first.press('Enter');
    assert.match(await page.locator('#residues').textContent(), /^residues 25 to 54/);
    await page.getByRole('searchbox').fill('H34A');
    assert.match(await page.locator('#count').textContent(), /^1 of 570/);
    await page.getByRole('searchbox').fill('');
    await first.fill('1');
    await first.press('Enter');
  });

  await check("the user's measurements are compared, marked and listed", async () => {
    await page.locator('#own summary').click();
    const box = page.getByRole('textbox', { name: /^Measurements/ }), said = () => page.locator('#measured-said').textContent();
    await box.fill('H10A 1.5\np.His10Pro −2, \nK10A 3\nrubbish\nH10N;2.5');
    assert.match(await said(), /^Spearman correlation with the score \+1\.00 \(n = 3\): n is too small .*Left out: position 10 is H, not K; “rubbish”/);
    await page.getByRole('searchbox').fill('measured');
    await page.getByRole('columnheader', { name: 'Measured' }).getByRole('button').click();
    assert.deepEqual(await mutations(page), ['H10N', 'H10A', 'H10P']);
    await page.getByRole('searchbox').fill('');
    const ten = await page.evaluate(() => scan.all.slice(0, 12).map((i, k) => `${mutation(i)} ${[2, 1, 4, 3, 6, 5, 8, 7, 7, 9, 12, 11][k]}`));
    await box.fill(ten.join('\n'));
    const expected = await page.evaluate(() => { // by the definition, with mean ranks
      const pairs = [...scan.measured].map(([i, it]) => [scan.scores[i], it]), rank = (all, it) => all.filter(x => x < it).length + (all.filter(x => x === it).length - 1) / 2;
      const [x, y] = [0, 1].map(side => { const all = pairs.map(it => it[side]); return all.map(it => rank(all, it) - 5.5); }), dot = (a, b) => a.reduce((sum, it, k) => sum + it * b[k], 0);
      return Math.abs(dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y))).toFixed(2);
    });
    assert.match(await said(), new RegExp(`score [+−]?${expected} \\(n = 12\\)\\.`));
    await box.fill('');
  });

  await check('annotations are read as GFF, as JSON and as a DSSP string', async () => {
    const box = page.getByRole('textbox', { name: /^Annotations/ }), said = () => page.locator('#notes-said').textContent();
    const lanes = () => page.evaluate(() => plan.lanes.map(it => it.label));
    await box.fill('##gff-version 3\nx\tUniProt\tHelix\t9\t19\t.\t.\t.\tNote=long one\nx\tUniProt\tSite\t400\t401\t.\t.\t.\t');
    assert.match(await said(), /^1 annotation above the map; 1 lie outside/);
    assert.ok((await lanes()).includes('Helix'));
    const at = await cell(page, 'H10A');
    await page.mouse.move(at.pageX, at.pageY);
    assert.match(await page.locator('#tip').innerText(), /Helix: long one/);
    await box.fill('{"features":[{"type":"Disulfide bond","location":{"start":{"value":7},"end":{"value":7}},"description":"Interchain"}]}');
    assert.match(await said(), /^1 annotation/);
    await box.fill('CCCCCCCHHHHHHHHHHHCCCEEECCCCCC');
    assert.match(await said(), /^2 annotations/);
    for (const [text, words] of [['HHEE', /4 letters, the protein 30 residues/], ['{"a"', /^Not read: /], ['a b c', /no line of GFF/]]) {
      await box.fill(text);
      assert.match(await said(), words);
    }
    await box.fill('');
    assert.ok(!(await lanes()).includes('Helix'));
    await page.locator('#own summary').click();
  });

  await check('what is shown can be saved and copied', async () => {
    const saved = async id => { const [it] = await Promise.all([page.waitForEvent('download'), page.locator(`#${id}`).click()]); return [it.suggestedFilename(), readFileSync(await it.path())]; };
    await page.getByRole('searchbox').fill('H10');
    const [name, csv] = await saved('csv'), lines = csv.toString().trim().split('\n');
    assert.equal(name, 'P01308-insulin-B.csv');
    assert.equal(lines[0], 'mutant,score,percentile,position,wt,mt,confidence,start_loss');
    assert.equal(lines.length, 20);
    assert.match(lines[1], /^H10[A-Y],-0\.\d{4},[\d.]+,10,H,[A-Y],0\.\d{3},0$/);
    await page.getByRole('searchbox').fill('');
    const [, svg] = await saved('svg'), [, png] = await saved('png');
    const drawn = await page.evaluate(text => { const it = new DOMParser().parseFromString(text, 'image/svg+xml'); return [it.documentElement.localName, it.querySelector('title').textContent, [...it.querySelectorAll('path[fill]')].reduce((sum, path) => sum + path.getAttribute('d').split('M').length - 1, 0)]; }, svg.toString());
    assert.deepEqual(drawn.slice(0, 2), ['svg', 'P01308 insulin B: which substitutions are tolerated?']);
    assert.ok(drawn[2] > 600, 'every cell is drawn');
    assert.deepEqual([...png.subarray(1, 4)].map(it => String.fromCharCode(it)).join(''), 'PNG');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('searchbox').fill('H10A');
    await page.locator('#copy').click();
    await page.waitForFunction(() => document.getElementById('say').textContent === 'Copied');
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^Mutation\tPosition\tScore\tPercentile\tConfidence\nH10A\t10\t-0\.\d\d\t/);
    await page.getByRole('searchbox').fill('');
  });

  await check('a list of chosen mutations grows and is saved', async () => {
    await page.getByRole('button', { name: 'Empty the list' }).or(page.locator('#rows tr:nth-child(1) .pill')).first().click();
    await page.locator('#rows tr:nth-child(2) .pill').click();
    assert.equal(await page.locator('#basket-chips button').count(), 2);
    const [it] = await Promise.all([page.waitForEvent('download'), page.locator('#basket-csv').click()]);
    assert.equal(readFileSync(await it.path()).toString().trim().split('\n').length, 3);
    await page.getByRole('searchbox').fill('chosen');
    assert.match(await page.locator('#count').textContent(), /^2 of 570/);
    await page.locator('#basket-chips button').first().click();
    assert.match(await page.locator('#count').textContent(), /^1 of 570/);
    await page.getByRole('button', { name: 'Empty the list' }).click();
    await page.getByRole('searchbox').fill('');
  });

  await check('axe finds nothing, in any state', async () => {
    const axe = readFileSync(new URL('./node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
    for (const [name, options] of [['light', {}], ['dark', { colorScheme: 'dark' }], ['phone', { viewport: { width: 390, height: 800 }, hasTouch: true }], ['forced colours', { forcedColors: 'active' }]]) {
      const { page } = await open(browser, insulin, options);
      await page.evaluate(axe);
      const at = async state => {
        const found = await page.evaluate(async () => (await axe.run()).violations.map(it => `${it.id}: ${it.nodes.map(node => node.html).join(' ')}`));
        assert.deepEqual(found, [], `${name}, ${state}`);
      };
      await at('at rest');
      await page.evaluate(() => { document.querySelectorAll('details').forEach(it => { it.open = true; }); choose(9, 9); keep(cellOf(9, 'A')); point(cellOf(9, 'A')); });
      await page.locator('#measured').fill('H10A 1\nH10P 2\nH5A 3');
      await page.locator('#notes').fill('CCCCCCCHHHHHHHHHHHCCCEEECCCCCC');
      await page.evaluate(() => { document.getElementById('goto').value = 'K1'; goToText('K1'); point(cellOf(9, 'A')); });
      await at('everything open, a tip shown');
      await page.evaluate(() => zoom({ from: 9, to: 15 }));
      await at('zoomed');
    }
  });

  await check('a finger sees the score of what it touches', async () => {
    const { page } = await open(browser, insulin, { viewport: { width: 390, height: 1400 }, hasTouch: true });
    const at = await cell(page, 'H10A');
    await page.touchscreen.tap(at.pageX, at.pageY);
    const tip = await page.locator('#tip').boundingBox(), { pageY } = await cell(page, 'H10A');
    assert.ok(tip.x >= 0 && tip.x + tip.width <= 390, 'all of it is in the window');
    assert.ok(tip.y + tip.height <= pageY || tip.y >= pageY, 'it does not cover what was touched');
    assert.match(await page.locator('#site-text').textContent(), /^H10A −0\.\d\d, better tolerated/);
    assert.match(await page.locator('#tip').innerText(), /^H10A/);
  });

  await check('with forced colours the legend keeps its marks', async () => {
    const { page } = await open(browser, insulin, { forcedColors: 'active' });
    assert.equal(await page.locator('.mark').first().evaluate(it => getComputedStyle(it).forcedColorAdjust), 'none');
    assert.notEqual(await page.locator('.chip').first().evaluate(it => getComputedStyle(it).backgroundColor), 'rgba(0, 0, 0, 0)');
  });

  await check('nothing complained', () => assert.deepEqual(seen.complaints, []));
});

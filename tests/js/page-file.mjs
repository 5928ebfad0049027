// The page as a file: node page-file.mjs CHROMIUM INSULIN.html LONG.html (insulin B with a name; 10,000 residues)
import { pathToFileURL } from 'node:url';
import { assert, cell, check, mutations, open, pixel, withBrowser } from './browser.mjs';

const [chromium, insulin, long] = process.argv.slice(2);

await withBrowser(chromium, async browser => {
  const { page, seen } = await open(browser, insulin);

  await check('title, provenance and warnings are told, stored text as text', async () => {
    assert.equal(await page.title(), 'P01308 insulin B: which substitutions are tolerated?');
    assert.match(await page.locator('#provenance').textContent(), /^residues 1 to 30; a quick estimate by the built-in sequence net, not the AMPLIFY model/);
    assert.match(await page.locator('#score').textContent(), /34 residues each way; it sees no fold.*not AMPLIFY/);
    assert.deepEqual(await page.locator('#provenance a').evaluateAll(all => all.map(it => it.href)), ['https://www.uniprot.org/uniprotkb/P01308', 'https://alphafold.ebi.ac.uk/entry/P01308']);
    assert.match(await page.locator('#warnings').textContent(), /<\/script><script>alert\(1\)<\/script>/);
  });

  await check('pointing at a cell tells its mutation, score, percentile and confidence', async () => {
    const at = await cell(page, 'H10A');
    await page.mouse.move(at.pageX, at.pageY);
    await page.waitForSelector('#tip:not([hidden])');
    const tip = await page.locator('#tip').innerText();
    assert.match(tip, /^H10A\np\.His10Ala\nscore −0\.\d\d\nbetter tolerated than \d+ % of all changes in this protein\nconfidence 0\.\d\d\npredicted conservation \+0\.\d\npredicted helix$/);
    assert.deepEqual([await page.locator('#lit-row').innerText(), await page.locator('#lit-column').innerText()], ['A', 'H']);
    assert.ok(await page.locator('#here').isVisible(), 'the histogram says where it is');
    await page.mouse.move(2, 2);
    await page.waitForSelector('#tip', { state: 'hidden' });
  });

  await check('a wild type is named as one', async () => {
    const at = await cell(page, 'H10H');
    await page.mouse.move(at.pageX, at.pageY);
    assert.match(await page.locator('#tip').innerText(), /^H10\nwild type\nmean of its changes −0/);
  });

  await check('a click chooses the position and lists its substitutions', async () => {
    const at = await cell(page, 'H10A');
    await page.mouse.click(at.pageX, at.pageY);
    assert.match(await page.getByRole('region', { name: 'Chosen position' }).textContent(), /H10A −0\.\d\d, better tolerated than \d+ % .* Position H10: mean −0\.\d+, predicted conservation \+0\.\d, predicted helix/);
    assert.equal(await page.locator('#site-chips button').count(), 19);
    assert.equal(await page.getByRole('button', { name: 'Ask about it' }).count(), 0);
    assert.equal(await page.evaluate(() => location.hash), '#H10A');
    await page.getByRole('button', { name: 'Clear' }).click();
    assert.equal(await page.evaluate(() => location.hash), '');
  });

  await check('the table sorts by every column, both ways, and says so', async () => {
    for (const [name, first] of [['Position', 'ascending'], ['Percentile', 'descending'], ['Confidence', 'descending'], ['Mutation', 'ascending'], ['Score', 'descending']]) {
      const head = page.getByRole('columnheader', { name });
      await head.getByRole('button').click();
      assert.equal(await head.getAttribute('aria-sort'), first);
      const best = await mutations(page);
      await head.getByRole('button').click();
      assert.notEqual(await head.getAttribute('aria-sort'), first);
      assert.notDeepEqual(await mutations(page), best);
    }
    await page.getByRole('columnheader', { name: 'Score' }).getByRole('button').click();
    const scores = (await page.locator('#rows td:nth-child(3)').allTextContents()).map(it => Number(it.replace('−', '-')));
    assert.deepEqual(scores, scores.toSorted((a, b) => b - a));
  });

  await check('the table is paged', async () => {
    assert.equal((await mutations(page)).length, 50);
    assert.ok(await page.getByRole('button', { name: 'Previous' }).isDisabled());
    for (let it = 1; it < 12; it++) await page.getByRole('button', { name: 'Next' }).click();
    assert.equal(await page.locator('#page').textContent(), 'Page 12 of 12');
    assert.equal((await mutations(page)).length, 20);
    assert.ok(await page.getByRole('button', { name: 'Next' }).isDisabled());
  });

  await check('a row of the table leads to its cell', async () => {
    await page.getByRole('searchbox').fill('H10A');
    await page.getByRole('button', { name: 'H10A', exact: true }).click();
    assert.match(await page.locator('#tip').innerText(), /^H10A/);
    await page.getByRole('searchbox').fill('');
  });

  await check('the keyboard alone reaches every cell, is told what is there, and sees where it is', async () => {
    await page.reload();
    await page.waitForSelector('body[data-ready]');
    const grid = page.getByRole('grid', { name: 'Heat map' });
    for (let it = 0; it < 30 && !await grid.evaluate(it => it === document.activeElement); it++) await page.keyboard.press('Tab');
    assert.ok(await grid.evaluate(it => it === document.activeElement));
    assert.notEqual(await grid.evaluate(it => getComputedStyle(it).outlineStyle), 'none');
    const heard = () => page.locator('#say').textContent();
    assert.match(await heard(), /^F1A, p\.Phe1Ala, score −0\.41, better tolerated than 2\d % of all changes/);
    for (const [key, expected] of [['ArrowRight', 'V2A'], ['ArrowDown', 'V2, wild type'], ['ArrowUp', 'V2A'], ['End', 'T30A'], ['ArrowRight', 'T30A'], ['Home', 'F1A'], ['Control+End', 'T30E'], ['Control+Home', 'F1A'], ['ArrowLeft', 'F1A']]) {
      await page.keyboard.press(key);
      assert.ok((await heard()).startsWith(expected), `${key}: ${await heard()}`);
      assert.ok((await page.getByRole('gridcell').textContent()).startsWith(expected));
    }
    for (let it = 0; it < 9; it++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    assert.match(await heard(), /^Position H10: mean/);
    assert.equal(await page.getByRole('gridcell').getAttribute('aria-colindex'), '10');
    await page.keyboard.press('b');
    assert.match(await page.locator('#basket-title').textContent(), /^Chosen mutations: 1 /);
    for (let it = 0; it < 3; it++) await page.keyboard.press('Shift+ArrowRight');
    assert.match(await heard(), /^Positions 10-13: mean .*; most tolerant .*; least /);
    await page.getByRole('button', { name: 'Zoom in' }).press('Enter');
    assert.deepEqual(await page.evaluate(() => [plan.first, plan.count]), [9, 4]);
    await page.getByRole('button', { name: 'Show all' }).press('Enter');
    assert.equal(await page.evaluate(() => plan.count), 30);
    await page.getByRole('button', { name: 'Empty the list' }).press('Enter');
  });

  await check('a position can be typed', async () => {
    const goto = page.getByRole('textbox', { name: 'Go to' }), go = async text => { await goto.fill(text); await goto.press('Enter'); };
    await go('5');
    assert.match(await page.locator('#site-text').textContent(), /^Position H5/);
    await go('99');
    assert.ok(await page.getByText('There is no position 99; they run from 1 to 30.').isVisible());
    await go('K10');
    assert.ok(await page.getByText('Position 10 is H, not K.').isVisible());
    await go('20-30');
    assert.deepEqual([await page.evaluate(() => [plan.first, plan.count]), await page.locator('#wrong').textContent(), new URL(page.url()).hash], [[19, 11], '', '#20-30']);
    await page.getByRole('button', { name: 'Show all' }).click();
  });

  await check('everything has a role and a name, once', async () => {
    const faults = await page.evaluate(() => {
      const list = [], all = [...document.querySelectorAll('[id]')].map(it => it.id);
      if (new Set(all).size !== all.length) list.push('an id stands twice');
      if (!document.documentElement.lang) list.push('no language');
      if (document.querySelectorAll('h1').length !== 1 || document.querySelectorAll('main').length !== 1) list.push('one h1 and one main');
      for (const it of document.querySelectorAll('input, select, textarea')) if (!it.labels.length) list.push(`${it.id} has no label`);
      for (const it of document.querySelectorAll('button')) if (!it.textContent.trim()) list.push('a button without a name');
      for (const it of document.querySelectorAll('[aria-labelledby],[aria-describedby],[aria-activedescendant]'))
        for (const name of ['aria-labelledby', 'aria-describedby', 'aria-activedescendant']) if (it.getAttribute(name) && !document.getElementById(it.getAttribute(name))) list.push(`${name} leads nowhere`);
      for (const it of document.querySelectorAll('canvas')) if (!it.closest('[aria-hidden]') && !it.ariaLabel) list.push('a canvas nobody can hear');
      for (const it of document.querySelectorAll('section')) if (!it.getAttribute('aria-labelledby')) list.push('a section without a name');
      for (const it of document.querySelectorAll('th')) if (it.scope !== 'col') list.push('a head without a scope');
      return list;
    });
    assert.deepEqual(faults, []);
    assert.equal(await page.getByRole('grid').getAttribute('aria-rowcount'), '20');
    assert.equal(await page.getByRole('grid').getAttribute('aria-colcount'), '30');
  });

  for (const colorScheme of ['light', 'dark']) {
    await check(`text is readable in ${colorScheme} mode and the map follows it`, async () => {
      const { page, seen } = await open(browser, insulin, { colorScheme });
      const ratios = await page.evaluate(() => {
        const pen = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d');
        const rgb = colour => { pen.clearRect(0, 0, 1, 1); pen.fillStyle = colour; pen.fillRect(0, 0, 1, 1); return [...pen.getImageData(0, 0, 1, 1).data]; };
        const light = colour => rgb(colour).slice(0, 3).map(it => it / 255).map(it => it <= 0.04045 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4).reduce((sum, it, k) => sum + it * [0.2126, 0.7152, 0.0722][k], 0);
        const behind = it => { while (it && rgb(getComputedStyle(it).backgroundColor)[3] === 0) it = it.parentElement; return it ? getComputedStyle(it).backgroundColor : 'white'; };
        return ['title', 'provenance', 'score', 'tracks', 'site-text', 'count', 'warnings', 'page', 'filter'].map(id => {
          const [a, b] = [light(getComputedStyle(document.getElementById(id)).color), light(behind(document.getElementById(id)))];
          return [id, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)];
        });
      });
      for (const [id, ratio] of ratios) assert.ok(ratio >= 4.5, `${id} has a contrast of ${ratio.toFixed(1)}`);
      const at = await cell(page, 'F1F'), wild = await pixel(page, at.x - 8, at.y - 5);
      assert.deepEqual(wild, colorScheme === 'light' ? [0xf4, 0xf4, 0xf2] : [0x2b, 0x2e, 0x35]);
      const worst = await cell(page, 'F1P'), [red, , blue] = await pixel(page, worst.x, worst.y);
      assert.ok(red > blue + 60, 'a bad substitution is orange');
      assert.deepEqual(seen.complaints, []);
    });
  }

  await check('a change of the scheme is followed at once', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    const at = await cell(page, 'F1F');
    assert.deepEqual(await pixel(page, at.x - 8, at.y - 5), [0x2b, 0x2e, 0x35]);
    await page.emulateMedia({ colorScheme: 'light' });
  });

  await check('a narrow window shows fewer residues a line and no sideways scrolling', async () => {
    await page.setViewportSize({ width: 360, height: 800 });
    await page.waitForFunction(() => plan.perLine === 20);
    assert.equal(await page.getByRole('columnheader', { name: 'Position' }).isVisible(), false);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    await page.setViewportSize({ width: 1100, height: 900 });
  });

  await check('it prints: every line of the map in one piece, and what is left out is said', async () => {
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    assert.equal(await page.locator('#paper svg').count(), 1);
    assert.equal(await page.locator('#paper svg').first().evaluate(it => getComputedStyle(it).breakInside), 'avoid');
    assert.match(await page.locator('#printed').innerText(), /^The first 300 of 570 substitutions, by score; the CSV has the other 270\./);
    assert.ok(await page.locator('#grid').isHidden() && await page.locator('#fold').isHidden());
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    assert.equal(await page.locator('#paper svg').count(), 0);
    await page.emulateMedia({ media: 'screen' });
    assert.ok((await page.pdf({ width: '210mm', height: '297mm' })).length > 10_000);
  });

  await check('nothing was loaded but the file, and nothing complained', () => {
    assert.deepEqual([...new Set(seen.requests.map(it => it.split('#')[0]))], [pathToFileURL(insulin).href]);
    assert.deepEqual(seen.complaints, []);
  });

  await check('ten thousand residues: the last position is as near as the first', async () => {
    const { page, seen } = await open(browser, long);
    assert.ok(await page.locator('#overview').isVisible());
    await page.getByRole('textbox', { name: 'Go to' }).fill('9999');
    await page.keyboard.press('Enter');
    assert.match(await page.locator('#site-text').textContent(), /^Position [A-Y]9999: mean/);
    assert.ok(await page.locator('#grid').evaluate(it => it.scrollTop > 10_000));
    assert.match(await page.locator('#count').textContent(), /^190,000 of 190,000/);
    await page.getByRole('columnheader', { name: 'Position' }).getByRole('button').click();
    assert.match((await mutations(page))[0], /^[A-Y]1[A-Y]$/);
    await page.locator('#overview').click({ position: { x: 4, y: 10 } });
    assert.ok(await page.locator('#grid').evaluate(it => it.scrollTop < 1_000));
    assert.ok(await page.evaluate(() => document.getElementById('map').height < 2_000), 'only what is in sight is drawn');
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    assert.equal(await page.locator('#paper svg').count(), 167);
    assert.match(await page.locator('#paper svg').last().textContent(), /9990.*10000/);
    assert.deepEqual(seen.complaints, []);
  });
});

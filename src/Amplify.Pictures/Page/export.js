// What leaves the page: files, the clipboard and paper. In a chat the host is handed what is to be saved.
const csvOf = cells => ['mutant,score,percentile,position,wt,mt,confidence,start_loss', ...cells.map(i => {
  const column = columnOf(i), sure = scan.confidence(i);
  return [mutation(i), plain(number(scan.scores[i], scan.stored)), percentile(i), shownPosition(column), residueAt(column), letterAt(i), isNaN(sure) ? '' : sure.toFixed(3), isStart(column) ? 1 : 0];
})].join('\n') + '\n';

const stem = () => (scan.doc.name || scan.doc.output_id).replace(/[^\w.-]+/g, '-').slice(0, 60) || 'amplify';
const base64 = async blob => { const all = new Uint8Array(await blob.arrayBuffer()); let text = ''; for (let at = 0; at < all.length; at += 8192) text += String.fromCharCode(...all.subarray(at, at + 8192)); return btoa(text); };

async function save(name, type, content) {
  name = `${stem()}.${name}`;
  const blob = new Blob([content], { type });
  if (host) return host.save(name, type, typeof content === 'string' ? { text: content } : { blob: await base64(blob) });
  const link = make('a', { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  say(`${name} is saved`);
}

async function copy(text) {
  try { await navigator.clipboard.writeText(text); } catch {
    const area = make('textarea', { value: text, className: 'aside' }), before = document.activeElement; // where the frame may not use the clipboard
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    before?.focus();
    if (!done) return say('This host does not let the page copy; save the file instead.');
  }
  say('Copied');
}

// The map as it is shown: zoomed, coloured, with its title and its scale; light, whatever the screen wears.
function render(pen, ruled, height) {
  pen.rect(0, 0, ruled.width, height, pen.look.paper);
  const say_ = (text, y, size, bold) => pen.text(text, LEFT, y, size, bold ? pen.look.ink : pen.look.quiet, { align: 'start', bold });
  say_($('title').textContent, 26, 20, true);
  say_($('provenance').textContent.split(' · ')[0], 48, 13);
  const span = tint.oneSided ? 1 : 2;
  for (let it = 0; it < 60; it++) pen.rect(LEFT + it * 5, 62, 5, 12, pen.look.shade(-1 + span * (it + 0.5) / 60));
  say_([tint.low, tint.zero, tint.oneSided ? '' : tint.high].filter(Boolean).join('   ·   '), 90, 12);
  for (let block = 0; block < ruled.lines; block++) drawLine(pen, ruled, block, TITLE + block * ruled.line);
}
const TITLE = 104;

function asSvg() {
  const ruled = arrange(1100, view), pen = svgPen(), height = TITLE + ruled.total;
  pen.look = lookOf('light');
  render(pen, ruled, height);
  return pen.close(ruled.width, height, $('title').textContent);
}

on('svg', 'click', () => save('svg', 'image/svg+xml', asSvg()));
on('png', 'click', () => {
  const ruled = arrange(1100, view), height = TITLE + ruled.total, canvas = document.createElement('canvas');
  const pen = canvasPen(surface(canvas, ruled.width, height, min(2, 16_000 / height))); // no canvas is taller
  pen.look = lookOf('light');
  render(pen, ruled, height);
  canvas.toBlob(blob => save('png', 'image/png', blob), 'image/png');
});
on('csv', 'click', () => save('csv', 'text/csv', csvOf(matching)));
on('copy', 'click', () => copy([columns().map(it => it.name).join('\t'), ...matching.map(i => columns().map(it => plain(String(it.text(i)))).join('\t'))].join('\n')));

// Paper: a drawing for each line, so that none is cut and none is missing.
addEventListener('beforeprint', () => {
  if (!scan) return;
  const ruled = arrange(1060, view), lines = [];
  look = lookOf('light');
  drawLegend();
  for (let block = 0; block < ruled.lines; block++) {
    const pen = svgPen();
    pen.look = look;
    drawLine(pen, ruled, block, 0);
    lines.push(pen.close(ruled.width, ruled.line, ''));
  }
  $('paper').innerHTML = lines.join('');
  const shown = matching.slice(0, MOST_PRINTED), left = matching.length - shown.length;
  $('printed').replaceChildren(make('b', { textContent: left > 0 ? `The first ${MOST_PRINTED} of ${count(matching.length, 'substitution')}, by ${COLUMNS[sorted.by].name.toLowerCase()}; the CSV has the other ${big(left)}.` : `${count(matching.length, 'substitution')}, by ${COLUMNS[sorted.by].name.toLowerCase()}.` }),
    ...shown.map(i => make('div', { textContent: `${mutation(i)}  ${number(scan.scores[i])}  ${percentile(i)} %` })));
});
addEventListener('afterprint', () => { $('paper').replaceChildren(); $('printed').replaceChildren(); recolour(); });

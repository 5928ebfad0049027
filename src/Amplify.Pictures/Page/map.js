// The heat map. A plan says where everything stands; drawLine draws one of its lines with any pen. On the screen only the lines in sight are drawn,
// and what follows the pointer is elements above the canvas, so that pointing draws nothing.
const LEFT = 50, HEAD = 40, FOOT = 14;
let plan = null, view = null, active = 0, hovered = -1, selected = null;

// Rows of facts between the letters and the cells. A bar is taller where more is tolerated.
function lanesOf() {
  const bar = (label, values, name) => {
    const known = [...values].filter(it => !isNaN(it)), low = min(...known), high = max(...known);
    return known.length && { label, name, isBar: true, tall: 15, draw: (pen, x, y, cell, column) => { const part = high > low ? max(1, 12 * (values[column] - low) / (high - low)) : 12; if (part > 0) pen.rect(x, y + 12 - part, cell - 1, part, pen.look.quiet); } };
  };
  const kinds = [...new Set(scan.features.map(it => it.kind))];
  return [
    bar('mean', scan.means, 'mean and best score of the position, taller = better tolerated'),
    bar('best', scan.bests),
    bar('conf.', scan.sures, 'conf. = mean confidence'),
    scan.conserved && { label: 'cons.', tall: 12, name: 'cons. = predicted conservation (orange conserved, blue variable)', draw: (pen, x, y, cell, column) => pen.rect(x, y, cell - 1, 9, pen.look.shade(-scan.conserved[column] / MOST_CONSERVED)) },
    scan.structure && { label: 'struct.', tall: 15, name: 'struct. = predicted H helix, E strand', draw: (pen, x, y, cell, column) => { if (scan.structure[column] !== '-') pen.text(scan.structure[column], x + cell / 2, y + 11, 12, pen.look.quiet); } },
    ...kinds.map(kind => {
      const there = scan.features.filter(it => it.kind === kind);
      return { label: kind.slice(0, 7), tall: 12, draw: (pen, x, y, cell, column) => { if (there.some(it => it.from <= column && it.to >= column)) pen.rect(x, y + 1, cell, 8, pen.look.ink); } };
    }),
  ].filter(Boolean);
}

function arrange(width, { first, count }, isSmall = false) {
  const room = max(180, width) - LEFT - 4, perLine = min(count, 60, max(10, floor(room / 13 / 10) * 10));
  const cell = min(28, floor(room / perLine)), tall = isSmall ? 13 : max(13, min(20, cell)), lanes = lanesOf().filter(it => !isSmall || !it.isBar), tops = [];
  let top = HEAD;
  for (const lane of lanes) { lane.top = top; top += lane.tall; }
  const head = top;
  for (const letter of SHOWN) { tops.push(top); top += tall + (GROUP_ENDS.includes(letter) ? 4 : 0); }
  const line = top + FOOT, lines = ceil(count / perLine);
  return { first, count, width, perLine, cell, tall, lanes, head, tops, line, lines, total: line * lines };
}

function drawLine(pen, { first, count, perLine, cell, tall, lanes, head, tops }, block, y) {
  const { look } = pen, from = first + block * perLine, here = min(perLine, first + count - from);
  for (let c = 0; c < here; c++) {
    const column = from + c, x = LEFT + c * cell, middle = x + (cell - 1) / 2, at = shownPosition(column), toNext = 10 - (at % 10 + 10) % 10;
    if (at % 10 === 0 || c === 0 && (toNext * cell > 44 || here < 10)) {
      pen.text(String(at).replace('-', '−'), middle, y + 13, 12, look.quiet);
      pen.rect(round(middle), y + 17, 1, 4, look.quiet);
    }
    pen.text(residueAt(column), middle, y + 34, 13, look.ink, { bold: true });
    for (const lane of lanes) lane.draw(pen, x, y + lane.top, cell, column);
    for (let r = 0; r < 20; r++) {
      const i = cellOf(column, SHOWN[r]), top = y + tops[r], centre = top + (tall - 1) / 2;
      pen.rect(x, top, cell - 1, tall - 1, look.cells[i]);
      if (scan.wild(i)) pen.dot(middle, centre, 2.6, look.ink);
      else if (isNaN(scan.scores[i])) pen.line(middle - 3, centre + 3, middle + 3, centre - 3, look.noneMark);
      if (scan.basket.has(i)) pen.ring(middle, centre, min(cell, tall) / 2 - 3, look.ink);
      if (scan.measured.has(i)) pen.rect(x + cell - 6, top, 5, 5, look.ink);
    }
  }
  for (const { label, top, tall } of lanes) pen.text(label, LEFT - 5, y + top + tall - 4, 11, look.quiet, { align: 'end' });
  let r = 0;
  for (const [name, residues] of Object.entries(GROUPS)) {
    const high = residues.length * tall, short = { positive: 'pos.', negative: 'neg.' };
    pen.text(high < 44 && short[name] || name, 12, y + tops[r] + high / 2, 10, look.quiet, { turned: true });
    for (const letter of residues) { pen.text(letter, LEFT - 14, y + tops[r] + tall / 2 + 4, 13, look.ink); r++; }
  }
}

function layout() {
  plan = arrange($('grid').clientWidth, view, document.body.classList.contains('chat'));
  $('space').style.height = `${plan.total}px`;
  plan.height = min(plan.total, $('grid').clientHeight);
  $('grid').setAttribute('aria-colcount', scan.length);
  write('tracks', `Above the map: ${plan.lanes.map(it => it.name).filter(Boolean).join('; ')}.`);
  for (const id of ['cursor', 'focus']) { $(id).style.width = `${plan.cell + 1}px`; $(id).style.height = `${plan.tall + 1}px`; }
  draw();
  drawOverview();
  drawMarks();
}

function draw() {
  const { line, lines, height, width } = plan, scrolled = $('grid').scrollTop, pen = canvasPen(surface($('map'), width, height));
  pen.look = look;
  for (let block = max(0, floor(scrolled / line)); block < lines && block * line < scrolled + height; block++) drawLine(pen, plan, block, block * line - scrolled);
}

// Frames around what is chosen: one for each line it stands on.
function drawMarks() {
  const { first, count, perLine, cell, line, head, tops, tall } = plan, frames = [];
  if (selected) for (let block = 0; block < plan.lines; block++) {
    const from = max(selected.from - first, block * perLine), to = min(selected.to - first, block * perLine + perLine - 1, count - 1);
    if (from > to) continue;
    const it = make('i', {});
    Object.assign(it.style, { left: `${LEFT + (from - block * perLine) * cell - 3}px`, top: `${block * line + head - 3}px`, width: `${(to - from + 1) * cell + 5}px`, height: `${tops[19] + tall - head + 5}px` });
    frames.push(it);
  }
  $('marks').replaceChildren(...frames);
  const over = $('overview').clientWidth / scan.length;
  $('window').hidden = !plan;
  const top = floor($('grid').scrollTop / line) * perLine + first, bottom = min(first + count, first + ceil(($('grid').scrollTop + plan.height) / line) * perLine);
  $('window').style.left = `${top * over}px`;
  $('window').style.width = `${max(5, (bottom - top) * over)}px`;
}

function boxOf(i) {
  const { first, perLine, cell, tall, tops, line } = plan, column = columnOf(i) - first, block = floor(column / perLine);
  return { x: LEFT + (column - block * perLine) * cell, y: block * line + tops[SHOWN.indexOf(letterAt(i))], width: cell - 1, height: tall - 1, line: block * line };
}
const isInView = column => column >= plan.first && column < plan.first + plan.count;

// The cell under the pointer; above the cells, the column alone.
function under(event) {
  const { first, count, perLine, cell, tall, tops, line } = plan, box = $('map').getBoundingClientRect();
  const x = event.clientX - box.left - LEFT, y = event.clientY - box.top + $('grid').scrollTop, block = floor(y / line), c = floor(x / cell), column = first + block * perLine + c;
  if (c < 0 || c >= perLine || column >= first + count || block < 0) return { column: -1, i: -1 };
  const r = tops.findIndex(top => y - block * line >= top && y - block * line < top + tall);
  return { column, i: r < 0 ? -1 : cellOf(column, SHOWN[r]), y: block * line + HEAD };
}

// Every residue of the protein in one small picture, drawn when colours change.
function drawOverview() {
  const box = $('overview');
  box.hidden = scan.length <= 2 * plan.perLine;
  if (box.hidden) return;
  const width = box.clientWidth, { length } = scan, small = new OffscreenCanvas(length, 20), pen = small.getContext('2d'), context = surface($('whole-map'), width, 62);
  for (let r = 0; r < 20; r++) for (let column = 0; column < length; column++) { pen.fillStyle = look.cells[cellOf(column, SHOWN[r])]; pen.fillRect(column, r, 1, 1); }
  context.imageSmoothingEnabled = length > width;
  context.imageSmoothingQuality = 'high';
  context.drawImage(small, 0, 2, width, 40);
  const rule = canvasPen(context), every = [10, 50, 100, 200, 500, 1000].find(it => length / it * 46 < width) || 2000;
  for (let column = 0; column < length; column++) {
    if (shownPosition(column) % every) continue;
    const x = (column + 0.5) * width / length;
    rule.rect(round(x), 43, 1, 4, look.quiet);
    if (x > 14 && x < width - 14) rule.text(String(shownPosition(column)), x, 58, 11, look.quiet);
  }
}

// --- What follows the pointer and the keyboard ---

const put = (id, box, shown = true) => { $(id).style.display = shown ? 'block' : 'none'; if (shown) $(id).style.transform = `translate(${box.x}px, ${box.y}px)`; };

function point(i, column = i < 0 ? -1 : columnOf(i), top = 0) {
  const map = $('map').getBoundingClientRect(), scrolled = $('grid').scrollTop, shown = i >= 0 && isInView(column), box = shown ? boxOf(i) : null;
  put('cursor', shown && { x: box.x - 1, y: box.y - 1 }, shown);
  put('lit-row', shown && { x: LEFT - 14, y: box.y + plan.tall / 2 }, shown);
  const lit = shown || column >= 0;
  put('lit-column', lit && { x: LEFT + ((column - plan.first) % plan.perLine + 0.5) * plan.cell, y: (shown ? box.line : top - HEAD) + 30 }, lit);
  if (shown) $('lit-row').textContent = letterAt(i);
  if (lit) $('lit-column').textContent = residueAt(column);
  pointHere(i);
  tip(shown ? describe(i) : lit ? describeSite(column) : null, shown ? box : lit && { x: LEFT + ((column - plan.first) % plan.perLine) * plan.cell, y: top, width: plan.cell }, map, scrolled);
}

// Measures nothing after a change: that would lay the page out twice.
function tip(told, box, map, scrolled) {
  $('tip').hidden = !told;
  if (!told) return;
  const { left, top } = map, x = left + box.x, y = top + box.y - scrolled - 12, { style } = $('tip'), isLeft = x > innerWidth / 2, high = 70 + 22 * told.lines.length;
  $('tip').replaceChildren(make('b', { textContent: told.name }), ...told.lines.map(textContent => make('div', { textContent })));
  // Where neither side has room for it, it is above the cell, where no finger covers it, or below.
  if (innerWidth < 620) style.transform = `translate(${round(max(8, min(x - 40, innerWidth - 278)))}px, ${round(y > high ? y : y + plan.tall + 24)}px)${y > high ? ' translateY(-100%)' : ''}`;
  else style.transform = `translate(${round(isLeft ? x - 10 : x + box.width + 10)}px, ${round(max(8, min(y, innerHeight - high)))}px)${isLeft ? ' translateX(-100%)' : ''}`;
}

function activate(i, aloud) {
  active = i;
  $('row').setAttribute('aria-rowindex', SHOWN.indexOf(letterAt(i)) + 1);
  $('cell').setAttribute('aria-colindex', columnOf(i) + 1);
  const { name, lines } = describe(i), text = `${name}, ${lines.join(', ')}`;
  write('cell', text);
  if (aloud) say(text);
}

function reveal(i) {
  if (!isInView(columnOf(i))) zoom(null);
  const { y, line } = boxOf(i), grid = $('grid');
  if (y < grid.scrollTop || y + plan.tall > grid.scrollTop + plan.height) grid.scrollTop = max(line, y + plan.tall + FOOT - plan.height); // a chat's map is shorter than a line
}

function goTo(i, aloud = true) { activate(i, aloud); reveal(i); const box = boxOf(i); put('focus', { x: box.x - 1, y: box.y - 1 }); point(i); }

function zoom(range) {
  view = range ? { first: range.from, count: range.to - range.from + 1 } : { first: 0, count: scan.length };
  $('whole').hidden = !range;
  $('grid').scrollTop = 0;
  put('focus', null, false);
  point(-1);
  if (range && !(columnOf(active) >= range.from && columnOf(active) <= range.to)) activate(cellOf(range.from, letterAt(active)), false);
  layout();
}

let anchor = -1, reach = null;
on('grid', 'keydown', event => {
  const { perLine, first, count } = plan, last = first + count - 1, far = event.ctrlKey || event.metaKey;
  let r = SHOWN.indexOf(letterAt(active)), c = columnOf(active) - first;
  if (anchor < 0 || !event.shiftKey) anchor = c + first;
  switch (event.key) {
    case 'ArrowRight': c++; break;
    case 'ArrowLeft': c--; break;
    case 'ArrowDown': if (r < 19) r++; else if (c + perLine < count) { r = 0; c += perLine; } break;
    case 'ArrowUp': if (r > 0) r--; else if (c >= perLine) { r = 19; c -= perLine; } break;
    case 'Home': c = far ? 0 : c - c % perLine; if (far) r = 0; break;
    case 'End': c = far ? count - 1 : min(count, c - c % perLine + perLine) - 1; if (far) r = 19; break;
    case 'PageDown': c += perLine; break;
    case 'PageUp': c = c >= perLine ? c - perLine : c; break;
    case 'Enter': case ' ': event.preventDefault(); choose(c + first, c + first); return;
    case 'Escape': point(-1); return;
    case 'b': case 'B': keep(active); return;
    case 'c': case 'C': if (far) return; copy(describe(active).name + '\t' + number(scan.scores[active], scan.stored).replace('−', '-')); return;
    default: return;
  }
  event.preventDefault();
  const column = max(first, min(last, c + first));
  goTo(cellOf(column, SHOWN[r]));
  if (event.shiftKey && column !== anchor) choose(min(anchor, column), max(anchor, column));
});
on('grid', 'focus', () => { if ($('grid').matches(':focus-visible')) goTo(active); });
on('grid', 'blur', () => { point(-1); put('focus', null, false); });
let asked = 0;
on('grid', 'scroll', () => { point(-1); cancelAnimationFrame(asked); asked = requestAnimationFrame(() => { draw(); drawMarks(); }); });
on('map', 'pointermove', event => {
  const { i, column, y } = under(event), here = i < 0 ? -2 - column : i;
  if (reach && column >= 0 && column !== reach.last) { reach.last = column; selected = { from: min(reach.from, column), to: max(reach.from, column) }; drawMarks(); }
  if (here === hovered) return;
  hovered = here;
  point(i, column, y);
});
on('map', 'pointerleave', () => { hovered = -1; point(-1); });
on('map', 'pointerdown', event => { const { column } = under(event); if (event.pointerType === 'mouse' && event.button === 0 && column >= 0) reach = { from: column, last: column }; });
addEventListener('pointerup', () => { if (reach && reach.last !== reach.from) choose(selected.from, selected.to); });
on('map', 'click', event => {
  const { i, column, y } = under(event), dragged = reach && reach.last !== reach.from;
  reach = null;
  if (column < 0 || dragged) return;
  if (i >= 0) activate(i, false);
  choose(column, column, i);
  point(i, column, y); // a finger has no hover
});
let swept = -1;
const overviewColumn = event => max(0, min(scan.length - 1, floor((event.clientX - $('overview').getBoundingClientRect().left) * scan.length / $('overview').clientWidth)));
on('overview', 'pointerdown', event => { swept = overviewColumn(event); });
on('overview', 'click', event => {
  const column = overviewColumn(event), from = min(swept, column), to = max(swept, column);
  if ((to - from) * $('overview').clientWidth / scan.length > 6) return choose(from, to), zoom({ from, to });
  if (!isInView(column)) zoom(null);
  $('grid').scrollTop = floor((column - plan.first) / plan.perLine) * plan.line;
});

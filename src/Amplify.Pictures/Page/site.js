// What is chosen: a position or a range in the panel above the map, single substitutions in a list of their own.
const HINT = 'Rows are the new residue, columns the position. Point at a cell for its score, click it for its position; drag over positions for a range.';
const listed = list => list.map(it => `${mutation(it)} ${number(scan.scores[it])}`).join(', ');

const siteSummary = column => variantsAt(column).length ? `Position ${place(column)}: mean ${[number(scan.means[column]), ...siteFacts(column)].join(', ')}.` : `Position ${place(column)}: no scores are stored.`;

function rangeSummary(from, to) {
  const columns = [...scan.means.keys()].slice(from, to + 1).filter(it => !isNaN(scan.means[it])).sort((a, b) => scan.means[b] - scan.means[a]);
  const some = list => list.map(it => `${place(it)} ${number(scan.means[it])}`).join(', ');
  const mean = columns.reduce((sum, it) => sum + scan.means[it], 0) / columns.length;
  return `Positions ${spell({ from, to })}: mean ${number(mean)}; most tolerant ${some(columns.slice(0, 3))}; least ${some(columns.slice(-3).reverse())}.`;
}

function pill(i, text = `${letterAt(i)} ${number(scan.scores[i])}`) {
  const it = make('button', { className: 'pill', title: `${mutation(i)}: ${standing(scan.scores[i])}` }, make('span', { className: 'chip' }), text);
  it.firstChild.style.background = look.shade(tint.share(i));
  it.setAttribute('aria-pressed', scan.basket.has(i));
  it.dataset.cell = i;
  it.addEventListener('click', () => keep(i));
  return it;
}

const spell = ({ from, to }) => from === to ? `${shownPosition(from)}` : `${shownPosition(from)}-${shownPosition(to)}`;

function choose(from, to, i = -1) {
  const isOne = from === to, there = isOne ? variantsAt(from) : [], text = isOne ? siteSummary(from) : rangeSummary(from, to);
  selected = { from, to };
  write('site-text', i >= 0 && isScored(i) ? `${mutation(i)} ${number(scan.scores[i])}, ${standing(scan.scores[i])}. ${text}` : text);
  $('site-chips').replaceChildren(...there.map(it => pill(it)));
  $('site-acts').hidden = false;
  $('zoom').hidden = isOne;
  drawMarks();
  say($('site-text').textContent);
  const positions = spell(selected), numbering = scan.offset ? ` with numbering_offset ${scan.offset}` : '';
  address(isOne ? i >= 0 && isScored(i) ? mutation(i) : place(from) : positions);
  host?.share(`In the heat map of output_id ${scan.doc.output_id} the user chose ${isOne ? 'a position' : 'a range'}. ${text} ${there.length ? `Best ${listed(there.slice(0, 3))}; worst ${listed(there.slice(-3).reverse())}. ` : ''}get_results with positions "${positions}"${numbering} lists all of it.`);
}

function unchoose() {
  selected = null;
  write('site-text', HINT);
  $('site-chips').replaceChildren();
  $('site-acts').hidden = true;
  if (plan) drawMarks();
  address('');
}

on('clear', 'click', () => { unchoose(); zoom(null); $('grid').focus(); });
on('zoom', 'click', () => zoom(selected));
on('whole', 'click', () => { zoom(null); $('grid').focus(); });
on('ask', 'click', () => host.ask(`What do the predictions say about ${selected.from === selected.to ? `position ${place(selected.from)}` : `positions ${spell(selected)}`} (output_id ${scan.doc.output_id})? Which substitutions are tolerated there?`));

// --- Where to go: typed, or in the address ---

function goToText(text) {
  const ends = text.trim().split(/(?<=\d)\s*[-–:]\s*(?=[-−\d])/).map(read), wrong = ends.find(it => it.wrong)?.wrong, [from, to] = ends.map(it => it.column).sort((a, b) => a - b);
  write('wrong', wrong ? `${wrong[0].toUpperCase()}${wrong.slice(1)}.` : '');
  $('goto').setAttribute('aria-invalid', Boolean(wrong));
  if (wrong) return;
  if (ends[1]) { choose(from, to); return zoom({ from, to }); }
  const { i } = ends[0], cell = i < 0 ? cellOf(from, SHOWN[0]) : i;
  activate(cell, false);
  reveal(cell);
  choose(from, from, i);
  if (i >= 0) point(i);
}

// A page in a chat has no address of its own.
let ours = '';
function address(text) {
  if (!embedded) return;
  ours = text ? `#${text}` : '';
  try { history.replaceState(null, '', ours || location.pathname + location.search); } catch { /* some viewers keep addresses to themselves */ }
}
const follow = () => { if (location.hash.length > 1 && location.hash !== ours) goToText(decodeURIComponent(location.hash.slice(1))); };
addEventListener('hashchange', follow);
on('goto', 'change', () => { if ($('goto').value.trim()) goToText($('goto').value); else $('wrong').textContent = ''; });

// --- The list of chosen substitutions ---

function keep(i) {
  if (!isScored(i)) return;
  const added = !scan.basket.delete(i);
  if (added) scan.basket.add(i);
  say(`${mutation(i)} ${added ? 'is in the list now' : 'left the list'}`);
  showBasket();
}

function showBasket() {
  const all = [...scan.basket];
  $('basket').hidden = !all.length;
  write('basket-title', `Chosen mutations: ${all.length} (ringed in the map)`);
  $('basket-chips').replaceChildren(...all.map(it => pill(it, `${mutation(it)} ${number(scan.scores[it])} ✕`)));
  document.querySelectorAll('#site-chips .pill, #rows [data-cell]').forEach(it => it.setAttribute('aria-pressed', scan.basket.has(Number(it.dataset.cell))));
  draw();
  if (/chosen/i.test($('filter').value)) list();
}

on('basket-clear', 'click', () => { scan.basket.clear(); showBasket(); $('grid').focus(); });
on('basket-copy', 'click', () => copy([...scan.basket].map(mutation).join('\n')));
on('basket-csv', 'click', () => save('chosen.csv', 'text/csv', csvOf([...scan.basket])));

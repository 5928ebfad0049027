// The table, and the filter that decides what is in it.
const PAGE = 50, MOST_PRINTED = 300;
const COLUMNS = [
  { name: 'Mutation', key: i => columnOf(i) * 20 + floor(i / scan.length), first: 'ascending', text: mutation },
  { name: 'Position', key: columnOf, first: 'ascending', text: i => shownPosition(columnOf(i)) },
  { name: 'Score', key: i => scan.scores[i], first: 'descending', text: i => number(scan.scores[i]) },
  { name: 'Percentile', key: i => scan.scores[i], first: 'descending', text: i => percentile(i) },
  { name: 'Confidence', key: i => { const it = scan.confidence(i); return isNaN(it) ? -1 : it; }, first: 'descending', text: i => { const it = scan.confidence(i); return isNaN(it) ? '–' : it.toFixed(2); } },
  { name: 'Measured', key: i => scan.measured.get(i) ?? -Infinity, first: 'descending', text: i => scan.measured.get(i) ?? '–' },
];
let sorted = { by: 2, order: 'descending' }, matching = [], page = 0;

// Columns where a motif stands: X is anything, [ST] and S/T one of these, {P} not this one; overlaps count.
function motif(text) {
  const parts = text.toUpperCase().match(/\[[A-Z]+\]|\{[A-Z]+\}|[A-Z](?:\/[A-Z])+|[A-Z]|-/g)?.filter(it => it !== '-');
  if (!parts || parts.length < 2 || text.replace(/[[\]{}/A-Za-z-]/g, '')) return null;
  const pattern = parts.map(it => it === 'X' ? '.' : it[0] === '{' ? `[^${it.slice(1, -1)}]` : `[${it.replace(/[^A-Z]/g, '')}]`).join(''), found = new Set();
  for (const { index } of scan.doc.wild_types.matchAll(new RegExp(`(?=${pattern})`, 'g'))) for (let it = 0; it < parts.length; it++) found.add(index + it);
  return found;
}

// Items of one kind add up (where it is, what it becomes), kinds and scores narrow.
function matcher(text) {
  const where = [], what = [], scores = [], strange = [], group = name => GROUPS[name.toLowerCase()];
  const lettersOf = name => group(name) || (name.length === 1 ? name.toUpperCase() : Object.keys(NAMES).find(it => NAMES[it].toLowerCase() === name.toLowerCase()));
  for (const item of text.replace(/([<>]=?)\s+/g, '$1').split(/[\s,;]+/).filter(Boolean)) {
    let it;
    if ((it = /^([<>])(=?)([+−-]?\d*\.?\d+)$/.exec(item))) {
      const [, sign, equal] = it, limit = Number(plain(it[3]));
      scores.push(i => equal && scan.scores[i] === limit || (sign === '>' ? scan.scores[i] > limit : scan.scores[i] < limit));
    } else if (/^(chosen|measured)$/i.test(item)) { const kept = item.toLowerCase() === 'chosen' ? scan.basket : scan.measured; scores.push(i => kept.has(i)); }
    else if ((it = /^(-?\d+)[-–](-?\d+)$/.exec(item))) { const from = columnAt(it[1]), to = columnAt(it[2]); where.push(i => columnOf(i) >= from && columnOf(i) <= to); }
    else if ((it = /^(\*?)([a-z]+)(\*?)$/i.exec(item)) && (group(it[2]) || it[1] + it[3]) && lettersOf(it[2])) {
      const [, , name, isOld] = it, letters = lettersOf(name);
      if (isOld) where.push(i => letters.includes(residueAt(columnOf(i)))); else what.push(i => letters.includes(letterAt(i)));
    } else if (/\d/.test(item)) {
      const { wrong, column, i: cell } = read(item);
      if (wrong) strange.push(wrong); else where.push(i => cell < 0 ? columnOf(i) === column : i === cell);
    } else if ((it = motif(item))) {
      const columns = it;
      if (!columns.size) strange.push(`${item} stands nowhere in this protein`);
      where.push(i => columns.has(columnOf(i)));
    } else strange.push(`${item}: write H10, 20-30, *P, K10A, C*, a motif or >-0.1`);
  }
  const any = tests => i => !tests.length || tests.some(it => it(i)), [stands, becomes] = [any(where), any(what)];
  const nothing = strange.length && !where.length && !what.length && !scores.length;
  return { test: i => !nothing && stands(i) && becomes(i) && scores.every(it => it(i)), strange };
}

function list() {
  const { test, strange } = matcher($('filter').value), { key } = COLUMNS[sorted.by], sign = sorted.order === 'ascending' ? 1 : -1;
  matching = scan.all.filter(test);
  const keys = new Float64Array(scan.scores.length);
  for (const i of matching) keys[i] = key(i);
  matching.sort((a, b) => sign * (keys[a] - keys[b]) || columnOf(a) - columnOf(b));
  page = 0;
  write('count', `${big(matching.length)} of ${big(scan.all.length)} substitutions. ${strange.slice(0, 3).join('. ')}`);
  rows();
}

const columns = () => COLUMNS.map((it, by) => ({ ...it, by })).filter(it => it.name !== 'Measured' || scan.measured.size);

function rows() {
  const shown = columns();
  $('heads').replaceChildren(...shown.map(({ name, first, by }) => {
    const head = make('th', { scope: 'col' }, make('button', { textContent: name }));
    head.setAttribute('aria-sort', by === sorted.by ? sorted.order : 'none');
    head.firstChild.addEventListener('click', () => {
      sorted = { by, order: sorted.by !== by ? first : sorted.order === 'ascending' ? 'descending' : 'ascending' };
      list();
      $('heads').querySelectorAll('button')[shown.findIndex(it => it.by === by)].focus();
    });
    return head;
  }), make('th', { scope: 'col', textContent: 'List' }));
  $('rows').replaceChildren(...matching.slice(page * PAGE, page * PAGE + PAGE).map(i => {
    const row = document.createElement('tr'), name = make('button', { textContent: mutation(i) }), add = make('button', { textContent: '+', className: 'pill' });
    name.addEventListener('click', () => { activate(i, true); reveal(i); $('grid').scrollIntoView({ block: 'nearest' }); hovered = i; point(i); });
    for (const { text, name: head } of shown) row.insertCell().append(head === 'Mutation' ? name : String(text(i)));
    row.cells[2].prepend(make('span', { className: 'chip' }));
    row.cells[2].firstChild.style.background = look.shade(tint.share(i));
    add.dataset.cell = i;
    add.setAttribute('aria-label', `${mutation(i)} in the list`);
    add.setAttribute('aria-pressed', scan.basket.has(i));
    add.addEventListener('click', () => keep(i));
    row.insertCell().append(add);
    return row;
  }));
  const pages = max(1, ceil(matching.length / PAGE));
  write('page', `Page ${page + 1} of ${big(pages)}`);
  $('back').disabled = page === 0;
  $('next').disabled = page + 1 >= pages;
}

on('back', 'click', () => { page--; rows(); });
on('next', 'click', () => { page++; rows(); });
on('filter', 'input', list);

// What the user brings: measurements to compare with, annotations to see above the map. Nothing of it leaves the page.
const TOO_FEW = 10;

function spearman(pairs) {
  const ranks = values => {
    const order = values.map((_, it) => it).sort((a, b) => values[a] - values[b]), rank = new Array(values.length);
    for (let from = 0; from < order.length;) {
      let to = from;
      while (to + 1 < order.length && values[order[to + 1]] === values[order[from]]) to++;
      for (let it = from; it <= to; it++) rank[order[it]] = (from + to) / 2;
      from = to + 1;
    }
    return rank;
  };
  const [x, y] = [0, 1].map(side => ranks(pairs.map(it => it[side]))), middle = (pairs.length - 1) / 2;
  const sum = (a, b) => a.reduce((total, it, k) => total + (it - middle) * (b[k] - middle), 0);
  return sum(x, y) / sqrt(sum(x, x) * sum(y, y));
}

function readMeasured() {
  const strange = [];
  scan.measured.clear();
  for (const line of $('measured').value.split(/\n/).map(it => it.trim()).filter(Boolean)) {
    const [name, value, ...more] = line.split(/[\s,;:=]+/).filter(Boolean), { wrong, i = -1 } = read(name), measured = value && Number(plain(value));
    if (wrong || i < 0 || more.length || !value || isNaN(measured)) strange.push(wrong || `“${line.slice(0, 24)}” is not like H10D 2.1`);
    else if (!isScored(i)) strange.push(`${name} has no score`);
    else scan.measured.set(i, measured);
  }
  const pairs = [...scan.measured].map(([i, value]) => [scan.scores[i], value]), n = pairs.length, rho = spearman(pairs);
  const told = n === 0 ? '' : n < 3 || isNaN(rho) ? `${count(n, 'measurement')}: no correlation can be told.`
    : `Spearman correlation with the score ${number(rho, 2)} (n = ${n})${n < TOO_FEW ? ': n is too small to conclude from it' : ''}.`;
  write('measured-said', [told, n ? 'They have a dark corner in the map; filter the table by measured to see them alone.' : '', strange.length ? `Left out: ${strange.slice(0, 3).join('; ')}${strange.length > 3 ? ` and ${strange.length - 3} more` : ''}.` : ''].filter(Boolean).join(' '));
  if (!n && sorted.by === 5) sorted.by = 2;
  list();
  draw();
}

// GFF, UniProt's JSON (either form) or a DSSP string, in the numbering of the page.
function featuresOf(text) {
  const { length } = scan, feature = (kind, from, to, note) => ({ kind, from: columnAt(from), to: columnAt(to), text: [kind, note].filter(Boolean).join(': ').slice(0, 80) });
  if (/^[[{]/.test(text)) {
    const read = JSON.parse(text), all = Array.isArray(read) ? read : read.features || [];
    return all.map(it => feature(String(it.type || 'feature'), it.location?.start?.value ?? it.begin, it.location?.end?.value ?? it.end, it.description));
  }
  const compact = text.replace(/\s/g, '');
  if (/^[HBEGITSPC.-]+$/i.test(compact) && !text.includes('\t')) {
    if (compact.length !== length) throw new Error(`this DSSP string has ${compact.length} letters, the protein ${count(length, 'residue')}`);
    const kinds = { H: 'helix', G: 'helix', I: 'helix', P: 'helix', E: 'strand', B: 'strand' };
    return [...compact.matchAll(/[HGIP]+|[EB]+/gi)].map(({ index, 0: run }) => ({ kind: kinds[run[0].toUpperCase()], from: index, to: index + run.length - 1, text: `${kinds[run[0].toUpperCase()]} (pasted)` }));
  }
  return text.split('\n').filter(it => it.trim() && it[0] !== '#').map(line => {
    const [, , kind, from, to, , , , more = ''] = line.split('\t'), note = /(?:Note|Name|description)=([^;]*)/i.exec(more)?.[1] || '';
    if (!to) throw new Error(`“${line.slice(0, 24)}” is no line of GFF (columns parted by tabs)`);
    let said = note;
    try { said = decodeURIComponent(note); } catch { /* as it stands */ }
    return feature(kind, from, to, said);
  });
}

function readNotes() {
  const text = $('notes').value.trim();
  let told = '';
  scan.features = [];
  try {
    const read = text ? featuresOf(text) : [], there = read.filter(it => it.from <= it.to && it.to >= 0 && it.from < scan.length), kinds = [...new Set(there.map(it => it.kind))];
    scan.features = there.filter(it => kinds.indexOf(it.kind) < 8);
    if (text) told = `${count(there.length, 'annotation')} above the map${kinds.length > 8 ? `, the first 8 of ${kinds.length} kinds` : ''}${read.length > there.length ? `; ${read.length - there.length} lie outside this protein` : ''}.`;
  } catch (fault) { told = `Not read: ${fault.message}.`; }
  write('notes-said', told);
  layout();
}

on('measured', 'input', readMeasured);
on('notes', 'input', readNotes);

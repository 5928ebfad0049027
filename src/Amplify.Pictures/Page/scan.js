'use strict';
const $ = id => document.getElementById(id);
const SHOWN = 'AVILMFWYSTNQCGPHKRDE', GROUP_ENDS = 'MYQPR';
const GROUPS = { __proto__: null, aliphatic: 'AVILM', aromatic: 'FWY', polar: 'STNQ', special: 'CGP', positive: 'HKR', negative: 'DE' };
const NAMES = { A: 'Ala', C: 'Cys', D: 'Asp', E: 'Glu', F: 'Phe', G: 'Gly', H: 'His', I: 'Ile', K: 'Lys', L: 'Leu', M: 'Met', N: 'Asn', P: 'Pro', Q: 'Gln', R: 'Arg', S: 'Ser', T: 'Thr', V: 'Val', W: 'Trp', Y: 'Tyr' };
const STATES = { H: 'helix', E: 'strand', '-': 'coil' };

const make = (tag, with_, ...children) => { const it = Object.assign(document.createElement(tag), with_); it.append(...children); return it; };
const on = (id, type, act) => $(id).addEventListener(type, act);
const { floor, ceil, min, max, round, abs, sqrt, PI } = Math;
const write = (id, text) => { $(id).textContent = text; };
const say = text => write('say', text);
const state = text => { write('state', text); $('state').hidden = !text; };
const bytes = base64 => Uint8Array.from(atob(base64), it => it.charCodeAt(0));
const big = number => number.toLocaleString('en');
const count = (number, what) => `${big(number)} ${what}${number === 1 ? '' : 's'}`;

// The numbers as the document packs them, and what is computed of them once.
let scan = null;

function open(doc) {
  const packed = bytes(doc.scores.int16), view = new DataView(packed.buffer), length = doc.length, size = 20 * length;
  const scores = new Float64Array(size), wild = new Uint8Array(size), means = new Float64Array(length).fill(NaN), bests = new Float64Array(length).fill(NaN), all = [];
  for (let column = 0; column < length; column++) {
    let sum = 0, there = 0;
    for (let row = 0; row < 20; row++) {
      const i = row * length + column, raw = view.getInt16(2 * i, true);
      scores[i] = raw === -32768 ? NaN : raw * doc.scores.step;
      wild[i] = doc.wild_types[column] === doc.rows[row];
      if (wild[i] || raw === -32768) continue;
      all.push(i);
      sum += scores[i];
      there++;
      if (!(bests[column] >= scores[i])) bests[column] = scores[i];
    }
    if (there) means[column] = sum / there;
  }
  const sure = doc.confidence ? bytes(doc.confidence.uint8) : null;
  const facts = doc.sites?.conservation;
  scan = {
    doc, length, scores, all, means, bests,
    wild: i => wild[i] === 1,
    row: letter => doc.rows.indexOf(letter),
    ranked: Float64Array.from(all, it => scores[it]).sort(),
    stored: max(0, round(-Math.log10(doc.scores.step))),
    offset: doc.offset,
    conserved: facts && Array.from(new Int8Array(bytes(facts.int8).buffer), it => it * facts.step),
    structure: doc.sites?.structure,
    measured: new Map(), basket: new Set(), features: [],
    confidence: i => { const value = sure ? sure[sure.length === length ? i % length : i] : 255; return value === 255 ? NaN : value * doc.confidence.step; },
  };
  scan.sures = Float64Array.from({ length }, (_, column) => { const there = variantsAt(column).map(scan.confidence); return there.reduce((sum, it) => sum + it, 0) / there.length; });
  scan.digits = doc.scale.limit < 0.1 ? scan.stored : 2; // more would be false precision
}

const residueAt = column => scan.doc.wild_types[column];
const letterAt = i => scan.doc.rows[floor(i / scan.length)];
const columnOf = i => i % scan.length;
const cellOf = (column, letter) => scan.row(letter) * scan.length + column;
const shownPosition = column => column + 1 + scan.offset;
const columnAt = position => Number(position) - 1 - scan.offset;
const isColumn = column => Number.isInteger(column) && column >= 0 && column < scan.length;
const place = column => residueAt(column) + shownPosition(column);
const isScored = i => !scan.wild(i) && !isNaN(scan.scores[i]);
const mutation = i => place(columnOf(i)) + letterAt(i);
const isStart = column => column === 0 && residueAt(0) === 'M';
const variantsAt = column => [...SHOWN].map(it => cellOf(column, it)).filter(isScored).sort((a, b) => scan.scores[b] - scan.scores[a]);

const plain = text => text.replace('−', '-').replace('+', '');
function number(value, digits = scan.digits) {
  if (isNaN(value)) return '–';
  const text = abs(value).toFixed(digits);
  return Number(text) === 0 ? text : (value < 0 ? '−' : '+') + text;
}

// H10, H10A, p.His10Ala, 10 or K10* as the page counts; a sentence where it is none of this protein.
function read(text) {
  const one = name => (name?.length > 1 ? Object.keys(NAMES).find(it => NAMES[it].toLowerCase() === name.toLowerCase()) || '!' : name || '').toUpperCase();
  const it = /^(?:p\.)?([a-z]{3}|[a-z])?([-−]?\d+)([a-z]{3}|[a-z]|\*)?$/i.exec(text);
  if (!it) return { wrong: `“${text.slice(0, 30)}” is not like H10A` };
  const [from, to] = [one(it[1]), one(it[3] === '*' ? '' : it[3])], column = columnAt(plain(it[2])), there = residueAt(column);
  return isColumn(column) ? from && there !== '?' && from !== there ? { wrong: `position ${it[2]} is ${there}, not ${from}` }
    : to && scan.row(to) < 0 ? { wrong: `${text}: no such residue` } : { column, i: to ? cellOf(column, to) : -1 }
    : { wrong: `there is no position ${it[2]}; they run from ${shownPosition(0)} to ${shownPosition(scan.length - 1)}` };
}

// How many of ascending numbers are below a value, or not above it.
function below(sorted, value, orEqual) {
  let low = 0, high = sorted.length;
  while (low < high) { const middle = (low + high) >> 1; if (sorted[middle] < value || orEqual && sorted[middle] === value) low = middle + 1; else high = middle; }
  return low;
}
// Share of substitutions that score no higher, in percent.
const percentile = i => (100 * below(scan.ranked, scan.scores[i], true) / scan.ranked.length).toFixed(1);

function standing(score) {
  const share = 100 * below(scan.ranked, score) / scan.ranked.length;
  return share === 0 ? 'no change in this protein is tolerated worse' : `better tolerated than ${share >= 99 ? floor(share * 10) / 10 : floor(share)} % of all changes in this protein`;
}

const siteFacts = column => [
  ...(scan.conserved ? [`predicted conservation ${number(scan.conserved[column], 1)}`] : []),
  ...(scan.structure ? [`predicted ${STATES[scan.structure[column]]}`] : []),
  ...scan.features.filter(it => it.from <= column && it.to >= column).map(it => it.text),
];

function describe(i) {
  const column = columnOf(i);
  if (scan.wild(i)) return { name: place(column), lines: ['wild type', ...describeSite(column).lines] };
  if (isNaN(scan.scores[i])) return { name: mutation(i), lines: ['no score is stored'] };
  const three = it => NAMES[it] || 'Xaa', sure = scan.confidence(i), measured = scan.measured.get(i);
  return {
    name: mutation(i),
    lines: [
      `p.${three(residueAt(column))}${shownPosition(column)}${three(letterAt(i))}`,
      `score ${number(scan.scores[i])}`,
      standing(scan.scores[i]),
      ...(measured === undefined ? [] : [`measured ${measured}`]),
      ...(isNaN(sure) ? [] : [`confidence ${sure.toFixed(2)}`]),
      ...siteFacts(column),
      ...(isStart(column) ? ['start methionine: its loss stops translation'] : []),
    ],
  };
}

function describeSite(column) {
  const sure = scan.sures[column];
  return {
    name: place(column),
    lines: [`mean of its changes ${number(scan.means[column])}, best ${number(scan.bests[column])}`, ...(isNaN(sure) ? [] : [`mean confidence ${sure.toFixed(2)}`]), ...siteFacts(column)],
  };
}

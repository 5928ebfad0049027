// Scores as shades: orange below 0, blue above. A look is all that a drawing needs to know of colours; paper and files wear the light one.
const RAMPS = {
  light: { below: ['f4f4f2', 'fbdfbf', 'f4b06c', 'd97726', '9a4409'], above: ['f4f4f2', 'c6def1', '80b4df', '377dbb', '134a86'], none: '#d8dae0', noneMark: '#8b909c', ink: '#1f2430', quiet: '#565d6b', paper: '#ffffff' },
  dark: { below: ['2b2e35', '5c4127', '995c20', 'dc8330', 'ffba70'], above: ['2b2e35', '264863', '2d6da3', '4f9cdb', 'a3d1fa'], none: '#454a55', noneMark: '#9aa1ae', ink: '#eceef2', quiet: '#a9b0bd', paper: '#17191d' },
};
const SHADES = 60, MOST_CONSERVED = 1.5;
const isDark = () => (document.documentElement.dataset.theme || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
// What is coloured: `share` from -1 to 1 for a cell, `ends` of the bar in the unit of what is shown.
let tint = null, look = null;

function shadesOf(ramp) {
  const part = (hex, k) => parseInt(hex.slice(2 * k, 2 * k + 2), 16);
  return Array.from({ length: 2 * SHADES + 1 }, (_, it) => {
    const anchors = it < SHADES ? ramp.below : ramp.above, at = abs(it - SHADES) * 4 / SHADES, left = min(3, floor(at));
    return `#${[0, 1, 2].map(k => round(part(anchors[left], k) + (part(anchors[left + 1], k) - part(anchors[left], k)) * (at - left)).toString(16).padStart(2, '0')).join('')}`;
  });
}

function lookOf(name) {
  const ramp = RAMPS[name], shades = shadesOf(ramp);
  const shade = share => isNaN(share) ? ramp.none : shades[round(max(-1, min(1, share)) * SHADES) + SHADES];
  return { ...ramp, shade, cells: Array.from(scan.scores, (_, i) => scan.wild(i) ? shades[SHADES] : shade(tint.share(i))) };
}

// The outermost percent shares the strongest shade; two digits, so that a person can read the ends.
function roundLimit(sorted) {
  const cut = floor(sorted.length / 100), widest = sorted.length ? max(abs(sorted[cut]), abs(sorted[sorted.length - 1 - cut])) : 0;
  return widest > 0 ? Number(widest.toPrecision(2)) : 1;
}

function colourBy(by, limit) {
  const diff = i => scan.scores[i] - scan.means[columnOf(i)], never = scan.ranked[scan.ranked.length - 1] <= 0;
  limit = limit || (by === 'diff' ? roundLimit(Float64Array.from(scan.all, diff).sort()) : scan.doc.scale.limit);
  const end = number(limit, 4).replace(/^\+/, '').replace(/\.?0+$/, '');
  tint = {
    score: { limit, oneSided: never, share: i => scan.scores[i] / limit, low: `worse ≤ −${end}`, zero: '0 as wild type', high: `preferred ≥ +${end}` },
    rank: { oneSided: true, share: i => percentile(i) / 100 - 1, low: 'worst of this protein', zero: 'best' },
    diff: { limit, share: i => diff(i) / limit, low: `worse ≤ −${end}`, zero: 'the position’s mean', high: `better ≥ +${end}` },
  }[by];
  tint.by = by;
  look = lookOf(isDark() ? 'dark' : 'light');
  $('limit').value = limit;
  $('limit').parentNode.hidden = by === 'rank';
}

// The bar, and above it how many substitutions have each score.
function drawLegend() {
  const width = 300, pen = canvasPen(surface($('scale'), width, 44)), steps = 60, bins = new Array(steps).fill(0), from = -1, span = tint.oneSided ? 1 : 2;
  for (const i of scan.all) bins[max(0, min(steps - 1, floor((tint.share(i) - from) / span * steps)))]++;
  const most = max(...bins);
  bins.forEach((it, bin) => {
    pen.rect(bin * 5, 30 - round(28 * it / most), 4, round(28 * it / most), look.quiet);
    pen.rect(bin * 5, 32, 5, 12, look.shade(from + span * (bin + 0.5) / steps));
  });
  write('low', tint.low);
  write('zero', tint.zero);
  write('high', tint.high);
  $('high').hidden = tint.oneSided;
}

function pointHere(i) {
  const share = i < 0 || scan.wild(i) ? NaN : tint.share(i);
  $('here').hidden = isNaN(share);
  $('here').style.transform = `translateX(${max(0, min(1, (share + 1) / (tint.oneSided ? 1 : 2))) * 300}px)`;
}

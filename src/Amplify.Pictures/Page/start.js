// The page itself.
const ACCESSION = /\b([OPQ]\d[A-Z\d]{3}\d|[A-NR-Z]\d(?:[A-Z][A-Z\d]{2}\d){1,2})\b/;
const embedded = $('data').textContent.trim();
function show(doc, offset) {
  open(doc);
  if (Number.isInteger(offset)) scan.offset = offset;
  const about = doc.metadata || {}, { method, unit, meaning, caveat, confidence } = doc.scale, { name } = doc;
  const title = `${name ? `${name}: which` : 'Which'} substitutions are tolerated?`, accession = ACCESSION.exec(name || '')?.[1];
  document.title = title;
  write('title', title);
  const links = accession ? [['UniProt', `https://www.uniprot.org/uniprotkb/${accession}`], ['AlphaFold DB', `https://alphafold.ebi.ac.uk/entry/${accession}`]] : [];
  $('provenance').replaceChildren(make('span', { id: 'residues' }), `; ${caveat || `by ${about.model_version || 'a model that does not name itself'}`}`, ...links.flatMap(([text, href]) => [' · ', make('a', { textContent: text, href, target: '_blank', rel: 'noreferrer' })]));
  write('score', `${meaning[0].toUpperCase()}${meaning.slice(1)}.`);
  write('sure', confidence || (about.confidence_definition ? `Confidence: ${about.confidence_definition}.` : ''));
  if (host) $('sure').before($('score'), $('warnings')); // the answer in the chat says them, too
  else $('tools').open = innerWidth > 700;
  $('warnings').hidden = !doc.warnings?.length;
  $('warnings').replaceChildren(...(doc.warnings || []).map(it => make('li', {}, ...it.split('`').map((part, at) => at % 2 ? make('code', { textContent: part }) : part))));
  write('foot', [`Score ${unit}`, `method ${method}`, about.model_version && `model ${about.model_version}`, about.weights_sha256 && `weights ${about.weights_sha256.slice(0, 12)}`, `output_id ${doc.output_id}`].filter(Boolean).join(' · '));
  state('');
  $('view').hidden = false;
  view = { first: 0, count: scan.length };
  renumber();
  colourBy('score');
  write('site-text', HINT);
  activate(cellOf(0, SHOWN[0]), false);
  drawLegend();
  layout();
  list();
  follow();
  document.body.dataset.ready = doc.output_id;
}

function renumber() {
  write('residues', scan.length === 1 ? `residue ${shownPosition(0)}` : `residues ${shownPosition(0)} to ${shownPosition(scan.length - 1)}`);
  $('first').value = shownPosition(0);
}

const fit = () => { point(-1); layout(); };
function recolour(by = tint?.by, limit = tint?.limit) {
  if (!scan) return;
  colourBy(by, limit);
  drawLegend();
  layout();
  rows();
  if (selected) $('site-chips').replaceChildren(...(selected.from === selected.to ? variantsAt(selected.from).map(it => pill(it)) : []));
}

on('by', 'change', () => recolour($('by').value, 0));
on('limit', 'change', () => recolour(tint.by, max(0, Number($('limit').value))));
on('first', 'change', () => {
  const first = Number($('first').value);
  if (Number.isInteger(first) && $('first').value) scan.offset = first - 1;
  renumber();
  unchoose();
  readMeasured();
  readNotes();
  activate(active, false);
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => recolour());
new ResizeObserver(() => { if (plan && $('grid').clientWidth !== plan.width) fit(); }).observe($('grid'));

const host = !embedded && parent !== window ? connect() : null;
if (embedded) show(JSON.parse(embedded));
else if (!host) state('This page holds no result: it is filled by the program that writes it, or by a chat that shows it.');

"""The result as JSON, key for key what `amplify-mcp model serve` answers."""
import json

from .vocabulary import CHAIN_BREAK, RESIDUES

THREE_LETTERS = dict(zip(
    RESIDUES, 'Ala Cys Asp Glu Phe Gly His Ile Lys Leu Met Asn Pro Gln Arg Ser Thr Val Trp Tyr'.split()))
CONFIDENCE = "1 - H/ln 20 of a site's softmax: how peaked, no probability"
COMBINATION = ('half the sum over its sites of ln p(variant) - ln p(wild type), each site masked in turn, before the wild type and before '
               'the combination; no benchmark of ours shows the difference from the sum of single scores to be right')


def write(text, asked, scan, model):
    chains = text.split(CHAIN_BREAK)
    sequence, rows = ''.join(chains), scan.scores.tolist()
    result = {
        'heatmap': [[_number(row[at]) for row in rows] for at in range(20)],
        'outliers': _outliers(sequence, rows),
        'sites': {'original_aa': sequence},
        'metadata': {
            'model_version': model.name,
            'processing_time': f'{model.seconds:.3f}s',
            'method': scan.method,
            'score_unit': 'llr_nat',
            'score_zero': 'wild type',
            'confidence_definition': CONFIDENCE,
            'position_base': 1,
            'weights_sha256': model.sha256,
        },
    }
    if scan.window:
        result['metadata']['window_residues'] = scan.window
    if len(chains) > 1:
        result['metadata']['chains'] = ', '.join(str(len(it)) for it in chains)
    if model.precision != 'float32':
        result['metadata']['precision'] = model.precision
    if asked:
        result['metadata']['combination_definition'] = COMBINATION
        result['combinations'] = [
            {'mutation': ':'.join(f'{sequence[at]}{at + 1}{residue}' for at, residue in combination),
             'score': _number(score), 'sum_of_singles': _number(total), 'difference': _number(score - total)}
            for combination, (score, total) in zip(asked, scan.combinations)]
    return json.dumps(result, separators=(',', ':'), allow_nan=False)


def write_problem(problem):
    return json.dumps({'error_message': problem.message, 'error_type': problem.kind})


def _number(value):
    return float(f'{value:.9g}')  # the shortest text that is this float32 and no other


def _outliers(sequence, rows):
    """The lowest and the highest hundredth of all substitutions, ascending; positions from 1."""
    substitutions = ((row[column], at, column) for at, row in enumerate(rows) for column in range(20) if RESIDUES[column] != sequence[at])
    scores = sorted(substitutions, key=lambda it: it[0])
    share = min(len(scores) // 100 + 1, len(scores) // 2)
    return [f'{THREE_LETTERS[sequence[at]]}{at + 1}{THREE_LETTERS[RESIDUES[column]]} {score:.4f}'
            for score, at, column in scores[:share] + scores[len(scores) - share:]]

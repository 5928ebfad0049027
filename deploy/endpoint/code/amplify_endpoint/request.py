"""Reads a request body: one sequence as people paste it, and the combinations asked for."""
import json
import re

from .problem import Problem, invalid_input, invalid_sequence, invalid_variants
from .vocabulary import CHAIN_BREAK, RESIDUES

MOST_BYTES = 64 * 1024
MOST_RESIDUES = 10_000
MOST_VARIANTS, MOST_SITES = 200, 10
UNSEEN = '\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff'
NARROW = {**{ord(it): None for it in UNSEEN}, **{it: it - 0xfee0 for it in range(0xff01, 0xff5f)}}  # full-width letters and marks
SHAPE = 'The body is not {"sequence": "..."} in JSON.'


def read(body):
    """The residues, with a break between chains, and the combinations as lists of (index from 0, residue), each by position."""
    size = len(body) if isinstance(body, (bytes, bytearray)) else len(body.encode('utf-8', 'replace'))
    if size > MOST_BYTES:
        raise Problem(413, 'invalid_input', f'The request could not be read; a body has at most {MOST_BYTES} bytes. Nothing was computed.')
    try:
        # Decoded here: from bytes the library would take UTF-16 and a byte order mark, too.
        value = json.loads(body if isinstance(body, str) else bytes(body).decode(), parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise invalid_input(SHAPE) from None
    if not isinstance(value, dict) or not isinstance(value.get('sequence'), str):
        raise invalid_input(SHAPE)
    text = _residues(value['sequence'])
    return text, _combinations(value.get('variants'), text.replace(CHAIN_BREAK, ''))


def _residues(text):
    lines = [it.strip() for it in text.translate(NARROW).splitlines()]
    headers = [at for at, line in enumerate(lines) if line.startswith('>')]
    before_header = headers and any(lines[:headers[0]])
    if len(headers) > 1 or before_header:
        raise invalid_sequence(f'{len(headers) + bool(before_header)} sequences found. Submit one sequence per call.')
    letters = [it for line in lines if not line.startswith('>') for it in line if not it.isspace()]
    if len(letters) > 1 and letters[-1] == '*':
        letters.pop()
    sequence = ''.join(it.upper() if it.isascii() else it for it in letters)
    if not all(sequence.split(CHAIN_BREAK)):
        raise invalid_sequence('Sequence is empty, or one of its chains is. Send 1 to 10,000 residues in one-letter code.')
    if len(sequence) > MOST_RESIDUES:
        raise invalid_sequence(
            f'Sequence is too long (maximum {MOST_RESIDUES:,} characters): it has {len(sequence):,}. Submit one domain at a time.')
    strangers = [(at, it) for at, it in enumerate(sequence, 1) if it not in RESIDUES + CHAIN_BREAK]
    if strangers:
        places = '; '.join(f'{_name(it)} at {at}' for at, it in strangers[:5]) + ('; …' if len(strangers) > 5 else '')
        raise invalid_sequence(f'Sequence contains invalid amino acid characters: {places}.')
    return sequence


def _combinations(variants, sequence):
    if variants is None:
        return []
    if not isinstance(variants, list) or not all(isinstance(it, str) for it in variants):
        raise invalid_variants('variants is no list of texts such as "A10V:L12F".')
    if len(variants) > MOST_VARIANTS:
        raise invalid_variants(f'{len(variants)} combinations were asked for; at most {MOST_VARIANTS} are scored.')
    return [_combination(number, text, sequence) for number, text in enumerate(variants, 1)]


def _combination(number, text, sequence):
    sites, where = {}, f'Combination {number}'
    parts = text.split(':')
    if len(parts) > MOST_SITES:
        raise invalid_variants(f'{where} has {len(parts)} substitutions; at most {MOST_SITES} are scored together.')
    for part in parts:
        match = re.fullmatch(f'([{RESIDUES}])([1-9][0-9]{{0,4}})([{RESIDUES}])', part.strip().upper())
        if not match:
            raise invalid_variants(f'{where} is not of the form A10V:L12F.')
        wild_type, position, residue = match[1], int(match[2]), match[3]
        if position > len(sequence):
            raise invalid_variants(f'{where} names position {position}; the sequence has {len(sequence)} residues.')
        if sequence[position - 1] != wild_type:
            raise invalid_variants(f'{where} takes position {position} for another residue than the sequence has there.')
        if residue == wild_type or position in sites:
            raise invalid_variants(f'{where} changes position {position} twice, or to what it is.')
        sites[position] = residue
    return [(position - 1, sites[position]) for position in sorted(sites)]


def _name(letter):
    return letter if '!' <= letter <= '~' else f'U+{ord(letter):04X}'


def _refuse(constant):
    raise ValueError(constant)

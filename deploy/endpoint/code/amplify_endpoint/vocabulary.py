"""Token ids of a checkpoint: one token a residue, begin and end around them."""
import json
import os

from .problem import CheckpointError

RESIDUES = 'ACDEFGHIKLMNPQRSTVWY'
CHAIN_BREAK = '|'  # AMPLIFY's own mark between two chains: a token, no residue


class Vocabulary:
    def __init__(self, ids, mask, before, after):
        self.mask, self.before, self.after = mask, before, after
        self.residues = [_id(ids, it, 'residue') for it in RESIDUES]
        self.highest = max(ids.values())
        self.reads_chains = CHAIN_BREAK in ids
        self._tokens = {CHAIN_BREAK: ids.get(CHAIN_BREAK), **dict(zip(RESIDUES, self.residues))}
        self._columns = {letter: at for at, letter in enumerate(RESIDUES)}

    def column(self, residue):
        """A residue's place among the twenty, in the order of RESIDUES."""
        return self._columns[residue]

    def encode(self, text):
        return [*self.before, *(self._tokens[it] for it in text), *self.after]


def read(directory):
    tokenizer = read_json(directory, 'tokenizer.json')
    model = tokenizer.get('model')
    ids = model.get('vocab') if isinstance(model, dict) else None
    if tokenizer.get('normalizer') is not None or not isinstance(ids, dict):
        raise _refused('it has a normalizer, or no vocabulary of tokens and ids')
    ids = dict(ids)
    for token in tokenizer.get('added_tokens') or []:
        if isinstance(token, dict):
            ids.setdefault(token.get('content'), token.get('id'))
    if not all(type(it) is int and it >= 0 for it in ids.values()) or len(set(ids.values())) < len(ids):
        raise _refused('an id is no number, or two tokens share one')
    names = _special_names(directory)
    before, after = _template(tokenizer.get('post_processor'), ids, names)
    return Vocabulary(ids, _id(ids, names['mask_token'], 'mask token'), before, after)


def read_json(directory, name, missing=None):
    """An object of one of the checkpoint's small files."""
    path = os.path.join(directory, name)
    if missing is not None and not os.path.exists(path):
        return missing
    try:
        with open(path, encoding='utf-8') as file:
            value = json.load(file)
    except (OSError, ValueError, RecursionError):
        raise CheckpointError(f'{name} of the checkpoint is missing or no JSON. Download the checkpoint again.') from None
    if not isinstance(value, dict):
        raise CheckpointError(f'{name} holds no JSON object. Download the checkpoint again.')
    return value


def _special_names(directory):
    names = {'mask_token': '<mask>', 'bos_token': '<bos>', 'eos_token': '<eos>'}
    for file in ('tokenizer_config.json', 'special_tokens_map.json'):  # the second has the last word
        for key, value in read_json(directory, file, missing={}).items():
            name = value.get('content') if isinstance(value, dict) else value
            if key in names and isinstance(name, str):
                names[key] = name
    return names


def _template(processor, ids, names):
    if processor is None:
        return [_id(ids, names['bos_token'], 'begin')], [_id(ids, names['eos_token'], 'end')]
    parts = processor.get('single') if isinstance(processor, dict) else None
    if not isinstance(parts, list) or processor.get('type') != 'TemplateProcessing':
        raise _refused('post_processor is not a TemplateProcessing of single sequences')
    around, seen = ([], []), 0
    for part in parts:
        if 'Sequence' in part:
            seen += 1
        else:
            around[seen and 1].append(_id(ids, (part.get('SpecialToken') or {}).get('id'), 'token of the template'))
    if seen != 1:
        raise _refused('post_processor does not hold the sequence once')
    return around


def _id(ids, token, role):
    if token not in ids:
        raise _refused(f'the vocabulary has no {role} {str(token)[:40]}')
    return ids[token]


def _refused(reason):
    return CheckpointError(f'tokenizer.json cannot be used: {reason}.')

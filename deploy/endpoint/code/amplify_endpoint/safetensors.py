"""A reader of one safetensors file. Of our own: AWS's PyTorch containers and Debian have no package for it."""
import hashlib
import json
import math
import mmap
import struct

import torch

from .problem import CheckpointError

# Element types that are read, and their bytes.
TYPES = {'F32': (torch.float32, 4), 'F16': (torch.float16, 2), 'BF16': (torch.bfloat16, 2)}
MOST_HEADER = 8 << 20


def read(path):
    """Every tensor by name, as float32, and the file's SHA-256."""
    try:
        with open(path, 'rb') as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            digest = hashlib.sha256(data).hexdigest()
            header, start = _header(data)
            return {name: _tensor(name, entry, data, start) for name, entry in _entries(header, len(data) - start)}, digest
    except (OSError, ValueError) as fault:
        raise CheckpointError(f'model.safetensors cannot be read: {type(fault).__name__}. Download the checkpoint again.') from None


def _header(data):
    length = struct.unpack('<Q', data[:8])[0] if len(data) >= 8 else math.inf
    if length > min(len(data) - 8, MOST_HEADER):
        raise _damaged(f'its header does not fit in its {len(data)} bytes')
    try:
        header = json.loads(data[8:8 + length])
    except (ValueError, RecursionError):
        raise _damaged('its header is no JSON') from None
    if not isinstance(header, dict):
        raise _damaged('its header is no JSON object')
    return header, 8 + length


def _entries(header, length):
    """Names and descriptions, each checked; the format leaves no gaps, so every byte has one owner and a missing end is seen."""
    found, end = [], 0
    for name, entry in header.items():
        if name != '__metadata__':
            if not _is_described(entry):
                raise _damaged(f'tensor {name[:40]} has no dtype of F32, F16 or BF16, shape and two data_offsets that fit each other')
            found.append((name, entry))
    for name, entry in sorted(found, key=lambda it: it[1]['data_offsets']):
        if entry['data_offsets'][0] != end:
            raise _damaged(f'tensor {name[:40]} does not begin where the one before it ends')
        end = entry['data_offsets'][1]
    if end != length:
        raise _damaged(f'its tensors end at byte {end}, its data at {length}: the download was cut short')
    return found


def _is_described(entry):
    if not isinstance(entry, dict) or not _are_counts(entry.get('shape')) or not _are_counts(entry.get('data_offsets')):
        return False
    if len(entry['data_offsets']) != 2 or not isinstance(entry.get('dtype'), str):
        return False
    _, size = TYPES.get(entry['dtype'], (None, 0))
    return size > 0 and entry['data_offsets'][1] - entry['data_offsets'][0] == size * math.prod(entry['shape'])


def _are_counts(values):
    return isinstance(values, list) and all(type(it) is int and 0 <= it < 1 << 62 for it in values)


def _tensor(name, entry, data, start):
    begin, end = entry['data_offsets']
    values = torch.frombuffer(bytearray(data[start + begin:start + end]), dtype=TYPES[entry['dtype']][0]).reshape(entry['shape']).float()
    if not bool(torch.isfinite(values).all()):
        raise CheckpointError(f'Tensor {name[:40]} holds a value that is no finite number. Download the checkpoint again.')
    return values


def _damaged(what):
    return CheckpointError(f'model.safetensors cannot be used: {what}. Download the checkpoint again.')

"""A checkpoint's directory in HuggingFace layout: the network's shape, its vocabulary and its weights, checked against each other."""
import os
import re

from . import safetensors, vocabulary
from .problem import CheckpointError

MOST = 1 << 20
# Missing keys have the defaults of AMPLIFYConfig; unknown ones do no harm.
NUMBERS = {
    'hidden_size': 960, 'num_hidden_layers': 32, 'num_attention_heads': 15, 'intermediate_size': 3840, 'vocab_size': 27, 'max_length': 2048}
FLAGS = {'layer_norm_after_embedding': False, 'layer_norm_before_last_layer': True, 'ffn_bias': False, 'att_bias': False}


class Config:
    def __init__(self, keys):
        for key, only in (('model_type', 'AMPLIFY'), ('hidden_act', 'SwiGLU')):
            if str(keys.get(key) or only).lower() != only.lower():
                raise _refused(f'{key} is {str(keys[key])[:40]}; it takes {only}')
        if keys.get('rms_norm') is False:
            raise _refused('rms_norm is false; only RMSNorm is computed here')
        for key, default in NUMBERS.items():
            setattr(self, key, _checked(keys, key, default, _is_size, f'a whole number from 1 to {MOST}'))
        for key, default in FLAGS.items():
            setattr(self, key, _checked(keys, key, default, lambda it: type(it) is bool, 'true or false'))
        self.norm_eps = _checked(keys, 'norm_eps', 1e-5, lambda it: type(it) in (int, float) and 0 <= it < 1, 'a number from 0 to 1')
        self.origin = keys['_name_or_path'] if isinstance(keys.get('_name_or_path'), str) else ''
        if self.hidden_size % self.num_attention_heads or self.hidden_size // self.num_attention_heads % 2:
            raise _refused(f'{self.num_attention_heads} heads do not share {self.hidden_size} values as even numbers')
        self.head_size = self.hidden_size // self.num_attention_heads
        # SwiGLU has three matrices where others have two: two thirds of the size, rounded up to a multiple of 8.
        self.gate_size = (2 * self.intermediate_size // 3 + 7) // 8 * 8

    def shapes(self):
        """Every tensor by the name the published checkpoints give it."""
        hidden, gate = self.hidden_size, self.gate_size
        yield 'encoder.weight', [self.vocab_size, hidden]
        yield 'decoder.weight', [self.vocab_size, hidden]
        yield 'decoder.bias', [self.vocab_size]
        for name, has in (('layer_norm_1', self.layer_norm_after_embedding), ('layer_norm_2', self.layer_norm_before_last_layer)):
            if has:
                yield f'{name}.weight', [hidden]
        attention = [(it, hidden, hidden, self.att_bias) for it in 'q k v wo'.split()]
        forward = [('ffn.w12', 2 * gate, hidden, self.ffn_bias), ('ffn.w3', hidden, gate, self.ffn_bias)]
        for layer in range(self.num_hidden_layers):
            prefix = f'transformer_encoder.{layer}.'
            for name, rows, columns, has_bias in attention + forward:
                yield f'{prefix}{name}.weight', [rows, columns]
                if has_bias:
                    yield f'{prefix}{name}.bias', [rows]
            yield f'{prefix}attention_norm.weight', [hidden]
            yield f'{prefix}ffn_norm.weight', [hidden]


class Checkpoint:
    def __init__(self, directory):
        self.directory = directory
        self.config = Config(vocabulary.read_json(directory, 'config.json'))
        self.vocabulary = vocabulary.read(directory)
        self.max_residues = self.config.max_length - len(self.vocabulary.before) - len(self.vocabulary.after)
        if self.max_residues < 1 or self.vocabulary.highest >= self.config.vocab_size:
            raise CheckpointError('config.json and tokenizer.json contradict each other: max_length or vocab_size is too small.')
        self.tensors, self.sha256 = safetensors.read(os.path.join(directory, 'model.safetensors'))
        self.parameters = sum(it.numel() for it in self.tensors.values())
        self._compare()

    def name(self, published):
        """What it is called in results: by itself, by where it was published, by its directory, or else by its size."""
        places = [self.config.origin, published, *reversed(os.path.realpath(self.directory).split(os.sep))]
        named = next(filter(None, (re.search('AMPLIFY_[0-9]+M(_base)?', it) for it in places)), None)
        return named.group() if named else f'AMPLIFY with {round(self.parameters / 1e6, 1):g}M parameters'

    def _compare(self):
        expected = {}
        for name, shape in self.config.shapes():
            if name not in self.tensors:
                raise CheckpointError(f'model.safetensors has no tensor {name}, which the model that config.json describes needs.')
            if list(self.tensors[name].shape) != shape:
                raise CheckpointError(f'Tensor {name} has the shape {list(self.tensors[name].shape)}; by config.json it should be {shape}.')
            expected[name] = shape
        own = ('encoder.', 'layer_norm_', 'transformer_encoder.', 'decoder.')
        extra = next((it for it in self.tensors if it not in expected and it.startswith(own)), None)
        if extra:
            raise CheckpointError(f'model.safetensors holds {extra[:40]}, which by config.json the model does not have.')


def _is_size(value):
    return type(value) is int and 0 < value <= MOST


def _checked(keys, key, default, fits, expected):
    value = keys.get(key)
    if value is None:
        return default
    if not fits(value):
        raise _refused(f'{key} is {str(value)[:40]}; it takes {expected}')
    return value


def _refused(reason):
    return CheckpointError(f'config.json cannot be used: {reason}.')

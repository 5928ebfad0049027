"""AMPLIFY's forward pass in torch, for sequences of equal length."""
import torch
from torch.nn import functional

QUERIES = 128  # rows of attention at a time where torch cannot spare the whole square


class Network:
    def __init__(self, checkpoint, device, dtype=torch.float32):
        self.config, self.device, self.dtype = checkpoint.config, device, dtype
        weights = checkpoint.tensors

        def get(name):
            return weights[name].to(device, dtype) if name in weights else None

        def layer(at):
            prefix = f'transformer_encoder.{at}.'
            parts = {it: (get(f'{prefix}{it}.weight'), get(f'{prefix}{it}.bias')) for it in ('wo', 'ffn.w12', 'ffn.w3')}
            parts['qkv'] = tuple(_joined([get(f'{prefix}{it}.{kind}') for it in 'qkv']) for kind in ('weight', 'bias'))
            return parts, get(f'{prefix}attention_norm.weight'), get(f'{prefix}ffn_norm.weight')

        self.embedding, self.first_norm = get('encoder.weight'), get('layer_norm_1.weight')
        self.layers = [layer(it) for it in range(self.config.num_hidden_layers)]
        self.last_norm, self.decoder = get('layer_norm_2.weight'), (get('decoder.weight'), get('decoder.bias'))

    def bytes_of(self, tokens):
        """Memory that one sequence of a batch takes on its way, at most."""
        config, size = self.config, torch.finfo(self.dtype).bits // 8
        row = size * max(12 * config.hidden_size, 3 * config.hidden_size + 4 * config.gate_size) + 8 * config.hidden_size
        return tokens * (row + 12 * config.num_attention_heads * QUERIES)

    @torch.no_grad()
    def logits(self, ids, wanted):
        """Logits, as float32, of the wanted rows of ids [sequences, tokens]; wanted counts through the whole batch."""
        hidden = functional.embedding(ids, self.embedding)
        if self.first_norm is not None:
            hidden = self._normal(hidden, self.first_norm)
        turns = self._turns(ids.shape[1])
        for parts, attention_norm, forward_norm in self.layers:
            hidden = hidden + functional.linear(self._attend(self._normal(hidden, attention_norm), parts['qkv'], turns), *parts['wo'])
            gate, value = functional.linear(self._normal(hidden, forward_norm), *parts['ffn.w12']).chunk(2, -1)
            hidden = hidden + functional.linear(functional.silu(gate) * value, *parts['ffn.w3'])
        rows = hidden.flatten(0, 1)[wanted]
        if self.last_norm is not None:
            rows = self._normal(rows, self.last_norm)
        return functional.linear(rows, *self.decoder).float()

    def _normal(self, values, weight):
        wide = values.float()
        return (wide * torch.rsqrt(wide.square().mean(-1, keepdim=True) + self.config.norm_eps) * weight.float()).to(self.dtype)

    def _attend(self, values, projection, turns):
        sequences, tokens, _ = values.shape
        parts = functional.linear(values, *projection).view(sequences, tokens, 3, self.config.num_attention_heads, self.config.head_size)
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        mixed = _attention(self._turned(query, turns), self._turned(key, turns), value.contiguous())
        return mixed.transpose(1, 2).reshape(sequences, tokens, -1)

    def _turns(self, tokens):
        # Angles are products of float32 in the original, and so in every trained checkpoint.
        pairs = torch.arange(0, self.config.head_size, 2, dtype=torch.float32) / self.config.head_size
        angles = (torch.arange(tokens, dtype=torch.float32)[:, None] * (1 / 10_000 ** pairs)).double()
        return angles.cos().float().to(self.device), angles.sin().float().to(self.device)

    def _turned(self, values, turns):
        """Rotary positions: neighbours (2i, 2i + 1) turn together."""
        cosine, sine = turns
        even, odd = values[..., 0::2].float(), values[..., 1::2].float()
        return torch.stack((even * cosine - odd * sine, even * sine + odd * cosine), -1).flatten(-2).to(self.dtype)


def _joined(parts):
    return None if parts[0] is None else torch.cat(parts)


def _attention(query, key, value):
    fused = getattr(functional, 'scaled_dot_product_attention', None)  # torch 2 and later
    return fused(query, key, value) if fused else _attention_by_rows(query, key, value)


def _attention_by_rows(query, key, value):
    turned, scale = key.transpose(-1, -2), query.shape[-1] ** -0.5
    return torch.cat([
        torch.softmax((rows * scale @ turned).float(), -1).to(value.dtype) @ value for rows in query.split(QUERIES, -2)], -2)

"""The usual way: PyTorch, one masked position at a time. Prints seconds per position, by the clock and of all processors; exits with 3 without PyTorch.

Arguments: a checkpoint's directory, a sequence, how many positions to time.
"""
import json
import struct
import sys
import time

try:
    import torch
except ImportError:
    sys.exit(3)


def load(directory):
    with open(f"{directory}/model.safetensors", "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = bytearray(file.read())
    header.pop("__metadata__", None)
    return {
        name: torch.frombuffer(data, dtype=torch.float32, count=(it["data_offsets"][1] - it["data_offsets"][0]) // 4, offset=it["data_offsets"][0]).reshape(it["shape"])
        for name, it in header.items()
    }


def forward(weights, config, ids):
    heads, layers, eps = config["num_attention_heads"], config["num_hidden_layers"], config["norm_eps"]
    norm = lambda x, name: x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + eps) * weights[name]
    size = config["hidden_size"] // heads
    angles = torch.outer(torch.arange(len(ids)).float(), 10000 ** (-torch.arange(0, size, 2).float() / size))
    turn = torch.polar(torch.ones_like(angles), angles)
    split = lambda x: x.view(len(ids), heads, size).transpose(0, 1)
    rotate = lambda x: torch.view_as_real(torch.view_as_complex(split(x).reshape(heads, len(ids), -1, 2)) * turn).flatten(2)
    x = weights["encoder.weight"][ids]
    for index in range(layers):
        of = lambda name: weights[f"transformer_encoder.{index}.{name}.weight"]
        h = norm(x, f"transformer_encoder.{index}.attention_norm.weight")
        q, k, v = rotate(h @ of("q").T), rotate(h @ of("k").T), split(h @ of("v").T)
        attended = torch.softmax(q @ k.transpose(1, 2) / size**0.5, -1) @ v
        x = x + attended.transpose(0, 1).reshape(len(ids), -1) @ of("wo").T
        gate, value = (norm(x, f"transformer_encoder.{index}.ffn_norm.weight") @ of("ffn.w12").T).chunk(2, -1)
        x = x + (torch.nn.functional.silu(gate) * value) @ of("ffn.w3").T
    return norm(x, "layer_norm_2.weight") @ weights["decoder.weight"].T + weights["decoder.bias"]


directory, sequence, positions = sys.argv[1], sys.argv[2], int(sys.argv[3])
with open(f"{directory}/config.json") as file:
    config = json.load(file)
with open(f"{directory}/tokenizer.json") as file:
    vocabulary = json.load(file)["model"]["vocab"]
weights = load(directory)
ids = torch.tensor([vocabulary[it] for it in ["<bos>", *sequence, "<eos>"]])
with torch.no_grad():
    forward(weights, config, ids)
    started, before = time.perf_counter(), time.process_time()
    scores = []
    for position in range(1, positions + 1):
        masked = ids.clone()
        masked[position] = vocabulary["<mask>"]
        row = forward(weights, config, masked)[position]
        scores.append([float(row[vocabulary[it]] - row[ids[position]]) for it in "ACDEFGHIKLMNPQRSTVWY"])
    seconds, processor = (time.perf_counter() - started) / positions, (time.process_time() - before) / positions
print(json.dumps({"seconds": seconds, "processor": processor, "version": torch.__version__, "scores": scores}))

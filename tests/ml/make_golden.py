#!/usr/bin/env python3
"""Writes golden.json: what PyTorch makes of the same data, initial weights, batch order and settings as the product's trainers.

    python3 -m venv venv && venv/bin/pip install torch==2.11.0 numpy && venv/bin/python tests/ml/make_golden.py

Networks are torch.nn modules and steps are torch.optim's; nothing of the product is called. The product's random numbers (Philox4x32-10,
core/base/random.h) are written down here a second time, so that initial weights and batch order are checked by the same file.
"""
import json
import math
import pathlib

import torch
from torch import nn

VERSION = "2.11.0"
INITIALISATION, SHUFFLE = 1, 2
MASK = 0xFFFFFFFF
ROWS, STEPS, SEED = 40, 12, 5
DEFAULTS = {"hidden-layers": 2, "width": 5, "batch-size": 16, "seed": SEED, "learning-rate": 0.05, "optimizer": "adam"}

CASES = {
    "adam": {},
    "adamw": {"optimizer": "adamw", "weight-decay": 0.1},
    "adam-decay": {"weight-decay": 0.05, "beta1": 0.8, "beta2": 0.95, "epsilon": 1e-6},
    "sgd": {"optimizer": "sgd", "learning-rate": 0.5},
    "momentum": {"optimizer": "momentum", "momentum": 0.8, "weight-decay": 0.01},
    "l1-and-clip": {"optimizer": "sgd", "l1": 0.01, "gradient-clip": 0.5, "learning-rate": 0.5},
    "batch-norm": {"batch-norm": True},
    "skip": {"skip-connections": True, "hidden-layers": 3},
    "batch-norm-and-skip": {"batch-norm": True, "skip-connections": True, "hidden-layers": 3},
    "label-smoothing": {"label-smoothing": 0.2},
    "class-weights": {"class-weights": "balanced"},
    "smoothing-and-weights": {"label-smoothing": 0.1, "class-weights": "balanced"},
    "sine-features": {"sine-features": 3, "sine-maximum": 2.0},
    "raw-features": {"standardize": False},
    "no-hidden-layer": {"hidden-layers": 0},
    "he": {"initialization": "he"},
    "glorot": {"initialization": "glorot", "activation": "tanh"},
    "leaky-relu": {"activation": "leaky-relu"},
    "tanh": {"activation": "tanh"},
    "sigmoid": {"activation": "sigmoid"},
    "gelu": {"activation": "gelu"},
}


class Stream:
    """RandomStream of core/base/random.h."""

    def __init__(self, seed, purpose, epoch=0, step=0, layer=0):
        self.counter = [0, step, epoch, (layer << 8) | purpose]
        self.key = [seed & MASK, seed >> 32]
        self.block, self.spare = [], None

    def word(self):
        if not self.block:
            x, k = list(self.counter), list(self.key)
            for _ in range(10):
                a, b = 0xD2511F53 * x[0], 0xCD9E8D57 * x[2]
                x = [(b >> 32) ^ x[1] ^ k[0], b & MASK, (a >> 32) ^ x[3] ^ k[1], a & MASK]
                k = [(k[0] + 0x9E3779B9) & MASK, (k[1] + 0xBB67AE85) & MASK]
            self.block = x
            self.counter[0] += 1
        return self.block.pop(0)

    def long(self):
        return (self.word() << 32) | self.word()

    def uniform(self):
        return (self.long() >> 11) * 2.0**-53

    def normal(self):
        if self.spare is not None:
            value, self.spare = self.spare, None
            return value
        radius, angle = math.sqrt(-2.0 * math.log(1.0 - self.uniform())), 2.0 * math.pi * self.uniform()
        self.spare = radius * math.sin(angle)
        return radius * math.cos(angle)

    def below(self, bound):
        limit = (1 << 64) % bound
        value = self.long()
        while value < limit:
            value = self.long()
        return value % bound


def permutation(epoch):
    order, stream = list(range(ROWS)), Stream(SEED, SHUFFLE, epoch)
    for last in range(ROWS, 1, -1):
        other = stream.below(last)
        order[last - 1], order[other] = order[other], order[last - 1]
    return torch.tensor(order)


def make_data():
    """Three classes of unequal size around a spiral, away from the origin and of unequal spread."""
    generator = torch.Generator().manual_seed(1)
    labels = torch.tensor([0] * 20 + [1] * 13 + [2] * 7)
    angle = labels * 2.1 + torch.rand(ROWS, generator=generator) * 1.5
    features = torch.stack([3.0 + 2.0 * torch.cos(angle), -1.0 + 0.5 * torch.sin(angle)], 1)
    features += 0.1 * torch.randn(ROWS, 2, generator=generator)
    return features, labels


def transformed(features, case):
    if case.get("sine-features"):
        count = case["sine-features"]
        alpha = case["sine-maximum"] * torch.arange(1, count + 1, dtype=torch.float64) / count
        features = torch.sin(features.double()[:, :, None] * alpha).reshape(ROWS, -1).float()
    if case.get("standardize", True):
        wide = features.double()
        mean, deviation = wide.mean(0), wide.std(0, correction=0)
        features = (features - mean.float()) * (1.0 / deviation).float()
    return features


class Network(nn.Module):
    def __init__(self, inputs, case):
        super().__init__()
        width, hidden = case["width"], case["hidden-layers"]
        sizes = [inputs] + [width] * hidden + [3]
        self.linears = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))
        self.norms = nn.ModuleList(nn.BatchNorm1d(width) for _ in range(hidden)) if case.get("batch-norm") else None
        self.skip = case.get("skip-connections", False)
        name = case.get("activation", "relu")
        self.bend = {"relu": nn.ReLU(), "leaky-relu": nn.LeakyReLU(0.01), "tanh": nn.Tanh(), "sigmoid": nn.Sigmoid(), "gelu": nn.GELU()}[name]

    def slots(self):
        """The product's parameters in its order."""
        for index, linear in enumerate(self.linears):
            yield f"layers.{index}.weight", linear.weight
            yield f"layers.{index}.bias", linear.bias
            if self.norms is not None and index < len(self.norms):
                yield f"layers.{index}.norm.weight", self.norms[index].weight
                yield f"layers.{index}.norm.bias", self.norms[index].bias

    def initialise(self, case):
        kind, fan_in, fan_out = case.get("initialization", "default"), 1, 1
        for index, (name, parameter) in enumerate(self.slots()):
            stream = Stream(SEED, INITIALISATION, layer=index)
            draw = None
            if ".norm." in name:
                continue
            if parameter.dim() == 2:
                fan_out, fan_in = parameter.shape
            if parameter.dim() == 2 and kind == "he":
                draw = lambda: math.sqrt(2.0 / fan_in) * stream.normal()
            elif parameter.dim() == 2 and kind == "glorot":
                bound = math.sqrt(6.0 / (fan_in + fan_out))
                draw = lambda: -bound + 2.0 * bound * stream.uniform()
            elif kind == "default":
                bound = 1.0 / math.sqrt(fan_in)
                draw = lambda: -bound + 2.0 * bound * stream.uniform()
            values = [draw() if draw else 0.0 for _ in range(parameter.numel())]
            with torch.no_grad():
                parameter.copy_(torch.tensor(values, dtype=torch.float64).float().reshape(parameter.shape))

    def forward(self, x):
        for index, linear in enumerate(self.linears[:-1]):
            y = linear(x)
            if self.norms is not None:
                y = self.norms[index](y)
            y = self.bend(y)
            x = y + x if self.skip and x.shape == y.shape else y
        return self.linears[-1](x)

    def tensors(self):
        named = {name: parameter.detach() for name, parameter in self.slots()}
        for index, norm in enumerate(self.norms or []):
            named[f"layers.{index}.norm.running_mean"] = norm.running_mean
            named[f"layers.{index}.norm.running_var"] = norm.running_var
        return {name: numbers(tensor) for name, tensor in named.items()}


def numbers(tensor):
    return [float(f"{value:.9g}") for value in tensor.flatten().tolist()]


def optimiser_of(parameters, case):
    rate, decay = case["learning-rate"], case.get("weight-decay", 0.0)
    adam = {"lr": rate, "betas": (case.get("beta1", 0.9), case.get("beta2", 0.999)), "eps": case.get("epsilon", 1e-8), "weight_decay": decay}
    match case["optimizer"]:
        case "adam":
            return torch.optim.Adam(parameters, **adam)
        case "adamw":
            return torch.optim.AdamW(parameters, **adam)
        case "momentum":
            return torch.optim.SGD(parameters, lr=rate, momentum=case["momentum"], weight_decay=decay)
    return torch.optim.SGD(parameters, lr=rate, weight_decay=decay)


def train(case, features, labels):
    case = {**DEFAULTS, **case}
    inputs = transformed(features, case)
    network = Network(inputs.shape[1], case)
    network.initialise(case)
    before = network.tensors()
    weights = None
    if case.get("class-weights") == "balanced":
        weights = ROWS / (3.0 * torch.bincount(labels).double())
        weights = weights.float()
    criterion = nn.CrossEntropyLoss(weight=weights, label_smoothing=case.get("label-smoothing", 0.0))
    optimiser = optimiser_of(network.parameters(), case)
    batches = math.ceil(ROWS / case["batch-size"])
    losses, rates = [], []
    for step in range(STEPS):
        rows = permutation(step // batches)[step % batches * case["batch-size"]:][:case["batch-size"]]
        rates.append(case["learning-rate"] * (1.0 - 0.5 * step / STEPS))
        optimiser.param_groups[0]["lr"] = rates[-1]
        optimiser.zero_grad()
        loss = criterion(network(inputs[rows]), labels[rows])
        loss.backward()
        if case.get("gradient-clip"):
            nn.utils.clip_grad_norm_(network.parameters(), case["gradient-clip"])
        if case.get("l1"):
            for parameter in network.parameters():
                parameter.grad += case["l1"] * parameter.detach().sign()
        optimiser.step()
        losses.append(loss.item())
    network.eval()
    with torch.no_grad():
        evaluated = nn.functional.cross_entropy(network(inputs), labels).item()
    fields = {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in case.items()}
    return {"fields": fields, "rates": rates, "before": before, "losses": numbers(torch.tensor(losses)), "evaluated": evaluated,
            "after": network.tensors()}


def main():
    assert torch.__version__.split("+")[0] == VERSION, f"the golden file is PyTorch {VERSION}'s, this is {torch.__version__}"
    torch.set_num_threads(1)
    features, labels = make_data()
    golden = {"pytorch": VERSION, "features": numbers(features), "labels": labels.tolist(),
              "cases": {name: train(case, features, labels) for name, case in CASES.items()}}
    path = pathlib.Path(__file__).parent / "golden.json"
    path.write_text(json.dumps(golden, separators=(",", ":")).replace('},"', '},\n"') + "\n")
    print(f"{path}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()

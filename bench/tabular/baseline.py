"""The Python side of `./dev bench tabular`: two loops over the same data, answering requests, one JSON object a line.

P1 is what a user writes: a DataLoader that shuffles, .item() at each step. P2 is an expert's loop: tensors permuted once an epoch and
sliced, fused Adam, the loss read once an epoch.
"""
import json
import sys
import time

import numpy
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def read_cities(path):
    splits = []
    with open(path, "rb") as file:
        for _ in range(3):
            rows = int(numpy.fromfile(file, numpy.int64, 1)[0])
            features = numpy.fromfile(file, numpy.float32, rows * 2).reshape(rows, 2)
            labels = numpy.fromfile(file, numpy.int32, rows).astype(numpy.int64)
            splits.append((torch.from_numpy(features), torch.from_numpy(labels)))
    mean, deviation = splits[0][0].mean(0), splits[0][0].std(0, unbiased=False)
    return [((x - mean) / deviation, y) for x, y in splits]


def network(settings, classes):
    width, layers, inputs = settings.get("width", 16), [], 2
    for _ in range(settings.get("hidden-layers", 6)):
        layers.append(nn.Linear(inputs, width))
        if settings.get("batch-norm"):
            layers.append(nn.BatchNorm1d(width))
        layers.append(nn.ReLU())
        inputs = width
    return nn.Sequential(*layers, nn.Linear(inputs, classes))


@torch.no_grad()
def validate(model, x, y):
    model.eval()
    right = (model(x).argmax(1) == y).sum().item()
    model.train()
    return right / len(y)


def add_norms(model, sums):
    """What a notebook does for gradient magnitudes: a sum for each layer, kept on the device until the epoch's end."""
    for i, module in enumerate(m for m in model if isinstance(m, nn.Linear)):
        sums[i] += module.weight.grad.pow(2).sum() + module.bias.grad.pow(2).sum()


def step(model, optimizer, loss_function, x, y):
    optimizer.zero_grad()
    loss = loss_function(model(x), y)
    loss.backward()
    return loss


def epoch_p1(model, optimizer, data, batch, norms):
    loss_function, running, sums = nn.CrossEntropyLoss(), 0.0, torch.zeros(1000)
    for x, y in DataLoader(TensorDataset(*data), batch_size=batch, shuffle=True):
        loss = step(model, optimizer, loss_function, x, y)
        if norms:
            add_norms(model, sums)
        optimizer.step()
        running += loss.item()
    return running


def epoch_p2(model, optimizer, data, batch, norms):
    loss_function, running, sums = nn.CrossEntropyLoss(), torch.zeros(()), torch.zeros(1000)
    order = torch.randperm(len(data[0]))
    xs, ys = data[0][order], data[1][order]
    for start in range(0, len(xs), batch):
        loss = step(model, optimizer, loss_function, xs[start:start + batch], ys[start:start + batch])
        if norms:
            add_norms(model, sums)
        optimizer.step()
        running += loss.detach()
    return running.item()


def train(request, splits, classes):
    torch.manual_seed(1)
    torch.set_num_threads(request["threads"])
    settings, expert = request["settings"], request["loop"] == "P2"
    model = network(settings, classes)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001, fused=expert)
    run_epoch = epoch_p2 if expert else epoch_p1
    seconds, accuracy = [], 0.0
    for _ in range(request["epochs"]):
        begin = time.perf_counter()
        run_epoch(model, optimizer, splits[0], settings["batch-size"], request.get("norms"))
        accuracy = validate(model, *splits[1])
        seconds.append(time.perf_counter() - begin)
    return {"seconds": seconds, "accuracy": accuracy, "torch": torch.__version__, "cpu": torch.backends.cpu.get_cpu_capability()}


def main():
    splits = read_cities(sys.argv[1])
    for line in sys.stdin:
        print(json.dumps(train(json.loads(line), splits, int(sys.argv[2]))), flush=True)


main()

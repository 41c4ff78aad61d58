"""What PyTorch and torchvision make of one epoch that EpochLab trains: same pictures, pretrained weights, new head, order of batches.

Python with torch 2.11 and torchvision:
  faces_with_pytorch.py FACES WEIGHTS probe|finetune RATE SEED THREADS
prints {"test_accuracy": …, "validation_accuracy": …}. The acceptance test of the faces asks it where EPOCHLAB_PYTHON names such a Python.
"""

import json
import pathlib
import struct
import sys

import numpy
import torch
import torchvision
from torchvision import transforms

BATCH = 32
SHUFFLE, INITIALISATION = 2, 1  # RandomPurpose of core/base/random.h


class Philox:
    """Philox4x32-10 as core/base/random.cpp keys it."""

    def __init__(self, seed, purpose, epoch=0, layer=0):
        self.counter = [0, 0, epoch, layer << 8 | purpose]
        self.key = [seed & 0xFFFFFFFF, seed >> 32]
        self.words = []

    def word(self):
        if not self.words:
            x, key = list(self.counter), list(self.key)
            for _ in range(10):
                first, second = 0xD2511F53 * x[0], 0xCD9E8D57 * x[2]
                x = [(second >> 32) ^ x[1] ^ key[0], second & 0xFFFFFFFF, (first >> 32) ^ x[3] ^ key[1], first & 0xFFFFFFFF]
                key = [(key[0] + 0x9E3779B9) & 0xFFFFFFFF, (key[1] + 0xBB67AE85) & 0xFFFFFFFF]
            self.words = x
            self.counter[0] += 1
        return self.words.pop(0)

    def word64(self):
        return self.word() << 32 | self.word()

    def uniform(self, low, high):
        return low + (high - low) * ((self.word64() >> 11) * 2.0**-53)

    def below(self, bound):
        value = self.word64()
        while value < 2**64 % bound:
            value = self.word64()
        return value % bound


def permutation(seed, count):
    order, stream = list(range(count)), Philox(seed, SHUFFLE)
    for last in range(count, 1, -1):
        other = stream.below(last)
        order[last - 1], order[other] = order[other], order[last - 1]
    return order


def tensors(path):
    data = pathlib.Path(path).read_bytes()
    size = struct.unpack("<Q", data[:8])[0]
    kinds = {"F32": numpy.float32, "F16": numpy.float16, "I64": numpy.int64}
    found = {}
    for name, facts in json.loads(data[8 : 8 + size]).items():
        if name != "__metadata__":
            first, last = (8 + size + offset for offset in facts["data_offsets"])
            values = numpy.frombuffer(data[first:last], kinds[facts["dtype"]]).reshape(facts["shape"])
            found[name] = torch.from_numpy(values.astype(numpy.float32 if facts["dtype"] != "I64" else numpy.int64))
    return found


def network(weights, method, seed):
    net = torchvision.models.resnet18()
    net.load_state_dict(tensors(weights), strict=False)
    net.fc = torch.nn.Linear(512, 1)
    for slot, parameter in zip((60, 61), net.fc.parameters()):
        stream, bound = Philox(seed, INITIALISATION, layer=slot), 512**-0.5
        values = [0.0 if method == "probe" else stream.uniform(-bound, bound) for _ in range(parameter.numel())]
        parameter.data = torch.tensor(values).view_as(parameter)
    for name, parameter in net.named_parameters():
        parameter.requires_grad_(method == "finetune" or name.startswith("fc."))
    return net


def main(faces, weights, method, rate, seed, threads):
    torch.set_num_threads(int(threads))
    view = transforms.Compose([transforms.Resize(224), transforms.CenterCrop(224), transforms.ToTensor(),
                               transforms.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))])
    data = {split: torchvision.datasets.ImageFolder(pathlib.Path(faces) / split, view) for split in ("train", "val", "test")}
    net = network(weights, method, int(seed))
    optimiser = torch.optim.Adam([p for p in net.parameters() if p.requires_grad], float(rate))

    def batch(split, rows):
        pictures, labels = zip(*(data[split][row] for row in rows))
        return torch.stack(pictures), torch.tensor(labels, dtype=torch.float32)

    net.train(method == "finetune")
    order = permutation(int(seed), len(data["train"]))
    for first in range(0, len(order), BATCH):
        pictures, labels = batch("train", order[first : first + BATCH])
        optimiser.zero_grad()
        torch.nn.functional.binary_cross_entropy_with_logits(net(pictures)[:, 0], labels).backward()
        optimiser.step()
    net.eval()
    accuracies = {}
    with torch.inference_mode():
        for split, word in (("val", "validation_accuracy"), ("test", "test_accuracy")):
            right = 0
            for first in range(0, len(data[split]), BATCH):
                pictures, labels = batch(split, range(first, min(first + BATCH, len(data[split]))))
                right += int(((net(pictures)[:, 0] > 0).float() == labels).sum())
            accuracies[word] = right / len(data[split])
    print(json.dumps(accuracies))


main(*sys.argv[1:])

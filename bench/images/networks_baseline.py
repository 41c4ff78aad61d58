"""The Python side of I1 to I5 of `./dev bench images`: what a good notebook does with torchvision, answering requests, one JSON object a line."""
import itertools
import json
import pathlib
import sys
import time

import PIL
import safetensors.torch
import torch
import torchvision
from torch import nn
from torchvision import transforms

BATCH = 32


def seen(side):
    return transforms.Compose([transforms.Resize(side), transforms.CenterCrop(side), transforms.ToTensor(),
                               transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])])


def pictures(request, split):
    folder = torchvision.datasets.ImageFolder(pathlib.Path(request["folder"]) / split, transform=seen(224))
    return torch.utils.data.DataLoader(folder, batch_size=BATCH, shuffle=split == "train")


class Network:
    """ResNet-18 with one logit, trained by one of the lab's methods. Fast: bfloat16 by autocast, channels last."""

    def __init__(self, request):
        torch.manual_seed(request.get("seed", 0))
        torch.set_num_threads(request["threads"])
        self.fast, self.probes = request["precision"] == "fast", request["method"] == "probe"
        self.model = torchvision.models.resnet18()
        if request["method"] != "scratch":
            self.model.load_state_dict({name: tensor.float() for name, tensor in safetensors.torch.load_file(request["weights"]).items()}, strict=False)
        self.model.requires_grad_(not self.probes)
        self.model.fc = nn.Linear(512, 1)
        if self.fast:
            self.model = self.model.to(memory_format=torch.channels_last)
        self.loss = nn.BCEWithLogitsLoss()
        self.optimizer = torch.optim.Adam([parameter for parameter in self.model.parameters() if parameter.requires_grad], lr=0.0001)

    def logits(self, x):
        if self.fast:
            x = x.to(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16, enabled=self.fast):
            return self.model(x).squeeze(1).float()

    def train(self, batches):
        self.model.train(not self.probes)
        running = count = 0
        for x, y in batches:
            self.optimizer.zero_grad()
            loss = self.loss(self.logits(x), y.float())
            loss.backward()
            self.optimizer.step()
            running += loss.item()
            count += len(y)
        return count

    @torch.no_grad()
    def evaluate(self, batches):
        self.model.eval()
        loss = right = count = 0
        for x, y in batches:
            logits = self.logits(x)
            loss += self.loss(logits, y.float()).item() * len(y)
            right += ((logits > 0) == y.bool()).sum().item()
            count += len(y)
        return count


def train(request):
    network, batches = Network(request), iter(pictures(request, "train"))
    network.train(itertools.islice(batches, 1))
    start = time.perf_counter()
    count = network.train(itertools.islice(batches, request["steps"]))
    return {"seconds": time.perf_counter() - start, "pictures": count}


def evaluate(request):
    network, batches = Network(request), pictures(request, "val")
    start = time.perf_counter()
    count = network.evaluate(batches)
    return {"seconds": time.perf_counter() - start, "pictures": count}


def decode(request):
    """All pictures to tensors, on one thread."""
    torch.set_num_threads(1)
    splits = [split for split in sorted(pathlib.Path(request["folder"]).iterdir()) if split.is_dir()]
    every = torch.utils.data.ConcatDataset([torchvision.datasets.ImageFolder(split, transform=seen(request["side"])) for split in splits])
    total, start = 0.0, time.perf_counter()
    for index in range(len(every)):
        values, _ = every[index]
        total += float(values.view(-1)[values.numel() // 2])
    return {"seconds": time.perf_counter() - start, "pictures": len(every), "sum": total}


VERSIONS = {"torch": torch.__version__, "torchvision": torchvision.__version__, "pillow": PIL.__version__,
            "instructions": torch.backends.cpu.get_cpu_capability()}

for line in sys.stdin:
    asked = json.loads(line)
    answer = {"train": train, "evaluate": evaluate, "decode": decode}[asked["work"]](asked)
    print(json.dumps(answer | VERSIONS), flush=True)

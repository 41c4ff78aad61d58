"""Makes picture_golden.json: what PyTorch and torchvision do with picture networks in a few steps.

Run with Python, torch 2.11 and torchvision:  python tests/ml/make_picture_golden.py > tests/ml/picture_golden.json
Weights and pictures follow laws that picture_golden_test.cpp repeats, so that no generator has to agree.
"""

import json

import torch
import torchvision
from torch import nn

# At ten times the rate the third loss of a ResNet differs by a fifth between float32 and float64.
ROWS, SIDE, STEPS, RATE = 4, 32, 3, 0.00001


class SmallNetwork(nn.Module):
    def __init__(self, outputs):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 32, 3, padding=1), nn.BatchNorm2d(32)
        self.conv2, self.bn2 = nn.Conv2d(32, 64, 3, padding=1), nn.BatchNorm2d(64)
        self.fc1, self.fc2 = nn.Linear(64 * (SIDE // 4) ** 2, 128), nn.Linear(128, outputs)

    def forward(self, x):
        x = nn.functional.max_pool2d(torch.relu(self.bn1(self.conv1(x))), 2)
        x = nn.functional.max_pool2d(torch.relu(self.bn2(self.conv2(x))), 2)
        return self.fc2(torch.relu(self.fc1(x.flatten(1))))


def law(count, start):
    return ((torch.arange(count, dtype=torch.int64) * 37 + start) % 251).double()


def fill(network):
    """By parameter, in the network's order: matrices by the law; norms keep 1, biases 0."""
    for number, (name, parameter) in enumerate(network.named_parameters()):
        if parameter.dim() == 1:
            parameter.data.fill_(1.0 if name.endswith("weight") else 0.0)
            continue
        values = (law(parameter.numel(), number * 7919) / 250 - 0.5) * (2.0 / parameter[0].numel() ** 0.5)
        parameter.data.copy_(values.view_as(parameter))


def pictures():
    return (law(ROWS * 3 * SIDE * SIDE, 0).view(ROWS, SIDE, SIDE, 3).permute(0, 3, 1, 2) / 255).float()


def steps(model, classes, trained):
    outputs = 1 if classes == 2 else classes
    if model == "cnn":
        network = SmallNetwork(outputs)
    else:
        network = getattr(torchvision.models, model)(num_classes=outputs)
    fill(network)
    network.train()
    for name, parameter in network.named_parameters():
        parameter.requires_grad_(trained is None or name.startswith(trained))
    if trained:
        for name, module in network.named_modules():
            if isinstance(module, nn.BatchNorm2d) and not name.startswith(trained):
                module.eval()
    optimizer = torch.optim.SGD([p for p in network.parameters() if p.requires_grad], lr=RATE, momentum=0.9)
    x, y = pictures(), torch.arange(ROWS) % classes
    losses, norms = [], []
    for _ in range(STEPS):
        optimizer.zero_grad()
        logits = network(x)
        if classes == 2:
            loss = nn.functional.binary_cross_entropy_with_logits(logits.squeeze(1), y.float())
        else:
            loss = nn.functional.cross_entropy(logits, y)
        loss.backward()
        losses.append(loss.item())
        head = network.fc2 if model == "cnn" else network.fc
        norms.append(sum(p.grad.double().square().sum().item() for p in head.parameters()))
        optimizer.step()
    network.eval()
    with torch.no_grad():
        logits = network(x)
    return {
        "model": model,
        "classes": classes,
        "unfreeze": 5 if trained is None else 1,
        "losses": losses,
        "head_gradients": norms,
        "logits": logits.flatten().tolist(),
    }


torch.set_num_threads(1)
rows = [steps("cnn", 2, None), steps("cnn", 3, None), steps("resnet18", 2, None), steps("resnet18", 3, ("layer4", "fc"))]
print(json.dumps({"torch": torch.__version__, "torchvision": torchvision.__version__, "rows": rows}, indent=1))

"""The Python side of `./dev bench pictures`: torchvision's ImageFolder and transforms, answering requests, one JSON object a line."""
import json
import pathlib
import sys
import time

import PIL
import torch
import torchvision
from torchvision import transforms

torch.set_num_threads(1)
for line in sys.stdin:
    request = json.loads(line)
    side = request["side"]
    seen = transforms.Compose([transforms.Resize(side), transforms.CenterCrop(side), transforms.ToTensor(),
                               transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])])
    folders = [torchvision.datasets.ImageFolder(split, transform=seen) for split in pathlib.Path(request["folder"]).iterdir() if split.is_dir()]
    total, count, start = 0.0, 0, time.perf_counter()
    for folder in folders:
        for index in range(len(folder)):
            values, _ = folder[index]
            total += float(values.view(-1)[values.numel() // 2])
            count += 1
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "pictures": count, "sum": total, "pillow": PIL.__version__,
                      "torchvision": torchvision.__version__}), flush=True)

#!/usr/bin/env python3
"""Writes golden/: weights files as PyTorch 2.11 and safetensors write them, and what is in them (expected.json).

Needs torch, numpy and safetensors; the tests need only what it writes.
"""
import collections
import json
from pathlib import Path

import numpy
import torch
from safetensors.torch import save_file

FOLDER = Path(__file__).parent / "golden"


def network():
    torch.manual_seed(0)
    return torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.BatchNorm2d(2), torch.nn.Flatten(), torch.nn.Linear(8, 3))


def every_type():
    numbers = torch.tensor([0.0, -1.5, 2.0**-24, 65504.0, 3.0])
    return {
        "f32": numbers.clone(),
        "f64": numbers.double(),
        "f16": numbers.half(),
        "bf16": torch.tensor([1.0, -2.5, 3e38]).bfloat16(),
        "i64": torch.tensor([7, -9]),
        "i32": torch.tensor([5], dtype=torch.int32),
        "i16": torch.tensor([-300], dtype=torch.int16),
        "i8": torch.tensor([-128, 127], dtype=torch.int8),
        "u8": torch.tensor([255], dtype=torch.uint8),
        "bool": torch.tensor([True, False]),
    }


def views():
    base = torch.arange(24.0)
    return collections.OrderedDict(
        transposed=base.reshape(4, 6).t(),
        channels_last=base.reshape(1, 2, 3, 4).contiguous(memory_format=torch.channels_last),
        sliced=base.reshape(4, 6)[1::2, 2:5],
        shared=base[3:5],
        scalar=torch.tensor(2.5),
        empty=torch.zeros(0, 3),
        parameter=torch.nn.Parameter(torch.tensor([1.0, 2.0])),
    )


def described(tensors):
    names = {torch.float32: "F32", torch.float64: "F64", torch.float16: "F16", torch.bfloat16: "BF16", torch.int64: "I64",
             torch.int32: "I32", torch.int16: "I16", torch.int8: "I8", torch.uint8: "U8", torch.bool: "BOOL"}
    return [{"name": name, "type": names[tensor.dtype], "shape": list(tensor.shape), "values": tensor.detach().float().flatten().tolist()}
            for name, tensor in tensors.items()]


def main():
    FOLDER.mkdir(exist_ok=True)
    model = network()
    state = model.state_dict()
    parallel = torch.nn.DataParallel(network()).state_dict()
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    checkpoint = {"epoch": 3, "best": 0.5, "name": "r", "seed": 2**70, "state_dict": parallel, "optimizer": optimiser.state_dict(),
                  "history": [(1, 0.5), (2, None)], "done": False}
    readable = {"state.pth": state, "types.pth": every_type(), "views.pth": views(), "protocol4.pth": state}
    for name, content in readable.items():
        torch.save(content, FOLDER / name, pickle_protocol=4 if "protocol4" in name else 2)
    torch.save(checkpoint, FOLDER / "checkpoint.pth")
    save_file(every_type(), FOLDER / "types.safetensors", {"format": "pt"})
    save_file(dict(state), FOLDER / "state.safetensors")
    expected = {name: described(content) for name, content in readable.items()}
    expected["checkpoint.pth"] = described(state)
    expected["types.safetensors"] = described(every_type())
    expected["state.safetensors"] = described(state)
    (FOLDER / "expected.json").write_text(json.dumps(expected) + "\n", encoding="ascii")

    torch.save(model, FOLDER / "whole_model.pth")
    torch.save(state, FOLDER / "legacy.pth", _use_new_zipfile_serialization=False)
    torch.jit.script(torch.nn.ReLU()).save(FOLDER / "script.pth")
    torch.save({"w": torch.ones(2).to(torch.float8_e4m3fn)}, FOLDER / "float8.pth")
    torch.save({"w": torch.ones(2, dtype=torch.complex64)}, FOLDER / "complex.pth")
    torch.save({"w": torch.ones(2, dtype=torch.complex64).conj()}, FOLDER / "conjugate.pth")
    torch.save({"w": torch.ones(1).expand(5)}, FOLDER / "expanded.pth")
    torch.save({"state_dict": state, "best": numpy.float64(0.5)}, FOLDER / "numpy.pth")
    torch.save(torch.ones(2), FOLDER / "one_tensor.pth")
    torch.save({"epoch": 1}, FOLDER / "no_tensor.pth")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Makes libtorch-cuda-requirements.txt from the metadata of the torch wheel itself: each nvidia-* wheel it asks for, with hash and size.

    cmake/pin_libtorch_cuda.py WHEEL_FOLDER >cmake/libtorch-cuda-requirements.txt

Needs Python 3.11 on Linux x86_64 and 3 GB in WHEEL_FOLDER, since pip downloads the wheels there to learn their sizes.
"""
import json
import math
import pathlib
import subprocess
import sys
import tempfile

TORCH = "torch==2.11.0"


def resolved():
    """(name, version, wheel's file name, SHA-256) of torch and the nvidia wheels that pip resolves it to."""
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        subprocess.run([sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--quiet", "--only-binary", ":all:",
                        "--report", report.name, TORCH], check=True, stdout=sys.stderr)
        installs = json.load(report)["install"]
    for part in installs:
        name, download = part["metadata"]["name"], part["download_info"]
        if name == "torch" or name.startswith("nvidia-"):
            yield name, part["metadata"]["version"], download["url"].rsplit("/", 1)[1], download["archive_info"]["hashes"]["sha256"]


folder = pathlib.Path(sys.argv[1])
parts = sorted(resolved(), key=lambda part: (part[0] != "torch", part[0]))
subprocess.run([sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:", "--dest", folder,
                *(f"{name}=={version}" for name, version, _, _ in parts)], check=True, stdout=sys.stderr)
print("# LibTorch with its CUDA libraries, as ./dev run --cuda unpacks it. Made by cmake/pin_libtorch_cuda.py.")
for name, version, wheel, sha256 in parts:
    print(f"{name}=={version} --hash=sha256:{sha256} # {math.ceil((folder / wheel).stat().st_size / 1e6)} MB")

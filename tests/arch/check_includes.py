#!/usr/bin/env python3
"""Checks the include rules of docs/architecture.md: check_includes.py ROOT, or check_includes.py --self-check."""
import re
import sys
from pathlib import Path

TORCH = re.compile(r"<(torch|ATen|c10|caffe2)/")
QT = re.compile(r"<(Q[A-Z]\w*|Qt\w+/.*|q[a-z]+\.h)>|qcustomplot\.h")
ML = re.compile(r"<(torch|ATen|c10|caffe2|xgboost)/|\"(torch|xgb)/")
TRAINERS = ("core/torch", "core/xgb")
CODECS = re.compile(r"<(opencv2/.*|jpeglib\.h|png\.h)>|\"vision/codecs/")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"][^>"]+[>"])')
GLOBAL_RANDOM = re.compile(r"\bmanual_seed\b|torch::nn::Dropout|torch::nn::init|\bsrand\(")
TRANSACTION = re.compile(r'"\s*(BEGIN|SAVEPOINT)\b')
MOST_TORCH_FILES = 14
MOST_LINES = {".h": 150, ".cpp": 350}


def file_faults(path, text):
    """The broken rules of one file; path is relative to the root, with forward slashes."""
    faults = []
    room = "/".join(path.split("/")[:2])
    for number, line in enumerate(text.splitlines(), 1):
        place = f"{path}:{number}"
        if path.startswith("core/") and GLOBAL_RANDOM.search(line):
            faults.append(f"{place}: a process-wide generator; take core/base/random.h")
        if path != "core/store/database.cpp" and TRANSACTION.search(line):
            faults.append(f"{place}: only WriteTransaction opens a transaction")
        found = INCLUDE.match(line)
        if not found:
            continue
        name = found.group(1)
        if name.startswith('"..'):
            faults.append(f"{place}: {name} climbs; includes start at core/ or ui/")
        if path.startswith("core/") and QT.search(name):
            faults.append(f"{place}: {name}: core never sees Qt")
        if path.startswith("core/") and room not in TRAINERS and ML.search(name):
            faults.append(f"{place}: {name}: the base layer never sees the trainers' libraries")
        if name.startswith("<xgboost/") and path != "core/xgb/booster.cpp":
            faults.append(f"{place}: {name} belongs to core/xgb/booster.cpp alone")
        if CODECS.search(name) and not path.startswith("core/vision/codecs/"):
            faults.append(f"{place}: {name} belongs to core/vision/codecs alone")
        if path.startswith("ui/") and ML.search(name):
            faults.append(f"{place}: {name}: ui never sees the trainers' libraries")
        if "qcustomplot.h" in name and path.startswith(("ui/", "app/")) and room != "ui/plot":
            faults.append(f"{place}: {name} belongs to ui/plot alone")
        if name == "<sqlite3.h>" and path != "core/store/database.cpp":
            faults.append(f"{place}: {name} belongs to core/store/database.cpp alone")
        if name.startswith("<archive") and path != "core/exchange/archive_file.cpp":
            faults.append(f"{place}: {name} belongs to core/exchange/archive_file.cpp alone")
        if name == "<gif_lib.h>" and path != "ui/map/gif_writer.cpp":
            faults.append(f"{place}: {name} belongs to ui/map/gif_writer.cpp alone")
        if name == "<zip.h>" and path != "core/weights/zip_file.cpp":
            faults.append(f"{place}: {name} belongs to core/weights/zip_file.cpp alone")
        if TORCH.search(name) and path.endswith(".h"):
            faults.append(f"{place}: {name} in a header")
    lines, most = text.count("\n"), MOST_LINES[Path(path).suffix]
    if lines > most:
        faults.append(f"{path}: {lines} lines; split it before {most}")
    return faults


def tree_faults(root):
    faults, torch_files = [], []
    for folder in ("core", "ui", "app"):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix not in (".h", ".cpp"):
                continue
            text = path.read_text(encoding="utf-8")
            faults += file_faults(path.relative_to(root).as_posix(), text)
            if any(TORCH.search(line) for line in text.splitlines() if INCLUDE.match(line)):
                torch_files.append(path)
    if len(torch_files) > MOST_TORCH_FILES:
        faults.append(f"{len(torch_files)} files include LibTorch; at most {MOST_TORCH_FILES} may")
    return faults


def self_check():
    cases = [
        ("core/run/a.cpp", '#include <QString>\n', 1),
        ("core/run/a.cpp", '#include <ATen/ATen.h>\n', 1),
        ("core/torch/a.cpp", '#include <ATen/ATen.h>\n#include "torch/network.h"\n', 0),
        ("core/torch/a.h", '#include <torch/torch.h>\n', 1),
        ("core/torch/a.cpp", 'torch::manual_seed(1);\n', 1),
        ("core/xgb/booster.cpp", '#include <xgboost/c_api.h>\n#include "xgb/booster.h"\n', 0),
        ("core/xgb/session.cpp", '#include <xgboost/c_api.h>\n', 1),
        ("core/run/a.cpp", '#include "xgb/booster.h"\n', 1),
        ("ui/window/a.cpp", '#include "torch/trainer.h"\n', 1),
        ("ui/window/a.cpp", '#include <QWidget>\n', 0),
        ("ui/window/a.cpp", '#include <qcustomplot.h>\n', 1),
        ("ui/plot/a.cpp", '#include <qcustomplot.h>\n', 0),
        ("ui/plot/a.cpp", '#include "../theme/theme.h"\n', 1),
        ("core/store/a.cpp", '#include <sqlite3.h>\nrun("BEGIN");\n', 2),
        ("core/store/database.cpp", '#include <sqlite3.h>\nrun("BEGIN IMMEDIATE");\n', 0),
        ("core/vision/a.cpp", '#include <opencv2/core.hpp>\n#include "vision/codecs/codecs.h"\n', 2),
        ("core/vision/codecs/a.cpp", '#include <opencv2/core.hpp>\n#include <jpeglib.h>\n', 0),
        ("core/data/a.cpp", '#include "vision/picture.h"\n', 0),
        ("core/exchange/a.cpp", '#include <archive.h>\n', 1),
        ("core/exchange/archive_file.cpp", '#include <archive_entry.h>\n', 0),
        ("core/weights/a.cpp", '#include <zip.h>\n', 1),
        ("core/weights/zip_file.cpp", '#include <zip.h>\n', 0),
        ("core/base/a.cpp", "\n" * 350, 0),
        ("core/base/a.cpp", "\n" * 351, 1),
        ("core/base/a.h", "\n" * 150, 0),
        ("core/base/a.h", "\n" * 151, 1),
    ]
    return [f"self check: {path} {text[:40]!r}: expected {count}, found {file_faults(path, text)}"
            for path, text, count in cases if len(file_faults(path, text)) != count]


def main():
    faults = self_check() if sys.argv[1] == "--self-check" else tree_faults(Path(sys.argv[1]))
    print("\n".join(faults) or "ok")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

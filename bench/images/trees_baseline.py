"""The Python side of X1 of `./dev bench images`: XGBoost on the same pixels, answering requests, one JSON object a line."""
import json
import pathlib
import sys
import time

import numpy
import xgboost
from PIL import Image


def pixels(folder, resize, crop):
    """Pictures as the lab has them: shorter side to `resize`, middle square, flattened, 0 to 1."""
    files = [(file, label) for label, name in enumerate(sorted(path.name for path in folder.iterdir() if path.is_dir()))
             for file in sorted((folder / name).iterdir())]
    values = numpy.empty((len(files), crop * crop * 3), numpy.float32)
    for row, (file, _) in enumerate(files):
        picture = Image.open(file).convert("RGB")
        scale = resize / min(picture.size)
        picture = picture.resize([round(side * scale) for side in picture.size], Image.BILINEAR)
        left, top = [(side - crop) // 2 for side in picture.size]
        values[row] = numpy.asarray(picture.crop((left, top, left + crop, top + crop)), numpy.float32).ravel() / 255
    return values, numpy.array([label for _, label in files])


for line in sys.stdin:
    request = json.loads(line)
    train, test = (pixels(pathlib.Path(request["folder"]) / split, 224, 64) for split in ("train", "test"))
    start = time.perf_counter()
    model = xgboost.XGBClassifier(tree_method=request["method"], max_bin=request["bins"], n_estimators=request["rounds"],
                                  n_jobs=request["threads"]).fit(*train)
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "train": model.score(*train), "test": model.score(*test), "version": xgboost.__version__}), flush=True)

#!/usr/bin/env python3
"""Writes what Python's XGBoost makes of the same data and settings as the product's boosted trees: tests/ml/xgboost_golden.json, and models
that it saved, tests/core/trees/*.json.

    python3 -m venv venv && venv/bin/pip install xgboost==1.7.4 'numpy<2' scipy && venv/bin/python tests/ml/make_xgboost_golden.py

Nothing of the product is called. Rows and columns are drawn in no case: how they are depends on the rounds that a booster has grown.
"""
import json
import pathlib

import numpy
import xgboost

VERSION = "1.7.4"
ROUNDS = 12
NAMES = {"max-depth": "max_depth", "min-child-weight": "min_child_weight", "tree-method": "tree_method", "max-bin": "max_bin"}

CASES = {
    "two-classes": {},
    "three-classes": {},
    "two-classes-exact": {"tree-method": "exact"},
    "three-classes-exact": {"tree-method": "exact", "max-depth": 3},
    "three-classes-approx": {"tree-method": "approx", "max-bin": 8},
    "two-classes-few-bins": {"max-bin": 6, "eta": 1},
    "three-classes-slow": {"eta": 0.05, "max-depth": 2},
    "two-classes-penalty": {"lambda": 10, "min-child-weight": 5},
    "three-classes-no-penalty": {"lambda": 0, "min-child-weight": 0},
}


def made_data(classes):
    """Rounded to two digits, so that values tie and the text of each is short."""
    numbers = numpy.random.RandomState(classes)
    splits = {}
    for name, rows in (("training", 150), ("validation", 40)):
        values = numbers.normal(size=(rows, 3)).round(2).astype(numpy.float32)
        score = numpy.sin(2 * values[:, 0]) + values[:, 1] + 0.3 * numbers.normal(size=rows)
        labels = numpy.digitize(score, [0] if classes == 2 else [-0.6, 0.6])
        splits[name] = {"features": [round(float(x), 2) for x in values.ravel()], "labels": [int(label) for label in labels]}
    return splits


def matrix(split):
    return xgboost.DMatrix(numpy.array(split["features"], numpy.float32).reshape(-1, 3), numpy.array(split["labels"]))


def trained(classes, data, fields):
    parameters = {"tree_method": "hist", "nthread": 1, **{NAMES.get(name, name): value for name, value in fields.items()}}
    parameters.update({"objective": "binary:logistic"} if classes == 2 else {"objective": "multi:softprob", "num_class": classes})
    matrices = {name: matrix(split) for name, split in data.items()}
    losses = {}
    booster = xgboost.train(parameters, matrices["training"], ROUNDS, evals=[(m, n) for n, m in matrices.items()], evals_result=losses,
                            verbose_eval=False)
    answers = booster.predict(matrices["validation"])
    return booster, {"fields": {name: str(value) for name, value in fields.items()},
                     "losses": {name: [round(x, 7) for x in next(iter(measures.values()))] for name, measures in losses.items()},
                     "answers": [round(float(x), 7) for x in answers.ravel()]}


def main():
    assert xgboost.__version__ == VERSION, f"XGBoost is {xgboost.__version__}, the files are made with {VERSION}"
    here = pathlib.Path(__file__).parent
    data = {"two": made_data(2), "three": made_data(3)}
    cases = {}
    for name, fields in CASES.items():
        word = name.split("-")[0]
        booster, cases[name] = trained({"two": 2, "three": 3}[word], data[word], fields)
        if name.endswith("exact"):
            booster.save_model(here.parent / "core" / "trees" / f"{word}_classes.json")
    document = {"xgboost": VERSION, "rounds": ROUNDS, "data": data, "cases": cases}
    (here / "xgboost_golden.json").write_text(json.dumps(document, separators=(",", ":")) + "\n")


main()

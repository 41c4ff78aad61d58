"""Click Train on the moons, wait for the run's end, see its curve, export every plot. usage: train_and_export.py EPOCHLAB"""
import os
import sys

from screen import Screen

CURVE = (0x00, 0x72, 0xB2)
CENTRE = (290, 110, 1010, 760)

with Screen(sys.argv[1], "toy:moons") as screen:
    button = screen.wait_for_train()
    before = len(screen.positions(CURVE, CENTRE))
    xs, ys = sorted(x for x, _ in button), sorted(y for _, y in button)
    screen.click(xs[0] + 6, ys[len(ys) // 2])
    screen.wait_title(r"^50 epochs in ")
    screen.wait("the curve on the screen", lambda: len(screen.positions(CURVE, CENTRE)) > before + 100)
    screen.key("ctrl+e")
    dialog = screen.wait("the folder dialog", lambda: screen.find("Export all plots"))
    screen.focus(dialog)
    out = os.path.join(screen.folder, "out")
    os.mkdir(out)
    screen.type(out)
    screen.key("Return")
    names = {f"{plot}.{suffix}" for plot in ("loss", "accuracy", "gradients") for suffix in ("pdf", "svg", "png", "csv")} | {"decision-map.png"}
    screen.wait("the exported files", lambda: names <= set(os.listdir(out)))
    begins = {"pdf": b"%PDF", "png": b"\x89PNG", "svg": b"<?xml"}
    for name in names:
        with open(os.path.join(out, name), "rb") as file:
            data = file.read()
        assert data.startswith(begins.get(name[-3:], b"")), name
        assert not name.endswith("csv") or data.count(b"\n") >= 50, (name, data[:200])

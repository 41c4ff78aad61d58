"""Live on the moons, a painted point, Keep: the draft becomes a run of the painted data, on disk. usage: live_and_keep.py EPOCHLAB"""
import glob
import os
import sys

from screen import Screen

MAP = (700, 480, 1000, 700)
PENCIL = (898, 463)  # of the decision map, in a window of 1280 by 800


def colours(screen):
    line, data = screen.pixels()
    return {data[y * line + 4 * x:y * line + 4 * x + 3] for x in range(MAP[0], MAP[2], 7) for y in range(MAP[1], MAP[3], 7)}


with Screen(sys.argv[1], "toy:moons") as screen:
    screen.do("windowsize", screen.window, "1280", "800")
    screen.wait_for_train()
    screen.key("ctrl+l")
    screen.wait("the draft's map", lambda: len(colours(screen)) > 8)
    screen.click(*PENCIL)
    screen.click(730, 672)
    data = os.path.join(screen.folder, "data", "epochlab")
    screen.wait("the painted points", lambda: glob.glob(data + "/painted/painted-moons-1/test.csv"))

    def kept():
        screen.key("ctrl+k")  # enabled once the draft of the painted data is there
        return glob.glob(data + "/runs/*/model.safetensors")

    runs = screen.wait("the kept run on disk", kept)
    screen.wait_title(r"^50 epochs in ")
    with open(os.path.join(os.path.dirname(runs[0]), "run.toml"), encoding="utf-8") as file:
        assert "painted-moons-1" in file.read()

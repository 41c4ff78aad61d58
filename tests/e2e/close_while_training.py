"""Quit while training: Escape keeps training, Stop and quit ends the program and keeps the run. usage: close_while_training.py EPOCHLAB"""
import glob
import json
import os
import sys

from screen import Screen

ACCENT = (0x0B, 0x63, 0xBF)

with Screen(sys.argv[1]) as screen:
    screen.wait("data", lambda: len(screen.positions(ACCENT, (150, 25, 900, 78))) > 1000)
    screen.key("ctrl+Return")
    screen.wait_title(r"^epoch [2-9]\d* of 50")
    screen.key("ctrl+q")
    question = screen.wait("the question", lambda: screen.find("A training is running"))
    screen.focus(question)
    screen.key("Escape")
    screen.wait("the question's end", lambda: not screen.find("A training is running"))
    screen.focus(screen.window)
    screen.wait_title(r"^epoch \d+ of 50")
    screen.key("ctrl+q")
    question = screen.wait("the question again", lambda: screen.find("A training is running"))
    screen.focus(question)
    screen.key("Left")  # from Keep training, the default, to Stop and quit
    screen.key("space")
    assert screen.app.wait(60) == 0, screen.app.returncode
    runs = glob.glob(os.path.join(screen.folder, "data", "epochlab", "runs", "*", "result.json"))
    assert len(runs) == 1, runs
    with open(runs[0], encoding="utf-8") as file:
        result = json.load(file)
    assert result["state"] == "stopped" and result["epochs"] >= 1, result
    assert os.path.getsize(os.path.join(os.path.dirname(runs[0]), "model.safetensors")) > 1000

"""Quit while training: Escape keeps training, Save and quit ends the program and keeps the run. usage: close_while_training.py EPOCHLAB

The data is a CSV file so large that the run outlasts every step of this story on any machine.
"""
import os
import random
import sqlite3
import sys
import tempfile

from screen import Screen

ROWS = 400_000


def write_table(file):
    draw = random.Random(1).random
    print("x,y,class", file=file)
    for _ in range(ROWS):
        x, y = draw(), draw()
        print(f"{x:.4f},{y:.4f},{'in' if x * x + y * y < 1 else 'out'}", file=file)
    file.flush()


def accept(screen, dialog):
    """Presses Return, once in each look, until the dialog has read the file and is gone."""
    if not screen.find("^Open .*csv$"):
        return True
    screen.focus(dialog)
    screen.key("Return")
    return False


table = tempfile.NamedTemporaryFile("w", suffix=".csv")
write_table(table)
with Screen(sys.argv[1], table.name) as screen:
    dialog = screen.wait("the question about the file", lambda: screen.find("^Open .*csv$"))
    screen.wait("the file", lambda: accept(screen, dialog))
    screen.focus(screen.window)
    screen.wait_for_train()
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
    screen.key("Left")  # from Keep training, the default, to Save and quit
    screen.key("space")
    assert screen.app.wait(120) == 0, screen.app.returncode
    store = os.path.join(screen.folder, "data", "epochlab")
    with sqlite3.connect(os.path.join(store, "project.db")) as database:
        runs = database.execute("SELECT id, state, epochs FROM runs").fetchall()
    assert len(runs) == 1 and runs[0][1] == "interrupted" and runs[0][2] >= 1, runs
    assert os.path.getsize(os.path.join(store, "runs", runs[0][0], "model.safetensors")) > 1000

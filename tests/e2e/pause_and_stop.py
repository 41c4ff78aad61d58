"""By keyboard alone: step, step, rewind, resume to the end, stop; then the dark theme. usage: pause_and_stop.py EPOCHLAB"""
import sys

from screen import Screen

SURFACE_DARK = (0x1D, 0x21, 0x27)

with Screen(sys.argv[1], "toy:circles") as screen:
    screen.wait_for_train()
    screen.key("F10")
    screen.wait_title(r"^paused at step 1,")
    screen.key("F10")
    screen.wait_title(r"^paused at step 2,")
    screen.key("ctrl+r")
    screen.wait_title(r"^paused at step 0,")
    screen.key("ctrl+p")
    screen.wait_title(r"^50 epochs in ")
    screen.key("F10")
    screen.wait_title(r"^paused at step 1,")
    screen.key("ctrl+period")
    screen.wait_title(r"^stopped ")
    screen.key("ctrl+F7")
    screen.wait("the dark theme", lambda: len(screen.positions(SURFACE_DARK, (0, 30, 1280, 74))) > 10000)

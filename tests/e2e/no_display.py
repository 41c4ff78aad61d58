"""Without a display the window says so in one sentence and ends with 1. usage: no_display.py EPOCHLAB"""
import os
import subprocess
import sys

for display in (None, ":4094"):
    env = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    if display:
        env["DISPLAY"] = display
    done = subprocess.run([sys.argv[1]], env=env, capture_output=True, text=True, timeout=100)
    assert done.returncode == 1, (display, done)
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1 and "display" in lines[0] and "epochlab-cli" in lines[0], (display, done.stderr)
version = subprocess.run([sys.argv[1], "--version"], env=env, capture_output=True, text=True, timeout=100)
assert version.returncode == 0 and version.stdout.startswith("epochlab "), version

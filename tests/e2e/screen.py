"""A virtual screen with the program on it, driven by xdotool. Exit code 77 where the tools are missing."""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time


class Screen:
    def __init__(self, program, *arguments):
        missing = [tool for tool in ("Xvfb", "xdotool", "import") if not shutil.which(tool)]
        if missing:
            print("SKIPPED: install", ", ".join(missing))
            sys.exit(77)
        self.folder = tempfile.mkdtemp(prefix="epochlab-e2e-")
        reading, writing = os.pipe()
        self.server = subprocess.Popen(["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
                                       pass_fds=(writing,), stderr=subprocess.DEVNULL)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            number = pipe.readline().strip()
        self.env = {**os.environ, "DISPLAY": ":" + number, "QT_QPA_PLATFORM": "xcb", "HOME": self.folder, "LC_ALL": "C.UTF-8",
                    "XDG_CONFIG_HOME": self.folder + "/config", "XDG_RUNTIME_DIR": self.folder, "QT_SCALE_FACTOR": "1"}
        self.app = subprocess.Popen([program, *arguments], env=self.env, cwd=self.folder)
        self.window = self.wait("the window", lambda: self.find("EpochLab"))
        self.focus(self.window)
        self.do("windowmove", self.window, "0", "0")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in (self.app, self.server):
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def do(self, *arguments):
        return subprocess.run(["xdotool", *arguments], env=self.env, capture_output=True, text=True).stdout.strip()

    def find(self, title):
        return self.do("search", "--onlyvisible", "--name", title).split("\n")[0]

    def focus(self, window):
        self.do("windowfocus", "--sync", window)

    def key(self, keys):
        self.do("key", "--clearmodifiers", keys)

    def type(self, text):
        self.do("type", "--delay", "5", text)

    def click(self, x, y):
        self.do("mousemove", str(x), str(y), "click", "1")

    def title(self):
        return self.do("getwindowname", self.window)

    def wait(self, what, ready, seconds=60):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.app.poll() is not None:
                raise AssertionError(f"the program ended with {self.app.returncode} while waiting for {what}")
            value = ready()
            if value:
                return value
            time.sleep(0.05)  # polls another process; nothing tells when it is done
        raise AssertionError(f"waited {seconds} s for {what}; the title is {self.title()!r}")

    def wait_title(self, pattern, seconds=60):
        return self.wait(f"a title like {pattern}", lambda: re.search(pattern, self.title()), seconds)

    def pixels(self):
        """(width, height, bytes of RGB)"""
        data = subprocess.run(["import", "-window", "root", "-depth", "8", "ppm:-"], env=self.env, capture_output=True, check=True).stdout
        header = re.match(rb"P6\s+(\d+)\s+(\d+)\s+255\s", data)
        return int(header[1]), int(header[2]), data[header.end():]

    def positions(self, colour, box):
        """Where a colour stands within (left, top, right, bottom)."""
        width, _, data = self.pixels()
        left, top, right, bottom = box
        return [(x, y) for y in range(top, bottom) for x in range(left, right) if data[3 * (y * width + x):3 * (y * width + x) + 3] == bytes(colour)]

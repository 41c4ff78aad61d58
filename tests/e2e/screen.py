"""A virtual screen with the program on it, driven by xdotool. Exit code 77 where the tools are missing."""
import ctypes
import os
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time

LIMIT = 120  # seconds that any one wait may take on a busy machine
ACCENT = (0x0B, 0x63, 0xBF)
TOP_BAR = (150, 25, 900, 78)  # its chips and buttons


def end_with_parent():
    """Runs in a child before its program: it ends when this script is killed, as by ctest's time limit."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # 1: PR_SET_PDEATHSIG


class Screen:
    def __init__(self, program, *arguments):
        missing = [tool for tool in ("Xvfb", "xdotool") if not shutil.which(tool)]
        if missing:
            print("SKIPPED: install", ", ".join(missing))
            sys.exit(77)
        self.folder = tempfile.mkdtemp(prefix="epochlab-e2e-")
        self.processes = []
        try:
            self.start(program, arguments)
        except BaseException:
            self.close()
            raise

    def start(self, program, arguments):
        reading, writing = os.pipe()
        self.launch(["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x800x24", "-fbdir", self.folder, "-nolisten", "tcp"],
                    pass_fds=(writing,), stderr=subprocess.DEVNULL)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            number = pipe.readline().strip()
        assert number, "Xvfb did not start"
        self.env = {**os.environ, "DISPLAY": ":" + number, "QT_QPA_PLATFORM": "xcb", "HOME": self.folder, "LC_ALL": "C.UTF-8",
                    "XDG_CONFIG_HOME": self.folder + "/config", "XDG_DATA_HOME": self.folder + "/data",
                    "XDG_RUNTIME_DIR": self.folder, "QT_SCALE_FACTOR": "1"}
        self.app = self.launch([program, *arguments], env=self.env, cwd=self.folder)
        self.window = self.wait("the window", lambda: self.find("EpochLab"))
        self.focus(self.window)
        self.do("windowmove", self.window, "0", "0")

    def launch(self, command, **options):
        process = subprocess.Popen(command, preexec_fn=end_with_parent, **options)
        self.processes.append(process)
        return process

    def close(self):
        for process in reversed(self.processes):
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

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

    def wait(self, what, ready):
        end = time.monotonic() + LIMIT
        while time.monotonic() < end:
            if self.app.poll() is not None:
                raise AssertionError(f"the program ended with {self.app.returncode} while waiting for {what}")
            value = ready()
            if value:
                return value
            time.sleep(0.05)  # polls another process; nothing tells when it is done
        raise AssertionError(f"waited {LIMIT} s for {what}; the title is {self.title()!r}")

    def wait_title(self, pattern):
        return self.wait(f"a title like {pattern}", lambda: re.search(pattern, self.title()))

    def wait_for_train(self):
        """Where the enabled Train button stands: the only large patch of the accent in the top bar. It is enabled once the data are there."""
        def patch():
            found = self.positions(ACCENT, TOP_BAR)
            return found if len(found) > 1000 else None

        return self.wait("an enabled Train button", patch)

    def pixels(self):
        """(bytes in a line, bytes of blue, green, red and a spare) from the file that Xvfb keeps in the format of xwd."""
        with open(os.path.join(self.folder, "Xvfb_screen0"), "rb") as file:
            data = file.read()
        header = struct.unpack(">25I", data[:100])
        size, bits, line, colours = header[0], header[11], header[12], header[19]
        assert bits == 32, header
        return line, data[size + 12 * colours:]

    def positions(self, colour, box):
        """Where a colour stands within (left, top, right, bottom)."""
        line, data = self.pixels()
        left, top, right, bottom = box
        wanted = bytes(reversed(colour))
        return [(x, y) for y in range(top, bottom) for x in range(left, right)
                if data[y * line + 4 * x:y * line + 4 * x + 3] == wanted]

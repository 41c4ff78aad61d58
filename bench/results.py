"""What the measuring scripts share: programs that answer requests, their Python environments, the words for this machine, and a section of
bench/RESULTS.md for each."""
import json
import os
import pathlib
import platform
import re
import statistics
import subprocess
import sys

RESULTS = pathlib.Path(__file__).resolve().parent / "RESULTS.md"


class Side:
    """A process that answers a JSON line with a JSON line."""

    def __init__(self, *command, environment=None):
        """`environment`: variables that are set beside those of this process."""
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, **(environment or {})})

    def ask(self, **request):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            sys.exit("error: a measured program ended early")
        answer = json.loads(line)
        if "error" in answer:
            sys.exit("error: " + answer["error"])
        return answer

    def peak_megabytes(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) // 1024

    def close(self):
        """Peak of its memory in megabytes; then it ends."""
        megabytes = self.peak_megabytes()
        self.process.stdin.close()
        self.process.wait()
        return megabytes


def python_environment(name, requirements):
    """A virtual environment with these packages, made once, in .venv/NAME."""
    folder = RESULTS.parents[1] / ".venv" / name
    stamp, wanted = folder / "stamp", requirements.read_text()
    if not stamp.exists() or stamp.read_text() != wanted:
        print(f"making a Python environment in .venv/{name} (once; with PyTorch about 3 GB)", file=sys.stderr)
        made = subprocess.run([sys.executable, "-m", "venv", "--clear", folder], capture_output=True, text=True)
        if made.returncode != 0:
            sys.exit("error: Python cannot make a virtual environment; install its venv module (Debian: python3-venv) and run this again")
        pip = [folder / "bin/pip", "install", "-q", "--disable-pip-version-check", "-r", requirements]
        installed = subprocess.run(pip, stderr=subprocess.PIPE, text=True)
        if installed.returncode != 0:
            reason = [line for line in installed.stderr.splitlines() if line.strip()][-1:]
            sys.exit("error: what is compared with could not be installed; is the package index within reach? pip says: "
                     + "".join(reason) + " (a Python that has its packages can be named with --python)")
        stamp.write_text(wanted)
    return folder / "bin/python"


def machine():
    info = pathlib.Path("/proc/cpuinfo").read_text()
    model = next((line.split(":")[1].strip() for line in info.splitlines() if line.startswith("model name")), platform.machine())
    cores = sum(line.startswith("processor") for line in info.splitlines())
    return f"{model}, {cores} cores" + (", AVX-512" if " avx512f " in info else "")


def spread(values, digits):
    """Median (least–most)."""
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f}–{max(values):.{digits}f})"


def keep_section(heading, body):
    """Replaces the section under this heading where it stands, or adds it at the end; the others stay as they are."""
    text = RESULTS.read_text() if RESULTS.exists() else "# Measured\n"
    section = f"{heading}\n\n{body.strip()}\n"
    found = re.search(r"^" + re.escape(heading) + r"$.*?(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    if found:
        rest = text[found.end():]
        text = text[:found.start()] + section + ("\n" + rest if rest else "")
    else:
        text = text.rstrip("\n") + "\n\n" + section
    RESULTS.write_text(text)

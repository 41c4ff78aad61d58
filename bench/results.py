"""What the measuring scripts share: the words for this machine, and a section of bench/RESULTS.md for each."""
import pathlib
import platform
import re

RESULTS = pathlib.Path(__file__).resolve().parent / "RESULTS.md"


def machine():
    info = pathlib.Path("/proc/cpuinfo").read_text()
    model = next((line.split(":")[1].strip() for line in info.splitlines() if line.startswith("model name")), platform.machine())
    cores = sum(line.startswith("processor") for line in info.splitlines())
    return f"{model}, {cores} cores" + (", AVX-512" if " avx512f " in info else "")


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

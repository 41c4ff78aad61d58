"""I1 to I4 of `./dev bench images`: ResNet-18 from scratch, probed and fine-tuned. What rows have in common is measured once, in turns."""
import pathlib
import statistics
import sys
import tempfile
import time

from results import Side, machine, spread

BATCH = 32
RATES = [0.1, 0.01, 0.001, 0.0001, 0.00001]
REST_SECONDS = 0.5  # before each turn: the other side's OpenMP threads wait for work at full speed for a while
METHODS = {"scratch": "from scratch", "finetune": "fine-tuning"}


def count_pictures(folder, *splits):
    return sum(len(list(split.glob("*/*"))) for split in (pathlib.Path(folder) / split for split in splits))


class Measurements:
    """Seconds a picture of each job: (side, precision, what), what being a method, whose training is measured, or "evaluate"."""

    def __init__(self, options):
        self.options = options
        self.commands = {"EpochLab": [f"{options.build}/bin/bench_images"], "Python": options.python_side()}
        self.sides, self.times, self.facts = {}, {}, {}

    def request(self, precision, what, **more):
        return {"folder": self.options.data, "weights": self.options.weights, "threads": self.options.threads, "precision": precision,
                "method": "scratch" if what == "evaluate" else what, **more}

    def turn(self, job):
        side, precision, what = job
        if (side, precision) not in self.sides:
            self.sides[side, precision] = Side(*self.commands[side])
        time.sleep(REST_SECONDS)
        work = "evaluate" if what == "evaluate" else "train"
        answer = self.sides[side, precision].ask(work=work, **self.request(precision, what, steps=self.options.steps))
        self.times.setdefault(job, []).append(answer["seconds"] / answer["pictures"])
        self.facts[side] = answer
        print(f"{side} {precision} {what}: {answer['pictures'] / answer['seconds']:.1f} pictures/s", file=sys.stderr, flush=True)

    def measure(self, jobs):
        missing = [job for job in jobs if job not in self.times]
        for _ in range(self.options.repetitions):
            for job in missing:
                self.turn(job)

    def probe(self, precision):
        """Seconds for all rates, in a process and with a folder for features of its own."""
        job = ("EpochLab", precision, "probes")
        for _ in range(0 if job in self.times else self.options.long_repetitions):
            with tempfile.TemporaryDirectory() as cache:
                side = Side(*self.commands["EpochLab"], environment={"XDG_CACHE_HOME": cache})
                time.sleep(REST_SECONDS)
                answer = side.ask(work="probe", rates=RATES, **self.request(precision, "probe"))
                self.times.setdefault(job, []).append(answer["seconds"])
                self.facts[job] = answer | {"megabytes": side.close()}
            print(f"EpochLab {precision} probes: {answer['seconds']:.1f} s", file=sys.stderr, flush=True)
        return self.times[job]

    def median(self, *job):
        return statistics.median(self.times[job])

    def epoch(self, side, precision, method):
        """Seconds: the training pictures, then validation and test."""
        data = self.options.data
        return (count_pictures(data, "train") * self.median(side, precision, method)
                + count_pictures(data, "val", "test") * self.median(side, precision, "evaluate"))

    def speeds(self, *job):
        return spread([1 / each for each in self.times[job]], 1)

    def heading(self):
        python = self.facts["Python"]
        return (f"{machine()}, LibTorch's kernels {python['instructions']}, {self.options.threads} threads; PyTorch {python['torch']}, torchvision "
                f"{python['torchvision']}, Pillow {python['pillow']}. ResNet-18 at 224 × 224, batch {BATCH}, Adam, "
                f"{pathlib.Path(self.options.data).name}; reading, decoding and shuffling included, no picture decoded before. Python: "
                "`ImageFolder`, `DataLoader`; fast: bfloat16 by autocast, channels last.")

    def memory(self):
        peaks = [f"{side} {precision} {process.peak_megabytes()} MB" for (side, precision), process in sorted(self.sides.items())]
        return "Peak memory: " + ", ".join(peaks) + "."


def ratio(over, under, goal=None):
    return f"{over / under:.2f}×" + (f" (goal {goal}×)" if goal else "")


def exact_training(measurements):
    """I1."""
    measurements.measure([(side, "exact", method) for method in METHODS for side in ("EpochLab", "Python")])
    rows = [f"| {name} | {measurements.speeds('EpochLab', 'exact', method)} | {measurements.speeds('Python', 'exact', method)} | "
            + ratio(measurements.median("Python", "exact", method), measurements.median("EpochLab", "exact", method), 1.05) + " |"
            for method, name in METHODS.items()]
    return [measurements.heading() + f" Pictures a second in training: median (least–most) of {measurements.options.repetitions} turns of "
            f"{measurements.options.steps} batches, after one that is not timed.", "",
            "| method | EpochLab exact | Python float32 | EpochLab over Python |", "|---|---|---|---|", *rows, "", measurements.memory()]


def fast_training(measurements):
    """I2."""
    kinds = [("EpochLab", "fast"), ("Python", "exact"), ("Python", "fast")]
    measurements.measure([(*kind, method) for method in METHODS for kind in kinds])
    rows = []
    for method, name in METHODS.items():
        seconds = [measurements.median(*kind, method) for kind in kinds]
        rows.append(f"| {name} | " + " | ".join(measurements.speeds(*kind, method) for kind in kinds)
                    + f" | {ratio(seconds[1], seconds[0], 1.95)} | {ratio(seconds[2], seconds[0])} |")
    return [measurements.heading() + f" Pictures a second in training: median (least–most) of {measurements.options.repetitions} turns of "
            f"{measurements.options.steps} batches, after one that is not timed. What fast mode does to accuracy: I2-accuracy.", "",
            "| method | EpochLab fast | Python float32 | Python fast | over Python float32 | over Python fast |", "|---|---|---|---|---|---|", *rows, "",
            measurements.memory()]


def probing(measurements):
    """I3."""
    measurements.measure([("Python", precision, what) for precision in ("exact", "fast") for what in ("probe", "evaluate")])
    python = {precision: len(RATES) * measurements.epoch("Python", precision, "probe") for precision in ("exact", "fast")}
    every = count_pictures(measurements.options.data, "train", "val", "test")
    rows = []
    for precision, goal in (("exact", 5), ("fast", 8)):
        seconds = measurements.probe(precision)
        facts = measurements.facts["EpochLab", precision, "probes"]
        median = statistics.median(seconds)
        rows.append(f"| {precision} | {spread(seconds, 1)} | {facts['features']:.1f} | {python['exact']:.1f} | {python['fast']:.1f} | "
                    f"{ratio(python['exact'], median, goal)} | {ratio(python['fast'], median)} | "
                    f"{ratio(every * measurements.median('Python', precision, 'evaluate'), median)} | {facts['megabytes']} |")
    return [measurements.heading() + f" Seconds for the learning rates {', '.join(f'{rate:g}' for rate in RATES)}, an epoch each. EpochLab: the whole, "
            "no feature kept from before, each rate with all three splits. Python: the sum of parts timed apart, the whole network in front of a "
            f"head at each rate, with validation and test: {measurements.options.steps} batches and the validation pictures "
            f"{measurements.options.repetitions} times, medians scaled to the data. Expert: one pass of Python's network over all pictures in the same "
            "precision, heads for nothing.", "",
            "| precision | EpochLab, s | features in it, s | Python float32, s | Python fast, s | over Python float32 | over Python fast | over an expert | "
            "peak memory, MB |", "|---|---|---|---|---|---|---|---|---|", *rows, "", measurements.memory().replace("Peak memory", "Peak memory of Python")]


def whole_table(measurements):
    """I4."""
    precisions = ("exact", "fast")
    measurements.measure([(side, precision, what) for what in (*METHODS, "evaluate") for precision in precisions for side in ("EpochLab", "Python")])
    measurements.measure([("Python", precision, "probe") for precision in precisions])
    afresh = {p: count_pictures(measurements.options.data, "train") * measurements.median("EpochLab", p, "evaluate") for p in precisions}
    ours, theirs = {}, {}
    for precision in precisions:
        trained = sum(measurements.epoch("EpochLab", precision, method) for method in METHODS)
        ours[precision] = len(RATES) * trained + statistics.median(measurements.probe(precision))
        theirs[precision] = len(RATES) * sum(measurements.epoch("Python", precision, method) for method in (*METHODS, "probe"))
    rows = [f"| {precision} | {ours[precision]:.0f} | {theirs['exact']:.0f} | {theirs['fast']:.0f} | {ratio(theirs['exact'], ours[precision], goal)} | "
            f"{ratio(theirs['fast'], ours[precision])} | {ours[precision] + len(RATES) * len(METHODS) * afresh[precision]:.0f} |"
            for precision, goal in (("exact", 1.25), ("fast", 2.3))]
    return [measurements.heading() + f" Seconds for the whole table, three methods × {len(RATES)} learning rates, an epoch each with validation and test: the "
            f"sum of parts timed apart ({measurements.options.steps} batches and the validation pictures {measurements.options.repetitions} times, medians "
            "scaled to the data; EpochLab's probes whole, as in I3). Training measures are running means on both sides, as a notebook has them; the last "
            "column is EpochLab's default, which looks at the training pictures once more after each epoch.", "",
            "| precision | EpochLab, s | Python float32, s | Python fast, s | over Python float32 | over Python fast | training pictures measured afresh, s |",
            "|---|---|---|---|---|---|---|", *rows, "", measurements.memory()]


def accuracies(measurements):
    """I2-accuracy: not timed, so nothing rests and nothing takes turns."""
    options, right, seconds = measurements.options, {"exact": [], "fast": []}, time.monotonic()
    for seed in range(options.seeds):
        for precision, found in right.items():
            side = Side(*measurements.commands["EpochLab"])
            answer = side.ask(work="tune", steps=options.tuning_steps, seed=seed, rate=0.0001, **measurements.request(precision, "finetune"))
            side.close()
            found.append(100 * answer["right"] / answer["pictures"])
            print(f"seed {seed} {precision}: {found[-1]:.1f} %", file=sys.stderr, flush=True)
    differences = [fast - exact for exact, fast in zip(right["exact"], right["fast"])]
    mean, error = statistics.mean(differences), statistics.stdev(differences) / len(differences) ** 0.5
    good = "reached" if mean >= -(1 + 2 * error) and abs(mean) <= 1 + 2 * error else "missed"
    rows = [f"| {seed} | {exact:.1f} | {fast:.1f} | {fast - exact:+.1f} |" for seed, (exact, fast) in enumerate(zip(right["exact"], right["fast"]))]
    return [f"{machine()}, {options.threads} threads. {pathlib.Path(options.data).name}, fine-tuning at 0.0001, {answer['steps']} batches of {BATCH}: per cent "
            f"right of {answer['pictures']} validation and test pictures, equal seeds exact and fast.", "", "| seed | exact | fast | difference |",
            "|---|---|---|---|", *rows, "",
            f"Mean difference {mean:+.2f} points, standard error {error:.2f}; goal: at most 1 point and two standard errors, {1 + 2 * error:.2f}: {good}. "
            f"Took {(time.monotonic() - seconds) / 60:.0f} min."]


ROWS = {"I1": exact_training, "I2": fast_training, "I2-accuracy": accuracies, "I3": probing, "I4": whole_table}

"""X1 of `./dev bench images`: boosted trees on the middle 64 × 64 pixels, each side in a process of its own."""
import pathlib
import statistics
import sys

from results import Side, machine, python_environment, spread

HERE = pathlib.Path(__file__).resolve().parent
PRESETS = {"lab defaults": ("exact", 256), "quantised pixels": ("hist", 64)}


class Trees:
    def __init__(self, options):
        self.options = options
        self.product = [f"{options.build}/bin/bench_images"]
        self.python = [options.trees_python or python_environment("bench-trees", HERE / "trees_requirements.txt"), HERE / "trees_baseline.py"]
        self.newest = [options.newest_trees_python or python_environment("bench-trees-newest", HERE / "trees_newest_requirements.txt"),
                       HERE / "trees_baseline.py"]

    def ask(self, command, preset):
        """An answer with its peak of memory; each in a process of its own."""
        method, bins = PRESETS[preset]
        side = Side(*command)
        answer = side.ask(work="trees", folder=self.options.data, method=method, bins=bins, rounds=self.options.rounds, threads=self.options.threads)
        answer["megabytes"] = side.close()
        return answer

    def lines(self):
        newest = self.ask(self.newest, "lab defaults")
        table, seconds, accuracy = [], {}, {}
        for preset, (method, bins) in PRESETS.items():
            turns = [(self.ask(self.product, preset), self.ask(self.python, preset)) for _ in range(self.options.long_repetitions)]
            ours, theirs = zip(*turns)
            seconds[preset] = statistics.median(answer["seconds"] for answer in ours)
            accuracy[preset] = ours[0]["test"]
            ratio = statistics.median(answer["seconds"] for answer in theirs) / seconds[preset]
            memory, their_memory = (max(answer["megabytes"] for answer in side) for side in (ours, theirs))
            table.append(f"| {preset} | {method}, {bins} | {spread([a['seconds'] for a in ours], 1)} | {spread([a['seconds'] for a in theirs], 1)} | "
                         f"{ratio:.2f}× (goal 0.98×) | {memory} | {their_memory} | {memory / their_memory:.2f} (goal 0.6) | "
                         f"{ours[0]['train']:.3f}, {ours[0]['test']:.3f} | {theirs[0]['train']:.3f}, {theirs[0]['test']:.3f} |")
            print(table[-1], file=sys.stderr, flush=True)
        return [f"{machine()}; XGBoost {theirs[0]['version']} on both sides, {self.options.rounds} rounds, {self.options.threads} threads, "
                f"{pathlib.Path(self.options.data).name} as 64 × 64 × 3 pixels. Seconds: median (least–most), the copy into XGBoost's own form "
                "included; EpochLab measures three splits after each round, Python none.", "",
                "| preset | tree method, bins | EpochLab, s | Python, s | Python over EpochLab | memory, MB | Python's, MB | of Python's | "
                "accuracy train, test | Python's |", "|---|---|---|---|---|---|---|---|---|---|", *table, "",
                f"Quantised pixels take {seconds['lab defaults'] / seconds['quantised pixels']:.1f} times less than the lab defaults (goal 3), "
                f"{100 * (accuracy['quantised pixels'] - accuracy['lab defaults']):+.1f} points of test accuracy (goal: within 1). "
                f"Python's XGBoost {newest['version']} takes {newest['seconds']:.1f} s for the lab defaults, {newest['megabytes']} MB, test accuracy "
                f"{newest['test']:.3f}."]

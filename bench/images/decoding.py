"""I5 of `./dev bench images`: pictures a second on one core, decoded, resized to 224 and normalised; and a second epoch, from the cache."""
import pathlib
import statistics
import sys

from results import Side, machine, spread

SIDE = 224
GOALS = {"first": 1.5, "second": 20}


def measure(folder, product, python, repetitions):
    """Milliseconds a picture: the first epoch, the second, and Python's; the first turn of each is the warm-up."""
    times = {"first": [], "second": [], "python": []}
    for repetition in range(repetitions + 1):
        answers = {"first": product.ask(work="decode", folder=str(folder), side=SIDE, fresh=True),
                   "second": product.ask(work="decode", folder=str(folder), side=SIDE, fresh=False),
                   "python": python.ask(work="decode", folder=str(folder), side=SIDE)}
        if repetition > 0:
            for name, answer in answers.items():
                times[name].append(1000 * answer["seconds"] / answer["pictures"])
    return times, answers


class Decoding:
    def __init__(self, options):
        self.options = options
        beside = pathlib.Path(options.data).parent / "hymenoptera"  # photographs of many sizes
        self.folders = [pathlib.Path(options.data)] + [beside] * (beside.is_dir() and not options.quick)

    def row(self, folder, product, python):
        times, answers = measure(folder, product, python, self.options.repetitions)
        drift = abs(answers["first"]["sum"] - answers["python"]["sum"]) / answers["python"]["pictures"]
        ratios = [f"{statistics.median(times['python']) / statistics.median(times[name]):.1f}× (goal {goal}×)" for name, goal in GOALS.items()]
        cells = [f"{folder.name}, {answers['first']['pictures']}", *(spread(each, 3) for each in times.values()),
                 f"{1000 / statistics.median(times['first']):.0f}", f"{1000 / statistics.median(times['python']):.0f}", *ratios, f"{drift:.1e}",
                 str(answers["second"]["kept"] // 1000000)]
        print("| " + " | ".join(cells) + " |", file=sys.stderr, flush=True)
        return "| " + " | ".join(cells) + " |", answers["python"]

    def lines(self):
        product, python = Side(f"{self.options.build}/bin/bench_images"), Side(*self.options.python_side())
        rows, answers = zip(*(self.row(folder, product, python) for folder in self.folders))
        return [f"{machine()}; Pillow {answers[0]['pillow']}, torchvision {answers[0]['torchvision']}. Milliseconds a picture on one thread, read, "
                f"decoded, resized to {SIDE}, normalised: median (least–most) of {self.options.repetitions}. Second: an epoch later, from the cache.", "",
                "| pictures | EpochLab, ms | second epoch, ms | Pillow, torchvision, ms | EpochLab, pictures a second | Python's | first over Python | "
                "second over Python | mean difference of a value | cache, MB |", "|---|---|---|---|---|---|---|---|---|---|", *rows, "",
                f"Peak memory: EpochLab {product.close()} MB, Python {python.close()} MB."]

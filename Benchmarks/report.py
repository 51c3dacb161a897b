"""Runs the benchmark targets, derives the published figures, prints them as Markdown and, if asked, as JSON."""

import argparse
import datetime
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile

SIZES = [1, 20, 200, 500, 1000, 10000]
# Pods in one iteration of a service benchmark: Batch.itemCount.
BATCH = 20_000


class Figure:
    """A published figure: its name, its unit, the measurements that it needs, and how it follows from them.

    What one core does is told by the processor time of the thread that does it, since other work on the machine lengthens the
    time on the wall; that is told beside it.
    """

    def __init__(self, name, unit, needs, value, note="", wall=None):
        self.name, self.unit, self.needs, self.value, self.note, self.wall = name, unit, needs, value, note, wall


def processor(benchmark):
    return f"{benchmark}-threadCPU"


def of_a_core(name, unit, benchmarks, derive, note):
    """A figure that `derive` makes of the nanoseconds an item of each of `benchmarks`."""
    on_wall = lambda measured: derive(*[measured[benchmark] for benchmark in benchmarks])
    of_core = lambda measured: derive(*[measured[processor(benchmark)] for benchmark in benchmarks])
    return Figure(name, unit, benchmarks + [processor(benchmark) for benchmark in benchmarks], of_core, note, on_wall)


def rate(name, unit, note):
    """Items a second from nanoseconds an item."""
    return of_a_core(name, unit, [name], lambda time: 1e9 / time, note)


def figures():
    listed = []

    def rates(prefix, name, sizes, unit, note=""):
        for size in sizes:
            listed.append(rate(f"{prefix}/{name}-{size}", unit, note))

    def growth(name, large, small):
        listed.append(
            of_a_core(name, "x", [large, small], lambda l, s: l / s, "time at that many policies over time at 20"))

    rates("engine", "verdicts", SIZES, "verdicts/s", "facts to verdict, one core; the subject may use five")
    rates("engine", "verdicts-all", [20, 200, 1000, 10000], "verdicts/s", "the same; the subject may use all")
    growth("engine/growth-1000", "engine/verdicts-1000", "engine/verdicts-20")
    growth("engine/growth-10000", "engine/verdicts-10000", "engine/verdicts-20")
    growth("engine/growth-1000-all", "engine/verdicts-all-1000", "engine/verdicts-all-20")
    rates("engine", "plain", [1, 20, 200, 500], "verdicts/s", "the tests' plain one-policy-at-a-time evaluator")
    listed.append(rate("readers/json", "pods/s", "bytes to facts, one core"))
    listed.append(rate("readers/protobuf", "pods/s", "bytes to facts, one core"))
    rates("admission", "json", SIZES, "pods/s", "bytes to verdict, one core; the subject may use five")
    rates("admission", "protobuf", SIZES, "pods/s", "bytes to verdict, one core; the subject may use five")
    rates("admission", "denied", SIZES, "pods/s", "JSON bytes to verdict and message, every pod refused by five policies")
    for size in [1, 20, 200, 500]:
        for answer in ["allowed", "denied"]:
            listed.append(rate(f"admission/kubernetes-{answer}-{size}", "pods/s", "the policy set and pod of Kubernetes' own figures, from JSON"))
    for transport in ["tls", "h2c"]:
        for encoding in ["json", "protobuf"]:
            benchmark = f"service/{transport}-{encoding}"
            listed.append(Figure(benchmark, "pods/s", [benchmark], lambda m, b=benchmark: 1e9 * BATCH / m[b], "streamed through the service, client on the same cores; 200 policies, five usable"))
            cpu = f"service/{transport}-{encoding}-cpu"
            published = "service/tls-cpu-us-per-pod" if (transport, encoding) == ("tls", "json") else f"service/{transport}-{encoding}-cpu-us-per-pod"
            listed.append(Figure(published, "us", [cpu], lambda m, cpu=cpu: m[cpu] / BATCH / 1000, "server CPU"))
    for size in [1000, 10000]:
        name = f"start/compile-{size}"
        listed.append(of_a_core(name, "ms", [name], lambda time: time / 1e6, "policy objects to compiled set"))
    return listed


# Nanoseconds in the units of which the benchmark tool writes samples; of a metric of our own, nanoseconds, it writes "M" for
# millions.
UNITS = {"ns": 1, "\u03bcs": 1e3, "us": 1e3, "ms": 1e6, "s": 1e9, "": 1, "#": 1, "K": 1e3, "M": 1e6, "G": 1e9}
# A sample counts a thousand items where the benchmark's scaling factor is a thousand.
SCALED = re.compile(r"^(engine|readers|admission)/")


def middle(file, metric):
    """The median of one metric's samples, in nanoseconds; the file's first line has the unit, if it is none of bare counts.

    Processor time is told in ticks of ten milliseconds, of which only the mean says more.
    """
    head = re.search(r"\(([^)]*)\)$", file.readline().strip())
    unit = head.group(1) if head else ""
    samples = [float(line) for line in file]
    return (statistics.mean(samples) if metric == "cpu" else statistics.median(samples)) * UNITS[unit]


# A benchmark's process lies well or badly in the machine's memory for as long as it lives, and the neighbours on the host take
# their share of its caches for minutes: both cost up to three times the time. What is asked is what the code takes, so the least
# disturbed round counts.
ROUNDS = 3


def run(benchmarks):
    """Nanoseconds an item of each benchmark: the median of the round in which it was least disturbed.

    `NAME-cpu` and `NAME-threadCPU` have the server's and the thread's own.
    """
    measured = {}
    for _ in range(ROUNDS):
        for name, value in round_of(benchmarks).items():
            measured[name] = min(value, measured.get(name, value))
    return measured


def round_of(benchmarks):
    """Each benchmark in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            "swift", "package", "--scratch-path", ".build-benchmarks", "--disable-sandbox",
            "--allow-writing-to-directory", folder, "benchmark", "--no-progress",
            "--format", "histogramSamples", "--path", folder,
        ]
        for name in benchmarks:
            command += ["--filter", "^" + re.escape(name) + "$"]
        # The package manager was seen to crash in its own thread for signals.
        tried = subprocess.run(command, stdout=sys.stderr)
        if tried.returncode < 0:
            tried = subprocess.run(command, stdout=sys.stderr)
        tried.check_returncode()
        # TARGET.BENCHMARK.METRIC, in which a slash has become an underscore.
        names = {name.replace("/", "_"): name for name in benchmarks}
        measured = {}
        for path in sorted(os.listdir(folder)):
            found = re.match(r"^Current_run\.[A-Za-z]+\.(.*)\.([A-Za-z]+)\.histogram\.samples\.tsv$", path)
            if not found or found.group(1) not in names:
                continue
            name = names[found.group(1)]
            with open(os.path.join(folder, path), encoding="utf-8") as file:
                value = middle(file, found.group(2)) / (1000 if SCALED.match(name) else 1)
            measured[name if found.group(2) == "wallClock" else f"{name}-{found.group(2)}"] = value
        return measured


def pages():
    """Whether the memory of the benchmarks may lie in huge pages, as `Benchmarks/run` asks."""
    if "glibc.malloc.hugetlb=1" not in os.environ.get("GLIBC_TUNABLES", ""):
        return "small pages"
    try:
        with open("/sys/kernel/mm/transparent_hugepage/enabled", encoding="utf-8") as file:
            return "small pages" if "[never]" in file.read() else "huge pages"
    except OSError:
        return "small pages"


def machine():
    model = "unknown processor"
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    swift = subprocess.run(["swift", "--version"], capture_output=True, text=True, check=True).stdout
    version = re.search(r"Swift version (\S+)", swift).group(1)
    return f"{os.cpu_count()} cores of {model}, {platform.system()} {platform.release()}, Swift {version} -c release, {pages()}, {datetime.date.today()}"


def rounded(value):
    """Three digits that count."""
    value = float(f"{value:.3g}")
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, epilog="Exit status 1 if a figure was not measured.")
    parser.add_argument("--only", metavar="REGEX", default="", help="only the figures whose names match")
    parser.add_argument("--json", metavar="FILE", help="also write the figures to FILE")
    arguments = parser.parse_args()
    wanted = [figure for figure in figures() if re.search(arguments.only, figure.name)]
    if not wanted:
        sys.exit(f"no figure matches {arguments.only!r}")
    needed = sorted({need for figure in wanted for need in figure.needs})
    measured = run(sorted({re.sub(r"-(cpu|threadCPU)$", "", need) for need in needed}))
    missing = [need for need in needed if need not in measured]
    wanted = [figure for figure in wanted if not any(need in missing for need in figure.needs)]

    print(f"{machine()}; `Benchmarks/run{' --only ' + arguments.only if arguments.only else ''}`\n")
    print("| figure | value | by the wall clock | |\n|---|---:|---:|---|")
    for figure in wanted:
        wall = rounded(figure.wall(measured)) if figure.wall else ""
        print(f"| `{figure.name}` | {rounded(figure.value(measured))} {figure.unit} | {wall} | {figure.note} |")
    if missing:
        print(f"\nNot measured: {', '.join(missing)}.")
    if arguments.json:
        rows = [{"name": f.name, "value": f.value(measured), "unit": f.unit} for f in wanted]
        with open(arguments.json, "w", encoding="utf-8") as file:
            json.dump(rows, file, indent=1)
            file.write("\n")
    # What was asked for and is not there must not look like a whole run.
    sys.exit(1 if missing else 0)


if __name__ == "__main__":
    main()

"""Tests of the scripts in this folder: `python3 -m unittest discover Benchmarks`."""
import contextlib
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
from unittest import mock

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import report  # noqa: E402

MAKE_FLEET = pathlib.Path(__file__).parent / "make-fleet"
MILLION = pathlib.Path(__file__).parent / "million"


class Figures(unittest.TestCase):
    def test_three_digits_count(self):
        for value, text in [(0.8186, "0.819"), (12, "12"), (999.4, "999"), (999.6, "1,000"), (1049600, "1,050,000")]:
            self.assertEqual(report.rounded(value), text)

    def test_samples_are_nanoseconds_whatever_their_unit(self):
        for head, metric, value in [
            ("Time (wall clock) (ns)", "wallClock", 2),
            ("Time (wall clock) (\u03bcs)", "wallClock", 2_000),
            ("cpu (M)", "cpu", 3_000_000),
            ("cpu (K)", "cpu", 3_000),
            ("cpu ", "cpu", 3),
        ]:
            self.assertEqual(report.middle(io.StringIO(f"{head}\n1\n2\n6\n"), metric), value, head)

    def test_the_least_disturbed_round_counts(self):
        rounds = iter([{"a": 3.0, "a-threadCPU": 1.0}, {"a": 2.0, "a-threadCPU": 2.0}, {"a": 4.0}])
        with mock.patch.object(report, "round_of", lambda names: next(rounds)):
            self.assertEqual(report.run(["a"]), {"a": 2.0, "a-threadCPU": 1.0})

    def run_report(self, measured, only):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "figures.json")
            out = io.StringIO()
            patches = [
                mock.patch.object(report, "run", lambda names: measured),
                mock.patch.object(report, "machine", lambda: "a machine"),
                mock.patch.object(sys, "argv", ["report.py", "--only", only, "--json", path]),
                contextlib.redirect_stdout(out),
            ]
            with contextlib.ExitStack() as stack, self.assertRaises(SystemExit) as end:
                for patch in patches:
                    stack.enter_context(patch)
                report.main()
            with open(path, encoding="utf-8") as file:
                return end.exception.code, out.getvalue(), json.load(file)

    def test_a_whole_run_succeeds(self):
        measured = {
            "readers/json": 800.0, "readers/json-threadCPU": 500.0,
            "readers/protobuf": 250.0, "readers/protobuf-threadCPU": 250.0,
        }
        status, text, rows = self.run_report(measured, "^readers/")
        self.assertEqual(status, 0, text)
        self.assertIn("| `readers/json` | 2,000,000 pods/s | 1,250,000 |", text)
        self.assertEqual({row["name"]: row["value"] for row in rows}, {"readers/json": 2e6, "readers/protobuf": 4e6})

    def test_a_figure_that_was_not_measured_fails_the_run(self):
        status, text, rows = self.run_report({"readers/json": 500.0, "readers/json-threadCPU": 500.0}, "^readers/")
        self.assertEqual(status, 1, text)
        self.assertEqual([row["name"] for row in rows], ["readers/json"])
        self.assertIn("Not measured: readers/protobuf", text)


class Fleets(unittest.TestCase):
    def make(self, *arguments):
        return subprocess.run([sys.executable, MAKE_FLEET, *arguments], capture_output=True, text=True)

    def test_every_pod_is_made_for_as_many_owners_as_are_asked_for(self):
        for owners, arguments in [(1, []), (1, ["--owners", "1"]), (3, ["--owners", "3"]), (7, ["--owners", "7"])]:
            made = self.make("7", "--format", "ndjson", *arguments)
            pods = [json.loads(line) for line in made.stdout.splitlines()]
            self.assertEqual(len({pod["metadata"]["name"] for pod in pods}), 7)
            self.assertEqual(len({pod["metadata"]["ownerReferences"][0]["uid"] for pod in pods}), owners)

    def test_a_list_has_the_pods_of_the_lines(self):
        lines = [json.loads(line) for line in self.make("60", "--format", "ndjson").stdout.splitlines()]
        self.assertEqual(json.loads(self.make("60").stdout)["items"], lines)

    def test_impossible_fleets_are_refused(self):
        for arguments in [["0"], ["-1"], ["7", "--owners", "-3"], ["7", "--owners", "0"], ["7", "--owners", "8"]]:
            made = self.make(*arguments)
            self.assertEqual((made.returncode, made.stdout), (2, ""), arguments)


class Million(unittest.TestCase):
    # Stands for `muster`: takes 64 MB, is busy for a moment, and finds something denied.
    PROGRAM = """#!/bin/sh
exec {python} -c 'import sys, time
held, end = b"x" * 64_000_000, time.process_time() + 0.2
while time.process_time() < end: pass
print("delete psp/x")
print("{summary}")
sys.exit({status})' "$@"
"""

    def run_million(self, *arguments, summary="7 checked: 3 denied", status=1):
        with tempfile.TemporaryDirectory() as folder:
            program = pathlib.Path(folder) / "program"
            program.write_text(self.PROGRAM.format(python=sys.executable, summary=summary, status=status))
            program.chmod(0o755)
            ran = subprocess.run(
                [MILLION, "7", "--folder", folder, *arguments],
                capture_output=True,
                text=True,
                env={**os.environ, "MUSTER_BINARY": str(program)},
            )
            self.assertEqual(os.listdir(folder), ["program"])
            return ran

    def test_each_command_and_form_has_a_row_with_what_it_took(self):
        ran = self.run_million()
        self.assertEqual(ran.returncode, 0, ran.stderr)
        head, _, *rows = [line.strip("| ").split(" | ") for line in ran.stdout.splitlines() if line.startswith("|")]
        self.assertEqual(len(rows), 8, ran.stdout)
        self.assertEqual(len({(row[0], row[1]) for row in rows}), 8)
        for *_, seconds, speed, cpu, memory in rows:
            self.assertGreaterEqual(float(seconds.removesuffix(" s")), 0.2)
            self.assertGreater(int(cpu.removesuffix(" %")), 0)
            self.assertGreater(int(memory.removesuffix(" MB")), 64)
            self.assertLess(int(memory.removesuffix(" MB")), 128)
        self.assertIn("`check`: 7 checked: 3 denied\n`diff`: 7 checked: 3 denied", ran.stdout)

    def test_a_run_that_fails_is_no_figure(self):
        self.assertEqual(self.run_million("--only", "ndjson", status=3).returncode, 1)
        self.assertEqual(self.run_million("--only", "ndjson", summary="nothing").returncode, 1)

    def test_forms_that_are_judged_differently_are_an_error(self):
        ran = self.run_million("--only", "list", "--only", "ndjson", summary='" + str(len(sys.argv[-1])) + " checked: 0 denied')
        self.assertEqual(ran.returncode, 1, ran.stdout)
        self.assertIn("differ", ran.stderr)


if __name__ == "__main__":
    unittest.main()

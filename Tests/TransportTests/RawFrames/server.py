"""The echo server as a process."""
import json
import subprocess
import time

from h2raw import Peer


class Server:
    """`options`: "tls", or KEY=VALUE as EchoServer takes them."""

    def __init__(self, binary, *options):
        self.tls = "tls" in options
        self.process = subprocess.Popen(
            [binary, "127.0.0.1:0", *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        host, port = self.process.stdout.readline().strip().rsplit(":", 1)
        self.host, self.port = host, int(port)

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self.process.stdin.close()
        try:
            code = self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        if kind is None:
            assert code == 0, f"the server ended with {code}"

    def peer(self, **options):
        return Peer(self.host, self.port, tls=self.tls, **options)

    def rss(self):
        with open(f"/proc/{self.process.pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))

    def descriptors(self):
        import os
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def report(self, command=""):
        """The server's counters; with `go`, streams that stall go on."""
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def wait_until(self, condition, seconds=5):
        deadline = time.monotonic() + seconds
        while True:
            report = self.report()
            if condition(report):
                return report
            assert time.monotonic() < deadline, f"not in {seconds} s: {report}"
            time.sleep(0.02)

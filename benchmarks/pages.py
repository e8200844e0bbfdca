"""A post's page against Flask's hello world, both on Waitress with the same threads, in the same run.

Cached: kept in this process. Uncached: the same page made anew for each request. Medians of seven rounds, the three
taken in turn. Needs `hey` (Debian package: hey). Run: python -m benchmarks.pages
"""

import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROUNDS = 7
SECONDS = 2
CONNECTIONS = 8
HELLO = """
import flask
import logging
from waitress.server import create_server
logging.getLogger("waitress.queue").setLevel(logging.ERROR)
app = flask.Flask("hello")
app.add_url_rule("/", view_func=lambda: "Hello, world")
server = create_server(app, port=0, host="127.0.0.1", threads=8, ident="", asyncore_use_poll=True)
print(f"http://127.0.0.1:{server.effective_port}", flush=True)
server.run()
"""
OURS = """
import sys
from blogdesk.cli.main import main
sys.exit(main(["serve", "--data-dir", sys.argv[1], "--port", "0"]))
"""
PAGE = "/posts/the-lighthouse-keepers-spreadsheet"


@contextmanager
def running(code: str, *arguments: str) -> Iterator[str]:
    """A server of its own process; its address."""
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=Path(__file__).parent.parent,
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().split()[-1]
    finally:
        process.terminate()
        process.wait(timeout=20)


def requests_per_second(url: str) -> float:
    """What `hey` counts in one round; a round with anything but 200 does not count."""
    command = ["hey", "-z", f"{SECONDS}s", "-c", str(CONNECTIONS), url]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"\[(\d{3})\]\s+\d+ responses", out)) == {"200"}, out
    return float(re.findall(r"Requests/sec:\s+([\d.]+)", out)[0])


def median_ms(url: str, count: int = 60) -> float:
    """One reader alone: the median of the time to the whole page."""
    command = ["hey", "-n", str(count), "-c", "1", url]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return float(re.findall(r"50%+ in ([\d.]+) secs", out)[0]) * 1000


def main() -> None:
    """Measure and print each figure beside its limit."""
    if shutil.which("hey") is None:
        print("pages: skipped, needs hey (Debian package: hey)")
        return
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        seed = [sys.executable, "-m", "blogdesk.cli.main", "seed", "--data-dir", folder]
        subprocess.run(seed, check=True, stdout=subprocess.DEVNULL)
        hello, ours = stack.enter_context(running(HELLO)), stack.enter_context(running(OURS, folder))
        size = len(urllib.request.urlopen(f"{ours}{PAGE}").read())
        addresses = {"hello": hello, "cached": f"{ours}{PAGE}", "uncached": f"{ours}{PAGE}?made=anew"}
        rates: dict[str, list[float]] = {name: [] for name in addresses}
        for _ in range(ROUNDS):
            for name, url in addresses.items():
                rates[name].append(requests_per_second(url))
        alone = median_ms(addresses["uncached"])
    report({name: statistics.median(values) for name, values in rates.items()}, alone, size)


def report(rates: dict[str, float], alone_ms: float, size: int) -> None:
    """The figures, each beside its limit."""
    hello = rates["hello"]
    print(f"Flask hello world on Waitress      {hello:8.0f} req/s   1.00")
    for name, least in (("cached", 0.8), ("uncached", 0.10)):
        ratio = rates[name] / hello
        verdict = "ok" if ratio >= least else "BELOW"
        print(f"post page, {name:9} ({size / 1000:4.0f} kB)  {rates[name]:8.0f} req/s   {ratio:.2f}", end="")
        print(f"   limit ≥ {least} {verdict}")
    verdict = "ok" if alone_ms <= 5 else "ABOVE"
    print(f"post page, uncached, one reader    {alone_ms:8.1f} ms p50         limit ≤ 5 {verdict}")


if __name__ == "__main__":
    main()

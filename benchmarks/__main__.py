"""`make bench`: every benchmark of this folder in turn, each in a process of its own, each figure beside its limit.

    python -m benchmarks [NAME …]

One that lacks a peer or a program on this machine says so, and the next follows.
"""

import subprocess
import sys
from pathlib import Path

# The slowest of them needs a few minutes on two busy cores.
PATIENCE_S = 900


def names() -> list[str]:
    """The benchmarks of this folder."""
    return sorted(path.stem for path in Path(__file__).parent.glob("[!_]*.py"))


def main(wanted: list[str]) -> int:
    """Run them all, or those named."""
    for name in wanted or names():
        print(f"\n== {name}", flush=True)
        try:
            done = subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False, timeout=PATIENCE_S)
        except subprocess.TimeoutExpired:
            print(f"{name}: not measured, it took more than {PATIENCE_S} s", flush=True)
        else:
            if done.returncode:
                print(f"{name}: not measured on this machine; the reason stands above", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

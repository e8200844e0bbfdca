"""The picture pipeline beside pyvips, in the same run: strip, orient, 480/960/1600 WebP and the 1200×630 card.

    python -m benchmarks.pictures [--rounds 7] [--json]

Ours counts everything between the author's bytes and the finished files: the walk, the full check, the clean copy,
the renditions. The peer does the same forms with the same quality, each from the one before, with its two threads; it
writes no clean copy of the original. Rounds alternate; figures are medians. Needs pyvips (`pip install .[bench]`).
"""

import argparse
import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyvips
from PIL import Image, ImageChops

from blogdesk.media.pictures import WIDTHS
from blogdesk.media.pipeline import examine
from blogdesk.media.renditions import CARD_QUALITY, CARD_SIZE, WEBP_METHOD, WEBP_QUALITY, make_renditions

LIMIT = 1.4
Way = Callable[[Path, Path], None]


def photo(width: int, height: int) -> Image.Image:
    """Noise of many sizes over soft colour: about as hard to compress as a photograph of a landscape."""
    picture = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    for step, strength in ((200, 90), (40, 50), (8, 24), (2, 8)):
        small = (max(1, width // step), max(1, height // step))
        bands = [Image.effect_noise(small, strength).resize((width, height), Image.Resampling.BICUBIC) for _ in "rgb"]
        picture = ImageChops.add(picture, Image.merge("RGB", bands), scale=1, offset=-128)
    return picture


def sources(folder: Path) -> dict[str, Path]:
    """The pictures of the run: phone photos of 12 and 24 megapixels lying on their side, a screenshot."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Maker"
    found = {}
    for name, size in {"12 MP JPEG": (4000, 3000), "24 MP JPEG": (6000, 4000)}.items():
        found[name] = folder / f"{size[0]}.jpg"
        photo(*size).save(found[name], "JPEG", quality=90, exif=exif)
    found["6 MP PNG"] = folder / "shot.png"
    photo(3072, 1920).quantize(64).convert("RGB").save(found["6 MP PNG"], "PNG", compress_level=6)
    return found


def ours(source: Path, folder: Path) -> None:
    """From the author's bytes to the finished files."""
    clean = folder / "clean"
    clean.write_bytes(examine(source.read_bytes()).clean)
    make_renditions(clean, folder)


def theirs(source: Path, folder: Path) -> None:
    """The same forms by libvips: shrink on load, then each from the one before, kept in memory."""
    width, height = CARD_SIZE
    options = {"Q": WEBP_QUALITY, "effort": WEBP_METHOD, "keep": 0}
    image = pyvips.Image.thumbnail(str(source), max(WIDTHS), height=100_000, size="down").copy_memory()
    card = image.thumbnail_image(width, height=height, crop="centre", size="down")
    card.jpegsave(str(folder / "card.jpg"), Q=CARD_QUALITY, keep=0)
    for step in sorted(WIDTHS, reverse=True):
        if image.width > step:
            image = image.thumbnail_image(step, height=100_000).copy_memory()
        image.webpsave(str(folder / f"{step}.webp"), **options)


def timed(way: Way, source: Path) -> float:
    """Milliseconds of one round, in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        way(source, Path(folder))
        return (time.perf_counter() - began) * 1000


def peak_mb(way: str, source: Path) -> float:
    """What a fresh process needs for one picture, at its peak, everything counted. 0 where the system does not tell."""
    if not Path("/proc/self/status").exists():
        return 0.0
    code = (
        "import re, sys, tempfile; from pathlib import Path; from benchmarks import pictures\n"
        f"with tempfile.TemporaryDirectory() as folder: pictures.{way}(Path(sys.argv[1]), Path(folder))\n"
        "print(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])"
    )
    done = subprocess.run([sys.executable, "-c", code, str(source)], capture_output=True, text=True, check=True)
    return int(done.stdout) / 1024


def measure(source: Path, rounds: int) -> dict[str, float]:
    """Medians of alternating rounds; the first of each is warming up."""
    times: dict[str, list[float]] = {"ours": [], "pyvips": []}
    for _ in range(rounds + 1):
        times["ours"].append(timed(ours, source))
        times["pyvips"].append(timed(theirs, source))
    found = {f"{name}_ms": statistics.median(values[1:]) for name, values in times.items()}
    found["ratio"] = statistics.median(a / b for a, b in zip(times["ours"][1:], times["pyvips"][1:], strict=True))
    found["ours_mb"], found["pyvips_mb"] = peak_mb("ours", source), peak_mb("theirs", source)
    return found


def bytes_of(way: Way, source: Path) -> int:
    """The size of all forms together: a fast pipeline that writes twice as much would not be fair."""
    with tempfile.TemporaryDirectory() as folder:
        way(source, Path(folder))
        return sum(path.stat().st_size for path in Path(folder).iterdir() if path.name != "clean")


def main(arguments: list[str] | None = None) -> int:
    """Print ours beside the limit."""
    parser = argparse.ArgumentParser(description="The picture pipeline beside pyvips.")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    report = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, source in sources(Path(folder)).items():
            sizes = {"ours_kb": bytes_of(ours, source) / 1000, "pyvips_kb": bytes_of(theirs, source) / 1000}
            report[name] = measure(source, chosen.rounds) | sizes
    if chosen.json:
        json.dump(report, sys.stdout, indent=1)
        return 0
    print(f"picture pipeline, medians of {chosen.rounds} on {os.cpu_count()} cores; limit {LIMIT} × pyvips")
    for name, row in report.items():
        verdict = "ok" if row["ratio"] <= LIMIT else "OVER"
        out = io.StringIO()
        out.write(f"  {name:11} ours {row['ours_ms']:6.0f} ms  pyvips {row['pyvips_ms']:6.0f} ms")
        out.write(f"  ratio {row['ratio']:.2f} {verdict};  peak {row['ours_mb']:.0f} / {row['pyvips_mb']:.0f} MB;")
        print(out.getvalue() + f"  forms {row['ours_kb']:.0f} / {row['pyvips_kb']:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())

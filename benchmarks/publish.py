"""Publishing a whole blog: posts a second through outbox, HTTP and the live check, beside bare REST writes.

A folder of Markdown is imported on a desktop instance and published to `blogdesk serve` in a process of its own. In the
same run the same bodies are PUT to a second, empty blog by a bare loop over the REST API: what the server alone allows.

    python -m benchmarks.publish [FOLDER] [--posts N]

FOLDER: Markdown with its pictures; default: BLOGDESK_CORPUS/rust-blog.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

# The bare loop sends text alone; ours sends each picture, keeps an outbox, and looks at page, pictures and feed.
LIMIT = 0.2
HERE = Path(__file__).parent.parent
SCOPES = "posts:read posts:write posts:publish media:write"


def blogdesk(folder: Path, *arguments: str, stdin: str = "", token: str = "") -> str:
    environment = {**os.environ, "BLOGDESK_DATA_DIR": str(folder), "BLOGDESK_TOKEN": token}
    command = [sys.executable, "-m", "blogdesk.cli.main", *arguments]
    done = subprocess.run(
        command, input=stdin, env=environment, cwd=HERE, capture_output=True, text=True, check=False, timeout=3600
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, str]]:
    """A hosted blog in a process of its own: its address, and a token."""
    blogdesk(folder, "users", "add", "ada", "--email", "ada@blog.example", "--role", "author", "--password-stdin",
             stdin="a long enough secret\n")  # fmt: skip
    token = blogdesk(folder, "tokens", "add", "ada", "--name", "bench", "--scopes", SCOPES).strip()
    environment = {**os.environ, "BLOGDESK_DATA_DIR": str(folder)}
    command = [sys.executable, "-m", "blogdesk.cli.main", "serve", "--port", "0"]
    with subprocess.Popen(
        command, env=environment, cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[-1], token
        finally:
            process.terminate()


def bare_writes(bodies: list[dict[str, Any]], url: str, token: str) -> float:
    """Posts a second of a loop that PUTs and waits, and does nothing else."""
    with requests.Session() as session:
        began = time.perf_counter()
        for body in bodies:
            headers = {"Authorization": f"Bearer {token}", "If-None-Match": "*"}
            put(session, f"{url}/api/v1/posts/{uuid.uuid4()}", body, headers)
        return len(bodies) / (time.perf_counter() - began)


def put(session: requests.Session, url: str, body: dict[str, Any], headers: dict[str, str]) -> None:
    while True:
        answer = session.put(url, json=body, headers=headers, timeout=60)
        if answer.status_code != 429:
            answer.raise_for_status()
            return
        time.sleep(float(answer.headers["Retry-After"]))


def bodies_of(folder: Path, limit: int) -> list[dict[str, Any]]:
    """Each text as a post of its own."""
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in sorted(folder.rglob("*.md"))[:limit]]
    return [{"title": f"Post {n}", "markdown": text, "status": "published"} for n, text in enumerate(texts)]


def publish_all(folder: Path, room: Path, url: str, token: str) -> tuple[float, dict[str, int]]:
    """Seconds to publish everything, and how many posts ended in which state."""
    blogdesk(room, "connect", url, "--token-stdin", stdin=f"{token}\n", token=token)
    blogdesk(room, "import", str(folder))
    began = time.perf_counter()
    told = json.loads(blogdesk(room, "publish", "--all", "--json", token=token))
    seconds = time.perf_counter() - began
    states: dict[str, int] = {}
    for line in told:
        lacking = "picture" in line["detail"]
        name = "live, pictures missing" if lacking else line["detail"] or line["state"]
        states[name] = states.get(name, 0) + 1
    return seconds, states


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    corpus = Path(os.environ.get("BLOGDESK_CORPUS") or HERE.parent / "shared" / "corpus")
    parser.add_argument("folder", type=Path, nargs="?", default=corpus / "rust-blog")
    parser.add_argument("--posts", type=int, default=100_000, help="for the bare loop: at most so many")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        room = Path(name)
        with served(room / "hosted") as (url, token):
            seconds, states = publish_all(options.folder, room / "desk", url, token)
        count = sum(states.values())
        with served(room / "bare") as (url, token):
            bare = bare_writes(bodies_of(options.folder, min(options.posts, count)), url, token)
    ours = count / seconds
    print(f"published {count} posts in {seconds:.1f} s: {ours:.1f} posts/s; {states}")
    print(f"bare PUTs: {bare:.1f} posts/s; share {ours / bare:.2f} (limit ≥ {LIMIT})")


if __name__ == "__main__":
    main()

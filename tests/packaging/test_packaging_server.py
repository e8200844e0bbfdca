"""The files that put a blog on a server: each is tried with the program that reads it."""

import importlib.util
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SERVER = ROOT / "packaging" / "server"
GUNICORN = [sys.executable, "-m", "gunicorn", "-c", str(SERVER / "gunicorn.conf.py")]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.mark.skipif(importlib.util.find_spec("gunicorn") is None, reason="needs gunicorn (pip package: gunicorn)")
def test_two_workers_of_gunicorn_serve_a_fresh_folder(tmp_path: Path) -> None:
    port = free_port()
    given = {name: value for name, value in os.environ.items() if not name.startswith("BLOGDESK_")}
    given |= {"BLOGDESK_DATA_DIR": str(tmp_path / "blog"), "BLOGDESK_BIND": f"127.0.0.1:{port}",
              "BLOGDESK_BASE_URL": f"http://127.0.0.1:{port}", "WEB_CONCURRENCY": "2"}  # fmt: skip
    checked = subprocess.run([*GUNICORN, "--check-config"], env=given, cwd=ROOT, check=False, capture_output=True)
    assert checked.returncode == 0, checked.stderr
    process = subprocess.Popen(GUNICORN, env=given, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        assert wait_for(f"http://127.0.0.1:{port}/readyz") == b"ready\n"
        assert b"Nothing is published here yet." in wait_for(f"http://127.0.0.1:{port}/")
    finally:
        process.terminate()
        assert process.wait(timeout=40) == 0


def wait_for(url: str) -> bytes:
    """What the address answers, once it does."""
    for _ in range(300):
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                body: bytes = answer.read()
                return body
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise AssertionError(f"{url} does not answer")


@pytest.mark.skipif(
    shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin") is None, reason="needs nginx (Debian: nginx)"
)
def test_nginx_reads_its_configuration(tmp_path: Path) -> None:
    key, certificate = tmp_path / "privkey.pem", tmp_path / "fullchain.pem"
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=blog.example"]
    subprocess.run([*make, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    text = (SERVER / "nginx.conf").read_text().replace("/etc/ssl/blog.example", str(tmp_path))
    text = re.sub(r"/var/cache/nginx/blogdesk", str(tmp_path / "cache"), text)
    for port in ("80", "443"):
        text = re.sub(rf"listen (\[::\]:)?{port}\b", rf"listen \g<1>{free_port()}", text)
    whole = tmp_path / "nginx.conf"
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = " ".join(f"{kind}_temp_path {tmp_path}/{kind};" for kind in kinds)
    whole.write_text(f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ access_log off; {temporary} {text} }}")
    nginx = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin") or ""
    done = subprocess.run(
        [nginx, "-t", "-c", str(whole), "-p", str(tmp_path)], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze (Debian: systemd)")
def test_systemd_reads_the_unit(tmp_path: Path) -> None:
    unit = tmp_path / "blogdesk.service"
    text = (SERVER / "blogdesk.service").read_text()
    unit.write_text(re.sub(r"ExecStart=\S+", "ExecStart=/bin/true", text).replace("Group=blogdesk\n", ""))
    done = subprocess.run(["systemd-analyze", "verify", str(unit)], check=False, capture_output=True, text=True)
    assert "blogdesk.service:" not in done.stderr.replace("docs/hosting.md", "")


def test_the_unit_and_the_proxy_agree_with_gunicorn() -> None:
    unit, proxy = (SERVER / "blogdesk.service").read_text(), (SERVER / "nginx.conf").read_text()
    assert "packaging/server/gunicorn.conf.py" in unit
    assert "server 127.0.0.1:8000;" in proxy
    assert 'bind = os.environ.get("BLOGDESK_BIND", "127.0.0.1:8000")' in (SERVER / "gunicorn.conf.py").read_text()

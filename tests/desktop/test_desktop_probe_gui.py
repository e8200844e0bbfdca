import json
import shutil
import sys
from pathlib import Path

import pytest

from blogdesk.desktop import probe_gui
from blogdesk.desktop.probe_gui import Verdict, WindowProbe, find_display

on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can be without a display")


@pytest.fixture
def toolkit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe_gui, "missing_toolkit", lambda: "")


def trial(monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    monkeypatch.setattr(probe_gui, "trial_command", lambda: [sys.executable, "-c", source])


@on_linux
def test_without_a_display_there_is_no_window(tmp_path: Path, toolkit: None) -> None:
    assert WindowProbe(tmp_path / "mark", env={}).judge() == Verdict(possible=False, reason="There is no display.")


@on_linux
def test_wayland_comes_before_x() -> None:
    assert find_display({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}) == "wayland-0"
    assert find_display({"DISPLAY": ":0"}) == ":0"


def test_a_missing_toolkit_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    verdict = WindowProbe(tmp_path / "mark", env={"DISPLAY": ":0"}).judge()
    assert not verdict.possible
    assert "pip install 'blogdesk[window]'" in verdict.reason


def test_a_toolkit_that_aborts_is_survived_and_its_reason_told(
    tmp_path: Path, toolkit: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial(monkeypatch, "import os, sys; print('qt: no xcb', file=sys.stderr, flush=True); os.abort()")
    verdict = WindowProbe(tmp_path / "mark", env={"DISPLAY": ":0"}).judge()
    assert verdict == Verdict(possible=False, reason="The window's toolkit does not start: qt: no xcb")


def test_a_toolkit_that_hangs_is_given_up(tmp_path: Path, toolkit: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe_gui, "TRIAL_LIMIT_S", 0.3)
    trial(monkeypatch, "import time; time.sleep(600)")
    assert not WindowProbe(tmp_path / "mark", env={"DISPLAY": ":0"}).judge().possible


def test_a_window_that_worked_is_not_tried_again_until_something_changes(
    tmp_path: Path, toolkit: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = tmp_path / "mark"
    trial(monkeypatch, "raise SystemExit(1)")
    WindowProbe(mark, env={"DISPLAY": ":0"}).worked()
    assert WindowProbe(mark, env={"DISPLAY": ":0"}).judge().possible
    assert not WindowProbe(mark, env={"DISPLAY": ":1"}).judge().possible
    monkeypatch.setattr(probe_gui, "toolkit_version", lambda: "another")
    assert not WindowProbe(mark, env={"DISPLAY": ":0"}).judge().possible


def test_a_start_that_did_not_get_through_makes_the_next_one_try(
    tmp_path: Path, toolkit: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = tmp_path / "mark"
    trial(monkeypatch, "raise SystemExit(1)")
    probe = WindowProbe(mark, env={"DISPLAY": ":0"})
    probe.worked()
    probe.starting()
    assert not WindowProbe(mark, env={"DISPLAY": ":0"}).judge().possible


@pytest.mark.parametrize("text", ["", "{", "[]", json.dumps({"state": "worked"})])
def test_a_damaged_mark_means_a_trial(
    tmp_path: Path, toolkit: None, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    (tmp_path / "mark").write_text(text)
    trial(monkeypatch, "raise SystemExit(1)")
    assert not WindowProbe(tmp_path / "mark", env={"DISPLAY": ":0"}).judge().possible


@pytest.mark.gui
@on_linux
def test_the_real_toolkit_says_no_to_a_display_that_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if missing := probe_gui.missing_toolkit():
        pytest.skip(missing)
    monkeypatch.setenv("DISPLAY", ":4242")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    assert shutil.which("sh")
    verdict = WindowProbe(tmp_path / "mark").judge()
    assert not verdict.possible
    assert "does not start" in verdict.reason

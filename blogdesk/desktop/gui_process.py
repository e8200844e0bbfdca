"""Whether the window's toolkit comes up here, tried in a process that may die of it.

Qt calls abort() when it finds no display or misses a library: no exception, no exit handler. Runs as a file.
"""

import os
import sys

SWITCH = "--probe-gui"


def main() -> int:
    """0 when an application object could be made. What goes wrong is told by Qt itself on stderr."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")  # Chromium's sandbox refuses root
    from PySide6 import QtWebEngineWidgets  # noqa: F401 - it must be imported before the application is made
    from PySide6.QtWidgets import QApplication

    application = QApplication(["probe"])
    sys.stdout.write(application.platformName())
    return 0


if __name__ == "__main__":
    sys.exit(main())

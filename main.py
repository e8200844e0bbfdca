"""The desktop app: `python main.py` is `blogdesk desktop`. The installers freeze this file."""

import sys


def main() -> int:
    """Run the app; or, in a frozen app, one of its own helper processes (there is no other Python to run them)."""
    switch = sys.argv[1] if len(sys.argv) > 1 else ""
    if switch == "--probe-keyring":
        from blogdesk.desktop import keyring_process

        return keyring_process.main(sys.argv[2])
    if switch == "--probe-gui":
        from blogdesk.desktop import gui_process

        return gui_process.main()
    if switch == "--backend":
        from blogdesk.desktop import backend_process

        return backend_process.main()
    from blogdesk.cli.main import as_desktop, main

    return main(as_desktop(sys.argv[1:]))


if __name__ == "__main__":
    sys.exit(main())

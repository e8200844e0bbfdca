"""Where an instance keeps its things. Names of the data folder are promised in docs/data-folder.md."""

import os
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

from blogdesk.errors import DataFolderUnusable


@dataclass(frozen=True)
class DataFolder:
    """The data folder of one instance: database, originals, renditions, backups, logs. Nothing in it is a token."""

    root: Path

    @property
    def database(self) -> Path:
        """The SQLite database."""
        return self.root / "blogdesk.sqlite3"

    @property
    def media(self) -> Path:
        """Originals by hash."""
        return self.root / "media"

    @property
    def cache(self) -> Path:
        """Renditions; may be deleted at any time."""
        return self.root / "cache"

    @property
    def backups(self) -> Path:
        """Verified copies of the database."""
        return self.root / "backups"

    @property
    def logs(self) -> Path:
        """Rotated log files."""
        return self.root / "logs"

    @property
    def config_file(self) -> Path:
        """Settings of this computer."""
        return self.root / "config.toml"

    @property
    def instance_file(self) -> Path:
        """Port and pid while the app runs; mode 0600."""
        return self.root / "instance.json"

    def prepare(self) -> "DataFolder":
        """Make the folder (0700) and its rooms; try to write.

        Raises:
            DataFolderUnusable: with the reason the system gave.
        """
        try:
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.root.chmod(0o700)
            for room in (self.media, self.cache, self.backups, self.logs):
                room.mkdir(exist_ok=True)
            probe = self.root / f".write-test-{os.getpid()}"
            probe.write_bytes(b"")
            probe.unlink()
        except OSError as err:
            raise DataFolderUnusable(
                f"The folder {self.root} cannot be used: {err.strerror or err}.",
                next_step="Nothing was changed. Choose another folder with --data-dir, or mend its permissions.",
            ) from err
        return self


def default_data_folder() -> DataFolder:
    """The folder named by BLOGDESK_DATA_DIR, else the platform's place for an app's data."""
    named = os.environ.get("BLOGDESK_DATA_DIR")
    return DataFolder(Path(named).expanduser().resolve() if named else user_data_path("BlogDesk", appauthor=False))

"""Every error BlogDesk raises on purpose.

    BlogDeskError
    ├── InvalidInput            what was given breaks a rule; all faults at once, as (field, reason)
    ├── NotFound                there is no such thing here
    ├── Forbidden               this person may not do that
    ├── Conflict                the thing changed meanwhile, or the name is taken
    │   ├── SlugTaken           another post has this slug
    │   └── StaleRevision       the write was based on an older revision
    ├── StorageError            this computer's disk, folder or database refused
    │   ├── DataFolderUnusable  the data folder cannot be read or written
    │   ├── DataFolderInUse     another BlogDesk has the data folder open
    │   ├── DatabaseDamaged     the database file does not pass its check
    │   └── DiskFull            no space left; nothing was changed
    ├── PictureRefused          not a picture we take: bomb, truncated, unknown kind
    └── OutsideFailure          something beyond this computer; `permanent` says whether to try again
        ├── Unreachable         no answer: network down, connection cut, timed out
        ├── NotABlog            something answered, but not as a blog does
        ├── InsecureAddress     plain http to a host that is not this computer
        ├── TokenRejected       the token is expired, revoked, or lacks the scope
        ├── RemoteRefused       the remote understood and said no
        ├── RemoteBusy          the remote asks us to wait; `retry_after_s`
        ├── PreconditionFailed  the remote has a newer revision
        └── SecretStoreFailure  the keyring is absent, locked, or does not answer
            ├── SecretStoreAbsent
            └── SecretStoreLocked

A message says what happened, what is safe, and what to do next.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


class BlogDeskError(Exception):
    """The root of the tree. `code` is the stable name programs may rely on."""

    code = "error"

    def __init__(self, message: str, *, next_step: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step


@dataclass(frozen=True)
class FieldFault:
    """One fault of an input: the field's name as on the wire, and the reason in plain words."""

    field: str
    reason: str


class InvalidInput(BlogDeskError):
    """What was given breaks a rule. Holds every fault, not only the first."""

    code = "invalid-input"

    def __init__(self, faults: Sequence[FieldFault], *, next_step: str = "") -> None:
        self.faults = tuple(faults)
        message = "; ".join(f"{fault.field}: {fault.reason}" for fault in self.faults)
        super().__init__(message, next_step=next_step)


class NotFound(BlogDeskError):
    """There is no such thing here."""

    code = "not-found"


class Forbidden(BlogDeskError):
    """This person may not do that."""

    code = "forbidden"


class Conflict(BlogDeskError):
    """The thing changed meanwhile, or the name is taken."""

    code = "conflict"


class SlugTaken(Conflict):
    """Another post has this slug."""

    code = "slug-taken"


class StaleRevision(Conflict):
    """The write was based on an older revision. `current_rev` is the one to start from."""

    code = "stale-revision"

    def __init__(self, message: str, *, current_rev: int, next_step: str = "") -> None:
        super().__init__(message, next_step=next_step)
        self.current_rev = current_rev


class StorageError(BlogDeskError):
    """This computer's disk, folder or database refused."""

    code = "storage"


class DataFolderUnusable(StorageError):
    """The data folder cannot be read or written."""

    code = "data-folder-unusable"


class DataFolderInUse(StorageError):
    """Another BlogDesk has the data folder open."""

    code = "data-folder-in-use"


class DatabaseDamaged(StorageError):
    """The database file does not pass its check."""

    code = "database-damaged"


class DiskFull(StorageError):
    """No space left; nothing was changed."""

    code = "disk-full"


class PictureRefused(BlogDeskError):
    """Not a picture we take: a bomb, truncated, or of an unknown kind."""

    code = "picture-refused"


class OutsideFailure(BlogDeskError):
    """Something beyond this computer failed. Retry code reads `permanent` and nothing else."""

    code = "outside-failure"
    permanent = False

    def __init__(self, message: str, *, permanent: bool | None = None, next_step: str = "") -> None:
        super().__init__(message, next_step=next_step)
        if permanent is not None:
            self.permanent = permanent


class Unreachable(OutsideFailure):
    """No answer: network down, connection cut, or timed out.

    `may_have_arrived` is False when it is certain that no byte of the request left.
    """

    code = "unreachable"

    def __init__(self, message: str, *, may_have_arrived: bool = True, next_step: str = "") -> None:
        super().__init__(message, next_step=next_step)
        self.may_have_arrived = may_have_arrived


class NotABlog(OutsideFailure):
    """Something answered, but not as a blog does: a captive portal, another program."""

    code = "not-a-blog"


class InsecureAddress(OutsideFailure):
    """Plain http to a host that is not this computer; refused unless asked for."""

    code = "insecure-address"
    permanent = True


class TokenRejected(OutsideFailure):
    """The token is expired, revoked, or lacks the scope. Work waits; nothing is dropped."""

    code = "token-rejected"
    permanent = True


class RemoteRefused(OutsideFailure):
    """The remote understood and said no. `status` is its HTTP status, `field` the one it named."""

    code = "remote-refused"
    permanent = True

    def __init__(
        self,
        message: str,
        *,
        status: int,
        field: str = "",
        permanent: bool | None = None,
        next_step: str = "",
    ) -> None:
        super().__init__(message, permanent=permanent, next_step=next_step)
        self.status = status
        self.field = field


class RemoteBusy(OutsideFailure):
    """The remote asks us to wait `retry_after_s` seconds (RFC 9110 section 10.2.3)."""

    code = "remote-busy"

    def __init__(self, message: str, *, retry_after_s: float, next_step: str = "") -> None:
        super().__init__(message, next_step=next_step)
        self.retry_after_s = retry_after_s


class PreconditionFailed(OutsideFailure):
    """The remote has a newer revision (RFC 9110 section 15.5.13): `current`, when it told, at `etag`."""

    code = "precondition-failed"
    permanent = True

    def __init__(
        self, message: str, *, current: dict[str, Any] | None = None, etag: str = "", next_step: str = ""
    ) -> None:
        super().__init__(message, next_step=next_step)
        self.current = current
        self.etag = etag


class SecretStoreFailure(OutsideFailure):
    """The keyring is absent, locked, or does not answer."""

    code = "secret-store"


class SecretStoreAbsent(SecretStoreFailure):
    """This computer has no usable keyring; tokens live until the app quits."""

    code = "secret-store-absent"
    permanent = True


class SecretStoreLocked(SecretStoreFailure):
    """The keyring is locked: try again once it is unlocked."""

    code = "secret-store-locked"

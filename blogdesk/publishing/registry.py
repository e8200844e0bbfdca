"""The kinds of destination, each by the function that opens one."""

from collections.abc import Callable

from blogdesk.core.http import HttpClient
from blogdesk.errors import RemoteRefused
from blogdesk.publishing import destination as contract
from blogdesk.publishing.blogdesk_api.client import BlogAddress, BlogDeskApi
from blogdesk.publishing.models import Destination

Open = Callable[[Destination, str, HttpClient], contract.Destination]


def _open_blogdesk(row: Destination, token: str, http: HttpClient) -> contract.Destination:
    limits = row.features.get("limits") or {}
    known = contract.Capabilities(row.name)
    capabilities = contract.Capabilities(
        row.name,
        max_chunk_bytes=int(limits.get("max_chunk", known.max_chunk_bytes)),
        max_media_bytes=int(limits.get("max_media", known.max_media_bytes)),
    )
    return BlogDeskApi(http, BlogAddress(row.url, row.remote_instance_id, token), capabilities)


KINDS: dict[str, Open] = {"blogdesk": _open_blogdesk}


def open_destination(row: Destination, token: str, http: HttpClient) -> contract.Destination:
    """The destination of this row, ready to be asked.

    Raises:
        RemoteRefused: this version of the app does not know its kind.
    """
    if row.kind not in KINDS:
        raise RemoteRefused(f"This app cannot publish to {row.kind}.", status=0, next_step="Update the app.")
    return KINDS[row.kind](row, token, http)

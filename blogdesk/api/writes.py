"""From the body of a write to the fields of a post: who may set what, and what stays as it is."""

from collections.abc import Mapping
from typing import Any, cast

from blogdesk.accounts.service import find_user
from blogdesk.api.caller import Caller
from blogdesk.api.problems import Refused
from blogdesk.api.representations import show_post
from blogdesk.content.xml_text import strip_illegal
from blogdesk.errors import FieldFault, Forbidden, InvalidInput
from blogdesk.posts import policy
from blogdesk.posts.attachments import missing_media, set_aliases, set_targets
from blogdesk.posts.fields import PostFields
from blogdesk.posts.models import Post
from blogdesk.posts.pictures import media_id_of
from blogdesk.wire.posts import PostWrite, put_defaults, read_only_faults, wire_to_fields


def fields_to_set(caller: Caller, write: PostWrite, post: Post | None, *, replace: bool) -> PostFields:
    """The fields a write sets on a post (None: on a new one). `replace`: names it leaves out get their defaults.

    Raises:
        InvalidInput: with every fault.
        Forbidden: the caller may not do this to this post.
    """
    fields = (put_defaults() if replace else {}) | _clean(wire_to_fields(write))
    fields |= _author(caller, write, post) | _extra(write, post, replace=replace) | _excerpt(write, post)
    _check(caller, write, post, fields)
    require_change(caller, post, fields.get("status"))
    return cast("PostFields", fields)


def require_change(caller: Caller, post: Post | None, status: str | None = None) -> None:
    """Refuse unless the caller may write this post, and bring it to this status.

    Raises:
        Forbidden
    """
    shown = {"published", "scheduled"} & {status, post.status if post is not None else None}
    owned = caller.may("posts:write") if post is None else policy.may_edit(caller, post)
    # What readers see, or will see by itself, is changed only by those who may publish.
    if not owned or (shown and not caller.may("posts:publish")):
        raise Forbidden(
            "The account or its token may not change this post, or not publish it.",
            next_step="Nothing was changed. Save it as a draft, or ask an editor.",
        )


def attach(post: Post, write: PostWrite) -> None:
    """Keep what goes with the post beside its fields, as far as the write names it. Flushes."""
    if write.targets is not None:
        set_targets(post, write.targets)
    if write.aliases is not None:
        set_aliases(post, write.aliases)


def _clean(fields: dict[str, Any]) -> dict[str, Any]:
    """Without characters that no feed can carry; the author's Markdown is kept to the character."""
    return {
        name: strip_illegal(value)
        if isinstance(value, str) and name != "markdown"
        else [strip_illegal(part) for part in value]
        if name == "tags"
        else value
        for name, value in fields.items()
    }


def _author(caller: Caller, write: PostWrite, post: Post | None) -> dict[str, Any]:
    """Who the post is by: the caller, unless one who may change every post names another."""
    current = post.author if post is not None else None
    if write.author is not None and write.author.username != (current.username if current else caller.username):
        named = find_user(write.author.username)
        if named is None:
            raise Refused(409, "author-unknown", "There is nobody of that username.", next_step="Nothing was changed.")
        if not caller.may("posts:any"):
            raise Forbidden("Only an editor may give a post another author.")
        return {"author_id": named.id}
    return {} if post is not None else {"author_id": caller.user_id}


def _extra(write: PostWrite, post: Post | None, *, replace: bool) -> dict[str, Any]:
    """Names that this version does not know. In a patch a null takes one away (RFC 7396).

    An `extra` that is PUT is all there is; a PUT without one leaves it: an older client does not know what it erases.
    """
    sent, named = (write.extra or {}) | write.unknown(), "extra" in write.model_fields_set
    if not sent and not named:
        return {}
    anew = named and (replace or write.extra is None)
    merged = {**(post.extra if post is not None and not anew else {}), **sent}
    return {"extra": {name: value for name, value in merged.items() if value is not None}}


def _excerpt(write: PostWrite, post: Post | None) -> dict[str, Any]:
    """A changed summary without an excerpt is the excerpt."""
    if write.summary is None or "excerpt" in write.model_fields_set:
        return {}
    if post is not None and write.summary == (post.excerpt or post.summary):
        return {"excerpt": post.excerpt}
    return {"excerpt": strip_illegal(write.summary)}


def _check(caller: Caller, write: PostWrite, post: Post | None, fields: Mapping[str, Any]) -> None:
    faults = []
    if write.read_only():
        current = show_post(post, caller).model_dump(mode="json") if post is not None else None
        faults += [FieldFault(name, reason) for name, reason in read_only_faults(write.read_only(), current)]
    _require_media(write, fields)
    moment = fields.get("published_at", post.published_at if post else None)
    if fields.get("status") == "scheduled" and moment is None:
        faults.append(FieldFault("published_at", "is the moment at which a scheduled post appears"))
    if faults:
        raise InvalidInput(faults, next_step="Nothing was changed.")


def _require_media(write: PostWrite, fields: Mapping[str, Any]) -> None:
    """Pictures are sent before the post that shows them.

    Raises:
        Refused: 409, one is not here.
    """
    named = {target: media_id_of(meant) for target, meant in (write.targets or {}).items()}
    places = {media_id: f"targets.{target}" for target, media_id in named.items() if media_id is not None}
    cover = fields.get("cover_media_id")
    if cover is not None:
        places[cover] = "cover.media_id"
    gone = missing_media(places) if places else []
    if gone:
        raise Refused(
            409,
            "picture-missing",
            "A picture that the post shows is not here.",
            next_step="Nothing was changed. Send the picture first.",
            faults=[FieldFault(places[media_id], "is no picture here") for media_id in gone],
        )

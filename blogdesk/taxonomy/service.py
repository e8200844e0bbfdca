"""Making and finding tags and categories. How many posts each has is asked of posts/queries.py."""

import unicodedata
import uuid
from collections.abc import Iterable, Sequence

from sqlalchemy import select

from blogdesk.content.slugs import numbered, slugify_title
from blogdesk.core.changes import record_change
from blogdesk.core.database import db
from blogdesk.errors import FieldFault, InvalidInput, NotFound
from blogdesk.taxonomy.models import Category, Tag

# As long as the column; longer "tags" are sentences that went astray.
MAX_NAME = 100
# Levels of categories; deeper trees are not read by anybody, and a path must fit its column.
MAX_DEPTH = 6


def name_key(name: str) -> str:
    """The folded form by which two spellings are one tag: NFKC, case folded, spaces collapsed."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def clean_names(names: Iterable[str]) -> list[str]:
    """Names without doubles (by `name_key`) and blanks, in their order.

    Raises:
        InvalidInput: a name is too long.
    """
    kept: dict[str, str] = {}
    for name in names:
        plain = " ".join(name.split())
        if len(plain) > MAX_NAME:
            raise InvalidInput([FieldFault("tags", f"“{plain[:30]}…” is longer than {MAX_NAME} characters")])
        if plain:
            kept.setdefault(name_key(plain), plain)
    return list(kept.values())


def ensure_tags(names: Iterable[str]) -> list[Tag]:
    """The tags of these names in this order; those that do not exist are made. Flushes."""
    wanted = clean_names(names)
    keys = [name_key(name) for name in wanted]
    found = {tag.name_key: tag for tag in db.session.scalars(select(Tag).where(Tag.name_key.in_(keys)))}
    for key, name in zip(keys, wanted, strict=True):
        if key not in found:
            found[key] = _make_tag(name, key)
    return [found[key] for key in keys]


def _make_tag(name: str, key: str) -> Tag:
    tag = Tag(name=name, name_key=key, slug=_free_slug(slugify_title(name) or "tag"))
    db.session.add(tag)
    db.session.flush()
    record_change("tag", tag.id, tag.rev)
    return tag


def _free_slug(slug: str) -> str:
    """The slug, or the first of `slug-2`, `slug-3`… that no tag has."""
    taken = set(db.session.scalars(select(Tag.slug).where(Tag.slug.startswith(slug, autoescape=True))))
    attempt, number = slug, 1
    while attempt in taken:
        number += 1
        attempt = numbered(slug, number)
    return attempt


def find_tag(slug: str) -> Tag | None:
    """The tag of this slug."""
    return db.session.scalars(select(Tag).where(Tag.slug == slug)).one_or_none()


def get_tag(tag_id: uuid.UUID) -> Tag:
    """The tag of this id.

    Raises:
        NotFound: there is none.
    """
    tag = db.session.get(Tag, tag_id)
    if tag is None:
        raise NotFound("There is no such tag.")
    return tag


def list_tags() -> Sequence[Tag]:
    """Every tag, by name."""
    return db.session.scalars(select(Tag).order_by(Tag.name_key)).all()


def rename_tag(tag: Tag, name: str) -> Tag:
    """Give a tag another name; its slug stays, so that its page does. Flushes.

    Raises:
        InvalidInput: the name is empty, too long, or another tag's (merge them instead).
    """
    [plain] = clean_names([name]) or [""]
    if not plain:
        raise InvalidInput([FieldFault("name", "is empty")])
    other = db.session.scalars(select(Tag).where(Tag.name_key == name_key(plain), Tag.id != tag.id)).one_or_none()
    if other is not None:
        raise InvalidInput([FieldFault("name", f"is the name of another tag, “{other.name}”: merge the two instead")])
    tag.name, tag.name_key, tag.rev = plain, name_key(plain), tag.rev + 1
    db.session.flush()
    record_change("tag", tag.id, tag.rev)
    return tag


def delete_tag(tag: Tag) -> None:
    """Remove a tag from every post and for good. Flushes."""
    record_change("tag", tag.id, tag.rev + 1, op="delete")
    db.session.delete(tag)
    db.session.flush()


def split_path(path: str) -> list[str]:
    """The names of a category path, written `Essays / Coast` or `essays/coast`.

    Raises:
        InvalidInput: too deep, or a name too long.
    """
    names = [" ".join(part.split()) for part in path.split("/")]
    names = [name for name in names if name]
    if len(names) > MAX_DEPTH or any(len(name) > MAX_NAME for name in names):
        raise InvalidInput([FieldFault("category", f"has more than {MAX_DEPTH} levels, or too long a name")])
    return names


def ensure_category(path: str) -> Category | None:
    """The category of this path, made with its parents where they do not exist; None for an empty path. Flushes."""
    category: Category | None = None
    for name in split_path(path):
        category = _child(category, name)
    return category


def _child(parent: Category | None, name: str) -> Category:
    slug = slugify_title(name) or "category"
    path = f"{parent.path}/{slug}" if parent else slug
    found = find_category(path)
    if found is not None:
        return found
    category = Category(parent_id=parent.id if parent else None, name=name, slug=slug, path=path)
    db.session.add(category)
    db.session.flush()
    record_change("category", category.id, category.rev)
    return category


def find_category(path: str) -> Category | None:
    """The category at this path of slugs."""
    return db.session.scalars(select(Category).where(Category.path == path)).one_or_none()


def get_category(category_id: uuid.UUID) -> Category:
    """The category of this id.

    Raises:
        NotFound: there is none.
    """
    category = db.session.get(Category, category_id)
    if category is None:
        raise NotFound("There is no such category.")
    return category


def rename_category(category: Category, name: str) -> Category:
    """Give a category another name; its path stays, so that its page does. Flushes.

    Raises:
        InvalidInput: the name is empty, too long, or holds a slash.
    """
    plain = " ".join(name.split())
    if not plain or len(plain) > MAX_NAME or "/" in plain:
        raise InvalidInput([FieldFault("name", f"needs 1 to {MAX_NAME} characters, and no slash")])
    category.name, category.rev = plain, category.rev + 1
    db.session.flush()
    record_change("category", category.id, category.rev)
    return category


def list_categories() -> Sequence[Category]:
    """Every category, parents before children."""
    return db.session.scalars(select(Category).order_by(Category.path)).all()


def category_titles(categories: Iterable[Category]) -> dict[uuid.UUID, str]:
    """The names from the root for each of these, as `Essays / Coast`. One query, whatever their number."""
    wanted = list(categories)
    prefixes = {"/".join(c.path.split("/")[: i + 1]) for c in wanted for i in range(c.path.count("/") + 1)}
    names = {c.path: c.name for c in db.session.scalars(select(Category).where(Category.path.in_(prefixes)))}
    return {c.id: " / ".join(names[p] for p in _prefixes(c.path)) for c in wanted}


def _prefixes(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[: i + 1]) for i in range(len(parts))]


def category_title(category: Category) -> str:
    """The names from the root, as `Essays / Coast`."""
    return category_titles([category])[category.id]

import uuid

from flask import Flask

from blogdesk.core.database import db
from blogdesk.core.transactions import transaction
from blogdesk.media.models import Media
from blogdesk.posts import service
from blogdesk.posts.fields import PostFields
from blogdesk.posts.models import Post, PostPicture
from blogdesk.posts.pictures import beside, media_of, target_map
from blogdesk.posts.rendering import forget_rendering_of_posts_linking_to, keep_rendering, rendered_html, resolver_of


def keep_media(width: int = 2000) -> Media:
    name = uuid.uuid4().hex * 2
    size = {"size_bytes": 9, "clean_size_bytes": 9, "width": width, "height": 1000}
    media = Media(sha256=name, clean_sha256=name[::-1], mime="image/png", original_name="a.png", **size)
    with transaction():
        db.session.add(media)
    return media


def make(markdown: str, **fields: object) -> Post:
    with transaction():
        return service.create_post(PostFields(title="T", markdown=markdown, **fields))  # type: ignore[typeddict-item]


def test_a_picture_by_id_is_offered_in_every_useful_width(app: Flask) -> None:
    media = keep_media(width=900)
    image = resolver_of(make(f"![x](media:{media.id})")).image(f"media:{media.id}")
    assert image is not None
    assert image.srcset == ", ".join(f"/media/{media.clean_sha256}/{w}.webp {min(w, 900)}w" for w in (480, 960))
    assert (image.width, image.height) == (900, 1000)


def test_a_link_by_id_follows_the_other_posts_slug(app: Flask) -> None:
    other = make("there")
    post = make(f"[x](post:{other.id}) [y](post:{other.id}#part)")
    with transaction():
        assert resolver_of(post).link(f"post:{other.id}") == "/posts/t"
        service.update_post(other, PostFields(slug="elsewhere"))
        forget_rendering_of_posts_linking_to(other)
    assert resolver_of(post).link(f"post:{other.id}") == "/posts/elsewhere"
    assert post.html is None


def test_a_relative_picture_is_found_through_the_posts_own_map(app: Flask) -> None:
    media, post = keep_media(), make("![x](images/a%20b.png)", source_path="posts/one/index.md")
    assert beside("posts/one/index.md", "images/a%20b.png") == "posts/one/images/a b.png"
    with transaction():
        row = db.session.query(PostPicture).filter_by(post_id=post.id).one()
        row.media_id = media.id
    assert [m.id for m in media_of(post)] == [media.id]
    with transaction():
        service.update_post(post, PostFields(markdown="gone"))
        service.update_post(post, PostFields(markdown="back ![x](images/a%20b.png)"))
    assert list(target_map(post).media) == ["images/a%20b.png"]


def test_a_relative_link_finds_the_imported_post(app: Flask) -> None:
    other = make("there", source_path="posts/two.md")
    post = make("[x](../two.md) [y](../nowhere.md)", source_path="posts/one/index.md")
    assert resolver_of(post).link("../two.md") == f"/posts/{other.slug}"
    assert resolver_of(post).link("../nowhere.md") is None


def test_the_html_is_kept_until_the_text_changes(app: Flask) -> None:
    post = make("*one*")
    with transaction():
        assert "<em>one</em>" in rendered_html(post)
    assert post.html is not None
    with transaction():
        service.update_post(post, PostFields(markdown="*two*"))
    assert post.html is None


def test_keeping_or_dropping_a_rendering_is_no_change_of_the_post(app: Flask) -> None:
    post = make("*one*")
    before, rev = post.updated_at, post.rev
    with transaction():
        rendered_html(post)
    with transaction():
        forget_rendering_of_posts_linking_to(post)
    db.session.expire_all()
    assert (post.updated_at, post.rev) == (before, rev)


def test_a_reader_who_renders_changes_nothing(app: Flask) -> None:
    post = make("*one*")
    assert "<em>one</em>" in rendered_html(post)
    assert not db.session.dirty
    db.session.expire_all()
    assert post.html is None


def test_a_rendering_of_an_older_revision_is_not_kept(app: Flask) -> None:
    post = make("*one*")
    with transaction():
        keep_rendering(post.id, post.rev - 1, "<p>old</p>")
    assert post.html is None

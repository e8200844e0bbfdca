"""In and out again: a folder imported and exported is the same folder."""

import hashlib
import zipfile
from pathlib import Path

import pytest
from flask import Flask

from blogdesk.core.transactions import transaction
from blogdesk.media.service import original_path
from blogdesk.posts import queries, redirects, service
from blogdesk.posts.fields import PostFields
from blogdesk.posts.models import Post
from blogdesk.posts.queries import PostFilter
from blogdesk.posts.rendering import rendered_html
from blogdesk.transfer.exporting import export_markdown, safe_path
from blogdesk.transfer.importing import import_folder
from blogdesk.transfer.ledger import Ledger
from tests.pictures import drawing, photo, screenshot

ZOLA = '+++\n# kept\npath = "2014/12/12/one"\ntitle = "One"\naliases = ["2014/12/12/one.html"]\nodd = { a = 1 }\n+++\n'
JEKYLL = "---\ntitle: Two # yes\ntags:\n  - Sea\n  - salt\ncustom: {deep: [1, 2]}\n---\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files: dict[str, bytes] = {
        "content/one.md": (ZOLA + "Body *one* [two](posts/2020-05-06-two.md)\n").encode(),
        "content/posts/2020-05-06-two.md": (JEKYLL + "- a\r\n- b\r\n").encode(),
        "content/bundle/index.md": b"![A](a%20b.png) ![gone](gone.png) <img src='d.svg'>\n",
        "content/bundle/a b.png": screenshot(),
        "content/bundle/d.svg": drawing("<script>alert(1)</script>"),
        "content/bad.md": b'---\ntitle: "open\n---\nwhole\n',
        "content/latin.md": "caf\u00e9".encode("latin-1"),
        "content/\u6f22\u5b57 \U0001f600.md": b"\xef\xbb\xbfBOM and \x01 control\n",
        "content/_index.md": b"+++\ntitle = 'Section'\n+++\n",
        "static/photo.jpg": photo(),
        "content/broken.png": b"not a picture",
        "content/notes.txt": b"text",
        ".git/config.md": b"hidden",
    }
    for name, data in files.items():
        path = tmp_path / "blog" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path / "blog"


def outcomes(ledger: Ledger) -> dict[str, str]:
    return {entry.path: entry.outcome for entry in ledger.entries}


def post(title: str) -> Post:
    [found] = queries.list_posts(PostFilter(text_in_title=title)).items
    return found


def files_of(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_every_file_is_in_the_ledger_with_its_outcome(app: Flask, folder: Path) -> None:
    ledger = import_folder(folder)
    assert outcomes(ledger) == {
        "content/_index.md": "imported",
        "content/bad.md": "imported",
        "content/broken.png": "failed",
        "content/bundle/a b.png": "imported",
        "content/bundle/d.svg": "imported",
        "content/bundle/index.md": "imported",
        "content/latin.md": "failed",
        "content/notes.txt": "skipped",
        "content/one.md": "imported",
        "content/posts/2020-05-06-two.md": "imported",
        "content/\u6f22\u5b57 \U0001f600.md": "imported",
        "static/photo.jpg": "imported",
    }
    notes = {entry.path: " ".join([entry.reason, *entry.notes]) for entry in ledger.entries}
    assert "gone.png" in notes["content/bundle/index.md"]
    assert "front matter" in notes["content/bad.md"]
    assert "UTF-8" in notes["content/latin.md"]


def test_out_again_is_what_came_in(app: Flask, folder: Path, tmp_path: Path) -> None:
    import_folder(folder)
    export_markdown(tmp_path / "out", original_path)
    left_out = {"content/broken.png", "content/latin.md", "content/notes.txt", ".git/config.md"}
    expected = {name: data for name, data in files_of(folder).items() if name not in left_out}
    assert files_of(tmp_path / "out") == expected


def test_a_second_run_changes_nothing_and_a_dry_run_writes_nothing(app: Flask, folder: Path) -> None:
    dry = import_folder(folder, dry_run=True)
    assert queries.count_posts(PostFilter()) == 0
    first = import_folder(folder)
    assert outcomes(dry)["content/one.md"] == outcomes(first)["content/one.md"]
    before = queries.count_posts(PostFilter())
    again = import_folder(folder)
    assert queries.count_posts(PostFilter()) == before
    assert {entry.outcome for entry in again.entries if entry.kind in {"post", "page"}} <= {"unchanged", "failed"}


def test_what_the_author_changed_since_stays_the_authors(app: Flask, folder: Path) -> None:
    import_folder(folder)
    with transaction():
        service.update_post(post("One"), PostFields(markdown="mine"))
    (folder / "content/one.md").write_text(ZOLA + "theirs\n", encoding="utf-8")
    ledger = import_folder(folder)
    assert outcomes(ledger)["content/one.md"] == "skipped"
    assert post("One").markdown == "mine"


def test_only_what_changed_is_written_into_a_kept_front_matter(app: Flask, folder: Path, tmp_path: Path) -> None:
    import_folder(folder)
    with transaction():
        service.update_post(post("One"), PostFields(title="Uno", tags=["sea"]))
        service.update_post(post("Two"), PostFields(markdown="new\n"))
    export_markdown(tmp_path / "out", original_path)
    one = (tmp_path / "out/content/one.md").read_text(encoding="utf-8")
    assert 'title = "Uno"' in one
    assert "# kept" in one
    assert "odd = { a = 1 }" in one
    assert "slug" not in one
    two = (tmp_path / "out/content/posts/2020-05-06-two.md").read_bytes().decode()
    assert two == JEKYLL + "new\r\n"


def test_the_fields_and_old_addresses_of_other_programs_are_understood(app: Flask, folder: Path) -> None:
    import_folder(folder)
    one, two = post("One"), post("Two")
    assert (one.slug, str(one.published_at)[:10], one.status) == ("one", "2014-12-12", "published")
    assert (two.slug, str(two.published_at)[:10]) == ("two", "2020-05-06")
    assert [tag.name for tag in two.tags] == ["Sea", "salt"]
    for path in ("/2014/12/12/one", "/2014/12/12/one.html"):
        redirect = redirects.find_redirect(path)
        assert redirect is not None
        assert redirect.post_id == one.id


def test_relative_pictures_and_links_lead_to_ours_without_a_change_of_the_text(app: Flask, folder: Path) -> None:
    import_folder(folder)
    bundle = post("Bundle")
    with transaction():
        html = rendered_html(bundle)
        assert f'href="/posts/{post("Two").slug}"' in rendered_html(post("One"))
    assert html.count("/media/") >= 2
    assert bundle.markdown.startswith("![A](a%20b.png)")


def test_own_posts_leave_with_relative_pictures_and_come_back_the_same(app: Flask, tmp_path: Path) -> None:
    from blogdesk.media.service import NewPicture, keep_picture

    with transaction():
        media = keep_picture(NewPicture(photo(), "sea.jpg"))
        service.create_post(PostFields(title="Mine", markdown=f"![x](media:{media.id})", tags=["a"], excerpt="Why"))
    export_markdown(tmp_path / "out", original_path)
    first = files_of(tmp_path / "out")
    assert b"media:" not in first["posts/mine.md"]
    [name] = [name for name in first if name.startswith("media/")]
    assert hashlib.sha256(first[name]).hexdigest() == media.sha256
    with transaction():
        service.trash_post(post("Mine"))
    import_folder(tmp_path / "out")
    export_markdown(tmp_path / "again", original_path)
    assert files_of(tmp_path / "again")["posts/mine.md"] == first["posts/mine.md"]


def test_an_archive_appears_only_when_it_is_whole(app: Flask, folder: Path, tmp_path: Path) -> None:
    import_folder(folder)
    place = tmp_path / "blog.zip"
    export_markdown(place, original_path)
    with zipfile.ZipFile(place) as archive:
        assert "content/one.md" in archive.namelist()
        assert archive.testzip() is None
    place.unlink()

    def fail(_media: object) -> Path:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        export_markdown(place, fail)
    assert not list(tmp_path.glob("*zip*"))


@pytest.mark.parametrize(
    "path", ["../../etc/passwd", "/etc/passwd", "a/../../b", "..\\..\\x", "a//b", "", ".", "..", "a\0b"]
)
def test_no_path_leads_out_of_an_export(path: str) -> None:
    safe = safe_path(path)
    assert safe
    assert not safe.startswith("/")
    assert ".." not in safe.split("/")
    assert "\0" not in safe


def test_a_link_out_of_the_folder_is_not_followed(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "blog").mkdir()
    (tmp_path / "secret.md").write_text("secret", encoding="utf-8")
    (tmp_path / "blog/link.md").symlink_to(tmp_path / "secret.md")
    assert import_folder(tmp_path / "blog").entries == []


@pytest.mark.corpus
def test_a_real_blog_comes_back_to_the_byte(app: Flask, corpus: Path, tmp_path: Path) -> None:
    ledger = import_folder(corpus / "rust-blog")
    counts = ledger.counts()
    assert counts["post"] == {"imported": 746}
    assert counts["page"] == {"imported": 3}
    assert counts["picture"] == {"imported": 348}
    assert all(entry.reason or entry.outcome == "imported" for entry in ledger.entries)
    export_markdown(tmp_path / "out", original_path)
    out = files_of(tmp_path / "out")
    original = files_of(corpus / "rust-blog")
    texts = {name for name in original if name.endswith(".md")}
    assert {name: out.get(name) for name in texts} == {name: original[name] for name in texts}
    kept = {hashlib.sha256(data).digest() for data in out.values()}
    assert all(hashlib.sha256(data).digest() in kept for name, data in original.items() if not name.endswith(".txt"))

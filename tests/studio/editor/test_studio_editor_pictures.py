"""Pictures in the editor: shown at once, kept, described, and refused with a reason."""

import base64
import time

import pytest

from tests.fakes.editor_contract import ContractServer
from tests.studio.editor.driving import Open, drop, paste, picture, saved

pytestmark = pytest.mark.browser


def test_a_pasted_picture_is_kept_shown_and_asks_for_its_description(open_page: Open, server: ContractServer) -> None:
    server.post.base_text = "Before"
    page = open_page()
    page.keyboard.press("Control+End")
    paste(page, files=[picture()])
    field = page.get_by_label("Description of the picture")
    field.wait_for()
    page.wait_for_function("() => document.activeElement.matches('.md-picture-alt')")
    page.keyboard.type("Low [water]")
    page.keyboard.press("Enter")
    page.keyboard.type("After")
    saved(page)
    (media_id,) = server.media
    assert server.post.text == f"Before\n\n![Low \\[water\\]](media:{media_id})\n\nAfter"
    assert server.media[media_id][1] == base64.b64decode(picture()[2])


def test_a_picture_is_on_the_page_before_the_server_has_it(open_page: Open, server: ContractServer) -> None:
    page = open_page()
    server.delays["media"] = 1.0
    began = time.monotonic()
    paste(page, files=[picture()])
    page.wait_for_selector(".md-upload img")
    assert time.monotonic() - began < 0.9  # the server has not answered: what is seen comes from memory
    assert not server.media
    page.keyboard.type("typed meanwhile ")
    page.get_by_label("Description of the picture").wait_for()
    saved(page)
    (media_id,) = server.media
    assert server.post.text == f"typed meanwhile \n\n![](media:{media_id})"


def test_a_picture_splits_no_sentence(open_page: Open, server: ContractServer) -> None:
    server.post.base_text = "One sentence.\n\nNext."
    page = open_page()
    page.keyboard.press("Control+Home")
    page.keyboard.press("Control+ArrowRight")
    paste(page, files=[picture()])
    page.get_by_label("Description of the picture").wait_for()
    saved(page)
    (media_id,) = server.media
    assert server.post.text == f"One sentence.\n\n![](media:{media_id})\n\nNext."


def test_a_dropped_picture_is_kept(open_page: Open, server: ContractServer) -> None:
    page = open_page()
    drop(page, [picture("a.png"), picture("b.png")])
    page.get_by_label("Description of the picture").nth(1).wait_for()
    saved(page)
    assert len(server.media) == 2
    assert all(f"![](media:{media_id})" in server.post.text for media_id in server.media)


def test_a_refused_picture_says_why_and_leaves_the_text(open_page: Open, server: ContractServer) -> None:
    server.post.base_text = "Words"
    server.faults.media_status = 413
    page = open_page()
    paste(page, files=[picture()])
    page.get_by_role("alert").wait_for()
    assert page.locator(".md-upload-words").inner_text() == (
        "tide.png was not added: The picture is larger than 50 MB."
    )
    server.faults.media_status = 0
    page.get_by_role("button", name="Try again").click()
    page.get_by_label("Description of the picture").wait_for()
    saved(page)
    assert server.post.text.startswith("![](media:")


def test_a_refused_picture_can_be_left_out(open_page: Open, server: ContractServer) -> None:
    server.faults.media_status = 413
    page = open_page()
    paste(page, files=[picture()])
    page.get_by_role("button", name="Leave it out").click()
    page.wait_for_function("() => !document.querySelector('.md-upload')")
    assert not server.post.text


def test_a_chosen_file_is_kept(open_page: Open, server: ContractServer) -> None:
    page = open_page()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Picture").click()
    name, kind, content = picture()
    chooser.value.set_files([{"name": name, "mimeType": kind, "buffer": base64.b64decode(content)}])
    page.get_by_label("Description of the picture").wait_for()
    assert len(server.media) == 1


def test_a_picture_of_the_text_is_shown_again_after_a_reload(open_page: Open, server: ContractServer) -> None:
    name, kind, content = picture()
    server.media["0190b6a0-0000-7000-8000-000000000001"] = (kind, base64.b64decode(content))
    server.post.base_text = f"Intro\n\n![{name}](media:0190b6a0-0000-7000-8000-000000000001)"
    page = open_page()
    page.wait_for_function("() => document.querySelector('.md-picture-image')?.naturalWidth === 40")
    assert page.get_by_label("Description of the picture").input_value() == name

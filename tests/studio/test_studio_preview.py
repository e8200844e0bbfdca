"""The preview: the page's own HTML, and only what the window does not have yet."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blogdesk.content.markdown import render
from blogdesk.core.ids import uuid7
from blogdesk.core.transactions import transaction
from blogdesk.posts.service import create_post

POST = str(uuid7())


def ask(client: FlaskClient, text: str, rev: int = 1, known: int | None = None) -> Any:
    body = {"post_id": POST, "text": text, "rev": rev, "known": known}
    return client.post("/studio/preview", json=body).get_json()


def test_the_blocks_are_the_page_in_order(client: FlaskClient) -> None:
    text = "## An inventory\n\nRope, *mostly*.\n\n- rope\n- shoe\n"
    answer = ask(client, text)
    joined = "".join(answer["html"][block] for block in answer["order"])
    assert "".join(joined.split()) == "".join(render(text).html.split())
    assert answer["rev"] == 1
    assert answer["words"] == 6
    assert answer["outline"][0]["text"] == "An inventory"
    assert set(answer["lines"]) == set(answer["order"])


def test_what_the_window_has_is_not_sent_again(client: FlaskClient) -> None:
    ask(client, "Rope.", rev=1)
    assert ask(client, "Rope.", rev=2, known=1)["html"] == {}


def test_an_answer_that_is_forgotten_is_sent_whole(client: FlaskClient) -> None:
    ask(client, "Rope.", rev=1)
    assert ask(client, "Rope.", rev=2, known=99)["html"] != {}


def test_the_check_renders_the_whole(client: FlaskClient) -> None:
    answer = client.post("/studio/preview/full", json={"post_id": POST, "text": "Rope."}).get_json()
    assert answer["html"] == render("Rope.").html


def test_a_link_to_a_post_leads_to_its_address(client: FlaskClient) -> None:
    with transaction():
        other = create_post({"title": "Salt"})
    answer = ask(client, f"[salt](post:{other.id})")
    assert 'href="/posts/salt"' in "".join(answer["html"].values())


def test_a_script_in_the_text_never_reaches_the_frame(client: FlaskClient) -> None:
    html = "".join(ask(client, "<script>alert(1)</script><img src=x onerror=alert(1)>")["html"].values())
    assert "script" not in html
    assert "onerror" not in html


@pytest.mark.parametrize("body", [None, {}, {"post_id": "x", "text": "", "rev": 1}, {"post_id": POST, "rev": 1}])
def test_a_question_that_is_none_is_refused(client: FlaskClient, body: object) -> None:
    assert client.post("/studio/preview", json=body).status_code == 422


def test_the_frame_runs_no_script_and_wears_the_theme(desktop_studio: Flask, client: FlaskClient) -> None:
    desktop_studio.extensions["blogdesk.theme_stylesheet"] = "/theme/abc/theme.css"
    with transaction():
        post = create_post({"title": "Salt & light"})
    answer = client.get(f"/studio/preview/{post.id}/frame")
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert 'href="/theme/abc/theme.css"' in answer.text
    assert "Salt &amp; light" in answer.text
    assert 'id="preview-body"' in answer.text

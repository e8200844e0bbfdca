"""The writing surface in a real Chromium: fidelity, policy, accessibility, input methods, commands, paste."""

import html
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.editor_contract import ContractServer
from tests.studio.editor.driving import Open, paste, saved, shown

pytestmark = pytest.mark.browser
TRICKY = {
    "trailing blanks": "one  \ntwo \n\n\n",
    "tabs": "\tcode\n- a\n\t- b",
    "byte order mark": "\ufeffText",
    "separators": "a\u2028b\u2029c\u0085d\x0be",
    "lone carriage return": "a\rb",
    "control characters": "a\x00b\x08c",
    "astral": "\U0001d4b3 👩\u200d👩\u200d👧 é e\u0301",
    "right to left": "שלום *עולם*\n\nمرحبا",
    "admonition": '!!! note "T"\n    body\n\n*[HTML]: Hyper\n\n[^1]: note\n    more',
    "front matter": "---\ntitle: x\n---\n\n$$a_b*c$$",
    "no end": "```\nopen fence",
    "backslashes": "\\* \\\\ \\[x\\]  \n<div\nclass=x>",
}
ROOT = Path(__file__).parents[3]


def spec_examples() -> list[str]:
    """The Markdown of the CommonMark examples, where the specification is on this machine."""
    suites = Path(os.environ.get("SUITES_HOME", ROOT.parent / "gates"))
    path = suites / "node/node_modules/commonmark-spec/spec.txt"
    if not path.is_file():
        return []
    blocks = re.findall(r"^`{32} example\n(.*?)^\.\n", path.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    return [block.replace("→", "\t") for block in blocks]


@pytest.mark.parametrize("name", TRICKY)
def test_an_edit_changes_no_other_byte(open_page: Open, server: ContractServer, name: str) -> None:
    server.post.base_text = TRICKY[name]
    page = open_page()
    page.keyboard.press("Control+Home")
    page.keyboard.type("Z")
    saved(page)
    assert server.post.text == "Z" + TRICKY[name]


def test_to_open_and_to_leave_writes_nothing(open_page: Open, server: ContractServer) -> None:
    server.post.base_text = "\n".join(TRICKY.values())
    page = open_page()
    page.keyboard.press("Control+/")
    page.keyboard.press("Control+/")
    page.keyboard.press("Control+End")
    page.wait_for_timeout(400)
    page.goto("about:blank")
    assert server.batches == []


def test_the_examples_of_commonmark_stay_as_they_are(open_page: Open, server: ContractServer) -> None:
    examples = spec_examples()
    if not examples:
        pytest.skip("needs the npm package commonmark-spec in the folder that SUITES_HOME names")
    server.post.base_text = "\n\n".join(examples)
    page = open_page()
    for key in ("Control+Home", "Control+End", "Control+/"):
        page.keyboard.press(key)
    page.keyboard.type("!")
    saved(page)
    assert server.post.text == "\n\n".join(examples) + "!"


def test_the_strict_policy_is_never_broken(open_page: Open, server: ContractServer) -> None:
    server.post.base_text = "# A\n\n- [ ] task `code` **b**\n\n```python\nx = 1\n```\n"
    page = open_page()
    page.keyboard.type("text")
    page.keyboard.press("Control+f")
    page.keyboard.type("a")
    page.keyboard.press("Escape")
    paste(page, html='<p style="color:red">red <b style="x:y">bold</b></p><style>p{}</style>', plain="red bold")
    page.click("text=Preview")
    page.frame_locator("iframe").locator("p").first.wait_for()
    saved(page)
    assert server.violations == []


def test_the_policy_would_be_seen_to_break(open_page: Open, server: ContractServer) -> None:
    server.faults.without_nonce = True
    page = open_page()
    page.wait_for_timeout(300)
    assert server.violations


def test_the_surface_is_a_named_text_box(open_page: Open) -> None:
    page = open_page()
    box = page.get_by_role("textbox", name="Text of the post")
    assert box.count() == 1
    assert box.get_attribute("aria-multiline") == "true"
    assert box.get_attribute("spellcheck") == "true"


def test_an_input_method_composes_inside_emphasis(open_page: Open, server: ContractServer) -> None:
    server.post.base_text = "**よ**"
    page = open_page()
    page.keyboard.press("Control+Home")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    remote = page.context.new_cdp_session(page)
    for text in ("n", "に", "にほ", "にほん"):
        remote.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
    remote.send("Input.insertText", {"text": "日本"})
    saved(page)
    assert server.post.text == "**よ日本**"
    assert shown(page) == "**よ日本**"
    again = open_page()
    again.keyboard.press("Control+z")
    assert shown(again) == "**よ**"


def test_live_mode_hides_the_marks_where_the_author_is_not(open_page: Open, server: ContractServer) -> None:
    server.post.base_text = "First\n## Head\n**bold** [text](https://x.example) [sic]\n> said"
    page = open_page()
    assert shown(page) == "First\nHead\nbold text [sic]\nsaid"
    page.keyboard.press("ArrowDown")
    assert shown(page) == "First\n## Head\nbold text [sic]\nsaid"
    page.keyboard.press("Control+/")
    assert shown(page) == server.post.base_text


def test_a_task_is_ticked_in_the_text(open_page: Open, server: ContractServer) -> None:
    server.post.base_text = "Intro\n\n- [ ] one\n- [x] two"
    page = open_page()
    page.locator(".md-task").first.click()
    saved(page)
    assert server.post.text == "Intro\n\n- [x] one\n- [x] two"


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("Control+b", "one **two**"),
        ("Control+i", "one *two*"),
        ("Control+Shift+2", "## one two"),
        ("Control+Shift+8", "- one two"),
        ("Control+Shift+7", "1. one two"),
        ("Control+Shift+9", "> one two"),
        ("Control+`", "one `two`"),
    ],
)
def test_a_key_writes_markdown_and_takes_it_away(open_page: Open, server: ContractServer, keys: str, text: str) -> None:
    server.post.base_text = "one two"
    page = open_page()
    page.keyboard.press("Control+End")
    page.keyboard.press("Control+Shift+ArrowLeft")
    page.keyboard.press(keys)
    saved(page)
    assert server.post.text == text
    page.keyboard.press(keys)
    saved(page)
    assert server.post.text == "one two"


def test_bold_italic_is_not_torn(open_page: Open, server: ContractServer) -> None:
    server.post.base_text = "word"
    page = open_page()
    page.keyboard.press("Control+b")
    page.keyboard.press("Control+i")
    saved(page)
    assert server.post.text == "***word***"


def test_a_list_goes_on_by_itself(open_page: Open, server: ContractServer) -> None:
    page = open_page()
    page.keyboard.type("- one\ntwo\n\n\nend")
    saved(page)
    assert server.post.text == "- one\n- two\n\nend"


def test_an_address_over_a_selection_becomes_a_link(open_page: Open, server: ContractServer) -> None:
    server.post.base_text = "see here"
    page = open_page()
    page.keyboard.press("Control+End")
    page.keyboard.press("Control+Shift+ArrowLeft")
    paste(page, plain="https://example.org/x")
    saved(page)
    assert server.post.text == "see [here](https://example.org/x)"


FORMATTED = """<h2>Head</h2><p>A <strong>bold</strong> <a href="https://x.example/">link</a>.</p>
<ul><li>one</li><li>two<ol><li>deep</li></ol></li></ul>
<table><tr><th>a</th><th align="right">b</th></tr><tr><td>1</td><td>2|3</td></tr></table>
<pre><code class="language-py">x = 1\ny = 2\n</code></pre>"""
AS_MARKDOWN = """## Head

A **bold** [link](https://x.example/).

- one
- two
  1. deep

| a | b |
| --- | ---: |
| 1 | 2\\|3 |

```py
x = 1
y = 2
```"""


def test_formatted_text_becomes_markdown(open_page: Open, server: ContractServer) -> None:
    page = open_page()
    paste(page, html=FORMATTED, plain="unused")
    page.wait_for_function("() => document.querySelector('.cm-content').textContent.includes('Head')")
    saved(page)
    assert server.post.text == AS_MARKDOWN


def test_text_is_pasted_plain_on_request_and_inside_code(open_page: Open, server: ContractServer) -> None:
    server.post.base_text = "```\n\n```\n"
    page = open_page()
    page.keyboard.press("ArrowDown")
    paste(page, html="<b>x</b>", plain="x")
    saved(page)
    assert server.post.text == "```\nx\n```\n"


def test_what_no_page_may_hold_is_not_pasted(open_page: Open, server: ContractServer) -> None:
    page = open_page()
    paste(page, plain="a\x00b\x0cc\r\nd")
    saved(page)
    assert server.post.text == "abc\nd"


def test_the_whole_clipboard_of_an_office_program_is_not_bold(open_page: Open, server: ContractServer) -> None:
    page = open_page()
    paste(page, html='<b style="font-weight:normal"><p>Calm <i>text</i></p></b>', plain="Calm text")
    page.wait_for_function("() => document.querySelector('.cm-content').textContent.includes('Calm')")
    saved(page)
    assert server.post.text == "Calm *text*"


def test_find_and_replace(open_page: Open, server: ContractServer) -> None:
    server.post.base_text = "rope, rope, rope"
    page = open_page()
    page.keyboard.press("Control+f")
    page.keyboard.type("rope")
    page.get_by_placeholder("Replace with").fill("salt")
    page.get_by_role("button", name="Replace all").click()
    saved(page)
    assert server.post.text == "salt, salt, salt"


def test_the_page_hears_of_headings(open_page: Open, server: ContractServer) -> None:
    server.post.base_text = "# One *a*\n\n```\n# no\n```\n\nTwo\n---\n"
    page = open_page()
    page.evaluate("addEventListener('editor:outline', ({detail}) => (window.heard = detail.outline))")
    page.keyboard.press("Control+End")
    page.keyboard.type("### Three")
    page.wait_for_function("() => window.heard")
    heard: Any = page.evaluate("window.heard")
    assert [(item["level"], item["text"], item["line"]) for item in heard] == [
        (1, "One a", 1), (2, "Two", 7), (3, "Three", 9),
    ]  # fmt: skip


def test_what_surrounds_the_text_steps_back_and_returns(open_page: Open) -> None:
    page = open_page()
    page.keyboard.type("writing along")
    assert page.evaluate("document.body.classList.contains('is-writing')")
    page.mouse.move(5, 5)
    page.mouse.move(9, 9)
    assert not page.evaluate("document.body.classList.contains('is-writing')")


def test_the_page_hears_of_words_and_minutes(open_page: Open) -> None:
    page = open_page()
    page.evaluate("addEventListener('editor:stats', ({detail}) => (window.heard = detail))")
    page.keyboard.type("It's [two](https://not.counted) words. ")
    page.wait_for_function("() => window.heard")
    assert page.evaluate("window.heard") == {"words": 3, "minutes": 1}


def test_boot_data_cannot_end_its_script(open_page: Open, server: ContractServer) -> None:
    server.post.base_text = "</script><script>document.title='taken'</script>"
    page = open_page()
    assert page.title() == "Editor"
    assert html.unescape(shown(page)) == server.post.base_text
    assert json.loads(page.inner_text("#document") or page.text_content("#document"))["id"] == server.post_id

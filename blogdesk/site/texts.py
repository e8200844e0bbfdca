"""The HTML of posts for readers: the kept one where there is one; a new one is kept after the answer is made."""

import logging
import re

from flask import Response, after_this_request
from flask_babel import gettext as _
from markupsafe import escape

from blogdesk.core.database import DatabaseFailure
from blogdesk.core.transactions import transaction
from blogdesk.posts.models import Post
from blogdesk.posts.rendering import RENDERER_VERSION, keep_rendering, rendered_html

log = logging.getLogger(__name__)


def for_screen(html: str) -> str:
    """The HTML as part of a page: one first heading, and what may be wider than the screen reachable by keyboard.

    The title is the page's own `<h1>`: a text that has one too is moved down a level. What scrolls takes the focus
    (WCAG 2.2, 2.1.1). Sanitised HTML holds these names only as tags: text has its angle brackets escaped.
    """
    if "<h1" in html:
        html = re.sub(r"(</?h)([1-5])\b", lambda found: f"{found[1]}{int(found[2]) + 1}", html)
    html = re.sub(r"<pre\b", '<pre tabindex="0"', html)
    opened = f'<div class="table" role="group" aria-label="{escape(_("Table"))}" tabindex="0"><table'
    return re.sub(r"<table\b", opened, html).replace("</table>", "</table></div>")


def post_html(post: Post) -> str:
    """The text of a post as HTML. Reading changes nothing a reader or author could see."""
    if post.html is not None and post.render_key == RENDERER_VERSION:
        return post.html
    html = rendered_html(post)
    post_id, rev = post.id, post.rev

    @after_this_request
    def keep(response: Response) -> Response:
        try:
            with transaction():
                keep_rendering(post_id, rev, html)
        except DatabaseFailure:
            # Kept the next time: the reader's page is whole.
            log.warning("the rendering of %s could not be kept", post_id, exc_info=True)
        return response

    return html

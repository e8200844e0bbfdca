"""The HTML of posts for readers: the kept one where there is one; a new one is kept after the answer is made."""

import logging

from flask import Response, after_this_request

from blogdesk.core.database import DatabaseFailure
from blogdesk.core.transactions import transaction
from blogdesk.posts.models import Post
from blogdesk.posts.rendering import RENDERER_VERSION, keep_rendering, rendered_html

log = logging.getLogger(__name__)


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

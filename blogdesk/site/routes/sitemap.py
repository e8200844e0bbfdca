"""What search engines ask for: the map of the site, and what they may read."""

from flask import Response, abort

from blogdesk.core.clock import now
from blogdesk.feeds.sitemap import MIME, PART_SIZE, Location, sitemap, sitemap_index
from blogdesk.posts.public import every_location
from blogdesk.site.blueprint import site
from blogdesk.site.context import site_context
from blogdesk.site.pages import PUBLIC, mark_public


def _locations() -> list[Location]:
    """The front page and every public post and page."""
    context = site_context()
    found = [Location(context.absolute(path), at) for path, at in every_location(context.settings)]
    newest = max((location.changed_at for location in found if location.changed_at), default=now())
    return [Location(context.absolute("/"), newest), *found]


@site.get("/sitemap.xml")
def whole_sitemap() -> Response:
    """The map, or the list of its parts when it is long."""
    locations = _locations()
    if len(locations) <= PART_SIZE:
        return _xml(sitemap(locations))
    base = site_context().base_url
    count = -(-len(locations) // PART_SIZE)
    return _xml(sitemap_index([Location(f"{base}/sitemap-{part}.xml") for part in range(1, count + 1)]))


@site.get("/sitemap-<int:part>.xml")
def sitemap_part(part: int) -> Response:
    """One part of a long map, from 1."""
    locations = _locations()[(part - 1) * PART_SIZE : part * PART_SIZE] if part else []
    return _xml(sitemap(locations)) if locations else abort(404)


def _xml(body: bytes) -> Response:
    mark_public()
    return Response(body, content_type=MIME, headers={"Cache-Control": PUBLIC})


@site.get("/robots.txt")
def robots() -> Response:
    """What crawlers may read (RFC 9309)."""
    context = site_context()
    rules = "Disallow: /studio/\nDisallow: /account/" if context.settings.robots == "allow" else "Disallow: /"
    body = f"User-agent: *\n{rules}\n\nSitemap: {context.absolute('/sitemap.xml')}\n"
    mark_public()
    return Response(body, mimetype="text/plain", headers={"Cache-Control": PUBLIC})

import re
from pathlib import Path

from flask import Flask

import blogdesk.api
from blogdesk.api.openapi.statuses import CODES
from blogdesk.api.routes import ALL
from tests.api.conftest import Api


def test_the_document_names_every_route_and_its_shapes(app: Flask) -> None:
    document = Api(app)("GET", "/openapi.json").get_json()
    assert document["openapi"].startswith("3.1")
    described = {(path, method.upper()) for path, methods in document["paths"].items() for method in methods}
    assert described == {("/api/v1" + re.sub("<(?:path:)?(.*?)>", r"{\1}", e.path), e.method) for e in ALL}
    references = set(re.findall(r'"#/components/(\w+)/([^"]+)"', Api(app)("GET", "/openapi.json").text))
    for kind, name in references:
        assert name in document["components"][kind]
    names = [operation["operationId"] for methods in document["paths"].values() for operation in methods.values()]
    assert len(names) == len(set(names))


def test_every_mounted_address_of_the_api_is_described(app: Flask) -> None:
    mounted = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1")}
    assert mounted == {f"/api/v1{endpoint.path}" for endpoint in ALL} | {"/api/v1/openapi.json"}


def test_the_page_for_people_explains_each_operation_without_a_script(app: Flask) -> None:
    page = app.test_client().get("/api/docs")
    assert "script" not in page.headers["Content-Security-Policy"]
    for endpoint in ALL:
        assert f'id="{endpoint.name}"' in page.text
    [style] = re.findall(r'rel="stylesheet" href="([^"]+)"', page.text)
    with app.test_client().get(style) as answer:
        assert answer.status_code == 200


def test_every_problem_has_a_place_on_that_page(app: Flask, ada: Api) -> None:
    assert ada("GET", "/posts/none").get_json()["type"] == "/api/docs#not-found"
    source = "".join(path.read_text(encoding="utf-8") for path in Path(blogdesk.api.__path__[0]).rglob("*.py"))
    used = set(re.findall(r'(?:Refused|make_problem)\(\s*\d+,\s*"([a-z-]+)"', source))
    assert len(used) > 10
    assert used <= set(CODES)
    page = app.test_client().get("/api/docs").text
    for code in used:
        assert f'id="{code}"' in page

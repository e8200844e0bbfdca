from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from blogdesk.accounts import audit, authorization, one_time, passwords, service, sessions, tokens
from blogdesk.accounts.models import AccessToken, AuthorizationCode, LoginSession, User
from blogdesk.accounts.token_text import make_token, read_token
from blogdesk.core.clock import now
from blogdesk.core.database import db
from blogdesk.core.transactions import transaction
from blogdesk.errors import Conflict, InvalidInput, NotFound

PASSWORD = "a long enough secret"
VERIFIER = "v" * 43
REDIRECT = "http://127.0.0.1:4711/_bd/connected/x"


def add(username: str = "ada", role: str = "author", password: str | None = PASSWORD) -> User:
    with transaction():
        return service.add_user(username, email=f"{username}@blog.example", password=password, role=role)


def issue(user: User, *scopes: str, **more: object) -> str:
    with transaction():
        return tokens.issue(user, name="laptop", scopes=scopes or ("posts:read",), **more)[1].text  # type: ignore[arg-type]


def request(**changes: str) -> authorization.AuthorizationRequest:
    values = {
        "response_type": "code", "code_challenge_method": "S256",
        "code_challenge": authorization.challenge_of(VERIFIER),
        "redirect_uri": REDIRECT, "state": "s" * 20, "scope": "posts:read posts:write", "client_name": "My desk",
    }  # fmt: skip
    return authorization.read_request({**values, **changes})


def approve(user: User) -> str:
    with transaction():
        return authorization.approve(user, request())


def exchange(code: str, *, verifier: str = VERIFIER, redirect_uri: str = REDIRECT) -> str | None:
    with transaction():
        authorization.burn_if_used(code)
        given = authorization.exchange(code, verifier=verifier, redirect_uri=redirect_uri)
    return given[1].text if given else None


def test_an_account_is_found_by_name_and_by_address_in_any_case(app: Flask) -> None:
    user = add()
    assert service.find_user("ADA") is user
    assert service.find_by_email(" Ada@Blog.example") is user
    assert user.role.name == "author"


def test_every_fault_of_an_account_is_told(app: Flask) -> None:
    with pytest.raises(InvalidInput) as caught, transaction():
        service.add_user("a b", email="nobody", role="king")
    assert [fault.field for fault in caught.value.faults] == ["username", "email", "role"]


def test_two_accounts_do_not_share_a_name_or_an_address(app: Flask) -> None:
    add()
    with pytest.raises(Conflict), transaction():
        service.add_user("bob", email="ADA@blog.example")


@pytest.mark.parametrize("password", ["short", "x" * 30, "ada@blog.example", "y" * 1_001])
def test_a_password_that_is_easy_to_guess_is_refused(app: Flask, password: str) -> None:
    with pytest.raises(InvalidInput):
        add(password=password)


def test_a_password_is_kept_as_argon2id_and_checked(app: Flask) -> None:
    user = add()
    assert user.password_hash is not None
    assert user.password_hash.startswith("$argon2id$")
    assert service.check_password("ada", PASSWORD) is user
    assert service.check_password("ada@blog.example", PASSWORD) is user
    assert service.check_password("ada", PASSWORD + "x") is None
    assert service.check_password("nobody", PASSWORD) is None


def test_nobodys_password_costs_as_much_work_as_somebodys(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    add()
    add("bob", password=None)
    checked: list[str] = []
    real = passwords._hasher.verify

    class Counting:
        def verify(self, kept: str, password: str) -> bool:
            checked.append(kept.rsplit("$", 2)[0])
            return real(kept, password)

        def check_needs_rehash(self, kept: str) -> bool:
            return False

    passwords._nobodys_hash()
    monkeypatch.setattr(passwords, "_hasher", Counting())
    for login in ("ada", "bob", "nobody"):
        assert service.check_password(login, "wrong wrong wrong") is None
    assert len(checked) == 3
    assert len(set(checked)) == 1  # the same algorithm, with the same parameters


def test_a_closed_account_lets_nobody_in(app: Flask) -> None:
    add("root", "admin")
    user = add()
    text = issue(user)
    with transaction():
        secret = sessions.start_session(user)[1]
    with transaction():
        service.deactivate(user)
    assert service.check_password("ada", PASSWORD) is None
    assert tokens.find_token(text) is None
    assert sessions.find_session(secret) is None


def test_the_last_admin_stays(app: Flask) -> None:
    user = add("root", "admin")
    with pytest.raises(Conflict), transaction():
        service.set_role(user, "author")
    with pytest.raises(Conflict), transaction():
        service.deactivate(user)
    add("second", "admin")
    with transaction():
        service.set_role(user, "author")
    assert user.role_name == "author"


def test_a_changed_password_ends_sessions_and_what_signing_in_gave(app: Flask) -> None:
    user = add()
    personal = issue(user)
    with transaction():
        secret = sessions.start_session(user)[1]
        pair = tokens.issue_pair(user)
    with transaction():
        service.change_password(user, "another long secret")
    assert sessions.find_session(secret) is None
    assert tokens.find_token(pair.access.text) is None
    assert tokens.find_token(personal) is not None


def test_a_session_ends_by_hand_and_by_idling(app: Flask) -> None:
    user = add()
    with transaction():
        first, one = sessions.start_session(user, user_agent="Firefox")
        second, two = sessions.start_session(user)
    other = add("bob")
    with pytest.raises(NotFound), transaction():
        sessions.end_session(first.id, user_id=other.id)
    with transaction():
        sessions.end_session(first.id, user_id=user.id)
        db.session.get_one(LoginSession, second.id).last_seen_at = now() - timedelta(days=31)
    assert sessions.find_session(one) is None
    assert sessions.find_session(two) is None
    assert sessions.find_session("guess") is None


def test_a_token_has_its_shape_and_a_mistyped_one_is_known_as_such() -> None:
    text = make_token("personal").text
    assert text.startswith("bdk_")
    assert read_token(text) is not None
    wrong = "a" if text[20] != "a" else "b"
    assert read_token(text[:20] + wrong + text[21:]) is None
    assert "bdk_" not in repr(read_token(text)).replace(text[:12], "")


def test_a_tokens_secret_is_not_in_the_database(app: Flask) -> None:
    text = issue(add())
    kept = db.session.scalars(select(AccessToken)).one()
    assert text[13:] not in str(vars(kept))
    assert len(kept.secret_hash) == 64


def test_a_token_is_found_until_it_expires_or_is_revoked(app: Flask) -> None:
    user = add()
    text = issue(user, "posts:write", "posts:read")
    token = tokens.find_token(text)
    assert token is not None
    assert token.scopes == ["posts:read", "posts:write"]
    with transaction():
        token.expires_at = now() - timedelta(seconds=1)
    assert tokens.find_token(text) is None
    other = issue(user)
    with transaction():
        tokens.revoke(tokens.find_token(other))  # type: ignore[arg-type]
    assert tokens.find_token(other) is None
    assert tokens.find_token(make_token("personal").text) is None


def test_a_token_may_not_do_more_than_its_owner(app: Flask) -> None:
    contributor = add(role="contributor")
    with pytest.raises(InvalidInput):
        issue(contributor, "posts:publish")
    with pytest.raises(InvalidInput):
        issue(contributor, "everything")


def test_a_token_notes_its_use_once_a_minute(app: Flask) -> None:
    issue(add())
    token = db.session.scalars(select(AccessToken)).one()
    assert tokens.is_stale(token)
    with transaction():
        tokens.touch_token(token.id)
    assert not tokens.is_stale(token)


def test_a_refresh_token_works_once_and_a_copy_burns_the_family(app: Flask) -> None:
    user = add()
    with transaction():
        first = tokens.issue_pair(user)
    with transaction():
        second = tokens.refresh(first.refresh.text)
    assert second is not None
    assert tokens.find_token(first.access.text) is None
    assert tokens.find_token(second.access.text) is not None
    with transaction():
        assert tokens.refresh(first.refresh.text) is None
    assert tokens.find_token(second.access.text) is None
    with transaction():
        assert tokens.refresh(second.refresh.text) is None
        assert tokens.refresh(second.access.text) is None


def test_a_mailed_link_works_once_for_its_purpose_and_the_next_replaces_it(app: Flask) -> None:
    user = add()
    with transaction():
        old = one_time.make_link_secret(user, "password-reset")
        new = one_time.make_link_secret(user, "password-reset")
    with transaction():
        assert one_time.use_link_secret(old, "password-reset") is None
        assert one_time.use_link_secret(new, "verify-email") is None
        assert one_time.use_link_secret(new, "password-reset") is user
        assert one_time.use_link_secret(new, "password-reset") is None


def test_an_approved_app_gets_its_token_once(app: Flask) -> None:
    code = approve(add())
    text = exchange(code)
    assert text is not None
    token = tokens.find_token(text)
    assert token is not None
    assert (token.name, token.scopes) == ("My desk", ["posts:read", "posts:write"])
    assert code not in str(vars(db.session.scalars(select(AuthorizationCode)).one()))


def test_a_code_that_comes_twice_burns_the_token_it_gave(app: Flask) -> None:
    code = approve(add())
    text = exchange(code)
    assert exchange(code) is None
    assert tokens.find_token(text or "") is None
    assert "app.code-replayed" in [entry.action for entry in audit.list_entries()]


def test_a_code_needs_its_verifier_its_address_and_its_minute(app: Flask) -> None:
    code = approve(add())
    assert exchange(code, verifier="w" * 43) is None
    assert exchange(code, verifier="") is None
    assert exchange(code, verifier=authorization.challenge_of(VERIFIER)) is None
    assert exchange(code, redirect_uri=REDIRECT + "y") is None
    with transaction():
        db.session.scalars(select(AuthorizationCode)).one().expires_at = now()
    assert exchange(code) is None


@pytest.mark.parametrize(
    "change",
    [
        {"redirect_uri": "http://evil.example/"},
        {"redirect_uri": "http://localhost:4711/x"},
        {"redirect_uri": "https://127.0.0.1:4711/x"},
        {"redirect_uri": "http://127.0.0.1:4711@evil.example/x"},
        {"redirect_uri": "http://127.0.0.1.evil.example:80/x"},
        {"redirect_uri": "http://127.0.0.1:70000/x"},
        {"redirect_uri": "http://127.0.0.1:80//evil.example"},
        {"redirect_uri": "http://127.0.0.1:80/x?y=1"},
        {"redirect_uri": "http://127.0.0.1:80/x#y"},
        {"redirect_uri": "http://127.0.0.1:80/x\n"},
        {"redirect_uri": ""},
        {"code_challenge_method": "plain"},
        {"code_challenge_method": ""},
        {"code_challenge": ""},
        {"code_challenge": "short"},
        {"state": ""},
        {"scope": ""},
        {"scope": "posts:read users:write"},
        {"response_type": "token"},
        {"client_name": "x" * 200},
    ],
)
def test_a_request_with_anything_wrong_is_not_shown(change: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        request(**change)


def test_an_app_gets_no_more_than_the_account_may_do(app: Flask) -> None:
    contributor = add(role="contributor")
    with pytest.raises(InvalidInput), transaction():
        authorization.approve(contributor, request(scope="posts:publish"))
    with transaction():
        code = authorization.approve(contributor, request(scope="posts:publish posts:write"))
    token = tokens.find_token(exchange(code) or "")
    assert token is not None
    assert token.scopes == ["posts:write"]

"""Signing in and out."""

from urllib.parse import urlencode

from flask import Blueprint, current_app, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blogdesk.account import signed_in
from blogdesk.account.addresses import safe_next
from blogdesk.account.pages import page, require_signed_in
from blogdesk.accounts import audit
from blogdesk.accounts.sign_in import SignIn
from blogdesk.accounts.sign_in import sign_in as try_to_sign_in
from blogdesk.core.transactions import transaction


def mount(pages: Blueprint) -> None:
    """Add the routes."""
    pages.add_url_rule("/account/sign-in", "sign_in", show, methods=["GET"])
    pages.add_url_rule("/account/sign-in", "sign_in_now", sign_in, methods=["POST"])
    pages.add_url_rule("/account/sign-out", "sign_out", sign_out, methods=["POST"])


def address_of_sign_in(come_back_to: str) -> str:
    """The sign-in page, which leads back to this path."""
    return "/account/sign-in" + (f"?{urlencode({'next': come_back_to})}" if come_back_to else "")


def show() -> ResponseReturnValue:
    """The form; for somebody who is signed in, what they wanted."""
    target = safe_next(request.args.get("next"))
    if signed_in.find_signed_in() is not None:
        return redirect(target, code=303)
    return page("sign_in.html", target=target, login="", fault="")


def sign_in() -> ResponseReturnValue:
    """Check the password; start a session with a cookie of its own."""
    login, password = request.form.get("login", ""), request.form.get("password", "")
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - the way out of Flask's proxy
    with transaction():
        tried = try_to_sign_in(
            login, password, address=request.remote_addr or "", device=signed_in.known_device(app, login)
        )
        if tried.user is None:
            return _refuse(tried, login)
        # Nothing that was in the cookie before crosses the border (session fixation).
        session.clear()
        signed_in.begin(tried.user, remember=request.form.get("remember") == "yes")
        audit.record("signed-in", actor_id=tried.user.id, address=request.remote_addr or "")
        mark = signed_in.device_mark(app, tried.user)
    response = redirect(safe_next(request.form.get("next")), code=303)
    response.set_cookie(
        signed_in.DEVICE_COOKIE,
        mark,
        max_age=signed_in.DEVICE_LIFE_S,
        path="/account/",
        httponly=True,
        secure=bool(app.config["SESSION_COOKIE_SECURE"]),
        samesite="Lax",
    )
    return response


def _refuse(tried: SignIn, login: str) -> ResponseReturnValue:
    target = safe_next(request.form.get("next"))
    if tried.wait_s:
        fault = _("That was a lot of attempts. Try again in %(seconds)d seconds.", seconds=tried.wait_s)
        answer = page("sign_in.html", status=429, target=target, login=login, fault=fault)
        answer.headers["Retry-After"] = str(tried.wait_s)
        return answer
    fault = _("Name and password do not belong together.")
    return page("sign_in.html", status=422, target=target, login=login, fault=fault)


def sign_out() -> ResponseReturnValue:
    """End this browser's session."""
    person = require_signed_in()
    with transaction():
        signed_in.end(person)
    session.clear()
    # Flask-Login asks by this name that its own cookie be removed, too.
    session["_remember"] = "clear"
    return redirect("/account/sign-in", code=303)

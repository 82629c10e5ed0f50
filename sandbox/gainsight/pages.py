"""The pages a person sees while logging in to a tenant: plain HTML, no script."""

from __future__ import annotations

from markupsafe import Markup, escape
from werkzeug.wrappers import Response

__all__ = ["error_page", "login_page", "signed_out_page"]

_STYLE = """
body{margin:0;min-height:100vh;display:grid;place-items:center;background:#eef3f8;
 font:16px/1.5 system-ui,sans-serif;color:#10253e}
main{box-sizing:border-box;width:min(24rem,calc(100vw - 2rem));padding:2rem;background:#fff;
 border-radius:12px;box-shadow:0 8px 30px #10253e1f}
h1{font-size:1.35rem;margin:0 0 .25rem}p{margin:.25rem 0 1rem;color:#4a5d73}
label{display:block;font-weight:600;margin:.75rem 0 .25rem}
input{box-sizing:border-box;width:100%;padding:.6rem .7rem;border:1px solid #8294a8;
 border-radius:8px;font:inherit}
button{margin-top:1.25rem;padding:.6rem 1.1rem;border-radius:8px;font:inherit;font-weight:600;
 border:1px solid #0b5cab;background:#0b5cab;color:#fff;cursor:pointer}
button.quiet{background:#fff;color:#0b5cab}
[role=alert]{padding:.6rem .8rem;border-radius:8px;background:#fdecea;color:#8c1d18}
"""


def login_page(*, name: str, host: str, username: str = "", error: str | None = None) -> Response:
    """Ask for user name and password; the form goes back to where it came from."""
    alert = Markup('<p role="alert">{}</p>').format(error) if error else Markup()
    content = Markup(
        "<h1>Log in to {name}</h1><p>{host}</p>{alert}"
        '<form method="post">'
        '<label for="username">Username</label>'
        '<input id="username" name="username" type="email" autocomplete="username"'
        ' value="{username}" autofocus>'
        '<label for="password">Password</label>'
        '<input id="password" name="password" type="password" autocomplete="current-password">'
        '<button name="action" value="login">Log in</button> '
        '<button class="quiet" name="action" value="cancel" formnovalidate>Cancel</button>'
        "</form>"
    ).format(name=name, host=host, alert=alert, username=username)
    return _page(f"Log in to {name}", content, status=401 if error else 200)


def error_page(*, name: str, message: str) -> Response:
    """Say why nobody can be sent back to the application."""
    content = Markup('<h1>{}</h1><p role="alert">{}</p>').format(name, message)
    return _page(f"{name}: error", content, status=400)


def signed_out_page(*, name: str) -> Response:
    """Say that the browser's session has ended."""
    return _page(name, Markup("<h1>{}</h1><p>You are logged out.</p>").format(name), status=200)


def _page(title: str, content: Markup, *, status: int) -> Response:
    html = Markup(
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        "<title>{title}</title><style>{style}</style></head><body><main>{content}</main></body></html>"
    ).format(title=escape(title), style=Markup(_STYLE), content=content)  # noqa: S704
    response = Response(html, status=status, mimetype="text/html")
    response.headers["Cache-Control"] = "no-store"
    return response

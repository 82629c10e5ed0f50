"""The pages a person sees while logging in to Salesforce: plain HTML, no script."""

from __future__ import annotations

from markupsafe import Markup
from werkzeug.wrappers import Response

__all__ = ["error_page", "login_page"]

_STYLE = """
body{margin:0;min-height:100vh;display:grid;place-items:center;background:#f3f3f3;
 font:16px/1.5 system-ui,sans-serif;color:#181818}
main{box-sizing:border-box;width:min(22rem,calc(100vw - 2rem));padding:2rem;background:#fff;
 border-top:6px solid #0176d3;box-shadow:0 2px 12px #0002}
h1{font-size:1.3rem;margin:0}p{margin:.25rem 0 1rem;color:#444}
label{display:block;margin:.75rem 0 .25rem}
input{box-sizing:border-box;width:100%;padding:.55rem;border:1px solid #747474;border-radius:4px;
 font:inherit}
button{margin-top:1.25rem;width:100%;padding:.6rem;border:1px solid #0176d3;border-radius:4px;
 background:#0176d3;color:#fff;font:inherit;cursor:pointer}
button.quiet{margin-top:.5rem;background:#fff;color:#0160a8}
[role=alert]{padding:.5rem .75rem;background:#fdecea;color:#8c1d18}
"""


def login_page(*, host: str, username: str = "", error: str | None = None) -> Response:
    """Ask for user name and password; the form goes back to where it came from."""
    alert = Markup('<p role="alert">{}</p>').format(error) if error else Markup()
    content = Markup(
        "<h1>Salesforce</h1><p>{host}</p>{alert}"
        '<form method="post"><label for="username">Username</label>'
        '<input id="username" name="username" autocomplete="username" value="{username}" autofocus>'
        '<label for="password">Password</label>'
        '<input id="password" name="password" type="password" autocomplete="current-password">'
        '<button name="action" value="login">Log In</button>'
        '<button class="quiet" name="action" value="deny">Deny access</button></form>'
    ).format(host=host, alert=alert, username=username)
    return _page(content, status=401 if error else 200)


def error_page(*, error: str, text: str) -> Response:
    """Say why nobody can be sent back to the application."""
    content = Markup('<h1>OAuth Error</h1><p role="alert">error={}&amp;error_description={}</p>')
    return _page(content.format(error, text), status=400)


def _page(content: Markup, *, status: int) -> Response:
    html = Markup(
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        "<title>Login | Salesforce</title><style>{style}</style></head>"
        "<body><main>{content}</main></body></html>"
    ).format(style=Markup(_STYLE), content=content)  # noqa: S704
    response = Response(html, status=status, mimetype="text/html")
    response.headers["Cache-Control"] = "no-store"
    return response

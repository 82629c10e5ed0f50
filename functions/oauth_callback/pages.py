"""The few pages the system browser shows: no script, nothing inline, text escaped.

They are linked to the pane's own style sheet, so that they look like the same product.
"""

from dataclasses import dataclass
from html import escape
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.shared.cookies import Cookie
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2

from gainsight_zoom.errors import AppError, SignInRejected
from gainsight_zoom.records import GainsightUser, Tenant
from gainsight_zoom.web import error_answer

from .account import NotAdmitted, OrganisationUnknown, WrongAccount

STYLE = "/assets/pages/pages.css"
JSON_PATHS = "/oauth/zoom/authorize"
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
BACK = "You can close this tab and return to Zoom."
SEE_OTHER = 303


@dataclass(frozen=True)
class Destination:
    """Where a sign-in leads: what it is called, whose login that is, and its host."""

    name: str
    login: str
    host: str


def go_page(
    *, email: str, to: Destination, action: str, nonce: str, cookie: Cookie
) -> Response[str]:
    """Name the verified Zoom e-mail that is about to be connected, before anything happens."""
    return _page(
        f"Connect to {to.name}",
        f"<p>You are connecting the Zoom account</p>{_who(email)}"
        f"<p>to Gainsight, with the {to.login} login at <b>{escape(to.host)}</b>.</p>"
        f"{_form(action, nonce, f'Continue to {to.login}')}"
        '<p class="muted">Not your address? Close this tab: somebody else may have sent you this '
        "link.</p>",
        cookie=cookie,
    )


def provider_page(*, url: str, to: Destination) -> Response[str]:
    """Lead on to the login page.

    A form may not end in a redirect to another site under ``form-action 'self'``; so this is a page
    of its own that moves on by itself and has the link for whoever's browser does not.
    """
    link = escape(url, quote=True)
    return _page(
        f"Sign in to {to.name}",
        f"<p>The {to.login} login of <b>{escape(to.host)}</b> opens now.</p>"
        f'<p><a class="btn" href="{link}">Open the {to.login} login</a></p>',
        head=f'<meta http-equiv="refresh" content="0; url={link}">',
    )


def confirm_page(
    *, zoom_email: str, user: GainsightUser, tenant: Tenant, action: str, nonce: str
) -> Response[str]:
    """Ask once whether two addresses of one organisation are the same person's."""
    return _page(
        "Are these both you?",
        f"<p>In Zoom you are</p>{_who(zoom_email)}"
        f"<p>and you signed in to {escape(tenant.name)} as</p>{_who(user.email)}"
        f"{_form(action, nonce, 'Yes, these are both me')}"
        '<p class="muted">If not, close this tab: nothing has been connected.</p>',
    )


def welcome_page(*, user: GainsightUser, tenant: Tenant) -> Response[str]:
    """Say that it is done."""
    return _page(
        "Welcome to Gainsight",
        f"<p>{escape(user.name)}, you are connected to <b>{escape(tenant.name)}</b>.</p>"
        f"<p>{BACK} The app has noticed already.</p>",
    )


def cancelled_page() -> Response[str]:
    """Say that the login was cancelled at the provider."""
    return _page(
        "Sign-in cancelled",
        f"<p>Nothing has been connected. {BACK} There you can start again.</p>",
    )


def not_installed_page() -> Response[str]:
    """Say what to do where Salesforce does not let its users authorise this app."""
    return _page(
        "Salesforce does not know this app yet",
        "<p>Your Salesforce admin has to install the app Gainsight App for Zoom before anybody can "
        f"sign in with it. Nothing has been connected. {BACK}</p>",
        status=403,
    )


def added_page(email: str) -> Response[str]:
    """Say that the app is added, where Zoom gave no link back into the client."""
    return _page(
        "The app is added",
        f"<p>Zoom says you are</p>{_who(email)}"
        "<p>Open Zoom, join a meeting and choose <b>Apps</b>, then <b>Gainsight</b>.</p>",
    )


def declined_page() -> Response[str]:
    """Say that Zoom's consent was declined, and how to try again."""
    return _page(
        "The app was not added",
        "<p>Zoom did not give consent, so the app cannot be used yet.</p>"
        '<p><a class="btn" href="/oauth/zoom/install">Try again</a></p>',
    )


def restart_page() -> Response[str]:
    """Explain why adding did not finish when one restart did not help."""
    return _page(
        "One more step",
        "<p>Zoom sent you here without telling us which sign-in this belongs to, and starting "
        "over once did not help. Your browser may be blocking cookies for this site.</p>"
        '<p><a class="btn" href="/oauth/zoom/install">Start again</a></p>',
        status=400,
    )


def redirect(url: str, *cookies: Cookie) -> Response[str]:
    """Send the browser on."""
    return Response(
        status_code=SEE_OTHER,
        content_type="text/plain",
        body="",
        headers={"Location": url},
        cookies=list(cookies),
    )


def error_page_or_json(
    error: AppError, request_id: str, event: APIGatewayProxyEventV2
) -> Response[Any]:
    """Render an error for whoever asked: the pane's own calls get JSON, a browser gets a page."""
    if event.path.startswith(JSON_PATHS):
        return error_answer(error, request_id)
    title, body = _explain(error)
    return _page(
        title,
        f'{body}<p class="reference">Reference {escape(request_id)}</p>',
        status=error.status,
        retry_after_s=error.retry_after_s,
    )


def _explain(error: AppError) -> tuple[str, str]:
    if isinstance(error, OrganisationUnknown):
        return "Salesforce is not set up", f"<p>{escape(error.message)}</p><p>{BACK}</p>"
    if isinstance(error, WrongAccount):
        return "This is not your Gainsight account", _explain_wrong_account(error)
    if isinstance(error, NotAdmitted):
        return "No access", f"<p>{escape(error.public_message)}</p><p>{BACK}</p>"
    if isinstance(error, SignInRejected):
        return "This link is no longer valid", f"<p>{escape(error.message)}</p>"
    if error.retryable:
        return "Please try again", f"<p>{escape(error.message)}</p>"
    return "This did not work", f"<p>{escape(error.message)} Return to Zoom and start again.</p>"


def _explain_wrong_account(error: WrongAccount) -> str:
    if error.reason.startswith("salesforce_"):
        return (
            "<p>Nobody in Gainsight has your Salesforce user id, so nothing has been connected. "
            "Please ask your Gainsight admin to add it to your user record, or sign in with your "
            "Gainsight account.</p>"
        )
    if not error.zoom_email:
        return (
            "<p>Gainsight did not tell us reliably whose account this is, so nothing has been "
            "connected. Please ask your Gainsight admin to check the app's setup.</p>"
        )
    return (
        f"<p>In Zoom you are</p>{_who(error.zoom_email)}"
        f"<p>but the account that signed in to {escape(error.tenant)} has another e-mail address. "
        "Nothing has been connected. Sign in with your own account, or ask your Gainsight admin to "
        "allow this pair of addresses.</p>"
    )


def _page(
    title: str,
    body: str,
    *,
    status: int = 200,
    head: str = "",
    cookie: Cookie | None = None,
    retry_after_s: int | None = None,
) -> Response[str]:
    html = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="stylesheet" href="{STYLE}">{head}</head>'
        '<body class="page"><main class="card"><p class="brand">Gainsight App for Zoom</p>'
        f"<h1>{escape(title)}</h1>{body}</main></body></html>"
    )
    headers = {"Content-Security-Policy": POLICY}
    if retry_after_s is not None:
        headers["Retry-After"] = str(retry_after_s)
    return Response(
        status_code=status,
        content_type="text/html; charset=utf-8",
        body=html,
        headers=headers,
        cookies=[cookie] if cookie else [],
    )


def _who(email: str) -> str:
    return f'<p class="who" dir="auto">{escape(email)}</p>'


def _form(action: str, nonce: str, label: str) -> str:
    return (
        f'<form method="post" action="{escape(action, quote=True)}">'
        f'<input type="hidden" name="nonce" value="{escape(nonce, quote=True)}">'
        f'<button class="btn" type="submit">{escape(label)}</button></form>'
    )

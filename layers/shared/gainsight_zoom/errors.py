"""Every error this application answers with.

The tree, with status and code::

    AppError                     500 internal
    ├── ContextRejected          401 context_rejected
    ├── SessionExpired           401 session_expired
    ├── WebhookRejected          401 webhook_rejected
    ├── Forbidden                403 forbidden
    │   ├── ZoomNotAuthorized    403 zoom_not_authorized
    │   ├── AppOff               403 app_off
    │   │   └── PilotOnly        403 pilot_only
    │   ├── SalesforceOff        403 salesforce_off
    │   ├── TabSwitchedOff       403 tab_off
    │   ├── WritesPaused         403 writes_paused
    │   └── LicenseRequired      403 license_required
    ├── NotFound                 404 not_found
    ├── ReconnectRequired        409 reconnect_required
    ├── VersionConflict          409 version_conflict
    ├── FieldConflict            409 conflict
    ├── NotPossible              409 not_possible
    ├── TooLate                  409 too_late
    ├── MediaTypeRefused         415 media_type_refused
    ├── ValidationFailed         422 validation_failed
    │   ├── DomainMalformed      422 domain_malformed
    │   ├── DataCenterMismatch   422 data_center_mismatch
    │   ├── TenantUnknown        422 tenant_unknown
    │   ├── HostUnconfirmed      422 host_unconfirmed
    │   └── SalesforceUnknown    422 salesforce_domain_unknown
    ├── SignInRejected           400 sign_in_rejected
    ├── StoreUnavailable         503 store_unavailable    retryable
    └── UpstreamError            502 upstream_rejected
        ├── UpstreamUnauthorized 502 upstream_unauthorized   (internal: leads to one refresh)
        ├── AddressRefused       502 address_refused
        ├── GrantRejected        502 grant_rejected          (internal: leads to reconnect_required)
        │   └── ConsentWithdrawn 502 grant_rejected          (internal: leads to leaving)
        ├── RecordRefused        502 record_refused          (internal: leads to field errors)
        ├── FieldsRefused        502 fields_refused          (internal: leads to field errors)
        ├── UpstreamUnavailable  503 upstream_unavailable    retryable
        │   └── UpstreamUncertain 503 upstream_unavailable   retryable; it may have been done
        └── UpstreamBusy         503 upstream_busy           retryable

Messages are fixed texts for the person in front of the pane; what varies goes to the log through
``reason``, which holds identifiers and never personal data or provider text.

:class:`ConditionFailed` reaches no caller: a store raises it and the domain acts on it.
"""

from collections.abc import Mapping
from typing import Any, ClassVar


class AppError(Exception):
    """Base of all errors that reach a caller.

    Parameters
    ----------
    reason : str
        Why, for the log only: a short stable token such as ``state_expired``.
    fields : Mapping[str, str], optional
        What is wrong or concerned per input field; part of the answer.
    retry_after_s : int, optional
        Seconds after which trying again makes sense; becomes the ``Retry-After`` header.
    details : Mapping[str, Any], optional
        What the caller needs in order to go on, such as the other text of a conflict; JSON.
    """

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"
    message: ClassVar[str] = "Something went wrong on our side. Please try again."
    retryable: ClassVar[bool] = False

    def __init__(
        self,
        reason: str = "",
        *,
        fields: Mapping[str, str] | None = None,
        retry_after_s: int | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(reason or self.code)
        self.reason = reason or self.code
        self.fields = dict(fields or {})
        self.retry_after_s = retry_after_s
        self.details = dict(details or {})


class ContextRejected(AppError):
    """The Zoom app context is missing, forged, expired or made for another app."""

    status = 401
    code = "context_rejected"
    message = "Zoom did not confirm who you are. Close the app and open it again."


class SessionExpired(AppError):
    """The bearer is unknown or too old; the pane exchanges a fresh context."""

    status = 401
    code = "session_expired"
    message = "Your session has ended. Reopen the app to continue."
    retryable = True


class WebhookRejected(AppError):
    """Zoom did not sign exactly these bytes within the last five minutes."""

    status = 401
    code = "webhook_rejected"
    message = "The signature does not hold."


class Forbidden(AppError):
    """The caller is known but may not do this."""

    status = 403
    code = "forbidden"
    message = "You do not have permission to do this."


class ZoomNotAuthorized(Forbidden):
    """The user has not added the app in Zoom, or Zoom's consent was withdrawn."""

    code = "zoom_not_authorized"
    message = "Add the app in Zoom first, so that we know your Zoom e-mail address."


class AppOff(Forbidden):
    """The tenant's admin has switched the app off, or not for this user."""

    code = "app_off"
    message = "Your Gainsight admin has not switched this app on for you. Ask them to add you."


class PilotOnly(AppOff):
    """The tenant's admin has let in a pilot group, and this user is not of it."""

    code = "pilot_only"
    message = (
        "The app starts with a pilot group, and you are not in it. Ask your Gainsight admin to add "
        "you, or wait until it is there for everybody."
    )


class SalesforceOff(Forbidden):
    """Signing in with Salesforce is not set up, or the tenant's admin has not switched it on."""

    code = "salesforce_off"
    message = (
        "Signing in with Salesforce is not switched on for your company. Choose the Gainsight "
        "account instead, or ask your Gainsight admin to switch it on."
    )


class TabSwitchedOff(Forbidden):
    """The tenant's policy keeps a tab from this user; ``fields["tab"]`` says why."""

    code = "tab_off"
    message = "This part of the app is switched off for you. Your Gainsight admin can change that."

    def __init__(self, why: str) -> None:
        super().__init__("tab_off", fields={"tab": why})


class WritesPaused(Forbidden):
    """The operator has switched off writing to Gainsight; notes on their way wait."""

    code = "writes_paused"
    message = "Whoever runs this app has paused changes for the moment. Please try again later."


class LicenseRequired(Forbidden):
    """The Gainsight user is inactive or has no Full, Viewer or Viewer+ licence."""

    code = "license_required"
    message = (
        "You need an active Full, Viewer or Viewer+ licence in Gainsight. "
        "Your Gainsight admin can give you one."
    )


class NotFound(AppError):
    """There is no such thing, or the caller may not know that there is."""

    status = 404
    code = "not_found"
    message = "We could not find this."


class ReconnectRequired(AppError):
    """The tenant's tokens no longer work; ``fields["tenant"]`` names it."""

    status = 409
    code = "reconnect_required"
    message = "Please sign in to Gainsight again."

    def __init__(self, *, tenant: str, reason: str = "") -> None:
        super().__init__(reason, fields={"tenant": tenant})


class VersionConflict(AppError):
    """It was changed meanwhile; ``details`` holds both versions."""

    status = 409
    code = "version_conflict"
    message = "This was changed in another place meanwhile. Nothing was overwritten."


class FieldConflict(AppError):
    """Fields changed in Gainsight since they were seen; ``details`` holds both values of each."""

    status = 409
    code = "conflict"
    message = "This was changed in Gainsight meanwhile. Nothing was overwritten."


class NotPossible(AppError):
    """The tenant's set-up does not allow it; ``details["reason"]`` tells the person why."""

    status = 409
    code = "not_possible"
    message = "This cannot be done from here."

    def __init__(self, told: str, *, reason: str) -> None:
        super().__init__(reason, details={"reason": told})


class TooLate(AppError):
    """What was to be taken back is already on its way."""

    status = 409
    code = "too_late"
    message = "This is already on its way to Gainsight and cannot be taken back here."


class MediaTypeRefused(AppError):
    """The body is of a kind that the route does not read; JSON is what it takes."""

    status = 415
    code = "media_type_refused"
    message = "This request was sent in a form that is not understood. Reopen the app."


class ValidationFailed(AppError):
    """The request is malformed; ``fields`` says where."""

    status = 422
    code = "validation_failed"
    message = "Please check what you entered."


class DomainMalformed(ValidationFailed):
    """What was entered as Gainsight domain is no host name."""

    code = "domain_malformed"

    def __init__(self) -> None:
        text = "Enter the address you open Gainsight with, such as acme.gainsightcloud.com."
        super().__init__("domain_malformed", fields={"domain": text})


class DataCenterMismatch(ValidationFailed):
    """The Gainsight domain belongs to another data centre than the one that was chosen."""

    code = "data_center_mismatch"

    def __init__(self, right: str) -> None:
        text = f"This address belongs to the {right} data center. Choose {right}, or check it."
        super().__init__("data_center_mismatch", fields={"data_center": text})


class TenantUnknown(ValidationFailed):
    """No tenant is registered for the Gainsight domain."""

    code = "tenant_unknown"

    def __init__(self) -> None:
        text = (
            "This Gainsight address is not set up for this app. Check its spelling, or ask your "
            "Gainsight admin to have it registered."
        )
        super().__init__("tenant_unknown", fields={"domain": text})


class HostUnconfirmed(ValidationFailed):
    """The Gainsight domain is a company's own, and the operator has not confirmed it twice."""

    code = "host_unconfirmed"

    def __init__(self) -> None:
        text = (
            "This address of your own company still waits to be confirmed. Ask your Gainsight "
            "admin to have whoever runs this app confirm it."
        )
        super().__init__("host_unconfirmed", fields={"domain": text})


class SalesforceUnknown(ValidationFailed):
    """What was entered as My Domain is none, or is not registered."""

    code = "salesforce_domain_unknown"

    def __init__(self) -> None:
        text = (
            "This Salesforce address is not set up for this app. Choose Production or Sandbox, or "
            "ask your Gainsight admin to have your My Domain registered."
        )
        super().__init__("salesforce_domain_unknown", fields={"salesforce": text})


class SignInRejected(AppError):
    """A step of the browser sign-in does not hold; the reason is for the log."""

    status = 400
    code = "sign_in_rejected"
    message = "This sign-in link is no longer valid. Return to Zoom and start again."


class StoreUnavailable(AppError):
    """A service of AWS that we need did not do its part; whoever asked tries again."""

    status = 503
    code = "store_unavailable"
    message = "This did not work just now. Please try again in a moment."
    retryable = True


class UpstreamError(AppError):
    """Zoom, Gainsight or Salesforce answered something we cannot use."""

    status = 502
    code = "upstream_rejected"
    message = "The other system did not accept the request."


class UpstreamUnauthorized(UpstreamError):
    """An access token was refused; the caller refreshes it once."""

    code = "upstream_unauthorized"


class AddressRefused(UpstreamError):
    """The tenant lets listed addresses in only, and that of our functions is not listed."""

    code = "address_refused"
    message = (
        "Your company's Gainsight lets in listed addresses only, and this app's is not among them. "
        "Ask your Gainsight admin to add it."
    )


class GrantRejected(UpstreamError):
    """A token endpoint refused a code or refresh token for good."""

    code = "grant_rejected"


class ConsentWithdrawn(GrantRejected):
    """Zoom says that the user revoked the app, is gone, or may no longer use it."""


class RecordRefused(UpstreamError):
    """Gainsight refused one record for good, in an answer that was otherwise fine.

    Parameters
    ----------
    refusal : str
        Its error code.
    text : str
        Its words, which may quote the user's data: only to find out which field is meant.
    """

    code = "record_refused"

    def __init__(self, refusal: str, *, text: str = "") -> None:
        super().__init__(f"gainsight_{refusal}")
        self.refusal = refusal
        self.text = text


class FieldsRefused(UpstreamError):
    """Gainsight refused a write for the sake of some fields.

    Parameters
    ----------
    refusals : Mapping[str, str]
        Gainsight's error code by field name; the empty name stands for the record as a whole.
    """

    code = "fields_refused"

    def __init__(self, refusals: Mapping[str, str]) -> None:
        super().__init__(f"gainsight_{next(iter(refusals.values()), 'refused')}")
        self.refusals = dict(refusals)


class UpstreamUnavailable(UpstreamError):
    """The other system cannot be reached or fails; trying later may work."""

    status = 503
    code = "upstream_unavailable"
    message = "Gainsight or Zoom cannot be reached right now. Please try again in a moment."
    retryable = True


class UpstreamUncertain(UpstreamUnavailable):
    """No usable answer came, so that nobody knows whether the other system did what was asked."""


class UpstreamBusy(UpstreamError):
    """The other system's call limit is used up for now."""

    status = 503
    code = "upstream_busy"
    message = "Gainsight is busy right now. Please try again in a moment."
    retryable = True


class ConditionFailed(Exception):
    """A conditional write did not apply.

    Parameters
    ----------
    current : dict or None
        The item as it was at that moment, where there was one.
    """

    def __init__(self, current: dict[str, Any] | None) -> None:
        super().__init__("condition failed")
        self.current = current

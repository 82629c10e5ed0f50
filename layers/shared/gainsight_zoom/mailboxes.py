"""When two e-mail addresses are one: decided once, for every comparison of attendees.

Why so: docs/decisions/matching.md. Nothing here changes an address that is shown or sent.
"""

import unicodedata

FREE_MAIL = frozenset(
    {"gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "yahoo.com", "icloud.com"}
    | {"gmx.de", "gmx.net", "web.de", "proton.me", "aol.com", "live.com"}
    | {"protonmail.com", "me.com", "mac.com", "msn.com", "ymail.com", "gmx.com", "mail.com"}
    | {"yandex.ru", "yandex.com", "mail.ru", "qq.com", "163.com", "126.com", "naver.com"}
    | {"orange.fr", "wanadoo.fr", "free.fr", "laposte.net", "t-online.de", "freenet.de"}
    | {"libero.it", "zoho.com", "fastmail.com", "hey.com", "comcast.net", "att.net"}
)
"""Where anybody can have an address, so that a domain says nothing about a company."""


def mailbox(email: str) -> str:
    """Return the form in which addresses are compared; empty where it is none.

    The domain counts without case and in either spelling of an international name. The local part
    counts without ASCII case; other letters are composed but keep their case, since two letters
    can share one lower case. Plus tags count: who wrote one meant another mailbox.
    """
    local, at, domain = _composed(email.strip()).rpartition("@")
    if not at or not local or not domain or any(c.isspace() for c in local + domain):
        return ""
    return f"{_ascii_lower(local)}@{_domain(domain)}"


def mail_domain(email: str) -> str:
    """Return the domain of an address, in the form in which it is compared."""
    return mailbox(email).rpartition("@")[2]


def spellings(email: str) -> tuple[str, ...]:
    """Return what to ask for, where it is not known whether the other side heeds case."""
    return tuple(dict.fromkeys((email.strip(), mailbox(email))))


def under(domain: str, domains: frozenset[str]) -> bool:
    """Tell whether a domain is one of these or below one of them."""
    labels = domain.split(".")
    return any(".".join(labels[n:]) in domains for n in range(len(labels)))


def _composed(text: str) -> str:
    """Compose letters, unless one would become an ASCII one, as the Kelvin sign does."""
    if any(not c.isascii() and unicodedata.normalize("NFC", c).isascii() for c in text):
        return text
    return unicodedata.normalize("NFC", text)


def _domain(domain: str) -> str:
    try:
        return domain.encode("idna").decode().lower().rstrip(".")
    except UnicodeError:
        return domain.lower().rstrip(".")


def _ascii_lower(text: str) -> str:
    return "".join(c.lower() if c.isascii() else c for c in text)

"""Northstar's users, and the people at its customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.gainsight.data.seeding import Seed

__all__ = ["COMPANY_PEOPLE", "PEOPLE", "RELATIONSHIP_PEOPLE", "USERS"]


def _user(first: str, last: str, licence: str, sfdc: str, **more: object) -> Seed:
    email = f"{first.lower()}@northstar.example"
    return {
        "Name": f"{first} {last}",
        "FirstName": first,
        "LastName": last,
        "Email": email,
        "SFDCUserName": email,
        "SfdcUserId": sfdc,
        "IsActiveUser": True,
        "IsSuperAdmin": False,
        "LicenseType": licence,
        "SystemType": "Internal",
        "Timezone": "Europe/Berlin",
        "Locale": "en_US",
    } | more


USERS: list[Seed] = [
    _user(
        *("Jonas", "Weber", "Full", "0055g00000JWeBr"),
        IsSuperAdmin=True,
        Title="Head of CS Operations",
        Locale="de_DE",
    ),
    _user(
        *("Priya", "Nair", "Full", "0055g00000PrNaRAAV"),
        Title="Senior CSM",
        Manager="jonas@northstar.example",
        Timezone="Asia/Kolkata",
    ),
    _user("Mei", "Tanaka", "Viewer", "0055g00000MeTnKAAV", Title="Account Executive"),
    _user("Omar", "Haddad", "Viewer_Analytics", "0055g00000OmHdD", Title="Solution Architect"),
    _user("Lena", "Fischer", "Internal_Collaborator", "0055g00000LnFsR", Title="Support Engineer"),
    _user("Sam", "Ortiz", "Full", "0055g00000SmOrZ", IsActiveUser=False, Title="CSM"),
    _user("Nils", "Berg", "External", "", SystemType="External", Title="Partner Consultant"),
]


def _person(first: str, last: str, email: str, **more: object) -> Seed:
    return {
        "Name": f"{first} {last}",
        "FirstName": first,
        "LastName": last,
        "Email": email,
    } | more


PEOPLE: list[Seed] = [
    _person(
        *("Elena", "Marchetti", "elena@northwind.example"),
        Location="Lyon",
        Timezone="Europe/Paris",
        LinkedinUrl="https://linkedin.example/in/elena-marchetti",
    ),
    _person("Tomasz", "Bąk", "Tomasz@Northwind.example", Location="Kraków"),
    _person("Greta", "Hollander", "greta@northwind.example", EmailOptOut=True),
    _person("Ken", "Oduya", "ken@fabrikam.example", Location="Nairobi"),
    _person("Ruth", "Adler", "ruth@fabrikam.example"),
    _person("Dana", "Whitfield", "dana@acme.example"),
    _person("Kenji", "Mori", "kenji@contoso-foods.example"),
    _person("Ingrid", "Sørensen", "ingrid@oresund.example"),
    _person("ليلى", "منصور", "layla@alnoor.example"),
    _person("Paul", "Juniper", "paul@juniper.example", Comments="Prefers <short> e-mails & calls"),
]


def _at(person: str, company: str, title: str, role: str | None, **more: object) -> Seed:
    seed: Seed = {
        "_key": f"{person} at {company}",
        "Person_ID": person,
        "Company_ID": company,
        "Title": title,
        "IsPrimaryCompany": True,
        "Active": True,
    }
    return seed | ({"Role": role} if role else {}) | more


COMPANY_PEOPLE: list[Seed] = [
    _at("elena@northwind.example", "Northwind Robotics", "VP Operations", "Executive Sponsor"),
    _at("Tomasz@Northwind.example", "Northwind Robotics", "Plant Engineer", "Power User"),
    _at(
        *("greta@northwind.example", "Northwind Robotics", "Former COO", "Former Contact"),
        Active=False,
    ),
    _at("ken@fabrikam.example", "Fabrikam Partners", "Managing Partner", "Decision Maker"),
    _at("ken@fabrikam.example", "Contoso Foods", "Adviser", None, IsPrimaryCompany=False),
    _at("ruth@fabrikam.example", "Fabrikam Partners", "Finance", "Billing"),
    _at("dana@acme.example", "Acme Manufacturing", "Director IT", "Champion"),
    _at("dana@acme.example", "Acme Retail", "Director IT", "Champion", IsPrimaryCompany=False),
    _at("kenji@contoso-foods.example", "Contoso Foods", "Head of Supply", "Decision Maker"),
    _at("ingrid@oresund.example", "Øresund Marine", "Fleet Manager", "Champion"),
    _at("layla@alnoor.example", "مشاريع النور", "مديرة المشاريع", "Decision Maker"),
    _at("paul@juniper.example", "Juniper & Sons <Ltd>", "Owner", "Decision Maker"),
]

RELATIONSHIP_PEOPLE: list[Seed] = [
    {
        "_key": "Elena in Plant Lyon",
        "Person_ID": "elena@northwind.example",
        "Company_Person_ID": "elena@northwind.example at Northwind Robotics",
        "Relationship_ID": "Plant Lyon",
        "Role": "Executive Sponsor",
        "Active": True,
    },
    {
        "_key": "Tomasz in Plant Graz",
        "Person_ID": "Tomasz@Northwind.example",
        "Company_Person_ID": "Tomasz@Northwind.example at Northwind Robotics",
        "Relationship_ID": "Plant Graz",
        "Role": "Power User",
        "Active": True,
    },
]

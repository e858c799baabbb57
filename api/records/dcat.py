"""Entries as DCAT-AP-NL 3: datasets, data services and distributions, in JSON-LD."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from api.contact import Contact
from api.records.entries import Distribution, Entry
from api.records.licences import spdx

__all__ = ["PROFILE", "TYPES", "catalogue", "properties"]

PROFILE = "http://modellen.geostandaarden.nl/dcat-ap-nl/"
_EU = "http://publications.europa.eu/resource/authority"
_LANGUAGES = [{"@id": f"{_EU}/language/NLD"}, {"@id": f"{_EU}/language/ENG"}]
_THEME = {"@id": f"{_EU}/data-theme/ENVI"}
_TEXTS = {"@container": "@language"}
CONTEXT = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "prov": "http://www.w3.org/ns/prov#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dcterms:title": {"@id": "dcterms:title", **_TEXTS},
    "dcterms:description": {"@id": "dcterms:description", **_TEXTS},
    "dcat:keyword": {"@id": "dcat:keyword", **_TEXTS},
    "foaf:name": {"@id": "foaf:name", **_TEXTS},
    "vcard:fn": {"@id": "vcard:fn", **_TEXTS},
}
LICENSES = {
    "CC0-1.0": "http://creativecommons.org/publicdomain/zero/1.0/deed.nl",
    "CC-BY-4.0": "http://creativecommons.org/licenses/by/4.0/deed.nl",
    "EUPL-1.2": "https://eupl.eu/1.2/nl/",
}
TYPES = {
    "twin": ("dcat:Dataset", "prov:Entity"),
    "layer": ("dcat:Dataset", "prov:Entity"),
    "result": ("dcat:Dataset", "prov:Entity"),
    "process": ("dcat:DataService",),
}
Node = dict[str, Any]
Outside = Callable[[str], str]


def catalogue(found: list[Entry], contact: Contact, outside: Outside) -> Node:
    """Make the catalogue, with everything in it.

    Parameters
    ----------
    found
        What there is.
    contact
        Whom to ask.
    outside
        Gives the whole address of a path.
    """
    data = [one for one in found if one.kind != "process"]
    services = [_node(one, contact, outside) for one in found if one.kind == "process"]
    api = outside("/v1")
    texts = {
        "dcterms:title": {"nl": "Catalogus van Zicht", "en": "Catalogue of Zicht"},
        "dcterms:description": {
            "nl": "Digitale tweelingen van water en ondergrond, hun lagen, rekenmodellen en resultaten.",
            "en": "Digital twins of water and subsurface, their layers, computational models and results.",
        },
    }
    return {
        "@context": CONTEXT,
        "@id": outside("/v1/catalogue"),
        "@type": "dcat:Catalog",
        **texts,
        "dcterms:conformsTo": {"@id": PROFILE},
        "dcterms:language": _LANGUAGES,
        "dcterms:license": {"@id": LICENSES["CC0-1.0"]},
        "dcterms:publisher": _agent(contact),
        "dcat:contactPoint": _point(contact),
        "foaf:homepage": {"@id": outside("/")},
        "dcat:themeTaxonomy": {"@id": f"{_EU}/data-theme"},
        "dcat:dataset": [_node(one, contact, outside) for one in data],
        "dcat:service": [_api(api, texts, contact, outside, data), *services],
    }


def properties(one: Entry, contact: Contact, outside: Outside) -> Node:
    """What DCAT-AP-NL tells of an entry; also the double profile of records."""
    told: Node = {
        "dcterms:title": {"nl": one.title_nl, "en": one.title_en},
        "dcterms:description": {"nl": one.description}
        | ({"en": one.description_en} if one.description_en else {}),
        "dcterms:identifier": outside(f"/v1/collections/catalogue/items/{one.id}"),
        "dcterms:publisher": _agent(contact),
        "dcterms:creator": _agent(contact),
        "dcat:contactPoint": _point(contact),
        "dcterms:accessRights": {
            "@id": f"{_EU}/access-right/{'RESTRICTED' if one.restricted else 'PUBLIC'}",
            "@type": "dcterms:RightsStatement",
        },
        "dcterms:language": _LANGUAGES,
        "dcat:theme": [_THEME],
        "dcat:keyword": {"nl": list(one.keywords), "en": list(one.keywords_en)},
        "dcat:landingPage": {"@id": outside(one.page), "@type": "foaf:Document"},
    }
    told |= _service(one, outside) if one.kind == "process" else _dataset(one, outside)
    return told


def _node(one: Entry, contact: Contact, outside: Outside) -> Node:
    kinds = list(TYPES[one.kind])
    return {"@id": _name(one.id, outside), "@type": kinds, **properties(one, contact, outside)}


def _name(identifier: str, outside: Outside) -> str:
    return outside(f"/v1/collections/catalogue/items/{identifier}")


def _dataset(one: Entry, outside: Outside) -> Node:
    often = "NEVER" if one.kind == "result" else "IRREG"  # a result cited today stays as it is
    told: Node = {
        "dcterms:accrualPeriodicity": {"@id": f"{_EU}/frequency/{often}", "@type": "dcterms:Frequency"},
        "dcat:distribution": [_distribution(way, one, outside) for way in one.distributions],
    }
    if one.box is not None:
        told["dcterms:spatial"] = {"@type": "dcterms:Location", "dcat:bbox": _literal(_wkt(one.box))}
    if one.interval is not None:
        start, end = ({"@type": "xsd:date", "@value": day} for day in one.interval)
        told["dcterms:temporal"] = {
            "@type": "dcterms:PeriodOfTime",
            "dcat:startDate": start,
            "dcat:endDate": end,
        }
    if one.updated is not None:
        told["dcterms:modified"] = {"@type": "xsd:dateTime", "@value": one.updated}
    if one.attribution:
        told["dcterms:provenance"] = {
            "@type": "dcterms:ProvenanceStatement",
            "dcterms:description": {"nl": one.attribution},
        }
    if one.resolution is not None:
        told["dcat:spatialResolutionInMeters"] = {"@type": "xsd:decimal", "@value": f"{one.resolution:g}"}
    if one.kind == "layer":
        told["dcterms:isPartOf"] = {"@id": _name(f"twin-{one.twin}", outside)}
    if one.kind == "result" and one.twin:
        told["prov:wasDerivedFrom"] = {"@id": _name(f"twin-{one.twin}", outside)}
    return told


def _service(one: Entry, outside: Outside) -> Node:
    card = one.card
    return {
        "dcat:endpointURL": {"@id": outside(f"{one.page}/execution")},
        "dcat:endpointDescription": {"@id": outside(one.page)},
        "dcterms:conformsTo": {"@id": "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/core"},
        "dcterms:license": {"@id": LICENSES["EUPL-1.2"]},
        "dcat:version": card["version"],
        "foaf:page": {"@id": outside(f"{one.page}/model-card"), "@type": "foaf:Document"},
    }


def _api(api: str, texts: Node, contact: Contact, outside: Outside, data: list[Entry]) -> Node:
    """The service as a whole: what gives the datasets."""
    return {
        "@id": api,
        "@type": "dcat:DataService",
        **texts,
        "dcterms:title": {"nl": "Zicht API", "en": "Zicht API"},
        "dcterms:identifier": api,
        "dcterms:publisher": _agent(contact),
        "dcterms:creator": _agent(contact),
        "dcat:contactPoint": _point(contact),
        "dcterms:accessRights": {"@id": f"{_EU}/access-right/PUBLIC", "@type": "dcterms:RightsStatement"},
        "dcterms:language": _LANGUAGES,
        "dcterms:license": {"@id": LICENSES["EUPL-1.2"]},
        "dcat:theme": [_THEME],
        "dcat:keyword": {"nl": ["OGC API", "3D Tiles", "digitale tweeling"]},
        "dcat:endpointURL": {"@id": api},
        "dcat:endpointDescription": {"@id": outside("/v1/openapi.json")},
        "dcterms:conformsTo": {"@id": "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"},
        "dcat:servesDataset": [{"@id": _name(one.id, outside)} for one in data],
    }


def _distribution(way: Distribution, one: Entry, outside: Outside) -> Node:
    return {
        "@type": "dcat:Distribution",
        "dcterms:title": {"nl": way.title},
        "dcat:accessURL": {"@id": outside(way.href)},
        "dcat:mediaType": {"@id": _media(way.media_type)},
        "dcterms:license": _license(one.license),
        "dcat:accessService": {"@id": outside("/v1")},
    }


def _media(media_type: str) -> str:
    plain = media_type.partition(";")[0].strip()
    return f"https://www.iana.org/assignments/media-types/{plain}"


def _license(name: str) -> Node:
    """Address of a licence; one without is described by its name."""
    known = LICENSES.get(spdx(name))
    if known is not None:
        return {"@id": known}
    return {"@type": "dcterms:LicenseDocument", "dcterms:title": {"nl": name or "niet opgegeven"}}


def _wkt(box: tuple[float, float, float, float]) -> str:
    west, south, east, north = box
    ring = f"{west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south}"
    return f"POLYGON(({ring}))"


def _literal(wkt: str) -> Node:
    return {"@type": "geo:wktLiteral", "@value": wkt}


def _agent(contact: Contact) -> Node:
    return {"@type": "foaf:Agent", "foaf:name": {"nl": contact.name}}


def _point(contact: Contact) -> Node:
    return {
        "@type": "vcard:Kind",
        "vcard:fn": {"nl": contact.name},
        "vcard:hasEmail": {"@id": f"mailto:{contact.email}"},
        "vcard:hasURL": {"@id": contact.url},
    }

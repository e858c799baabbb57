"""IMKL messages to read: a network with a cable, and whatever else a test adds."""

from __future__ import annotations

__all__ = ["IMKL_1", "IMKL_2", "cable", "line", "link", "member", "message", "network", "place"]

IMKL_1 = "http://www.geostandaarden.nl/imkl/2015/wion/1.2"
IMKL_2 = "http://www.geostandaarden.nl/imkl/wibon"


def message(*members: str, space: str = IMKL_1, head: str = "") -> str:
    """A whole message."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<gml:FeatureCollection xmlns:imkl="{space}" '
        'xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:net="http://inspire.ec.europa.eu/schemas/net/4.0" '
        'xmlns:us="http://inspire.ec.europa.eu/schemas/us-net-common/4.0" '
        f'xmlns:xlink="http://www.w3.org/1999/xlink">{"".join(members)}</gml:FeatureCollection>'
    )


def member(tag: str, name: str, content: str) -> str:
    """A feature."""
    return f'<gml:featureMember><{tag} gml:id="{name}">{content}</{tag}></gml:featureMember>'


def network(theme: str = "laagspanning", content: str = "", name: str = "net") -> str:
    """A network of a theme."""
    where = f'<imkl:thema xlink:href="http://definities.geostandaarden.nl/imkl2015/id/waarde/Thema/{theme}"/>'
    return member("imkl:Utiliteitsnet", name, where + content)


def cable(
    kind: str = "Elektriciteitskabel", content: str = "", name: str = "cable", links: str = "way"
) -> str:
    """A line in the network ``net`` that lies where its links do."""
    refers = "".join(f'<net:link xlink:href="#{each}"/>' for each in links.split())
    return member(f"imkl:{kind}", name, f'<net:inNetwork xlink:href="net"/>{refers}{content}')


def link(shape: str, name: str = "way") -> str:
    """A link with a geometry."""
    content = f'<net:inNetwork xlink:href="net"/><net:centrelineGeometry>{shape}</net:centrelineGeometry>'
    return member("us:UtilityLink", name, content)


def line(places: str, system: str = "urn:ogc:def:crs:EPSG::28992", kind: str = "LineStringSegment") -> str:
    """A curve of one segment."""
    return (
        f'<gml:Curve srsName="{system}"><gml:segments><gml:{kind}><gml:posList>{places}</gml:posList>'
        f"</gml:{kind}></gml:segments></gml:Curve>"
    )


def place(at: str) -> str:
    """A point."""
    return f'<gml:Point srsName="EPSG:28992"><gml:pos>{at}</gml:pos></gml:Point>'

"""A message as IMKL 2.0 has it, written by hand after the names of its public schema: a cable in a duct."""

from __future__ import annotations

__all__ = ["VERSION_2"]

VERSION_2 = """<?xml version="1.0" encoding="UTF-8"?>
<gml:FeatureCollection gml:id="ID_1" xmlns:imkl="http://www.geostandaarden.nl/imkl/wibon"
  xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:xlink="http://www.w3.org/1999/xlink"
  xmlns:net="http://inspire.ec.europa.eu/schemas/net/4.0" xmlns:base="http://inspire.ec.europa.eu/schemas/base/3.3"
  xmlns:us-net-common="http://inspire.ec.europa.eu/schemas/us-net-common/4.0"
  xmlns:us-net-el="http://inspire.ec.europa.eu/schemas/us-net-el/4.0">
<gml:boundedBy><gml:Envelope srsName="urn:ogc:def:crs:EPSG::28992" srsDimension="2">
  <gml:lowerCorner>100000 500000</gml:lowerCorner><gml:upperCorner>100100 500100</gml:upperCorner>
</gml:Envelope></gml:boundedBy>
<gml:featureMember><imkl:Utiliteitsnet gml:id="nl.imkl-KL1111.net.1">
  <us-net-common:utilityNetworkType
    xlink:href="http://inspire.ec.europa.eu/codelist/UtilityNetworkTypeValue/electricity"/>
  <imkl:thema xlink:href="http://definities.geostandaarden.nl/imkl2015/id/waarde/Thema/middenspanning"/>
  <imkl:standaardDieptelegging uom="urn:ogc:def:uom:OGC::m">0.70</imkl:standaardDieptelegging>
</imkl:Utiliteitsnet></gml:featureMember>
<gml:featureMember><us-net-common:UtilityLink gml:id="nl.imkl-KL1111.link.1">
  <net:inspireId><base:Identifier><base:localId>KL1111.link.1</base:localId></base:Identifier></net:inspireId>
  <net:inNetwork xlink:href="nl.imkl-KL1111.net.1"/>
  <net:centrelineGeometry>
    <gml:LineString gml:id="g.1" srsName="urn:ogc:def:crs:EPSG::28992" srsDimension="2">
      <gml:posList>100010 500010 100060 500010</gml:posList></gml:LineString>
  </net:centrelineGeometry>
  <net:fictitious>false</net:fictitious>
</us-net-common:UtilityLink></gml:featureMember>
<gml:featureMember><imkl:Elektriciteitskabel gml:id="nl.imkl-KL1111.kabel.1">
  <net:beginLifespanVersion>2021-06-01T09:30:47.0Z</net:beginLifespanVersion>
  <net:inNetwork xlink:href="nl.imkl-KL1111.net.1"/>
  <net:link xlink:href="nl.imkl-KL1111.link.1"/>
  <us-net-common:currentStatus
    xlink:href="http://inspire.ec.europa.eu/codelist/ConditionOfFacilityValue/functional"/>
  <us-net-el:operatingVoltage uom="urn:ogc:def:uom:OGC::V">10000</us-net-el:operatingVoltage>
  <imkl:kabelDiameter uom="urn:ogc:def:uom:OGC::cm">9</imkl:kabelDiameter>
  <imkl:geoNauwkeurigheidXY
    xlink:href="http://definities.geostandaarden.nl/imkl2015/id/waarde/NauwkeurigheidXYvalue/tot30cm"/>
</imkl:Elektriciteitskabel></gml:featureMember>
<gml:featureMember><imkl:Mantelbuis gml:id="nl.imkl-KL1111.buis.1">
  <net:inNetwork xlink:href="nl.imkl-KL1111.net.1"/>
  <net:link xlink:href="nl.imkl-KL1111.link.1"/>
  <us-net-common:pipeDiameter uom="urn:ogc:def:uom:OGC::cm">16</us-net-common:pipeDiameter>
  <us-net-common:cables xlink:href="nl.imkl-KL1111.kabel.1"/>
</imkl:Mantelbuis></gml:featureMember>
<gml:featureMember><imkl:DiepteTovMaaiveld gml:id="nl.imkl-KL1111.diepte.1">
  <imkl:diepteNauwkeurigheid
    xlink:href="http://definities.geostandaarden.nl/imkl2015/id/waarde/NauwkeurigheidDiepteValue/tot30cm"/>
  <imkl:dieptePeil uom="urn:ogc:def:uom:OGC::m">0.95</imkl:dieptePeil>
  <imkl:inNetwork xlink:href="nl.imkl-KL1111.net.1"/>
  <imkl:ligging><gml:Point gml:id="g.2" srsName="urn:ogc:def:crs:EPSG::28992" srsDimension="2">
    <gml:pos>100030 500010.2</gml:pos></gml:Point></imkl:ligging>
</imkl:DiepteTovMaaiveld></gml:featureMember>
<gml:featureMember><imkl:AanduidingEisVoorzorgsmaatregel gml:id="nl.imkl-KL1111.ev.1">
  <imkl:inNetwork xlink:href="nl.imkl-KL1111.net.1"/>
  <imkl:eisVoorzorgsmaatregel>toezicht</imkl:eisVoorzorgsmaatregel>
  <imkl:geometrie><gml:MultiSurface gml:id="g.3" srsName="urn:ogc:def:crs:EPSG::28992" srsDimension="2">
    <gml:surfaceMember><gml:Polygon gml:id="g.4"><gml:exterior><gml:LinearRing><gml:posList>
      100000 500000 100040 500000 100040 500020 100000 500020 100000 500000
    </gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember>
  </gml:MultiSurface></imkl:geometrie>
</imkl:AanduidingEisVoorzorgsmaatregel></gml:featureMember>
</gml:FeatureCollection>
"""

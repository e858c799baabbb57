"""What there is here, described for other catalogues: OGC API Records, DCAT-AP-NL, STAC, model cards."""

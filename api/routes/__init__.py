"""Operations of the HTTP service, one file per subject."""

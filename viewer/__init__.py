"""The web page: sources in `web`, the built page in `static`."""

from pathlib import Path


def static_path() -> Path:
    """Folder of the built page; it holds `index.html` after an install that was not told to skip the viewer.

    Returns
    -------
    Path
        Absolute path of `viewer/static`, which need not exist in an editable install made with
        ``ZICHT_SKIP_VIEWER=1``.
    """
    return Path(__file__).resolve().parent / "static"

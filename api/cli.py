"""The command ``zicht``: every door for people at a terminal."""

from __future__ import annotations

import os
import signal
import sys
from io import StringIO
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from api.commands.console import report, show_problems
from api.commands.keys import keys
from twin.errors import Cancelled, InvalidInputError, ZichtError

__all__ = ["app", "main"]

DONE, FAILED, WRONG_INPUT = 0, 1, 2
_INTERRUPTED = 130  # what typer makes of Ctrl-C
_STOPPED = "stopped; nothing was left half-written"

app = typer.Typer(
    name="zicht",
    help="Open digital twin of surface and subsurface for water and space choices in the Netherlands.",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,  # plain help in a third of a second; with markup it takes half
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.add_typer(keys, name="keys")

Data = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="Data folder (else ZICHT_DATA, else the user's own)."),
]
Names = list[str] | None
LogFormat = Literal["text", "json"]
Database = Annotated[str | None, typer.Option(metavar="URL", help="Job table.")]
AsJson = Annotated[bool, typer.Option("--json", help="Put one JSON object on standard output.")]


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Port of the page; 0 takes a free one.", min=0, max=65535)] = 8000,
    serve_page: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Serve the page when the results stand.")
    ] = True,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder of the results.")] = None,
    cell: Annotated[int, typer.Option(help="Cell size: 5, 10 or 20 m.")] = 10,
    data: Data = None,
) -> None:
    """Build the embedded area, run its headline scenarios, and serve the page."""
    _prepare(data)
    from api.commands.demo import demo as make
    from api.serve import refuse_taken

    if serve_page:
        refuse_taken("127.0.0.1", port)  # now, not after minutes of work
    make(out, cell)
    if serve_page:
        _serve("127.0.0.1", port, None)
    report("The page shows these results too: zicht serve")


@app.command()
def build(
    area: Annotated[Path, typer.Argument(metavar="AREA.yaml", help="Area file.")],
    out: Annotated[
        Path | None,
        typer.Option(metavar="TWIN", help="Folder of the twin; else it goes to the data folder."),
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Build a twin from the sources that an area file names."""
    _prepare(data)
    from api.commands.files import build as make

    make(area, out, as_json=as_json)


@app.command()
def run(
    scenario: Annotated[Path, typer.Argument(metavar="SCENARIO.yaml", help="Scenario file.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the result.")],
    twin: Annotated[str | None, typer.Option(metavar="NAME|PATH", help="Twin to run on.")] = None,
    assignments: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Override a key of the file.")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(metavar="tcp://...", help="Run on a dask scheduler.")
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Run a scenario and write its result."""
    _prepare(data)
    from api.commands.run import run_file

    run_file(scenario, out, twin=twin, assignments=assignments or [], scheduler=scheduler, as_json=as_json)


@app.command()
def rerun(
    crate: Annotated[
        Path, typer.Argument(metavar="CRATE", help="Folder of a result, its crate, or a zip of it.")
    ],
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Keep the new result here.")] = None,
    twin: Annotated[str | None, typer.Option(metavar="NAME|PATH", help="Twin, when it is not found.")] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Run a result again and compare every byte."""
    _prepare(data)
    from api.commands.rerun import rerun as again

    if not again(crate, out, twin, as_json=as_json):
        raise typer.Exit(FAILED)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port; 0 takes a free one.", min=0, max=65535)] = 8000,
    database: Database = None,
    root_path: Annotated[str, typer.Option(metavar="/PATH", help="Path below which a proxy offers it.")] = "",
    log_format: Annotated[LogFormat, typer.Option(help="Log lines: text or json.")] = "text",
    scheduler: Annotated[
        str | None, typer.Option(metavar="tcp://...", help="Let the workers of a dask scheduler compute.")
    ] = None,
    max_running: Annotated[
        int | None, typer.Option(help="Simulations at once; the cores of this machine by default.", min=1)
    ] = None,
    memory: Annotated[
        float | None, typer.Option(metavar="GB", help="Memory of all simulations together.", min=0.1)
    ] = None,
    allowed_hosts: Annotated[Names, typer.Option(help="Further name of the service.")] = None,
    allow_origins: Annotated[Names, typer.Option(help="Origin whose pages may run too, with a key.")] = None,
    embed_origins: Annotated[Names, typer.Option(help="Origin that may show the page in a frame.")] = None,
    trusted_proxies: Annotated[Names, typer.Option(help="Address of a proxy that tells who asks.")] = None,
    rate: Annotated[float, typer.Option(help="Calls per second of one key or address.", min=0.1)] = 50.0,
    access: Annotated[
        Path | None, typer.Option(metavar="FILE.yaml", help="Issuer of tokens; who sees which layer.")
    ] = None,
    contact: Annotated[
        str | None,
        typer.Option(
            metavar='"NAME <MAIL> URL"', envvar="ZICHT_CONTACT", help="Who can be asked about the service."
        ),
    ] = None,
    data: Data = None,
) -> None:
    """Serve the API and the page; other machines only when there is a key (zicht keys add)."""
    _prepare(data)
    from api.contact import parse_contact

    given = {"max_running": max_running, "memory": None if memory is None else int(memory * 1e9)}
    _serve(
        host, port, database, log_format, root_path=root_path, rate=rate, access=access, scheduler=scheduler,
        **{name: value for name, value in given.items() if value is not None},
        contact=None if contact is None else parse_contact(contact),
        allowed_hosts=tuple(allowed_hosts or ()), allow_origins=tuple(allow_origins or ()),
        embed_origins=tuple(embed_origins or ()), trusted_proxies=tuple(trusted_proxies or ()),
    )  # fmt: skip


@app.command()
def check(data: Data = None, as_json: AsJson = False) -> None:
    """Look whether this machine is fit to work."""
    _prepare(data)
    from api.commands.check import check as look

    if not look(data, as_json=as_json):
        raise typer.Exit(FAILED)


@app.command()
def prune(
    older_than: Annotated[
        float | None, typer.Option(metavar="DAYS", help="Jobs that ended longer ago go as well.", min=0)
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
    database: Database = None,
    data: Data = None,
) -> None:
    """Remove jobs that were deleted, results that no job has, and leftovers; never published results."""
    _prepare(data)
    from api.commands.prune import prune as clear

    clear(database, older_than, dry_run=dry_run)


@app.command()
def backup(
    out: Annotated[Path, typer.Option(metavar="FILE.tar", help="File to make.")],
    database: Database = None,
    data: Data = None,
) -> None:
    """Write twins, results, uploads and the job table into one file."""
    _prepare(data)
    from api.commands.backup import backup as write

    write(out, database)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE.tar", help="What `zicht backup` wrote.")],
    data: Annotated[Path, typer.Option(metavar="DIR", help="Data folder: a new or an empty one.")],
    database: Database = None,
) -> None:
    """Fill an empty data folder, and an empty database, from a backup."""
    _prepare(data)
    from api.commands.restore import restore as fill

    fill(file, data, database)


@app.command()
def export(
    source: Annotated[str, typer.Argument(metavar="RESULT", help="Folder of a result, or a twin.")],
    out: Annotated[Path, typer.Option(metavar="PATH", help="File or folder to write.")],
    form: Annotated[
        str,
        typer.Option(
            "--format",
            help="3dtiles, glb, cog, netcdf, gpkg, cityjson, csv, svg, frames, drape, voxels, dike-sections, "
            "dike-space, water-levels, water-level-choice or subsurface-conflicts.",
        ),
    ],
    data: Data = None,
) -> None:
    """Write a result or a twin in another format."""
    _prepare(data)
    from api.commands.files import export as write

    write(source, form, out)


@app.command()
def describe(
    name: Annotated[str, typer.Argument(metavar="PROCESS|INTERVENTION")], as_json: AsJson = False
) -> None:
    """Show what a process or an intervention asks for."""
    from api.commands.describe import describe as show

    show(name, as_json=as_json)


@app.command()
def bench(
    name: Annotated[
        str, typer.Argument(help="inundation, flow, dike-space, water-level-raise or conflicts.")
    ],
    size: Annotated[int | None, typer.Option(help="Grid of N x N cells.", min=1)] = None,
    cells: Annotated[int | None, typer.Option(help="Cells in total.", min=1)] = None,
    claims: Annotated[int | None, typer.Option(help="Claims in total.", min=1)] = None,
    years: Annotated[int | None, typer.Option(help="Years.", min=1)] = None,
    km: Annotated[float | None, typer.Option(help="Length of dike [km].", min=0.001)] = None,
    step: Annotated[float | None, typer.Option(help="Spacing of profiles [m].", min=0.1)] = None,
    case: Annotated[str | None, typer.Option(help="W, PB or PB-cap.")] = None,
    threads: Annotated[int | None, typer.Option(help="Threads.", min=1)] = None,
    repeats: Annotated[int | None, typer.Option(help="Rounds; the median counts.", min=1)] = None,
    as_json: AsJson = False,
) -> None:
    """Measure a kernel beside its peers."""
    _prepare(None)
    from api.commands.bench import bench as measure

    options = {
        "size": size, "cells": cells, "claims": claims, "years": years, "km": km, "step": step,
        "case": case, "threads": threads, "repeats": repeats,
    }  # fmt: skip
    measure(name, options, as_json=as_json)


def _prepare(data: Path | None) -> None:
    """Settle, before anything heavy is imported, where data and compiled kernels are kept."""
    from scenarios.kernel_cache import keep_kernels_per_code

    if data is not None:
        os.environ["ZICHT_DATA"] = str(data.absolute())
    for name in ("PROJ_DATA", "PROJ_LIB"):  # left by another program: rasterio would find no reference system
        if name in os.environ and not Path(os.environ[name], "proj.db").is_file():
            del os.environ[name]
    keep_kernels_per_code()


def _serve(
    host: str, port: int, database: str | None, log_format: LogFormat = "text", **options: Any
) -> None:
    from api.operations.logs import configure
    from api.serve import leave
    from api.serve import serve as listen

    configure(log_format)
    leave(listen(host=host, port=port, database=database, announce=report, **options))


def main() -> None:
    """Run the command and leave with its exit code; never with a traceback."""
    sys.exit(_exit_code())


def _exit_code() -> int:
    # Told to end: stop as for Ctrl-C, leave nothing half.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # Where a shell closed a stream (`>&-`) Python has none, and everything that writes would fail.
    sys.stdout = sys.stdout or StringIO()
    sys.stderr = sys.stderr or StringIO()
    try:
        if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:  # until here `api.start` listened
            signal.signal(signal.SIGINT, signal.default_int_handler)
        app(prog_name="zicht")
    except SystemExit as left:
        if left.code != _INTERRUPTED:
            return left.code if isinstance(left.code, int) else DONE
        report(_STOPPED)
    except InvalidInputError as error:
        show_problems(error)
        return WRONG_INPUT
    except (KeyboardInterrupt, Cancelled):
        report(_STOPPED)
    except ZichtError as error:
        report(f"error: {error}")
    except OSError as error:
        where = "" if error.filename is None else f"{error.filename}: "
        report(f"error: {where}{error.strerror or error}")
    except Exception as error:
        report(f"error: {type(error).__name__}: {error} (not expected: please report it)")
    return FAILED


if __name__ == "__main__":
    main()

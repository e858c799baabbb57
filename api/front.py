"""The outermost handler: sends files itself, hands everything else to FastAPI."""

from __future__ import annotations

import re
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.access.files import check_layer_file, check_result_file, tailored
from api.access.principal import OPEN, principal_in
from api.access.private import mark_private
from api.access.totals import check_totals_file, tailored_result
from api.assets import Folder
from api.errors import NotFoundError, answer_for
from api.grids import JOB_ID
from api.growing import PARTIAL, growing_answer
from api.responses import address, json_response, problem_response
from api.routes.jobs import job_of
from api.service import Service
from api.tiles.ready import ready_tile
from twin.errors import ZichtError

__all__ = ["Front"]

_COLLECTION = re.compile(r"/v1/collections/([^/]+)/(3dtiles|3dtiles-rd|assets)/(.+)")
_JOB = re.compile(r"/v1/jobs/([^/]+)/results/files/(.+)")
_HASHED = re.compile(r"assets/.+-[A-Za-z0-9_-]{8,}\.[a-z0-9]+")
_NO_PAGE = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>Zicht</title><h1>Zicht</h1>"
    "<p>The page has not been built. Run <code>make viewer</code>, or use the <a href={api}>API</a>.</p>"
)


class Front:
    """Plain ASGI handler of files: of twins, of results and of the page.

    Parameters
    ----------
    app
        The FastAPI app.
    service
        The running service.
    static
        Folder of the built page.
    """

    def __init__(self, app: ASGIApp, service: Service, static: Path) -> None:
        self.app = app
        self.service = service
        self.static = static

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        try:
            target = ready_tile(self.service, scope) or await self._target(scope, path)
            if target is None:
                await self.app(scope, receive, send)
            elif scope["method"] != "GET":
                headers = {"Allow": "GET, HEAD"}
                answer = problem_response(405, "Method Not Allowed", "Files are only read.", headers=headers)
                await answer(scope, receive, send)
            elif isinstance(target, Response):
                await target(scope, receive, send)
            else:
                await self.service.files.send(scope, send, *target)
        except _NoPageError:
            notice = _NO_PAGE.format(api=address("/v1"))
            await Response(notice, 503, media_type="text/html")(scope, receive, send)
        except ZichtError as error:
            await answer_for(error)(scope, receive, send)

    async def _target(self, scope: Scope, path: str) -> tuple[Folder, str] | Response | None:
        """Folder and file that an address means, or the answer itself; None when it is not that of a file."""
        if path != "/v1" and not path.startswith("/v1/"):
            return self._page(path)
        if (found := _COLLECTION.fullmatch(path)) is not None:
            name, kind, file = found.groups()
            if JOB_ID.fullmatch(name):  # made when it is asked for
                return None
            collection = self.service.catalogue.collection(name)
            folder = collection.artefacts(kind)
            check_layer_file(scope, collection, file)
            document = tailored(scope, collection, kind, file)
            return (_pinned(folder, scope), file) if document is None else json_response(document)
        if (found := _JOB.fullmatch(path)) is not None:
            return await self._result(scope, found[1], found[2])
        if (found := PARTIAL.fullmatch(path)) is not None:
            job = await run_in_threadpool(job_of, self.service, found[1], principal_in(scope))
            scratch = self.service.jobs.folder(job).with_name(f"{job.digest}.scratch")
            return await run_in_threadpool(growing_answer, scratch, found[1], found[2])
        return None

    async def _result(self, scope: Scope, identifier: str, file: str) -> tuple[Folder, str] | Response:
        """A file of a result, for those to whom its job is shown."""
        job = await run_in_threadpool(job_of, self.service, identifier, principal_in(scope))
        if job.status != "successful":
            raise NotFoundError("The job has no files (yet).")
        check_result_file(scope, file)
        check_totals_file(scope, file)
        if not job.public and principal_in(scope) is not OPEN:
            mark_private(scope)
        root = self.service.jobs.folder(job)
        document = await run_in_threadpool(tailored_result, scope, root, file)
        if document is not None:
            return json_response(document)
        return Folder(root, job.digest, immutable=True, listing=True), file

    def _page(self, path: str) -> tuple[Folder, str] | None:
        if path in {"/healthz", "/readyz", "/metrics"}:
            return None
        file = path[1:] or "index.html"
        try:
            stamp = str((self.static / "index.html").stat().st_mtime_ns)
        except FileNotFoundError:
            raise (_NoPageError if path == "/" else NotFoundError("There is no such file.")) from None
        hashed = _HASHED.fullmatch(file) is not None
        return Folder(self.static, stamp, immutable=hashed, compress=True), file


class _NoPageError(NotFoundError):
    """The page has not been built."""


def _pinned(folder: Folder, scope: Scope) -> Folder:
    """An address that names the version in ``v`` will never give other bytes."""
    pinned = f"v={folder.version}".encode() in scope["query_string"].split(b"&")
    return Folder(folder.root, folder.version, immutable=pinned)

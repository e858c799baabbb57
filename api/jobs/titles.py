"""What a job is called, in Dutch and in English."""

from __future__ import annotations

import orjson

from api.jobs.model import Job

__all__ = ["titles"]


def titles(job: Job) -> dict[str, str]:
    """Members of a status that name the scenario of a job.

    A scenario has one name, in the language of who wrote it; those that the demo comes with have two, and so
    has a process that was asked without a name.
    """
    from scenarios.headline import ENGLISH
    from scenarios.process import processes

    name = str(orjson.loads(job.scenario).get("name", job.process))
    process = processes().get(job.process)
    dutch = process.title_nl if process is not None and name == process.title_en else name
    return {"title": ENGLISH.get(name, name), "x-title-nl": dutch}

"""Passwords of PDF files that jobs wait to use: in memory only, and no longer than a job needs."""

from dataclasses import dataclass, field


@dataclass
class Passwords:
    """After a restart they are gone; the job says so, and the person enters it again."""

    _by_job: dict[str, str] = field(default_factory=dict, repr=False)

    def keep(self, job_uuid: str, password: str) -> None:
        self._by_job[job_uuid] = password

    def of(self, job_uuid: str) -> str | None:
        return self._by_job.get(job_uuid)

    def forget(self, job_uuid: str) -> None:
        self._by_job.pop(job_uuid, None)

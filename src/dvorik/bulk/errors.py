"""What can be wrong about work on many people."""

from dvorik.kernel.errors import Conflict, Invalid, NotFound


class JobNotFound(NotFound):
    """Also for a job that the actor may not see."""

    code = "bulk.job_not_found"


class JobEnded(Conflict):
    """There is nothing left to cancel; `status` says how it ended."""

    code = "bulk.job_ended"


class TooManyToTell(Invalid):
    """More people than `limit` are told by a broadcast, which keeps its pace and asks consent."""

    code = "bulk.too_many_to_tell"


class ResultNotReady(Conflict):
    code = "bulk.result_not_ready"


class NoResult(NotFound):
    """The job makes no file, ended without one, or its file was thrown away by now."""

    code = "bulk.no_result"

"""Reads of the bulk feature: its public face together with `actions`."""

from dvorik.bulk.queries.jobs import (
    get_job,
    get_result,
    list_jobs,
    list_left_out,
    lock_job,
    result_names,
    view_job,
)

__all__ = [
    "get_job",
    "get_result",
    "list_jobs",
    "list_left_out",
    "lock_job",
    "result_names",
    "view_job",
]

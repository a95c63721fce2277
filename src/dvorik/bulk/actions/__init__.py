"""What changes many people: the public face of the feature together with `queries`."""

from dvorik.bulk.actions.cleaning import expire_jobs
from dvorik.bulk.actions.ending import cancel_job, note_failure
from dvorik.bulk.actions.exporting import advance_export, finish_export, note_download, take_export
from dvorik.bulk.actions.starting import start_job
from dvorik.bulk.actions.working import WorkFailed, do_next

__all__ = [
    "WorkFailed",
    "advance_export",
    "cancel_job",
    "do_next",
    "expire_jobs",
    "finish_export",
    "note_download",
    "note_failure",
    "start_job",
    "take_export",
]

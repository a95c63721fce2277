"""Reads of the segments feature: its public face together with `actions`."""

from dvorik.segments.queries.audience import (
    count_audience,
    left_out_reason,
    preview_audience,
    select_client_ids,
)
from dvorik.segments.queries.counting import Exclusion
from dvorik.segments.queries.fields import list_fields
from dvorik.segments.queries.patience import in_time
from dvorik.segments.queries.segments import get_segment, list_segments, segment_names

__all__ = [
    "Exclusion",
    "count_audience",
    "get_segment",
    "in_time",
    "left_out_reason",
    "list_fields",
    "list_segments",
    "preview_audience",
    "segment_names",
    "select_client_ids",
]

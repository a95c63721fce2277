"""Builds the Celery application from its parts, and runs its worker and its beat."""

import functools
import logging
import warnings
from typing import Any

from celery import Celery, signals

from dvorik import tables
from dvorik.analytics.tasks import roll_up_days
from dvorik.bulk.tasks import do_due_turns, throw_away_results
from dvorik.kernel import startup, tasks
from dvorik.kernel.config import Config
from dvorik.loyalty.tasks import congratulate
from dvorik.messaging.tasks import (
    check_scheduled_broadcasts,
    forget_old_messages,
    send_due_messages,
    send_reminders,
)
from dvorik.worker import residents
from dvorik.worker.context import open_worker
from dvorik.worker.schedule import SCHEDULE
from dvorik.worker.tasks import clean_up, relay_events, send_daily_digest

# Importing a feature's tasks registers them; naming them here keeps the list in sight.
TASKS = (
    clean_up,
    relay_events,
    send_due_messages,
    forget_old_messages,
    check_scheduled_broadcasts,
    congratulate,
    send_reminders,
    send_daily_digest,
    roll_up_days,
    do_due_turns,
    throw_away_results,
)

_SOFT_STOP_SECONDS = 5
_BEAT_LOOP_SECONDS = 2
_BEAT_LOCK_SECONDS = 8
"""How long after a beat was killed its successor starts to work."""


def build(config: Config) -> Celery:
    """The application with everything registered. Connects to nothing."""
    tables.configure()
    tasks.process.open_worker = functools.partial(open_worker, config)
    tasks.app.conf.update(settings(config))
    return tasks.app


def settings(config: Config) -> dict[str, Any]:
    return {
        "broker_url": config.redis_url,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "broker_transport_options": {"visibility_timeout": tasks.VISIBILITY_TIMEOUT_SECONDS},
        # Nobody waits for a result; what a task did is in the database.
        "task_ignore_result": True,
        "result_backend": None,
        "accept_content": ["json"],
        "task_serializer": "json",
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "task_default_queue": tasks.DEFAULT_QUEUE,
        "task_routes": tasks.routes,
        "task_create_missing_queues": True,
        "worker_prefetch_multiplier": 1,
        "worker_soft_shutdown_timeout": _SOFT_STOP_SECONDS,
        "worker_hijack_root_logger": False,
        "timezone": "UTC",
        "beat_schedule": SCHEDULE,
        "beat_scheduler": "redbeat.RedBeatScheduler",
        "beat_max_loop_interval": _BEAT_LOOP_SECONDS,
        "redbeat_redis_url": config.redis_url,
        "redbeat_redis_options": {},
        "redbeat_lock_timeout": _BEAT_LOCK_SECONDS,
    }


def run_worker(config: Config, *, queues: str, concurrency: int, pool: str) -> None:
    """Until SIGTERM, which lets tasks at work end first."""
    _prepare(config)
    app = build(config)
    _connect_residents()
    app.worker_main(
        [
            "--quiet",
            "worker",
            f"--queues={queues}",
            f"--concurrency={concurrency}",
            f"--pool={pool}",
            f"--loglevel={config.log_level}",
            "--without-mingle",
            "--without-gossip",
        ]
    )


def run_beat(config: Config) -> None:
    """Until SIGTERM. A second beat waits for the lock of the first, so neither doubles."""
    _prepare(config)
    build(config).start(["--quiet", "beat", f"--loglevel={config.log_level}", "--pidfile="])


def _connect_residents() -> None:
    @signals.worker_ready.connect(weak=False)
    def start(**_: object) -> None:
        background = tasks.process.background()
        background.submit(residents.live(background.worker))

    @signals.worker_shutdown.connect(weak=False)
    @signals.worker_process_shutdown.connect(weak=False)
    def stop(**_: object) -> None:
        tasks.process.close()


def _prepare(config: Config) -> None:
    def keep_ours(**_: object) -> None:
        """Celery configures logging unless somebody answers this signal."""

    signals.setup_logging.connect(keep_ours, weak=False)
    startup.prepare(config)
    # It warns root of messages that run code when read; ours are JSON.
    warnings.filterwarnings("ignore", module="celery.platforms")
    # A line for each tick of each task, all day long, would bury everything else.
    for chatty in ("celery.app.trace", "celery.worker.strategy", "celery.beat"):
        logging.getLogger(chatty).setLevel(logging.WARNING)

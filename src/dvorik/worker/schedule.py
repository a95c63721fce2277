"""When beat says "look now". Whether there is anything to do, the rows decide."""

from typing import Any

from celery.schedules import crontab, schedule


def every(seconds: int) -> dict[str, Any]:
    # A tick nobody took in time is worth nothing: the next one asks the same question.
    return {"schedule": schedule(seconds), "options": {"expires": seconds * 2}}


SCHEDULE: dict[str, dict[str, Any]] = {
    "events.relay": {"task": "events.relay", **every(5)},
    "messages.send_due": {"task": "messages.send_due", **every(15)},
    "check_scheduled_broadcasts": {"task": "check_scheduled_broadcasts", **every(60)},
    "check_birthdays": {"task": "check_birthdays", **every(300)},
    "send_discount_reminder": {"task": "send_discount_reminder", **every(300)},
    "send_daily_digest": {"task": "send_daily_digest", **every(300)},
    # Once a day in truth, but soon after the shop's midnight, wherever that is.
    "analytics.roll_up": {"task": "analytics.roll_up", **every(600)},
    "bulk.do_due": {"task": "bulk.do_due", **every(60)},
    "bulk.clean_up": {"task": "bulk.clean_up", "schedule": crontab(hour=3, minute=40)},
    "messages.forget_old": {
        "task": "messages.forget_old",
        "schedule": crontab(hour=3, minute=50),
    },
    "kernel.clean_up": {"task": "kernel.clean_up", "schedule": crontab(hour=3, minute=30)},
}

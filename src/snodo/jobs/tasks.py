"""Found by the worker when it starts: the effects of every context, and what the clock starts."""

import logging
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from procrastinate.contrib.django import app

from snodo.domain.audit import months
from snodo.jobs import doubling, reminding, sealing, sweeping, watching

logger = logging.getLogger(__name__)


def load_effects() -> list[str]:
    """Import the background work that each context declares, so that the worker knows it."""
    found = []
    for config in apps.get_app_configs():
        module = f"{config.name}.effects"
        if config.name.startswith("snodo.domain.") and find_spec(module) is not None:
            import_module(module)
            found.append(module)
    return found


load_effects()


@app.periodic(cron="* * * * *")
@app.task(name="audit.seal", queue="clock", queueing_lock="audit.seal", lock="audit.seal", pass_context=False)
def seal_audit(timestamp: int) -> None:
    """Every minute: seal what can no longer change in the log of each network."""
    for network_id, lines in sealing.seal_all().items():
        if lines:
            logger.info("Sealed %s lines of network %s", lines, network_id)
    sealing.keep_heads()
    for month in months.keep_ahead():
        logger.info("Made the month %s of the log", month.table)


@app.periodic(cron="37 2 * * *")
@app.task(name="audit.verify", queue="clock", queueing_lock="audit.verify", lock="audit.verify")
def verify_audit(timestamp: int) -> None:
    """Every night: walk the chains; a break is told to who watches over data protection."""
    watching.verify_log()


@app.periodic(cron="5 6 * * *")
@app.task(name="programmes.ending_acts", queue="clock", queueing_lock="programmes.ending_acts")
def tell_ending_acts(timestamp: int) -> None:
    """Every morning: tell which acts between bodies are about to end, and with them the access."""
    reminding.tell_ending_acts()


@app.periodic(cron="15 6 * * *")
@app.task(name="privacy.requests", queue="clock", queueing_lock="privacy.requests", lock="privacy.requests")
def remind_of_requests(timestamp: int) -> None:
    """Every morning: the requests of persons whose day is near, or has passed."""
    reminding.remind_of_requests()


@app.periodic(cron="20 6-18 * * *")
@app.task(
    name="intake.promises",
    queue="clock",
    queueing_lock="intake.promises",
    lock="intake.promises",
    pass_context=False,
)
def put_promises_before_owners(timestamp: int) -> None:
    """Every hour of the day: promised times near their end, or past it, are put before somebody."""
    for network_id, opened in reminding.put_promises_before_owners().items():
        if opened:
            logger.info("Put %s promises of network %s before somebody", opened, network_id)


@app.periodic(cron="47 3 * * *")
@app.task(
    name="privacy.retention", queue="clock", queueing_lock="privacy.retention", lock="privacy.retention"
)
def look_for_due(timestamp: int) -> None:
    """Every night: files whose time is over are put before data protection. Nothing is done to them."""
    reminding.look_for_due()


@app.periodic(cron="7 3 * * *")
@app.task(
    name="privacy.look", queue="clock", queueing_lock="privacy.look", lock="privacy.look", pass_context=False
)
def look_for_unusual(timestamp: int) -> None:
    """Every night: the readings of the day before beside those of always; reviews that wait."""
    watching.look_for_unusual()


@app.periodic(cron="17 3 * * *")
@app.task(name="jobs.forget_finished", queue="clock", queueing_lock="jobs.forget_finished")
def forget_finished(timestamp: int) -> None:
    """Every night: remove jobs finished more than a week ago from the queue."""
    app.configure_task("builtin:procrastinate.builtin_tasks.remove_old_jobs", queue="clock").defer(
        max_hours=24 * 7, remove_failed=False
    )


@app.periodic(cron="41 3 * * *")
@app.task(
    name="jobs.forget_sessions", queue="clock", queueing_lock="jobs.forget_sessions", pass_context=False
)
def forget_sessions(timestamp: int) -> None:
    """Every night: forget the sessions that have ended."""
    SessionStore.clear_expired()


@app.periodic(cron="23 * * * *")
@app.task(
    name="jobs.sweep_submissions", queue="clock", queueing_lock="jobs.sweep_submissions", pass_context=False
)
def sweep_submissions(timestamp: int) -> None:
    """Every hour: forget the keys of forms that were sent more than a day ago."""
    for network_id, keys in sweeping.sweep_submissions().items():
        if keys:
            logger.info("Swept %s form keys of network %s", keys, network_id)


@app.periodic(cron="41 1 * * *")
@app.task(name="desk.sweep_queues", queue="clock", queueing_lock="desk.sweep_queues", pass_context=False)
def sweep_queues(timestamp: int) -> None:
    """Every night: the queues of the day are over."""
    sweeping.sweep_queues()


@app.periodic(cron="11 2 * * *")
@app.task(
    name="outreach.expire",
    queue="clock",
    queueing_lock="outreach.expire",
    lock="outreach.expire",
    pass_context=False,
)
def expire_outreach(timestamp: int) -> None:
    """Every night: names and words kept before a path go at their term."""
    if gone := sweeping.expire_outreach():
        logger.info("Deleted %s rows from before any path", gone)


@app.periodic(cron="49 1 * * *")
@app.task(
    name="intake.sweep_batches", queue="clock", queueing_lock="intake.sweep_batches", pass_context=False
)
def sweep_batches(timestamp: int) -> None:
    """Every night: lists of persons to refer that nobody finished."""
    if swept := sweeping.sweep_batches():
        logger.info("Swept %s lists of referrals", swept)


@app.periodic(cron="51 3 * * *")
@app.task(
    name="privacy.empty_copies",
    queue="clock",
    queueing_lock="privacy.empty_copies",
    lock="privacy.empty_copies",
    pass_context=False,
)
def empty_copies(timestamp: int) -> None:
    """Every night: the files of copies of persons' data, a month after they were handed over."""
    if emptied := sweeping.empty_copies():
        logger.info("Emptied %s copies", emptied)


@app.periodic(cron="27 1 * * *")
@app.task(
    name="people.find_pairs",
    queue="clock",
    queueing_lock="people.find_pairs",
    lock="people.find_pairs",
    pass_context=False,
)
def find_pairs(timestamp: int) -> None:
    """Every night: who was written since is held beside those alike; old joinings are forgotten."""
    for network_id, looked in doubling.find_pairs().items():
        if looked:
            logger.info("Looked at %s persons of network %s for doubles", looked, network_id)
    doubling.sweep_merges()


@app.periodic(cron="12 0 * * *")
@app.task(
    name="intake.nobody",
    queue="clock",
    queueing_lock="intake.nobody",
    lock="intake.nobody",
    pass_context=False,
)
def look_for_nobody(timestamp: int) -> None:
    """Every night, as soon as acts end: who has nobody left is given anew, or put before who can act."""
    if left := reminding.look_for_nobody():
        logger.warning("%s persons have nobody who answers for them", left)

"""What happens every night for data protection, network by network."""

import datetime
import logging
from pathlib import Path

from django.conf import settings

from snodo.domain.audit import queries as audit
from snodo.domain.privacy import actions as privacy
from snodo.domain.privacy import queries
from snodo.jobs import actors, sealing
from snodo.kernel import clock
from snodo.kernel.tenancy import acting

logger = logging.getLogger(__name__)


def verify_log() -> int:
    """Walk every chain, against the heads kept outside if there are; gives how many do not hold."""
    broken = [report for report in sealing.verify_all(_heads()) if report.verdict.broken]
    for report in broken:
        seal = report.verdict.broken.seal_number if report.verdict.broken else 0
        logger.error("The log of network %s does not hold at seal %s", report.network_id, seal)
        actor = actors.of_the_clock(report.network_id)
        with acting(actor):
            privacy.report_broken_log(seal=seal, actor=actor)
    return len(broken)


def _heads() -> sealing.Heads | None:
    name = getattr(settings, "SNODO_AUDIT_HEADS", "")
    file = Path(name) if name else None
    return sealing.read_heads(file) if file is not None and file.exists() else None


def look_for_unusual(day: datetime.date | None = None) -> int:
    """What was unusual on a day (yesterday), in each network; what waits for a judgement is said again."""
    new, day = 0, day or clock.today() - datetime.timedelta(days=1)
    for network_id in audit.network_ids():
        actor = actors.of_the_clock(network_id)
        with acting(actor):
            new += privacy.note_unusual(found=queries.unusual_of(day), actor=actor)
            privacy.remind_of_reviews(actor=actor)
    return new

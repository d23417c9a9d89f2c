"""What happens every night for data protection, network by network."""

import logging
from pathlib import Path

from django.conf import settings

from snodo.domain.privacy import actions as privacy
from snodo.jobs import actors, sealing
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

"""Two copies of persons' data: one handed over ten days ago, one that waits to be read again."""

from snodo.domain.privacy import actions as privacy
from snodo.domain.privacy import effects
from snodo.domain.privacy.models import DataCopy, PersonRequest
from snodo.jobs.demo.stage import Stage


def collected(stage: Stage, request: PersonRequest) -> DataCopy:
    """What the worker would have done a moment later is done here, at the held hour."""
    with stage.acting("paola") as paola:
        copy = privacy.prepare_copy(request=request, actor=paola)
        effects.collect_copy.run(copy_id=copy.pk, actor=paola)
    return copy


def handed_over(stage: Stage, request: PersonRequest) -> None:
    """Read again, composed, given by hand, and the request answered."""
    copy = collected(stage, request)
    with stage.acting("paola") as paola:
        copy.refresh_from_db()
        privacy.review_copy(copy=copy, actor=paola)
        privacy.compose_copy(copy=copy, actor=paola)
        effects.compose_copy.run(copy_id=copy.pk, actor=paola)
        copy.refresh_from_db()
        privacy.deliver_copy(copy=copy, actor=paola)
        privacy.answer_request(
            request=request, answer="Consegnata la copia dei dati, di persona, su una chiavetta.", actor=paola
        )

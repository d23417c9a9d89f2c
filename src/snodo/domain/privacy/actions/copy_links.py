"""The personal page of a copy: a sheet with its link, a code told by voice, one archive to take."""

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.documents import actions as documents
from snodo.domain.privacy import access, papers, queries
from snodo.domain.privacy.actions.copies import GONE, KEPT, delivered, held
from snodo.domain.privacy.models import CopyLink, DataCopy
from snodo.domain.privacy.states import DeliveredBy
from snodo.kernel import clock, passes
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict

PROTECTED = "Per una persona protetta la copia si consegna di persona: una pagina può essere aperta da altri."


@transaction.atomic
def offer_copy_page(*, copy: DataCopy, actor: Actor) -> DataCopy:
    """From now on the person may take it from a page of their own. Raises Conflict, TransitionRefused."""
    found = held(copy, actor)
    if found.request.person.protected:
        raise Conflict(PROTECTED)
    delivered(found, DeliveredBy.LINK, actor)
    _new_link(found, actor)
    return found


@transaction.atomic
def give_copy_link(*, copy: DataCopy, actor: Actor) -> bytes:
    """The sheet with the link; one printed before no longer opens anything. Raises Conflict."""
    found = held(copy, actor)
    if found.request.person.protected:
        raise Conflict(PROTECTED)
    if found.archive is None or found.delivered_by != DeliveredBy.LINK:
        raise Conflict(GONE if found.archive is None else "Prima scegli di consegnarla da una pagina.")
    link, token = _new_link(found, actor)
    _log("link_give", found, actor)
    return papers.copy_sheet(found, token=token, until=clock.local_date(link.expires_at))


def _new_link(copy: DataCopy, actor: Actor) -> tuple[CopyLink, str]:
    """In place of the earlier one. The code stays the same: it may be told before the sheet is printed."""
    passes.revoke(CopyLink.objects.filter(copy=copy))
    link = CopyLink(copy=copy, organisation_id=actor.organisation_id, expires_at=clock.now() + KEPT)
    token = passes.give_token(link)
    link.save(force_insert=True)
    return link, token


def _log(verb: str, copy: DataCopy, actor: Actor) -> None:
    audit.record(
        actor=actor,
        verb=f"copy.{verb}",
        subject=copy,
        person_id=copy.request.person_id,
        section="copy",
    )


@transaction.atomic
def tell_copy_code(*, copy: DataCopy, actor: Actor) -> str:
    """The code of the page, to be told by voice. Raises Conflict."""
    found = held(copy, actor)
    link = queries.copy_link_of(found)
    if link is None:
        raise Conflict("Il collegamento non vale più: prepara un foglio nuovo.")
    _log("code_tell", found, actor)
    return passes.code_of(link)


@transaction.atomic
def try_copy_code(*, link: CopyLink, code: str, actor: Actor) -> bool:
    """Whether whoever holds the link knows the code; each wrong one is counted and logged."""
    right = passes.check_code(link, code)
    if not right:
        copy = DataCopy.objects.select_related("request").get(pk=link.copy_id)
        audit.record_refusal(
            actor=actor,
            verb="copy.code_try",
            subject_ref=("privacy.datacopy", copy.pk),
            person_id=copy.request.person_id,
            ground="Codice sbagliato",
        )
    return right


@transaction.atomic
def open_own_copy(*, link: CopyLink, actor: Actor) -> DataCopy:
    """The page was shown through the link: counted and logged. Raises NotAllowed, Conflict."""
    copy = _own(link, actor)
    passes.count_opening(link)
    _note(copy, "own", actor)
    return copy


@transaction.atomic
def fetch_own_copy(*, link: CopyLink, actor: Actor) -> bytes:
    """The person takes their archive. Raises NotAllowed, Conflict."""
    copy = _own(link, actor)
    content = documents.read_kept(document=copy.archive, actor=actor)
    if copy.fetched_at is None:
        copy.fetched_at = clock.now()
        copy.save(update_fields=["fetched_at"])
    _note(copy, "fetch", actor)
    return content


def _own(link: CopyLink, actor: Actor) -> DataCopy:
    """The copy behind the link, while it may still be taken that way."""
    access.require(actor.by_link and actor.user_id == link.pk and link.good)
    copy: DataCopy = (
        DataCopy.objects.select_for_update(of=("self",))
        .select_related("request__person", "archive")
        .get(pk=link.copy_id)
    )
    if copy.archive is None or copy.request.person.protected:
        raise Conflict("Questa copia non si può più prendere da qui: chiedila a chi te l'ha preparata.")
    return copy


def _note(copy: DataCopy, verb: str, actor: Actor) -> None:
    audit.record_read(
        actor=actor,
        verb=f"copy.{verb}",
        subject=copy,
        person_id=copy.request.person_id,
        section="copy",
        ground="Pagina personale",
    )

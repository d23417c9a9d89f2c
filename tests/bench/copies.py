"""S12 of the security goals: how long a person's copy takes, for a path much fuller than one ever was."""

import argparse
import io
import tempfile
import time
import zipfile
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.utils import override_settings

from snodo.domain.casework.models import Case, CaseEvent
from snodo.domain.documents import actions as documents
from snodo.domain.privacy import actions as privacy
from snodo.domain.privacy import effects
from snodo.domain.privacy.models import DataCopy
from snodo.kernel.actor import Actor
from snodo.kernel.tenancy import acting
from tests.bench.database import take_statistics, throwaway_database
from tests.factories.casework import a_case, a_signed_plan, small_programme
from tests.factories.world import World, build_world

LIMIT_SECONDS = 60
PAGE = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n% " + b"parole " * 30_000 + b"\ntrailer<<>>\n%%EOF\n"


def fill(world: World, lines: int, papers: int) -> Case:
    """A path with so many lines of diary and so many papers of 200 kB."""
    case = a_case(world, small_programme(world))
    a_signed_plan(world, case)
    with acting(world.actor("sara")):
        CaseEvent.objects.bulk_create(
            CaseEvent(case=case, kind="note", title="Nota", detail=f"Riga {number}. " * 20, audience="team")
            for number in range(lines)
        )
        for number in range(papers):
            documents.store_upload(
                file=SimpleUploadedFile(f"{number}.pdf", PAGE),
                title=f"Documento {number}",
                kind="other",
                subject=case,
                person_id=case.person_id,
                actor=world.actor("sara"),
            )
    return case


def asked(case: Case, paola: Actor) -> DataCopy:
    with acting(paola):
        request = privacy.receive_request(person=case.person, kind="access", actor=paola)
        privacy.check_identity(request=request, how="paper", actor=paola)
        privacy.take_request(request=request, actor=paola)
        return privacy.prepare_copy(request=request, actor=paola)


def timed(work: Any, copy: DataCopy, paola: Actor) -> float:
    began = time.perf_counter()
    work.run(copy_id=copy.pk, actor=paola)
    with acting(paola):
        copy.refresh_from_db()
    return time.perf_counter() - began


def main(words: list[str]) -> bool:
    """Print the figure; true when the copy takes more than a minute or is not whole."""
    parser = argparse.ArgumentParser(prog="./snodo bench copies")
    parser.add_argument("--lines", type=int, default=2_000)
    parser.add_argument("--papers", type=int, default=100)
    told = parser.parse_args(words)
    with (
        tempfile.TemporaryDirectory() as folder,
        override_settings(SNODO_FILES_ROOT=folder),
        throwaway_database("snodo_bench_copies"),
    ):
        world = build_world()
        paola, case = world.actor("paola"), fill(world, told.lines, told.papers)
        take_statistics("snodo_bench_copies")
        copy = asked(case, paola)
        collecting = timed(effects.collect_copy, copy, paola)
        with acting(paola):
            privacy.compose_copy(copy=copy, actor=paola)
        composing = timed(effects.compose_copy, copy, paola)
        with acting(paola):
            archive = privacy.download_copy(copy=copy, actor=paola)
        count = len(zipfile.ZipFile(io.BytesIO(archive)).namelist())
    whole = collecting + composing
    print(
        f"S12: a copy of {copy.rows} rows and {copy.files} papers in {whole:.1f} s (collected in "
        f"{collecting:.1f}, composed in {composing:.1f}; {len(archive) / 1_048_576:.1f} MB; limit "
        f"{LIMIT_SECONDS})"
    )
    return whole > LIMIT_SECONDS or count != told.papers + 3

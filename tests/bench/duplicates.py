"""P9 of the goals, its first half: how well doubles are told from families, in memory, without a database.

Still to come: the same through the product's tables, the time of the check at entry, plain SQL beside it.
"""

import argparse
import time
from collections.abc import Iterable

from snodo.domain.people.likeness import Tier, compare, likeness
from tests.bench.crowd import crowd
from tests.bench.learning import candidates, facts_of, namesakes, true_pairs

SEED = 7  # never the one the weights were learned from
SHOWN = {Tier.CERTAIN: ("certain",), Tier.PROBABLE: ("certain", "probable")}


def main(words: list[str]) -> bool:
    """Print what was found; true when a goal is missed."""
    parser = argparse.ArgumentParser(prog="./snodo bench duplicates")
    parser.add_argument("--people", type=int, default=40_000)
    rows = crowd(parser.parse_args(words).people, SEED)
    known, alike, true = [facts_of(row) for row in rows], namesakes(rows), true_pairs(rows)
    began = time.perf_counter()
    pairs = list(candidates(rows))
    found = {tier: [0, 0] for tier in SHOWN}
    for one, other in pairs:
        tier = likeness(compare(known[one], known[other], max(alike[one], alike[other]))).tier
        for asked, tiers in SHOWN.items():
            if tier in tiers:
                found[asked][0] += 1
                found[asked][1] += (one, other) in true
    print(
        f"{len(rows)} writings, {len(true)} true pairs, {len(pairs)} met, {time.perf_counter() - began:.1f} s"
    )
    recall = len(true.intersection(pairs)) / len(true)
    precision, top = _figures(*found[Tier.CERTAIN], len(true))
    right, whole = _figures(*found[Tier.PROBABLE], len(true))
    f1 = 2 * right * whole / (right + whole)
    return not all(
        _told(
            [
                ("candidate recall", recall, 0.985),
                ("certain: precision", precision, 0.995),
                ("certain: recall", top, 0.85),
                ("certain or probable: F1", f1, 0.975),
            ]
        )
    )


def _figures(said: int, rightly: int, true: int) -> tuple[float, float]:
    return rightly / max(1, said), rightly / true


def _told(figures: Iterable[tuple[str, float, float]]) -> list[bool]:
    for name, value, goal in figures:
        print(f"{name:26} {value:.4f}  goal {goal}: {'yes' if value >= goal else 'no'}")
    return [value >= goal for _, value, goal in figures]

"""How the weights of `people.likeness` were learned: `python -m tests.bench.learning > …/weights.py`.

A crowd of its own seed is written down, everybody is looked for among the others by the blocks of the
product, and a logistic regression is fitted on the levels of all pairs met. Unlike weights counted one
respect at a time, it knows that in a family surname, telephone and place agree together. Deterministic.
"""

import datetime
import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from snodo.domain.people.likeness import COLUMNS, MOST, Facts, blocks_of, compare, sought_blocks
from snodo.domain.people.likeness.levels import Levels
from snodo.domain.people.likeness.score import features
from snodo.kernel.identifiers.persons import birth_date_of, canonical_codice_fiscale
from tests.bench.crowd import Row, crowd

PEOPLE, SEED = 100_000, 101
ROUNDS, STEP, CALM = 300, 0.15, 0.5  # how often, how far, how hard each weight is held near nothing
Pair = tuple[int, int]
HEADING = '''"""What each nearness counts towards being one person, in natural logarithms of the odds.

Learned by `tests/bench/learning.py` from a generated crowd and written down once: the product never learns
from the people of a network. Not tuned by hand: generate anew and run `./snodo bench duplicates`.
"""'''


def born_of(row: Row) -> datetime.date | None:
    """As the product knows it: where nobody wrote the date, the code tells it."""
    return row.born or birth_date_of(row.code)


def facts_of(row: Row) -> Facts:
    """As the product would know them; the print of a code is the code without its substitutions."""
    codes = frozenset([canonical_codice_fiscale(row.code)] if row.code else ())
    return Facts(
        first_name=row.first,
        last_name=row.last,
        born=born_of(row),
        phone=row.phone,
        codes=codes,
        tax_codes=codes,
        sex=row.sex,
        birth_place=row.place,
        municipality=row.municipality,
        households=frozenset([row.home] if row.home else ()),
    )


@dataclass(frozen=True, slots=True)
class Keys:
    """The numbers under which one writing lies, and those under which it is looked for."""

    pair: int | None
    stored: Sequence[int]
    sought: Sequence[int]


def keys_of(row: Row) -> Keys:
    """What the product stores of a person and looks up for one; the code is found by its print."""
    born = born_of(row)
    stored = blocks_of(row.first, row.last, born, row.phone)
    sought = sought_blocks([row.first], row.last, born, row.phone)
    code = [hash(canonical_codice_fiscale(row.code))] if row.code else []
    lies = [number for name in COLUMNS if (number := getattr(stored, name)) is not None]
    looked = [number for numbers in sought.values() for number in numbers]
    return Keys(stored.pair, lies + code, looked + code)


def candidates(keys: list[Keys]) -> list[Pair]:
    """Pairs that the blocks bring together, each once."""
    lying: dict[int, list[int]] = defaultdict(list)
    for place, one in enumerate(keys):
        for block in one.stored:
            lying[block].append(place)
    met: set[Pair] = set()
    for place, one in enumerate(keys):
        near = {other for block in one.sought if block in lying for other in lying[block][:MOST]}
        near.discard(place)
        met.update((place, other) if place < other else (other, place) for other in near)
    return sorted(met)


def namesakes(keys: list[Keys]) -> list[int]:
    """How many of the crowd are called like each, as it is heard; themselves among them."""
    counted = Counter(one.pair for one in keys)
    return [counted[one.pair] for one in keys]


def true_pairs(rows: list[Row]) -> set[Pair]:
    """What nobody told the product."""
    writings: dict[int, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        writings[row.who].append(place)
    return {(one, other) for places in writings.values() for one in places for other in places if one < other}


def learn(rows: list[Row]) -> tuple[float, dict[str, dict[str, float]]]:
    """Start and weights by level; pairs of equal levels are one weighted sample."""
    known = [facts_of(row) for row in rows]
    keys = [keys_of(row) for row in rows]
    seen: dict[Levels, Counter[bool]] = defaultdict(Counter)
    alike = namesakes(keys)
    for one, other in candidates(keys):
        called = max(alike[one], alike[other])
        seen[compare(known[one], known[other], called)][rows[one].who == rows[other].who] += 1
    names = sorted({feature for found in seen for feature in features(found)})
    place_of = {name: place for place, name in enumerate(names)}
    samples = [
        ([place_of[one] for one in features(found)], counts[True], counts[False])
        for found, counts in seen.items()
    ]
    start, weights = _fitted(samples, len(names))
    table: dict[str, dict[str, float]] = defaultdict(dict)
    for (name, level), weight in zip(names, weights, strict=True):
        table[name][level] = weight
    return start, dict(table)


def _fitted(samples: list[tuple[list[int], int, int]], size: int) -> tuple[float, list[float]]:
    """Coordinate steps scaled by each weight's own curvature: steady without a library."""
    start, weights = 0.0, [0.0] * size
    for _ in range(ROUNDS):
        slope, bend = [0.0] * (size + 1), [1e-9] * (size + 1)
        for places, yes, no in samples:
            total = start + sum(weights[place] for place in places)
            chance = 1 / (1 + math.exp(-max(-40.0, min(40.0, total))))
            wrong, curve = yes - (yes + no) * chance, (yes + no) * chance * (1 - chance)
            for place in (*places, size):
                slope[place] += wrong
                bend[place] += curve
        for place in range(size):
            pull = slope[place] - CALM * weights[place]
            weights[place] += STEP * pull / (bend[place] + CALM)
        start += STEP * slope[size] / bend[size]
    return start, weights


def main() -> None:
    """Print the module of the weights."""
    start, table = learn(crowd(PEOPLE, SEED))
    print(HEADING)
    print(f"\nSTART = {start:.3f}")
    print("WEIGHTS: dict[str, dict[str, float]] = {")
    for name in Levels._fields:
        print(f'    "{name}": {{')
        for level, weight in sorted(table[name].items()):
            print(f'        "{level}": {weight:.3f},')
        print("    },")
    print("}")


if __name__ == "__main__":
    main()

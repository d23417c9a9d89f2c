"""Whether two descriptions are of one person: pure functions, no table, no framework (ADR-0079).

`sounds` gives words the form in which they are heard, `blocks` the few numbers by which somebody alike is
found again, `levels` how near two descriptions are in each respect, `weights` what each nearness counts,
`score` the sum, in words.
"""

from snodo.domain.people.likeness.blocks import COLUMNS, MOST, Blocks, blocks_of, sought_blocks
from snodo.domain.people.likeness.levels import Facts, Levels, compare
from snodo.domain.people.likeness.score import TIER_WORDS, Likeness, Tier, likeness

__all__ = [
    "COLUMNS",
    "MOST",
    "TIER_WORDS",
    "Blocks",
    "Facts",
    "Levels",
    "Likeness",
    "Tier",
    "blocks_of",
    "compare",
    "likeness",
    "sought_blocks",
]

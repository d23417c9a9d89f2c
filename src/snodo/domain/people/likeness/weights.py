"""What each nearness counts towards being one person, in natural logarithms of the odds.

Learned by `tests/bench/learning.py` from a generated crowd and written down once: the product never learns
from the people of a network. Not tuned by hand: generate anew and run `./snodo bench duplicates`.
"""

START = -0.358
WEIGHTS: dict[str, dict[str, float]] = {
    "first": {
        "differ": -9.028,
        "ending": 0.033,
        "exact": 1.469,
        "faint": -2.333,
        "near": 1.426,
        "part": -1.412,
        "sound": 1.944,
    },
    "last": {
        "differ": -7.344,
        "ending": -0.716,
        "exact": 1.346,
        "faint": -2.353,
        "near": 0.146,
        "part": -0.509,
        "sound": 0.150,
    },
    "order": {
        "crossed": 0.644,
        "straight": -0.405,
    },
    "date": {
        "close": -3.341,
        "differ": -7.951,
        "digit": 2.185,
        "exact": 4.168,
        "missing": -0.776,
        "swapped": 3.289,
    },
    "code": {
        "differ": -4.072,
        "missing": -0.477,
        "same": 8.444,
    },
    "phone": {
        "differ": -1.215,
        "missing": -0.322,
        "same": 1.437,
    },
    "sex": {
        "differ": -3.878,
        "same": 0.072,
    },
    "place": {
        "differ": -0.846,
        "missing": -0.279,
        "same": -0.249,
    },
    "municipality": {
        "differ": -1.328,
        "same": 1.154,
    },
    "household": {
        "missing": -0.339,
    },
    "namesakes": {
        "few": 1.023,
        "many": -2.118,
        "several": -0.483,
        "some": 0.513,
        "unasked": 0.212,
    },
}

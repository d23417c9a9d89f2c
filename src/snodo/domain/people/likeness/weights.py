"""What each nearness counts towards being one person, in natural logarithms of the odds.

Learned by `tests/bench/learning.py` from a generated crowd and written down once: the product never learns
from the people of a network. Not tuned by hand: generate anew and run `./snodo bench duplicates`.
"""

START = -0.472
WEIGHTS: dict[str, dict[str, float]] = {
    "first": {
        "differ": -7.311,
        "differ?": -7.749,
        "ending": -1.113,
        "ending?": -2.598,
        "exact": 1.686,
        "exact?": 1.046,
        "faint": -2.088,
        "faint?": -3.080,
        "near": 1.045,
        "near?": 0.573,
        "part": -0.910,
        "part?": -1.979,
        "sound": 1.582,
        "sound?": 1.525,
    },
    "last": {
        "differ": -7.803,
        "differ?": -4.735,
        "ending": -0.894,
        "ending?": -2.424,
        "exact": 1.778,
        "exact?": 0.993,
        "faint": -2.854,
        "faint?": 0.004,
        "near": 1.044,
        "near?": 0.060,
        "part": -0.187,
        "part?": -1.558,
        "sound": 1.828,
        "sound?": -0.844,
    },
    "order": {
        "crossed": 1.454,
        "crossed?": 0.496,
        "straight": -0.623,
        "straight?": -0.421,
    },
    "date": {
        "close?": -3.561,
        "differ": -8.998,
        "digit?": 2.034,
        "exact": 4.002,
        "missing?": -0.740,
        "swapped": 2.808,
    },
    "code": {
        "differ": -3.374,
        "differ?": -2.337,
        "missing": -0.359,
        "missing?": -0.493,
        "same": 4.273,
        "same?": 4.551,
    },
    "phone": {
        "differ": -0.789,
        "differ?": -1.500,
        "missing": -0.191,
        "missing?": -0.569,
        "same": 0.347,
        "same?": 3.501,
    },
    "sex": {
        "differ": -3.187,
        "differ?": -2.199,
        "same": -0.079,
        "same?": -0.146,
    },
    "place": {
        "differ": -0.948,
        "differ?": -1.564,
        "missing": -0.322,
        "missing?": -0.238,
        "same": -0.453,
        "same?": -0.299,
    },
    "municipality": {
        "differ": -1.198,
        "differ?": -1.590,
        "same": 0.942,
        "same?": 1.701,
    },
    "household": {
        "missing": -0.010,
        "missing?": -0.049,
        "same": -5.732,
        "same?": -5.233,
    },
    "namesakes": {
        "few?": 1.825,
        "many?": -1.803,
        "several?": 0.282,
        "some?": 1.400,
        "unasked": -0.479,
    },
}

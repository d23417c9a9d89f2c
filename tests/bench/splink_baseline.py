"""splink 4 on the crowd, as its manual sets it up: a baseline, run by another Python, never by the product.

`python splink_baseline.py crowd.csv`: the best F1 over its thresholds, and the seconds.
"""

import logging
import sys
import time

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

logging.disable(logging.CRITICAL)
COLUMNS = ("first_name", "last_name", "birth_date", "code", "phone", "place")
RULES = [
    block_on("first_name", "last_name"),
    block_on("last_name", "birth_date"),
    block_on("first_name", "birth_date"),
    block_on("code"),
    block_on("phone"),
]
SETTINGS = SettingsCreator(
    link_type="dedupe_only",
    blocking_rules_to_generate_predictions=RULES,
    comparisons=[
        *(
            cl.JaroWinklerAtThresholds(name, [0.92, 0.85, 0.75]).configure(term_frequency_adjustments=True)
            for name in ("first_name", "last_name")
        ),
        cl.DamerauLevenshteinAtThresholds("birth_date", [1, 2]),
        *(cl.ExactMatch(name) for name in ("code", "phone", "sex", "place", "town")),
    ],
)
THRESHOLDS = (0.1, 0.3, 0.5, 0.7, 0.9, 0.95, 0.99, 0.999)


def main(path: str) -> None:
    con = duckdb.connect()
    empty = ", ".join(f"nullif({name}, '') AS {name}" for name in COLUMNS)
    con.execute(
        f"CREATE TABLE crowd AS SELECT unique_id::int AS unique_id, who::int AS who, sex, town, {empty}"
        f" FROM read_csv('{path}', all_varchar=true)"
    )
    began = time.perf_counter()
    api = DuckDBAPI(connection=con)
    try:
        linker = Linker(api.register("crowd"), SETTINGS)
    except (AttributeError, TypeError):
        linker = Linker("crowd", SETTINGS, api)
    training = linker.training
    training.estimate_probability_two_random_records_match(
        [block_on("code"), block_on("first_name", "last_name", "birth_date")], recall=0.7
    )
    training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    training.estimate_parameters_using_expectation_maximisation(block_on("first_name", "last_name"))
    training.estimate_parameters_using_expectation_maximisation(block_on("birth_date"))
    found = linker.inference.predict(threshold_match_probability=0.05).physical_name
    spent = time.perf_counter() - began
    true = con.execute(
        "SELECT count(*) FROM crowd a JOIN crowd b ON a.who = b.who AND a.unique_id < b.unique_id"
    ).fetchone()[0]
    best = (0.0, 0.0, 0.0, 0.0)
    for threshold in THRESHOLDS:
        said, right = con.execute(
            f"SELECT count(*), sum((a.who = b.who)::int) FROM {found} p"
            " JOIN crowd a ON a.unique_id = p.unique_id_l JOIN crowd b ON b.unique_id = p.unique_id_r"
            f" WHERE match_probability >= {threshold}"
        ).fetchone()
        precision, recall = right / said, right / true
        best = max(best, (2 * precision * recall / (precision + recall), precision, recall, threshold))
    print("splink: F1 {:.4f} P {:.4f} R {:.4f} at its best threshold {}".format(*best))
    print(f"seconds {spent:.1f}")


if __name__ == "__main__":
    main(sys.argv[1])

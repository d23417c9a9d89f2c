"""`./snodo bench NAME`: a figure against its baseline, in one run."""

import sys
from importlib import import_module

import django

BENCHES = ("pages", "log", "walls", "keys", "duplicates", "copies", "access", "referrals", "inbox")


def main(words: list[str]) -> int:
    if not words or words[0] not in BENCHES:
        print(f"Quale misura? {', '.join(BENCHES)}")
        return 2
    django.setup()
    return int(import_module(f"tests.bench.{words[0]}").main(words[1:]))


sys.exit(main(sys.argv[1:]))

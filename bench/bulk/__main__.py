"""`python -m bench.bulk --cases 100000`: fill the demonstration in SAFECONDUCT_HOME."""

import argparse
import json
import os
import sys
import time

import django


def main() -> int:
    parser = argparse.ArgumentParser("bench.bulk", description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--sealed-every", type=int, default=10, help="1: the desk opens all")
    asked = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "safeconduct.config.settings.manage"
    django.setup()
    from bench.bulk.loading import fill  # noqa: PLC0415 - Django is set up by now
    from bench.bulk.who import operator_of_cast  # noqa: PLC0415

    begun = time.monotonic()
    opened = fill(asked.cases, reader=operator_of_cast(), sealed_every=asked.sealed_every)
    seconds = round(time.monotonic() - begun)
    print(json.dumps({"cases": asked.cases, "seconds": seconds, "opened": opened}))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Runs the cases of all three parts and counts them; see `run`."""

import argparse
import concurrent.futures
import pathlib
import sys
import tempfile

import certificates
import echo_pairs
import official_package
import realtime_wire


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("peer", type=pathlib.Path, help="our side, built")
    parser.add_argument("--only", default="", help="the cases whose name has this word in it")
    options = parser.parse_args()

    passed = failed = 0
    with tempfile.TemporaryDirectory() as scratch, concurrent.futures.ThreadPoolExecutor(2) as pool:
        authority = certificates.make(pathlib.Path(scratch))
        groups = official_package.groups(options.peer, authority)
        groups += realtime_wire.groups(options.peer, authority)
        groups += echo_pairs.groups(options.peer, authority)
        chosen = [group for group in groups if options.only in group.name]
        for results in pool.map(lambda group: group.results(), chosen):
            for name, failure in results:
                print(f"FAILED {name}: {failure}" if failure else f"passed {name}", flush=True)
                passed, failed = (passed, failed + 1) if failure else (passed + 1, failed)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()

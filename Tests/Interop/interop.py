"""Runs the cases of all parts; see `run`."""

import argparse
import concurrent.futures
import pathlib
import sys
import tempfile

import certificates
import echo_pairs
import official_package
import phone_carriers
import realtime_wire
import rest_calls
import twilio_signatures


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("peer", type=pathlib.Path, help="our side, built")
    parser.add_argument("nio", type=pathlib.Path, help="SwiftNIO's side, built")
    parser.add_argument("--only", default="", help="the cases whose name has this word in it")
    options = parser.parse_args()

    has_failed = False
    with tempfile.TemporaryDirectory() as scratch, concurrent.futures.ThreadPoolExecutor(2) as pool:
        authority = certificates.make(pathlib.Path(scratch))
        groups = official_package.groups(options.peer, authority)
        groups += phone_carriers.groups(options.peer, authority)
        groups += twilio_signatures.groups(options.peer)
        groups += rest_calls.groups(options.peer)
        groups += realtime_wire.groups(options.peer, authority)
        groups += echo_pairs.groups(options.peer, options.nio, authority)
        chosen = [group for group in groups if options.only in group.name]
        for results in pool.map(lambda group: group.results(), chosen):
            for name, failure in results:
                print(f"FAILED {name}: {failure}" if failure else f"passed {name}", flush=True)
                has_failed = has_failed or bool(failure)
    sys.exit(1 if has_failed else 0)


if __name__ == "__main__":
    main()

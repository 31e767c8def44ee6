"""The official openai package, in a process of its own, against our local server."""

import pathlib
import sys

from programs import Group, run_client, serving

PROGRAM = pathlib.Path(__file__).resolve().parent / "local_server.py"
CASE_COUNT = 11


def groups(ours, authority):
    root = authority.root.with_name("local-root.pem")

    def run():
        with serving([ours, "realtime-server", root]) as server:
            base_url = server.facts["baseURL"]
            lines, complaint = run_client([sys.executable, PROGRAM, base_url, root, "local"], None)
        for line in lines:
            yield f"openai package, {line['name']}", line["failure"]
        if len(lines) != CASE_COUNT:
            yield "openai package", f"{len(lines)} cases of {CASE_COUNT} ran: {complaint[-400:]}"

    return [Group("openai package", run)]

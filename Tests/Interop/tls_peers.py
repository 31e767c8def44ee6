"""Our client against nginx, as TLS end and WebSocket proxy, and against `openssl s_server`; see `networks`."""

import contextlib
import json
import pathlib
import subprocess
import sys
import tempfile

import certificates
import programs
from proxies import free_port, proxy as running

STEP = {"step": "echo", "path": "/", "ping": "over", "messages": [["text", 5], ["binary", 200_000]], "code": 1000, "reason": ""}
REFUSAL = {"error": {"message": "Not here.", "type": "invalid_request_error", "code": "forbidden", "param": None}}

NGINX = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port} ssl; ssl_protocols {protocol};
    ssl_certificate {certificate}; ssl_certificate_key {key}; {more}
    location / {{
      proxy_pass http://127.0.0.1:{upstream}; proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade"; proxy_set_header Host $host;
    }}
    location /refused {{ default_type application/json; add_header Retry-After 3 always; return 403 '{refusal}'; }}
  }}
}}
"""


def connect(peer, authority, port, steps):
    lines, complaint = programs.run_client([peer, "client", "none", f"wss://localhost:{port}", authority.root], steps)
    return lines, f"{lines} {complaint}"


def was_refused(line, status):
    return (line.get("failure") or "").startswith(f"upgrade: Unexpected server response: {status};")


@contextlib.contextmanager
def nginx(folder, authority, upstream, protocol, more=""):
    port = free_port()
    configuration = folder / f"nginx-{port}.conf"
    configuration.write_text(NGINX.format(
        folder=folder, port=port, protocol=protocol, certificate=authority.certificate, key=authority.key,
        upstream=upstream, refusal=json.dumps(REFUSAL), more=more))
    with running(["nginx", "-p", str(folder), "-c", str(configuration)], port):
        yield port


def nginx_cases(peer, folder, authority, upstream):
    for protocol, version in [("TLSv1.3", "tls13"), ("TLSv1.2", "tls12")]:
        with nginx(folder, authority, upstream, protocol) as port:
            lines, said = connect(peer, authority, port, [STEP, STEP])
            is_right = [(line.get("failure"), line.get("tls")) for line in lines] == [(None, version), (None, f"{version} resumed")]
            yield f"nginx, {protocol}: an echo, and another over a resumed session", None if is_right else said
            lines, said = connect(peer, authority, port, [STEP | {"path": "/refused"}])
            is_right = [was_refused(line, 403) for line in lines] == [True]
            yield f"nginx, {protocol}: a refusal", None if is_right else said
    with nginx(folder, authority, upstream, "TLSv1.3", f"ssl_verify_client on; ssl_client_certificate {authority.root};") as port:
        lines, said = connect(peer, authority, port, [STEP])
        is_right = [was_refused(line, 400) for line in lines] == [True]
        yield "nginx asks for a client certificate and gets none", None if is_right else said


# What `openssl s_server` is told, and the stage and words of the error that it must cause.
S_SERVER = [
    ("answers by HTTP/1.0", ["-www"], ["upgrade: ", "server response: 200", "no WebSocket is served"]),
    ("speaks TLS 1.1 only", ["-www", "-tls1_1", "-cipher", "ALL:@SECLEVEL=0"], ["tls: ", "version"]),
    ("shares no cipher", ["-www", "-tls1_2", "-cipher", "AES128-SHA"], ["tls: "]),
    ("wants a client certificate", ["-www", "-tls1_2", "-Verify", "1"], ["tls: "]),
    ("shares no ALPN name", ["-www", "-alpn", "h2"], ["tls: "]),
]


def openssl_cases(peer, _, authority, __):
    for name, arguments, words in S_SERVER:
        port = free_port()
        command = ["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-cert", authority.certificate, "-key", authority.key, *arguments]
        with running([str(part) for part in command], port):
            lines, said = connect(peer, authority, port, [STEP])
        failure = lines[0].get("failure") if len(lines) == 1 else None
        is_right = failure and failure.startswith(words[0]) and all(word in failure for word in words)
        yield f"openssl s_server {name}", None if is_right else said


def main():
    peer = pathlib.Path(sys.argv[1])
    failed = 0
    with tempfile.TemporaryDirectory() as directory, programs.serving([peer, "server", "none"]) as server:
        folder = pathlib.Path(directory)
        # nginx's worker gives up root and must still reach its folder.
        folder.chmod(0o755)
        authority = certificates.make(folder)
        for cases in (nginx_cases, openssl_cases):
            for name, failure in cases(peer, folder, authority, server.facts["port"]):
                print(f"FAILED {name}: {failure}" if failure else f"passed {name}", flush=True)
                failed += bool(failure)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

"""A throw-away authority, and a certificate for every host that a test names."""

import dataclasses
import pathlib
import subprocess

HOSTS = ["localhost", "api.openai.com", "example.com", "sap.example.com", "xn--bcher-kva.example"]
CURVE = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]


@dataclasses.dataclass
class Authority:
    root: pathlib.Path
    certificate: pathlib.Path
    key: pathlib.Path


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True, timeout=30)


def make(folder):
    root, root_key, request = folder / "root.pem", folder / "root-key.pem", folder / "request.pem"
    authority = Authority(root, folder / "certificate.pem", folder / "key.pem")
    names = folder / "names.txt"
    names.write_text("subjectAltName=" + ",".join([f"DNS:{host}" for host in HOSTS] + ["IP:127.0.0.1"]) + "\n")
    openssl("req", "-x509", *CURVE, "-days", 2, "-subj", "/CN=interop authority", "-keyout", root_key, "-out", root)
    openssl("req", "-new", *CURVE, "-subj", "/CN=interop", "-keyout", authority.key, "-out", request)
    openssl("x509", "-req", "-in", request, "-CA", root, "-CAkey", root_key, "-CAcreateserial", "-days", 2,
            "-extfile", names, "-out", authority.certificate)
    return authority

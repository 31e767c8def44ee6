"""Throw-away authorities, each with a certificate for every host that a test names."""

import dataclasses
import pathlib
import subprocess

HOSTS = ["localhost", "api.openai.com", "example.com", "sap.example.com", "xn--bcher-kva.example"]
LEAF = "subjectAltName=" + ",".join([f"DNS:{host}" for host in HOSTS] + ["IP:127.0.0.1"])
INTERMEDIATE = "basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign"
DAYS = ["-days", "2"]


@dataclasses.dataclass
class Authority:
    """What a client trusts, and what a server shows: `certificate` holds the leaf and every intermediate."""

    root: pathlib.Path
    certificate: pathlib.Path
    key: pathlib.Path


@dataclasses.dataclass
class Issued:
    certificate: pathlib.Path
    key: pathlib.Path


def make(folder):
    """A leaf that the root itself signed, both with keys of P-256."""
    root = make_root(folder, "P-256")
    leaf = issue(folder, "certificate", LEAF, root, "sha256")
    return Authority(root.certificate, leaf.certificate, leaf.key)


def make_of_public_shape(folder):
    """As public authorities have it: leaf and intermediate of P-256, which the server sends, under a root of P-384."""
    root = make_root(folder, "P-384")
    intermediate = issue(folder, "intermediate", INTERMEDIATE, root, "sha384")
    leaf = issue(folder, "certificate", LEAF, intermediate, "sha256")
    chain = folder / "chain.pem"
    chain.write_text(leaf.certificate.read_text() + intermediate.certificate.read_text())
    return Authority(root.certificate, chain, leaf.key)


def make_root(folder, curve):
    root = Issued(folder / "root.pem", folder / "root-key.pem")
    openssl("req", "-x509", *new_key(curve), *DAYS, "-subj", "/CN=interop authority", "-keyout", root.key, "-out", root.certificate)
    return root


def issue(folder, name, extensions, issuer, digest):
    issued = Issued(folder / f"{name}.pem", folder / f"{name}-key.pem")
    request, extension_file = folder / f"{name}-request.pem", folder / f"{name}-extensions.txt"
    extension_file.write_text(extensions + "\n")
    openssl("req", "-new", *new_key("P-256"), "-subj", f"/CN=interop {name}", "-keyout", issued.key, "-out", request)
    openssl("x509", "-req", "-in", request, "-CA", issuer.certificate, "-CAkey", issuer.key, "-CAcreateserial", *DAYS,
            f"-{digest}", "-extfile", extension_file, "-out", issued.certificate)
    return issued


def new_key(curve):
    return ["-newkey", "ec", "-pkeyopt", f"ec_paramgen_curve:{curve}", "-nodes"]


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True, timeout=30)

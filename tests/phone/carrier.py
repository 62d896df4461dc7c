"""A carrier made of a second Asterisk: it calls the line over TLS, encrypts sound, presses keys."""

import ipaddress
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from safeconduct.phone.switch import unpacked
from tests.postgres_server import free_port

MODULES = (
    "res_timing_timerfd", "res_crypto", "res_pjproject", "res_sorcery_config",
    "res_sorcery_memory", "res_sorcery_astdb", "res_rtp_asterisk", "res_srtp", "res_pjsip",
    "res_pjsip_pubsub", "res_pjsip_session", "res_pjsip_sdp_rtp", "res_pjsip_nat",
    "res_pjsip_caller_id", "res_pjsip_logger", "res_pjsip_outbound_authenticator_digest",
    "res_pjsip_authenticator_digest", "res_pjsip_endpoint_identifier_user", "res_pjsip_registrar",
    "chan_pjsip", "codec_alaw", "codec_ulaw", "format_pcm", "pbx_config", "app_senddtmf",
    "res_clioriginate",
)  # fmt: skip
FILES = {
    "asterisk.conf": """\
[directories]
astetcdir => {folder}
astmoddir => {libraries}/asterisk/modules
astdatadir => {root}/usr/share/asterisk
astvarlibdir => {folder}/lib
astdbdir => {folder}/lib
astkeydir => {folder}/lib
astspooldir => {folder}/spool
astrundir => {folder}/run
astlogdir => {folder}/log

[options]
verbose = 3
""",
    "logger.conf": "[general]\n[logfiles]\nfull => notice,warning,error,verbose\n",
    "modules.conf": "[modules]\nautoload = no\n{loaded}",
    "rtp.conf": "[general]\nrtpstart = {rtp}\nrtpend = {rtp_last}\n",
    "extensions.conf": "[calls]\nexten => s,1,NoOp()\n{acts} same => n,Hangup()\n",
    "pjsip.conf": """\
[global]
type = global
debug = yes

[tls]
type = transport
protocol = tls
method = tlsv1_2
bind = {here}:{port}
cert_file = {certificate}
priv_key_file = {key}
ca_list_file = {authority}
verify_server = yes

[line]
type = endpoint
transport = tls
context = nowhere
disallow = all
allow = alaw
direct_media = no
dtmf_mode = rfc4733
media_encryption = {encryption}
media_address = {here}
bind_rtp_to_media_address = yes
aors = line
from_user = {user}
outbound_auth = line-auth

[line-auth]
type = auth
auth_type = userpass
username = {user}
password = {password}

[line]
type = aor
contact = sip:{line_at}:{line}\\;transport=tls

[{user}]
type = endpoint
transport = tls
context = nowhere
disallow = all
allow = alaw
auth = line-auth
aors = {user}

[{user}]
type = aor
max_contacts = 5
""",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """Who signs certificates in a test; each is good for one loopback address."""

    folder: Path
    name: str
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1()), repr=False
    )

    @property
    def file(self) -> Path:
        path = self.folder / f"{self.name}.pem"
        if not path.exists():
            path.write_bytes(_pem(self._signed(self.name, self.key, "", True)))
        return path

    def certify(self, address: str) -> tuple[Path, Path]:
        """Return the files of a certificate and its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate, secret = (
            self.folder / f"{self.name}-{address}.{ending}" for ending in ("crt", "key")
        )
        certificate.write_bytes(_pem(self._signed(address, key, address, False)))
        form = serialization.PrivateFormat.PKCS8
        secret.write_bytes(
            key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
        )
        return certificate, secret

    def _signed(self, name, key, address, may_sign) -> x509.Certificate:
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(_named(name))
            .issuer_name(_named(self.name))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=may_sign, path_length=None), critical=True)
        )
        if address:
            place = x509.IPAddress(ipaddress.ip_address(address))
            builder = builder.add_extension(x509.SubjectAlternativeName([place]), critical=False)
        return builder.sign(self.key, hashes.SHA256())


@dataclass(slots=True, kw_only=True)
class Carrier:
    """A running carrier; a context manager. `acts`: seconds to wait (with a point), or a key."""

    folder: Path
    line: int
    authority: Authority
    trusts: Authority
    acts: Sequence[str] = ()
    srtp: bool = True
    here: str = "127.0.0.2"
    line_at: str = "127.0.0.1"
    user: str = "carrier"
    password: str = field(default="none", repr=False)
    port: int = field(default_factory=free_port)
    running: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.folder.mkdir()
        for name in ("lib/keys", "spool", "run", "log"):
            (self.folder / name).mkdir(parents=True)
        for name, words in FILES.items():
            (self.folder / name).write_text(words.format(**self._facts()))
        nothing = subprocess.DEVNULL
        self.running = subprocess.Popen(
            [*self._asterisk(), "-f", "-n"], stdin=nothing, stdout=nothing, stderr=nothing
        )
        self._said("core waitfullybooted")
        return self

    def __exit__(self, *_: object) -> None:
        self.running.terminate()
        self.running.wait(10)

    def calls(self, number: str = "100") -> None:
        """Call the line; what comes of it stands in `trace`."""
        way = f"PJSIP/line/sip:{number}@{self.line_at}:{self.line}\\;transport=tls"
        self._said(f"channel originate {way} extension s@calls")

    @property
    def trace(self) -> str:
        """Return every SIP message and every fault, as this carrier saw it."""
        return (self.folder / "log" / "full").read_text(errors="replace")

    def up(self) -> int:
        """Return how many of its calls are up."""
        return int(self._said("core show channels count").split()[0])

    def _said(self, words: str) -> str:
        asked = [*self._asterisk(), "-rx", words]
        for _ in range(100):
            done = subprocess.run(asked, capture_output=True, text=True, check=False)
            if not done.returncode:
                return done.stdout
        raise AssertionError(done.stdout + done.stderr)

    def _asterisk(self) -> list[str]:
        root, libraries = _unpacked()
        loader = next(iter(libraries.glob("ld-linux*.so.*")))
        program = (str(root / "usr/sbin/asterisk"), "-C", str(self.folder / "asterisk.conf"))
        return [str(loader), "--library-path", str(libraries), *program]

    def _facts(self) -> dict[str, object]:
        root, libraries = _unpacked()
        certificate, key = self.authority.certify(self.here)
        rtp = 36_000 + 100 * (self.port % 30)
        return {
            "folder": self.folder, "root": root, "libraries": libraries, "here": self.here,
            "loaded": "".join(f"load = {name}.so\n" for name in MODULES),
            "acts": "".join(map(_act, self.acts)), "port": self.port, "line": self.line,
            "line_at": self.line_at,
            "rtp": rtp, "rtp_last": rtp + 99, "certificate": certificate, "key": key,
            "authority": self.trusts.file, "encryption": "sdes" if self.srtp else "no",
            "user": self.user, "password": self.password,
        }  # fmt: skip


def _act(act: str) -> str:
    return f" same => n,{f'Wait({act})' if len(act) > 1 else f'SendDTMF({act})'}\n"


def _unpacked() -> tuple[Path, Path]:
    root = unpacked()
    if root is None:
        raise FileNotFoundError("make phone")
    (libraries,) = (path.parent for path in root.glob("usr/lib/*/libc.so.6"))
    return root, libraries


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)

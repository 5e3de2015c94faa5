# SPDX-License-Identifier: BSD-2-Clause
"""OpenDKIM and OpenDMARC, unpacked, which ask a name server of the case; and
mails that are signed."""

import base64
import glob
import hashlib
import os
import subprocess
import types

from .nameservers import REAL, Named
from .place import accepts, run, wait_until
from .unpacked import fetch

# Of the libraries those that nothing else brings.
PACKAGES = ("opendkim", "opendmarc", "libopendkim11", "libopendmarc2",
            "libvbr2", "librbl1", "libmemcached11", "libhashkit2",
            "libopendbx1", "liblua5.3-0", "libunbound8", "libspf2-2",
            "libbsd0", "libmd0", "libprotobuf-c1", "libevent-2.1-7")

DKIM = """\
Mode v
Socket local:{dir}/dkim
UserID nobody:nogroup
UMask 0
AuthservID mx.univ.example
AuthservIDWithJobID yes
ResolverConfiguration {dir}/unbound.conf
"""

# libunbound asks no name server of its own machine by itself.
UNBOUND = """\
server:
    do-not-query-localhost: no
forward-zone:
    name: "."
    forward-addr: 127.0.0.1@%d
"""

DMARC = """\
Socket local:{dir}/dmarc
UserID nobody:nogroup
UMask 0
AuthservID mx.univ.example
AuthservIDWithJobID true
TrustedAuthservIDs mx.univ.example
RejectFailures false
"""

ROOT_ZONE = """\
$TTL 300
. SOA localhost. postmaster.localhost. 1 3600 600 604800 300
. NS localhost.
localhost. A 127.0.0.1
"""


class Verifiers:
    """self.sockets: of the two, in the order in which an MTA has them.

    domains   that sign their mails and have a policy
    """

    def __init__(self, place, domains):
        root = fetch("verifiers", PACKAGES)
        self.dir = place / "verifiers"
        os.mkdir(self.dir, 0o755)
        os.chown(self.dir, 65534, 65534)
        self.key = place / "key.pem"
        run(["openssl", "genrsa", "-out", self.key, "2048"])
        public = run(["openssl", "rsa", "-in", self.key, "-pubout"]).stdout
        public = "".join(public.splitlines()[1:-1])
        named = Named(
            place, REAL,
            types.SimpleNamespace(zone="bl.example", port=9),
            ROOT_ZONE + 'gmail.com. MX 0 localhost.\n' + "".join(
                'sel._domainkey.%s. TXT "v=DKIM1; k=rsa; p=%s" "%s"\n'
                '_dmarc.%s. TXT "v=DMARC1; p=none"\n' % (
                    one, public[:200], public[200:], one)
                for one in domains))
        place.write("verifiers/unbound.conf", UNBOUND % named.port)
        self.sockets = []
        libraries = ":".join(sorted({
            os.path.dirname(name) for name in glob.glob(
                root + "/usr/lib/**/*.so*", recursive=True)}))
        for name, text in (("dkim", DKIM), ("dmarc", DMARC)):
            conf = place.write("verifiers/%s.conf" % name,
                               text.format(dir=self.dir))
            log = open(place / (name + ".log"), "wb")
            place.undo.append(log.close)
            place.start(
                ["unshare", "-m", "sh", "-c",
                 'mount --bind "$0" /etc/resolv.conf && exec "$@"',
                 named.resolver, os.path.join(root, "usr/sbin/open" + name),
                 "-f", "-c" if name == "dmarc" else "-x", conf],
                stdout=log, stderr=log,
                env=dict(os.environ, LD_LIBRARY_PATH=libraries))
            wait_until(lambda: accepts(os.path.join(self.dir, name)),
                       "open" + name)
            self.sockets.append("unix:" + os.path.join(self.dir, name))

    def sign(self, domain, author, body="Hi."):
        """The header of a mail that the domain has signed (RFC 6376), without
        the author's field."""
        fields = [("from", "Somebody <%s>" % author), ("subject", "x")]
        digest = base64.b64encode(hashlib.sha256(
            (body + "\r\n").encode()).digest()).decode()
        own = "v=1; a=rsa-sha256; c=relaxed/simple; d=%s; s=sel; " \
            "h=from:subject; bh=%s; b=" % (domain, digest)
        text = "".join("%s:%s\r\n" % field for field in fields) + \
            "dkim-signature:" + own
        signature = base64.b64encode(subprocess.run(
            ["openssl", "dgst", "-sha256", "-sign", self.key],
            input=text.encode(), capture_output=True,
            check=True).stdout).decode()
        return "DKIM-Signature: %s\r\n\t%s\r\n" % (
            own, "\r\n\t".join(signature[at:at + 70]
                               for at in range(0, len(signature), 70)))

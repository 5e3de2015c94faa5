# SPDX-License-Identifier: BSD-2-Clause
"""rbldnsd, BIND and Unbound on loopback, for what the lists export to them."""

import os
import pwd
import random
import socket
import subprocess
import threading

from .place import Failure, free_port, run, wait_until
from .unpacked import fetch

NAMED = """\
options {{
    directory "{dir}";
    pid-file none;
    session-keyfile none;
    managed-keys-directory "{dir}";
    listen-on port {port} {{ 127.0.0.1; }};
    listen-on-v6 {{ none; }};
    allow-query {{ any; }};
    recursion yes;
    dnssec-validation no;
    empty-zones-enable no;
    forward only;
    forwarders {{ 127.0.0.1 port 9; }};
    response-policy {{ zone "{policy}"; }} qname-wait-recurse no;
}};
controls {{ }};
zone "{policy}" {{ type primary; file "policy.zone"; }};
{zones}
zone "{blocklist}" {{
    type forward; forward only;
    forwarders {{ 127.0.0.1 port {blocklist_port}; }};
}};
"""

ZONE = 'zone "%s" { type primary; file "real.zone"; };'
EVERYTHING = 'zone "." { type primary; file "root.zone"; };'

REAL = """\
$TTL 300
@ SOA localhost. postmaster.localhost. 1 3600 600 604800 300
@ NS localhost.
@ MX 0 localhost.
"""


# What no policy is about has an address.
UNBOUND = """\
server:
    directory: "{dir}"
    chroot: ""
    username: ""
    pidfile: ""
    interface: 127.0.0.1@{port}
    do-daemonize: no
    use-syslog: no
    module-config: "respip iterator"
remote-control:
    control-enable: no
auth-zone:
    name: "."
    for-downstream: no
    zonefile: "{dir}/root.zone"
rpz:
    name: "policy.example"
    zonefile: "{zone}"
"""

EVERY_NAME = """\
$TTL 300
. SOA localhost. postmaster.localhost. 1 3600 600 604800 300
. NS localhost.
*. A 192.0.2.1
"""


def own(path, user):
    entry = pwd.getpwnam(user)
    os.chown(path, entry.pw_uid, entry.pw_gid)


class Rbldnsd:
    """Answers for a zone at 127.0.0.1:self.port."""

    def __init__(self, place, zone, text):
        self.port = free_port()
        os.mkdir(place / "rbl", 0o755)
        place.write("rbl/list", text)
        place.start(["rbldnsd", "-n", "-u", "rbldns", "-w", place / "rbl",
                     "-b", "127.0.0.1/%d" % self.port,
                     "%s:dnset:list" % zone], stdout=subprocess.DEVNULL)
        self.zone = zone
        wait_until(lambda: self.ask("test", "A") == ["127.0.0.2"],
                   "rbldnsd")

    def ask(self, name, kind):
        return ask("127.0.0.1", self.port, "%s.%s" % (name, self.zone), kind)


class Relay:
    """Hands questions from an address at port 53, the only port that a
    resolver's configuration can name, on to another port.  BIND itself binds
    to addresses of interfaces only."""

    def __init__(self, host, port):
        self.port = port
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((host, 53))
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            question, client = self.socket.recvfrom(4096)
            if not question:
                self.socket.close()
                return
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
                out.settimeout(5)
                out.sendto(question, ("127.0.0.1", self.port))
                try:
                    self.socket.sendto(out.recv(4096), client)
                except OSError:
                    pass  # it asks again

    def close(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
            out.sendto(b"", self.socket.getsockname())


class Named:
    """A resolver with a policy zone at 127.0.0.1:self.port, and for a Postfix
    at an address of its own, by self.resolver.

    root  text of a root zone: the only names there are
    """

    def __init__(self, place, policy_zone, blocklist, root=None):
        self.dir = place / "named"
        os.mkdir(self.dir, 0o755)
        self.port = free_port()
        place.write("named/policy.zone", policy_zone)
        place.write("named/real.zone", REAL)
        place.write("named/root.zone", root or "")
        place.write("named/named.conf", NAMED.format(
            dir=self.dir, port=self.port, policy="policy.example",
            zones=EVERYTHING if root else ZONE % "gmail.com",
            blocklist=blocklist.zone, blocklist_port=blocklist.port))
        own(self.dir, "bind")
        self.log = place / "named.log"
        with open(self.log, "wb") as log:
            self.child = place.start(
                ["named", "-g", "-n", "1", "-u", "bind", "-c",
                 os.path.join(self.dir, "named.conf")], stdout=log,
                stderr=log)
        wait_until(self.answers, "named (%s)" % self.log)
        host = "127.%d.%d.53" % (random.randrange(1, 255),
                                 random.randrange(1, 255))
        place.undo.append(Relay(host, self.port).close)
        self.resolver = place.write("resolv.conf", "nameserver %s\n" % host)

    def answers(self):
        if self.child.poll() is not None:
            with open(self.log, encoding="utf-8") as log:
                raise Failure("named ended:\n" + log.read())
        return ask("127.0.0.1", self.port, "gmail.com", "MX")

    def status(self, name, kind="MX"):
        return status("127.0.0.1", self.port, name, kind)


class Unbound:
    """Unpacked: a resolver with a policy zone at 127.0.0.1:self.port, for
    which all other names have an address."""

    def __init__(self, place, zone):
        root = fetch("unbound", ("unbound",))
        self.port = free_port()
        os.mkdir(place / "unbound", 0o755)
        path = place.write("unbound/unbound.conf", UNBOUND.format(
            dir=place / "unbound", port=self.port, zone=zone))
        place.write("unbound/root.zone", EVERY_NAME)
        place.start([os.path.join(root, "usr/sbin/unbound"), "-c", path],
                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(lambda: ask("127.0.0.1", self.port, "up.example", "A"),
                   "unbound")

    def status(self, name):
        return status("127.0.0.1", self.port, name, "A")


def status(host, port, name, kind):
    """NOERROR, NXDOMAIN ..."""
    text = run(["dig", "@" + host, "-p", str(port), "+tries=2", "+time=5",
                name, kind]).stdout
    return text.split("status: ")[1].split(",")[0]


def ask(host, port, name, kind):
    """The lines that dig +short prints."""
    done = run(["dig", "@" + host, "-p", str(port), "+short", "+tries=1",
                "+time=2", name, kind], expect=None)
    return [line for line in done.stdout.splitlines()
            if not line.startswith(";")]

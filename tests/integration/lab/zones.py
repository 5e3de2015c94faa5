# SPDX-License-Identifier: BSD-2-Clause
"""Name servers that carry a list from where it is published to the gateways:
NSD and BIND with the files of conf/zones, other addresses in them, and
doppelzone."""

import os
import pwd
import re

from .daemon import Daemon
from .nameservers import ask
from .place import (AS_NOBODY, ROOT, Failure, build_path, end_child,
                    free_port, run, wait_until)

ZONE = "doppelgangers.lists.example"
SAMPLES = os.path.join(ROOT, "conf", "zones")

# As the files of conf/zones have it.
KEY = "hmac-sha256:lists.example:" \
    "cGxlYXNlIG1ha2UgYSBrZXkgb2YgeW91ciBvd24gISE="

NSD = """\
server:
	ip-address: 127.0.0.1@{port}
	username: nsd
	chroot: ""
	zonesdir: "{dir}"
	database: ""
	pidfile: "{dir}/pid"
	xfrdfile: "{dir}/xfrd.state"
	xfrdir: "{dir}"
	zonelistfile: "{dir}/zone.list"
	server-count: 1
	verbosity: 2
remote-control:
	control-enable: yes
	control-interface: "{dir}/control"
"""

NAMED = """\
options {{
	directory "{dir}";
	pid-file none;
	session-keyfile none;
	managed-keys-directory "{dir}";
	listen-on port {port} {{ 127.0.0.1; }};
	listen-on-v6 {{ none; }};
	recursion no;
	dnssec-validation no;
	empty-zones-enable no;
}};
key "control" {{ algorithm hmac-sha256; secret "b3BlbiB0byBhbGwgb2YgdGhpcyBtYWNoaW5lIQ=="; }};
controls {{
	inet 127.0.0.1 port {control} allow {{ any; }} keys {{ "control"; }};
}};
"""

RNDC = """\
key "control" {{ algorithm hmac-sha256; secret "b3BlbiB0byBhbGwgb2YgdGhpcyBtYWNoaW5lIQ=="; }};
options {{
	default-server 127.0.0.1; default-port {control};
	default-key "control";
}};
"""


# What comes after a directive with an address: all are 127.0.0.1 here, and the
# port is what distinguishes them.
TO_PORT = {
    "nsd": (r"(\t(?:notify|request-xfr): )192\.0\.2\.1(\d)", r"\g<1>127.0.0.1@%d"),
    "named": (r"(\t| )192\.0\.2\.1(\d) key", r"\g<1>127.0.0.1 port %d key"),
}


class Server:
    """A primary or secondary at 127.0.0.1, port self.port.

    kind   "nsd" or "named"
    role   "primary" or "secondary": which file of conf/zones it reads
    ports  those of the primary (192.0.2.10 in the file) and of two gateways
    """

    def __init__(self, place, kind, role, ports, number=0):
        self.place, self.kind, self.role = place, kind, role
        self.port = ports[number]
        self.dir = place / "%s%d" % (role, number)
        os.mkdir(self.dir, 0o755)
        self.log = os.path.join(self.dir, "log")
        self.zone_file = os.path.join(self.dir, ZONE + ".zone")
        self.conf = os.path.join(self.dir, "conf")
        with open(os.path.join(SAMPLES, "%s-%s.conf" % (kind, role)),
                  encoding="utf-8") as sample:
            text = sample.read()
        pattern, to = TO_PORT[kind]
        text = re.sub(pattern, lambda found: found.expand(
            to % ports[int(found[2])]), text)
        text = re.sub(r"192\.0\.2\.\d+", "127.0.0.1", text)
        for path in ("/var/lib/nsd", "/var/lib/bind", "/var/cache/bind"):
            text = text.replace(path, self.dir)
        self.write(text)
        self.child = None

    def write(self, text):
        control = free_port()
        if self.kind == "nsd":
            self.control = "nsd-control -c " + self.conf
        else:
            self.control = "rndc -c " + self.place.write(
                os.path.join(self.dir, "rndc.conf"),
                RNDC.format(control=control))
        head = NSD if self.kind == "nsd" else NAMED
        self.place.write(self.conf, head.format(
            dir=self.dir, port=self.port, control=control) + text)
        user = pwd.getpwnam("nsd" if self.kind == "nsd" else "bind")
        os.chown(self.dir, user.pw_uid, user.pw_gid)

    def start(self):
        argv = ["nsd", "-d", "-c", self.conf] if self.kind == "nsd" else \
            ["named", "-g", "-n", "1", "-u", "bind", "-c", self.conf]
        with open(self.log, "ab") as log:
            self.child = self.place.start(argv, stdout=log, stderr=log)
        wait_until(self.is_up, "%s (%s)" % (self.kind, self.log))

    def is_up(self):
        if self.child.poll() is not None:
            raise Failure("%s ended:\n%s" % (self.kind, self.said()))
        return "status: " in run(
            ["dig", "+tries=1", "+time=1", "@127.0.0.1", "-p",
             str(self.port), ZONE, "SOA"], expect=None).stdout

    def said(self):
        with open(self.log, encoding="utf-8", errors="replace") as log:
            return log.read()

    def stop(self):
        end_child(self.child)

    def serial(self):
        """0: it has none."""
        answer = ask("127.0.0.1", self.port, ZONE, "SOA")
        return int(answer[0].split()[2]) if answer else 0

    def publish(self, path, expect=0, programs=None):
        """Runs publish-list as it is installed; what it says.

        programs  directory of another doppellist
        """
        kind = "nsd" if self.kind == "nsd" else "bind"
        environment = dict(
            os.environ, CONTROL=self.control, DIG="dig -p %d" % self.port,
            PATH="%s:%s" % (programs or
                            os.path.dirname(build_path("doppellist")),
                            os.environ["PATH"]))
        done = run([os.path.join(SAMPLES, "publish-list"), kind, ZONE, path,
                    self.zone_file], expect=expect, env=environment)
        return done.stdout + done.stderr


class Doppelzone(Daemon):
    """doppelzone for the zone, with the list at self.file."""

    program = "doppelzone"

    def __init__(self, place, port, *options, name="doppelzone"):
        self.dir = place / name
        os.mkdir(self.dir, 0o755)
        super().__init__(place, os.path.join(self.dir, "stderr"))
        nobody = pwd.getpwnam("nobody")
        os.chown(self.dir, nobody.pw_uid, nobody.pw_gid)
        self.file = os.path.join(self.dir, ZONE + ".list")
        self.port, self.options = port, options

    def start(self):
        self.launch([*AS_NOBODY, build_path(self.program), "--debug",
                     "--port", str(self.port), *self.options, ZONE,
                     self.file])

    def read(self):
        try:
            with open(self.file, "rb") as file:
                return file.read()
        except FileNotFoundError:
            return None

    def wait_for(self, text):
        wait_until(lambda: text in self.log(), "%r of %s" % (
            text, self.log()))

    def status(self):
        """Exit status and what it prints."""
        done = run([build_path(self.program), "--status", self.file],
                   expect=None)
        return done.returncode, done.stdout + done.stderr

# SPDX-License-Identifier: BSD-2-Clause
"""Name servers on loopback: NSD with the zones of tests/integration/dns, and
one of our own that answers as a test wants."""

import glob
import os
import socket
import struct
import threading

from .place import ROOT, free_port, wait_until

ZONES = os.path.join(ROOT, "tests", "integration", "dns")
# More mail hosts than a datagram holds.
HUGE = 200

CONFIGURATION = """\
server:
	ip-address: 127.0.0.1@{port}
	server-count: 1
	username: ""
	database: ""
	zonesdir: "{path}"
	zonelistfile: "{path}/zone.list"
	xfrdfile: "{path}/xfrd.state"
	pidfile: "{path}/nsd.pid"
	rrl-ratelimit: 0
	minimal-responses: yes
remote-control:
	control-enable: no
"""


class Nsd:
    """An authoritative server with the zones; a zone "broken." that cannot
    be loaded, for which it answers SERVFAIL; REFUSED for everything else."""

    def __init__(self, place):
        self.port = free_port()
        self.address = "127.0.0.1:%d" % self.port
        path = place / "nsd"
        os.mkdir(path)
        text = CONFIGURATION.format(port=self.port, path=path)
        for file in sorted(glob.glob(ZONES + "/*.zone")):
            name = os.path.basename(file)
            with open(file, encoding="ascii") as zone:
                records = zone.read()
            if name == "test.zone":
                records += huge()
            place.write("nsd/" + name, records)
            text += 'zone:\n\tname: "%s"\n\tzonefile: "%s"\n' % (
                name[:-len("zone")], name)
        text += 'zone:\n\tname: "broken."\n\tzonefile: "none"\n'
        conf = place.write("nsd/nsd.conf", text)
        with open(place / "nsd/log", "wb") as log:
            place.start(["nsd", "-d", "-c", conf], stdout=log, stderr=log)
        wait_until(self.answers, "nsd to answer")

    def answers(self):
        reply = ask(self.port, question("takes.test", 15))
        return reply and reply[3] & 15 == 0


def huge():
    room = "a-rather-long-name-for-a-mail-host-so-that-it-takes-room"
    return "".join("huge MX %d mx%d.%s%d.nic\n" % (i, i, room, i)
                   for i in range(HUGE)) + "mx0.%s0.nic A 192.0.2.40\n" % room


def wire_name(name):
    return b"".join(bytes([len(label)]) + label.encode()
                    for label in name.split(".")) + b"\0"


def question(name, kind, number=4711):
    return struct.pack("!6H", number, 0x0100, 1, 0, 0, 0) \
        + wire_name(name) + struct.pack("!2H", kind, 1)


def ask(port, message, seconds=1.0):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.settimeout(seconds)
        one.sendto(message, ("127.0.0.1", port))
        try:
            return one.recv(65535)
        except OSError:
            return None


def asked(message):
    """The name and type of a question, and where it ends."""
    labels, at = [], 12
    while message[at]:
        labels.append(message[at + 1:at + 1 + message[at]].decode("latin-1"))
        at += 1 + message[at]
    return ".".join(labels).lower(), struct.unpack(
        "!H", message[at + 1:at + 3])[0], at + 5


def reply_to(message, answers=b"", count=0, code=0, flags=0):
    """A reply with the question copied."""
    end = asked(message)[2]
    return message[:2] + struct.pack("!5H", 0x8180 | flags | code, 1, count,
                                     0, 0) + message[12:end] + answers


def record(kind, data, owner=b"\xc0\x0c", ttl=300):
    return owner + struct.pack("!2HIH", kind, 1, ttl, len(data)) + data


class Talker:
    """A server whose answers are those of a function.

        Talker(place, lambda message, name, kind: [b"...", ...])

    Each of the list is sent as a datagram; ("elsewhere", b"...") from another
    port.  The function finds in sender to whom it may answer later.
    """

    def __init__(self, place, answer):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        self.socket.bind(("127.0.0.1", 0))
        self.other = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.port = self.socket.getsockname()[1]
        self.address = "127.0.0.1:%d" % self.port
        self.answer = answer
        self.questions = []
        place.undo.append(self.close)
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            try:
                message, sender = self.socket.recvfrom(65535)
                self.sender = sender
                if len(message) < 17:
                    return  # close()
                name, kind, _ = asked(message)
                self.questions.append((name, kind))
                for one in self.answer(message, name, kind):
                    if isinstance(one, tuple):
                        self.other.sendto(one[1], sender)
                    else:
                        self.socket.sendto(one, sender)
            except OSError:
                return

    def close(self):
        # A thread in recvfrom() does not see a close.
        self.other.sendto(b"", ("127.0.0.1", self.port))
        self.socket.close()
        self.other.close()


def dead_port(place):
    """A port that takes questions and never answers."""
    quiet = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    quiet.bind(("127.0.0.1", 0))
    place.undo.append(quiet.close)
    return "127.0.0.1:%d" % quiet.getsockname()[1]

# SPDX-License-Identifier: BSD-2-Clause
"""A name server that answers for a zone as the test wants it: right, or in any
wrong way."""

import re
import socket
import struct
import threading

SOA, NS, TXT, AXFR = 6, 2, 16, 252
SERVFAIL, NXDOMAIN, REFUSED = 2, 3, 5


def name(text):
    return b"".join(bytes([len(label)]) + label.encode()
                    for label in text.split(".") if label) + b"\0"


def record(owner, kind, rdata, number=1):
    return name(owner) + struct.pack(">HHIH", kind, number, 300,
                                     len(rdata)) + rdata


def soa(zone, serial):
    return record(zone, SOA, name("localhost") + name("postmaster.localhost") +
                  struct.pack(">5I", serial, 300, 60, 604800, 300))


def message(question, answers, code=0, flags=0x8400, number=None):
    """An answer to a question; what follows its first question is left out."""
    end = question.index(b"\0", 12) + 5
    head = question[:2] if number is None else struct.pack(">H", number)
    return head + struct.pack(">5H", flags | code, 1, len(answers), 0, 0) + \
        question[12:end] + b"".join(answers)


def read_zone(path, zone):
    """The TXT records of an exported zone: owner and RDATA."""
    records = []
    with open(path, encoding="ascii") as file:
        for line in file:
            found = re.match(r"(\S+) TXT (.*)$", line)
            if not found:
                continue
            rdata = b""
            for text in re.findall(r'"((?:\\.|[^"\\])*)"', found[2]):
                text = re.sub(r"\\(\d{3}|.)", lambda part: chr(int(part[1]))
                              if len(part[1]) == 3 else part[1], text)
                rdata += bytes([len(text)]) + text.encode("latin-1")
            owner = zone if found[1] == "@" else "%s.%s" % (found[1], zone)
            records.append((owner, rdata))
    return records


class ZoneServer:
    """At 127.0.0.1, port self.port, over UDP and TCP.

    zone(serial)  all records of a transfer, as bytes
    serial        what it says, and answers with
    answer        a function(server, question, is_axfr) that gives an iterable
                  of messages; None: as it should be
    """

    def __init__(self, place, zone, records, serial):
        self.name, self.records, self.serial = zone, records, serial
        self.answer = None
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.tcp = socket.socket()
        while True:
            self.tcp.bind(("127.0.0.1", 0))
            self.port = self.tcp.getsockname()[1]
            try:
                self.udp.bind(("127.0.0.1", self.port))
                break
            except OSError:
                self.tcp.close()
                self.tcp = socket.socket()
        self.tcp.listen(4)
        for serve in (self.serve_udp, self.serve_tcp):
            threading.Thread(target=serve, daemon=True).start()
        place.undo.append(self.close)

    def close(self):
        for end in (self.udp, self.tcp):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            end.close()

    def texts(self):
        return [record(owner, TXT, rdata) for owner, rdata in self.records]

    def whole(self):
        """The records of a transfer."""
        end = soa(self.name, self.serial)
        return [end, record(self.name, NS, name("localhost")),
                *self.texts(), end]

    def good(self, question, is_axfr):
        if not is_axfr:
            return [message(question, [soa(self.name, self.serial)])]
        records = self.whole()
        return [message(question, records[at:at + 2])
                for at in range(0, len(records), 2)]

    def answers(self, question, is_axfr):
        return (self.answer or ZoneServer.good)(self, question, is_axfr)

    def serve_udp(self):
        while True:
            try:
                question, client = self.udp.recvfrom(4096)
                if not question:
                    return
                for answer in self.answers(question, False):
                    self.udp.sendto(answer, client)
            except OSError:
                return

    def serve_tcp(self):
        while True:
            try:
                client, _ = self.tcp.accept()
            except OSError:
                return
            with client:
                try:
                    size = client.recv(2, socket.MSG_WAITALL)
                    question = client.recv(struct.unpack(">H", size)[0],
                                           socket.MSG_WAITALL)
                    for answer in self.answers(question, True):
                        client.sendall(struct.pack(">H", len(answer)) + answer)
                except (OSError, struct.error):
                    pass  # it has seen enough, or gone

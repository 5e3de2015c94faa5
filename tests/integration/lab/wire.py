# SPDX-License-Identifier: BSD-2-Clause
"""The MTA's side of the milter protocol, version 6, byte by byte.

Described in Postfix's src/milter/milter8.c and libmilter's mfdef.h.
"""

import socket
import struct

from .place import PATIENCE

VERSION = 6
ACTIONS = 0x1FF

# What the milter may ask for: steps left out, and steps without a reply.
PROTOCOL = 0x1FFFFF
LEAVE_OUT = {"C": 0x1, "H": 0x2, "M": 0x4, "R": 0x8, "B": 0x10, "L": 0x20,
             "N": 0x40, "U": 0x100, "T": 0x200}
NO_REPLY = {"L": 0x80, "C": 0x1000, "H": 0x2000, "M": 0x4000, "R": 0x8000,
            "T": 0x10000, "U": 0x20000, "N": 0x40000, "B": 0x80000}

# Replies that end a step; the others (add header ...) come before them.
FINAL = "acdrtysA"


class Gone(Exception):
    """The milter closed the connection."""


class Wire:
    """One session.

        with Wire(path) as wire:
            wire.connect()
            wire.mail("<a@example.jp>")
            wire.rcpt("<taro@gmai.com>")   -> ("y", b"550 5.1.2 ...")
            wire.end()                     -> [("h", ...), ("c", b"")]
    """

    def __init__(self, address, timeout=PATIENCE, negotiate=True):
        family = socket.AF_UNIX if isinstance(address, str) \
            else socket.AF_INET
        self.socket = socket.socket(family, socket.SOCK_STREAM)
        self.socket.settimeout(timeout)
        self.socket.connect(address)
        self.buffer = b""
        self.asked = 0
        if negotiate:
            self.negotiate()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def negotiate(self):
        self.send("O", struct.pack("!III", VERSION, ACTIONS, PROTOCOL))
        code, data = self.receive()
        if code != "O":
            raise Gone("no negotiation: %r" % code)
        self.asked = struct.unpack("!III", data[:12])[2]

    def send(self, code, data=b""):
        self.socket.sendall(struct.pack("!Ic", len(data) + 1, code.encode())
                            + data)

    def read(self, count):
        while len(self.buffer) < count:
            data = self.socket.recv(65536)
            if not data:
                raise Gone("closed")
            self.buffer += data
        data, self.buffer = self.buffer[:count], self.buffer[count:]
        return data

    def receive(self):
        size = struct.unpack("!I", self.read(4))[0]
        packet = self.read(size)
        return packet[:1].decode("latin-1"), packet[1:]

    def macros(self, step, **values):
        """{client_addr} is written client_addr, i is i."""
        data = step.encode()
        for name, value in values.items():
            name = name if len(name) == 1 else "{%s}" % name
            data += as_bytes(name) + b"\0" + as_bytes(value) + b"\0"
        self.send("D", data)

    def step(self, code, data=b""):
        """Sends a step unless the milter does not want it; its replies."""
        if self.asked & LEAVE_OUT.get(code, 0):
            return []
        self.send(code, data)
        if self.asked & NO_REPLY.get(code, 0):
            return []
        replies = [self.receive()]
        while replies[-1][0] not in FINAL:
            replies.append(self.receive())
        return replies

    def last(self, code, data=b""):
        replies = self.step(code, data)
        return replies[-1] if replies else ("c", b"")

    def connect(self, name="client.example", address="192.0.2.1",
                daemon="smtpd"):
        self.macros("C", j="mx.univ.example", daemon_name=daemon,
                    client_addr=address)
        family = b"6" if b":" in as_bytes(address) else b"4"
        reply = self.last("C", as_bytes(name) + b"\0" + family +
                          struct.pack("!H", 4711) + as_bytes(address) +
                          b"\0")
        self.last("H", as_bytes(name) + b"\0")
        return reply

    def mail(self, *argv, **macros):
        self.macros("M", mail_addr=argv[0], **macros)
        return self.last("M", arguments(argv))

    def rcpt(self, *argv, **macros):
        self.macros("R", rcpt_addr=argv[0], **macros)
        return self.last("R", arguments(argv))

    def end(self, queue_id="4F2A1B", headers=(), body=b"Hello.\r\n"):
        """The content and its end: all replies to the end of message."""
        self.macros("T", i=queue_id)
        self.last("T")
        for name, value in headers:
            self.last("L", as_bytes(name) + b"\0" + as_bytes(value) + b"\0")
        self.last("N")
        if body:
            self.last("B", body)
        self.macros("E", i=queue_id)
        return self.step("E")

    def abort(self):
        self.send("A")

    def quit(self):
        self.send("Q")


def as_bytes(value):
    return value if isinstance(value, bytes) else value.encode()


def arguments(argv):
    return b"".join(as_bytes(a) + b"\0" for a in argv)

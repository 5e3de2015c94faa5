# SPDX-License-Identifier: BSD-2-Clause
"""A name server that answers well, slowly, wrongly, at full length or not at
all, as it is asked to."""

import random
import socket
import socketserver
import struct
import threading

from lab.dns import asked, record, reply_to, wire_name

A, NS, MX = 1, 2, 15
MODES = ("right", "slow", "wrong", "long", "silent")

# The gate waits for a second at most: some come in time and some do not.
SLOW_SECONDS = (0.3, 3.0)
# The longest message that there is, over TCP and, nearly, over UDP.
LENGTH_MAX = 65535
DATAGRAM_MAX = 65000
COLLECTOR = "mail.h-email.net"


class Responder:
    """Listens on one loopback port, over UDP and TCP.

    mode    one of MODES; it can be changed at any time
    meant   {typo: the name that is meant}, whose mail hosts it pretends
    """

    def __init__(self, place, meant):
        self.mode = "right"
        self.meant = meant
        self.asked = 0
        self.chance = random.Random(1)
        self.tcp = StreamServer(("127.0.0.1", 0), Stream)
        self.tcp.responder = self
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        self.udp.bind(self.tcp.server_address)
        self.address = "127.0.0.1:%d" % self.tcp.server_address[1]
        place.undo.append(self.close)
        threading.Thread(target=self.serve_datagrams, daemon=True).start()
        threading.Thread(target=self.tcp.serve_forever, args=(0.1,),
                         daemon=True).start()

    def close(self):
        self.mode = "closed"
        self.tcp.shutdown()
        self.tcp.server_close()
        # A thread in recvfrom() does not see a close.
        self.udp.sendto(b"", self.tcp.server_address)

    def serve_datagrams(self):
        while self.mode != "closed":
            message, sender = self.udp.recvfrom(LENGTH_MAX)
            if len(message) > 16:
                self.send_all(self.answers(message, False), sender)
        self.udp.close()

    def send_all(self, answers, to):
        for wait, answer in answers:
            if wait:
                late = threading.Timer(wait, self.send, (answer, to))
                late.daemon = True
                late.start()
            else:
                self.send(answer, to)

    def send(self, answer, to):
        try:
            self.udp.sendto(answer, to)
        except OSError:
            pass  # closed, or the client is

    def answers(self, message, over_tcp):
        """What to send: pairs of seconds to wait and a message."""
        name, kind, _ = asked(message)
        self.asked += 1
        if self.mode == "silent":
            return []
        if self.mode == "slow":
            return [(self.chance.uniform(*SLOW_SECONDS),
                     right(message, name, kind))]
        if self.mode == "wrong":
            return [(0, answer) for answer in
                    self.wrong(message, name, kind)]
        if self.mode == "long":
            return [(0, self.long(message, over_tcp))]
        return [(0, right(message, name, kind))]

    def wrong(self, message, name, kind):
        """Lies in good form, and what is no answer at all."""
        lies = [[reply_to(message, code=code)] for code in (2, 3, 5)]
        for host in (COLLECTOR, "mx." + self.meant.get(name, name),
                     "localhost"):
            lies.append([reply_to(message, record(
                kind, b"\0\5" + wire_name(host)), 1)])
        number = struct.unpack("!H", message[:2])[0]
        lies += [
            [struct.pack("!H", number ^ 1) + reply_to(message, code=3)[2:]],
            [message], [message[:11]], [self.chance.randbytes(400)],
            [reply_to(message, record(5, b"\xc0\x0c"), 1)],
            [reply_to(message, record(kind, b"\0\5\xc0\xff"), 65535)],
        ]
        return self.chance.choice(lies)

    def long(self, message, over_tcp):
        """All that fits; of half of the datagrams that it did not."""
        if not over_tcp and self.chance.random() < 0.5:
            return reply_to(message, flags=0x0200)
        room = (LENGTH_MAX if over_tcp else DATAGRAM_MAX) - len(message)
        hosts = []
        while room > 0:
            host = record(MX, b"\0\5" + b"\6mx%04d\xc0\x0c" % len(hosts))
            room -= len(host)
            hosts.append(host)
        hosts.pop()
        return reply_to(message, b"".join(hosts), len(hosts))


def right(message, name, kind):
    data = {A: b"\xc0\0\2\1", NS: wire_name("ns." + name),
            MX: b"\0\5" + wire_name("mx." + name)}.get(kind)
    if data is None:
        return reply_to(message)
    return reply_to(message, record(kind, data), 1)


class StreamServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_):
        pass  # a client that was killed


class Stream(socketserver.StreamRequestHandler):
    """Questions over TCP: a length before each."""

    def handle(self):
        while True:
            size = self.rfile.read(2)
            if len(size) < 2:
                return
            message = self.rfile.read(struct.unpack("!H", size)[0])
            if len(message) < 17:
                return
            for _, answer in self.server.responder.answers(message, True):
                self.wfile.write(struct.pack("!H", len(answer)) + answer)

# SPDX-License-Identifier: BSD-2-Clause
"""Clients that mean harm: a clear answer, no crash, and the next mail is
judged as if nothing had been."""

import random
import socket
import struct

from lab.gate import Gate
from lab.milter import Milter
from lab.place import Failure, wait_until
from lab.wire import Gone, Wire

from . import case, check, same

SENDER = "<hanako@univ.example>"


def still_judges(milter):
    same(milter.child.poll(), None, "exit of the daemon")
    with Wire(milter.address) as wire:
        wire.connect()
        wire.mail(SENDER)
        same(wire.rcpt("<taro@gmai.com>")[0], "y", "a wrong one, afterwards")
        same(wire.rcpt("<taro@gmail.com>")[0], "c", "a right one, afterwards")


@case
def hostile_paths(place):
    """Whatever stands in a path, the reply is one line of ASCII and the log
    has no line that we did not write."""
    milter = Milter(place)
    parts = [b"a" * 64, b"a" * 60000, b"%s%n%p", b'"\r\n250 ok\r\n"',
             b"\xff\xfe", b"\xe5\xa4\xaa\xe9\x83\x8e", b"\x1b[31m", b"",
             b"a\tb", b'"a b"', b"<<", b">", b"to=<x>, action=accept",
             b"a@b", b"\\", b'"', b"\x7f\x80", b"a," * 50]
    domains = [b"gmai.com", b"GMAI.COM.", b"gmai.com\r\nX: y", b"gmai..com",
               b"." * 300, b"a." * 2000 + b"gmai.com", b"[127.0.0.1]",
               b"[IPv6:::1]", b"[", b"xn--", b"xn--" + b"a" * 60 + b".com",
               b"x" * 64 + b".gmai.com", b"\xef\xbd\x87mai.com",
               b"gmai\xe3\x80\x82com", b"gmai.com:25", b"-gmai.com",
               b"\xe2\x80\xaegmai.com", b"gmai.com%00", b""]
    with Wire(milter.address) as wire:
        wire.connect()
        for local in parts:
            for domain in domains:
                for form in (b"<%s@%s>", b"%s@%s", b"<@r.example:%s@%s>"):
                    path = form % (local, domain)
                    wire.mail(SENDER, i="4F2A1B")
                    code, data = wire.rcpt(path)
                    check(code in "cy", "reply %r to %r" % (code, path))
                    if code == "y":
                        fine_reply(data, path)
                    wire.abort()
    for line in milter.log().splitlines():
        check(len(line) < 2000, "a log line of %d" % len(line))
        check(all(" " <= c <= "~" for c in line), "log", repr(line))
        if "to=<" in line:
            check(line.count(" action=") == 1, "two actions", line)
    still_judges(milter)


def fine_reply(data, path):
    """An SMTP reply line, as RFC 5321 has it, with libmilter's NUL."""
    text = data.rstrip(b"\0")
    check(len(data) - len(text) <= 1 and len(text) <= 510,
          "length %d for %r" % (len(text), path[:80]))
    check(text[:4] in (b"550 ", b"450 ", b"451 ", b"553 ", b"501 "),
          "code of %r" % text)
    check(all(32 <= c < 127 for c in text), "bytes in %r" % text)


@case
def hostile_senders(place):
    milter = Milter(place)
    for sender in (b"", b"<>", b"<" + b"s" * 60000 + b"@univ.example>",
                   b"\r\nto=<x>, action=accept", b"\xff\x1b[2J", b"<%n%s@x>",
                   b"<a@b> SIZE=1"):
        for name, address in ((b"\r\nevil", b"192.0.2.1"),
                              (b"x" * 60000, b"192.0.2.1"),
                              (b"h", b"2001:db8::1"),
                              (b"h", b"999.1.1.1"), (b"h", b"")):
            with Wire(milter.address) as wire:
                try:
                    wire.connect(name, address)
                    wire.mail(sender)
                    same(wire.rcpt(b"<taro@gmai.com>")[0], "y", "a wrong one")
                    wire.end()
                except (Gone, OSError):
                    pass  # libmilter's own answer to an address like that
    for line in milter.log().splitlines():
        check(all(" " <= c <= "~" for c in line), "log", repr(line))
        check(not line.startswith("to="), "a line that we did not write",
              line)
    still_judges(milter)


@case
def hostile_bytes_in_smtp(place):
    """The same through Postfix, which lets some of it pass."""
    gate = Gate(place)
    with gate.client() as client:
        client.expect(250, "MAIL FROM:<hanako@univ.example>")
        for path in ("<" + "a" * 1000 + "@gmai.com>", "<a@" + "b." * 200 +
                     "gmai.com>", "<\udcff\udcfe@gmai.com>", "<a\0b@gmai.com>",
                     '<"a\\\rb"@gmai.com>', "<a@gmai.com\0.example>",
                     "<a@gmai.com>\rRCPT TO:<b@gmail.com>", "<@@@>", "<>",
                     "<%s%n@gmai.com>", "<a%gmai.com@univ.example>",
                     '<"\x1b[31m"@gmai.com>', "<a@[gmai.com]>"):
            code, text = client.command("RCPT TO:" + path)
            check(code // 100 in (2, 4, 5), "no reply to %r" % path)
            check(text.isascii() and text.isprintable(),
                  "bytes in the reply", repr(text))
            if code == 421:
                raise Failure("421 after %r" % path)
        code, text = client.command("RCPT TO:<taro@gmai.com>")
        same(code, 550, "a wrong one, afterwards: " + text)


@case
def ten_thousand_recipients(place):
    """More than Postfix lets pass in one mail; memory must not grow with
    what is refused, and a held mail's reason stays one line."""
    milter = Milter(place)
    before = milter.memory()
    with Wire(milter.address) as wire:
        wire.connect()
        wire.mail(SENDER)
        for n in range(10000):
            code = wire.rcpt("<user%d@%s>" % (n, "gmai.com" if n % 3 else
                                              "gmail.com"))[0]
            same(code, "y" if n % 3 else "c", "recipient %d" % n)
        same(wire.end()[-1][0] in "ca", True, "end")
        for n in range(10000):
            wire.mail(SENDER)
            wire.rcpt("<user%d@gmail.com>" % n)
            wire.abort()
    grown = milter.memory() - before
    check(grown < 20000, "grown by %d KB" % grown)
    still_judges(milter)


@case
def garbage_on_the_socket(place):
    """Not the protocol at all, or pieces of it in any order."""
    milter = Milter(place)
    rnd = random.Random(20261122)
    packets = [b"", b"\0" * 5, b"\xff\xff\xff\xff", b"GET / HTTP/1.0\r\n\r\n",
               struct.pack("!I", 1) + b"Q", struct.pack("!I", 0) + b"",
               struct.pack("!I", 0x7fffffff) + b"R" + b"x" * 1000,
               struct.pack("!I", 5) + b"Rabcd",  # no \0 at its end
               struct.pack("!I", 1) + b"E", struct.pack("!I", 1) + b"R",
               struct.pack("!I", 3) + b"D\0\0"]
    packets += [bytes(rnd.randrange(256) for _ in range(rnd.randrange(200)))
                for _ in range(100)]
    for garbage in packets:
        for begin in (False, True):
            try:
                with Wire(milter.address, negotiate=begin) as wire:
                    wire.socket.sendall(garbage)
                    wire.socket.shutdown(socket.SHUT_WR)
                    while wire.socket.recv(4096):
                        pass
            except (OSError, Gone):
                pass  # cut off: as it should be
    still_judges(milter)


@case
def steps_in_any_order(place):
    """RCPT without MAIL, two MAILs, EOM first, a second negotiation."""
    milter = Milter(place)
    rnd = random.Random(20261122)
    steps = [("M", b"<a@univ.example>\0"), ("M", b"\0"), ("M", b""),
             ("R", b"<taro@gmai.com>\0"), ("R", b"\0"), ("R", b""),
             ("R", b"<a@gmail.com>\0X=Y\0"), ("E", b""), ("A", b""),
             ("T", b""), ("N", b""), ("H", b"x\0"), ("B", b"x"),
             ("D", b"Ri\0004F2A1B\0"), ("D", b"M{auth_authen}\0taro\0"),
             ("K", b""), ("O", struct.pack("!III", 6, 0x1ff, 0x1fffff)),
             ("C", b"h\0" + b"4\x12\x67192.0.2.1\0"), ("C", b"h\0U"),
             ("C", b""), ("U", b"HELP\0"), ("L", b"a\0b\0"), ("Z", b"")]
    for _ in range(300):
        try:
            with Wire(milter.address, negotiate=rnd.random() < 0.9) as wire:
                for _ in range(rnd.randrange(1, 15)):
                    wire.send(*rnd.choice(steps))
                wire.socket.shutdown(socket.SHUT_WR)
                while wire.socket.recv(4096):
                    pass
        except (OSError, Gone):
            pass
    still_judges(milter)


@case
def half_open_connections(place):
    """Clients that connect and say nothing, or stop in the middle, hold
    neither the others up nor the daemon at its end."""
    milter = Milter(place)
    silent = []
    place.undo.append(lambda: [s.close() for s in silent])
    for n in range(600):
        if n % 3 == 0:
            one = socket.socket(socket.AF_UNIX)
            one.connect(milter.address)
            silent.append(one)
            continue
        wire = Wire(milter.address)
        silent.append(wire.socket)
        if n % 3 == 2:
            wire.connect()
            wire.mail(SENDER)
            wire.send("R", b"<half")
    still_judges(milter)
    for one in silent:
        one.close()
    wait_until(lambda: milter.descriptors() < 50,
               "descriptors given back", step=0.2)
    still_judges(milter)

# SPDX-License-Identifier: BSD-2-Clause
"""An SMTP client that sends exactly the bytes it is given."""

import socket

from .place import PATIENCE


class Client:
    """One session.  show(direction, text) gets every line of it.

        with Client(port) as client:
            client.command("MAIL FROM:<a@example.jp>")   -> (250, "250 2...")
    """

    def __init__(self, port, show=None, helo="client.example", timeout=PATIENCE,
                 source="127.0.0.1", host="127.0.0.1"):
        self.show = show or (lambda direction, text: None)
        self.socket = socket.create_connection(
            (host, port), timeout, source_address=(source, 0))
        self.lines = self.socket.makefile("rb")
        self.banner = self.reply()
        if helo:
            self.command("EHLO " + helo)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.lines.close()
        self.socket.close()

    def reply(self):
        """(code, text); code 0 when the server went away."""
        text = []
        while True:
            line = self.lines.readline()
            if not line:
                return 0, "\n".join(text)
            text.append(line.decode("utf-8", "replace").rstrip("\r\n"))
            self.show("<", text[-1])
            if line[3:4] != b"-":
                return int(line[:3]), "\n".join(text)

    def command(self, text):
        self.show(">", text)
        self.socket.sendall(text.encode("utf-8", "surrogateescape") + b"\r\n")
        return self.reply()

    def mail(self, recipients, sender="hanako@univ.example", body="Hello.",
             options=""):
        """Sends a mail to those recipients that are taken.  Returns the
        replies: one a recipient, and the last to the data, or None when no
        recipient was left."""
        self.expect(250, "MAIL FROM:<%s>%s" % (sender, options))
        replies = [self.command("RCPT TO:<%s>" % r) for r in recipients]
        if not any(code == 250 for code, _ in replies):
            self.command("RSET")
            return replies + [None]
        self.expect(354, "DATA")
        return replies + [self.content(
            "From: %s\r\nSubject: test\r\n\r\n%s" % (sender, body))]

    def content(self, text):
        for line in text.split("\r\n") + ["."]:
            self.show(">", line)
        self.socket.sendall(text.encode("utf-8", "surrogateescape") +
                            b"\r\n.\r\n")
        return self.reply()

    def expect(self, code, text):
        reply = self.command(text)
        if reply[0] != code:
            raise AssertionError("%s: %s" % (text, reply[1]))
        return reply

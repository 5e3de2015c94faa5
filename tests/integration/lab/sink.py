# SPDX-License-Identifier: BSD-2-Clause
"""The world outside: an SMTP server that takes every mail and keeps it."""

import collections
import re
import socketserver
import threading

from .place import PATIENCE

Mail = collections.namedtuple("Mail", "sender recipients data forwarded",
                              defaults=[""])

PATH = re.compile(rb"^(?:MAIL FROM|RCPT TO):\s*"
                  rb'<((?:"(?:\\.|[^"\\])*"|[^">])*)>', re.I)


class Sink:
    """Listens on a loopback port of its own.

        sink = Sink()
        ... mail goes to sink.port ...
        sink.recipients() == ["taro@gmail.com"]
        sink.close()
    """

    def __init__(self, host="127.0.0.1"):
        self.mails = []
        self.lock = threading.Condition()
        sink = self

        class Handler(socketserver.StreamRequestHandler):
            wbufsize = -1

            def handle(self):
                try:
                    converse(self.rfile, self.wfile, sink)
                except OSError:
                    pass  # the client went away

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True
            block_on_close = False

            def handle_error(self, *_):
                pass  # a client that was killed
            request_queue_size = 128

        self.server = Server((host, 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.05,),
                         daemon=True).start()

    def take(self, mail):
        """Returns what it answers."""
        with self.lock:
            self.mails.append(mail)
            self.lock.notify_all()
        return "250 2.0.0 Ok: kept"

    def wait(self, count, seconds=PATIENCE):
        """Waits for that many mails; whether they came."""
        with self.lock:
            return self.lock.wait_for(lambda: len(self.mails) >= count,
                                      seconds)

    def recipients(self):
        with self.lock:
            return sorted(r for m in self.mails for r in m.recipients)

    def headers(self):
        """The headers named X-Doppelcheck of the first mail."""
        head = self.mails[0].data.split(b"\r\n\r\n")[0].decode()
        return [line for line in head.split("\r\n")
                if line.startswith("X-Doppelcheck:")]

    def clear(self):
        with self.lock:
            self.mails.clear()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def converse(lines, out, sink):
    """One SMTP session."""
    def say(reply):
        out.write(reply + b"\r\n")

    say(b"220 sink.example ESMTP")
    out.flush()
    sender, recipients, forwarded = "", [], ""
    for line in iter(lines.readline, b""):
        verb = line[:4].upper()
        if verb == b"EHLO":
            say(b"250-sink.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n"
                b"250-XFORWARD NAME ADDR PROTO HELO SOURCE IDENT\r\n"
                b"250 SMTPUTF8")
        elif verb == b"MAIL":
            sender, recipients = path_of(line), []
            say(b"250 2.1.0 Ok")
        elif verb == b"RCPT":
            recipients.append(path_of(line))
            say(b"250 2.1.5 Ok")
        elif verb == b"DATA":
            say(b"354 go ahead")
            out.flush()
            data = read_data(lines)
            say(sink.take(Mail(sender, recipients, data, forwarded)).encode())
            forwarded = ""
        elif line.upper().startswith(b"XFORWARD "):
            forwarded = " ".join([forwarded, line[9:].decode().strip()])
            say(b"250 2.0.0 Ok")
        elif verb == b"QUIT":
            say(b"221 2.0.0 Bye")
            out.flush()
            return
        else:
            say(b"250 2.0.0 Ok")
        out.flush()


def path_of(line):
    match = PATH.match(line)
    return match.group(1).decode("utf-8", "replace") if match else ""


def read_data(lines):
    data = []
    for line in iter(lines.readline, b""):
        if line == b".\r\n":
            break
        data.append(line[1:] if line.startswith(b"..") else line)
    return b"".join(data)

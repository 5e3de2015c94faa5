# SPDX-License-Identifier: BSD-2-Clause
"""A syslog for one program: what it sends, in a file as rsyslog writes it."""

import os
import socket
import threading


class Syslog:
    """Listens on DIR/log, for a /dev/log in a namespace; writes DIR/mail.log."""

    def __init__(self, place, name, host):
        self.dir = place / name
        os.makedirs(os.path.join(self.dir, "dev"))
        self.path = os.path.join(self.dir, "mail.log")
        self.host = host
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(os.path.join(self.dir, "log"))
        os.chmod(os.path.join(self.dir, "log"), 0o666)
        self.file = open(self.path, "wb", buffering=0)
        place.undo.append(self.close)
        threading.Thread(target=self.take, daemon=True).start()

    def take(self):
        while True:
            try:
                text = self.socket.recv(65536)
            except OSError:
                return
            if not text:
                return
            stamp, rest = text.split(b">", 1)[1][:16], text.split(b">", 1)[1][16:]
            self.file.write(stamp + self.host.encode() + b" " +
                            rest.rstrip(b"\0\n") + b"\n")

    def text(self):
        with open(self.path, encoding="utf-8", errors="replace") as file:
            return file.read()

    def close(self):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()

# SPDX-License-Identifier: BSD-2-Clause
"""Postfix with doppelmilter plugged in, and a sink after it."""

from .milter import Milter
from .postfix import Postfix
from .sink import Sink
from .smtp import Client


class Gate:
    """
    settings  further lines of milter.conf
    postfix   further lines of main.cf
    lists     local lists: {"exempt.list": "..."}
    """

    def __init__(self, place, settings="", postfix=None, lists=None,
                 aliases="", milter=None):
        self.sink = Sink()
        place.undo.append(self.sink.close)
        self.milter = milter or Milter(place, settings, lists)
        main = {"smtpd_milters": postfix_address(self.milter.socket)}
        main.update(postfix or {})
        self.postfix = Postfix(place, "mx", self.sink.port, main, aliases)

    def client(self, **more):
        return Client(self.postfix.port, **more)

    def send(self, *recipients, **more):
        """Sends a mail in a session of its own; Client.mail()'s replies."""
        with self.client() as client:
            return client.mail(recipients, **more)

    def held(self):
        return [m for m in self.postfix.queue() if m["queue_name"] == "hold"]


def postfix_address(socket):
    """libmilter's inet:PORT@HOST is inet:HOST:PORT in main.cf."""
    if socket.startswith("inet:"):
        port, host = socket[5:].split("@")
        return "inet:%s:%s" % (host, port)
    return socket

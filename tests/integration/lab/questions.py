# SPDX-License-Identifier: BSD-2-Clause
"""doppelcontacts serve beside a gate, and what a gate would report to it."""

import os
import shutil
import socket

from .daemon import Daemon
from .place import build_path, run, wait_until

SETTINGS = """
contacts = {
    store = "sqlite:%(dir)s/store";
    socket = "%(dir)s/socket";
    questions = "%(dir)s/questions";
    learning = %(learning)d;
    unconfirmed-after = { %(after)s };
};
"""


class Contacts(Daemon):
    """The writer, as the user that the gate becomes.

    settings   lines for domains.conf, whose path is set before start()
    """

    program = "doppelcontacts"

    def __init__(self, place, after, learning=0):
        self.dir = place / "contacts"
        os.mkdir(self.dir, 0o755)
        shutil.chown(self.dir, "nobody", "nogroup")
        super().__init__(place, os.path.join(self.dir, "stderr"))
        self.settings = SETTINGS % {"dir": self.dir, "after": after,
                                    "learning": learning}
        self.domains = None

    def command(self, *arguments, **more):
        return run(["setpriv", "--reuid", "nobody", "--regid", "nogroup",
                    "--clear-groups", build_path(self.program), "-c",
                    self.domains, *arguments], **more)

    def start(self):
        self.launch(["setpriv", "--reuid", "nobody", "--regid", "nogroup",
                     "--clear-groups", build_path(self.program), "-c",
                     self.domains, "serve", "--debug"])
        wait_until(self.is_ready, "the writer to listen", 20)

    def is_ready(self):
        self.check_runs()
        return os.path.exists(os.path.join(self.dir, "questions"))

    def observe(self, *lines):
        """(kind, time, address) each; returns when they are written."""
        before = self.log().count("wrote ")
        text = "doppelcontacts 1 %d\n" % len(lines) + "".join(
            "%s\t%d\t\t%s\t\t\n" % line for line in lines)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
            out.sendto(text.encode(), os.path.join(self.dir, "socket"))
        wait_until(lambda: self.log().count("wrote ") > before,
                   "the writer to write")

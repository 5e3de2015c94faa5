# SPDX-License-Identifier: BSD-2-Clause
"""doppelcontacts serve, by itself and beside a gate: what is reported to it, and
what it has in its store."""

import json
import os
import re
import resource
import shutil
import signal
import socket

from .daemon import Daemon
from .place import AS_NOBODY, build_path, run, wait_until

SETTINGS = """
contacts = {
    store = "sqlite:%s/store";
    socket = "%s/socket";
    learning = %d;
    %s
};
"""


def observation(kind, time, address, sender="", mailing_list=""):
    return "%s\t%d\t\t%s\t%s\t%s\n" % (kind, time, address, sender,
                                       mailing_list)


def datagram(*observations):
    """As a gate sends it to the writer."""
    return ("doppelcontacts 1 %d\n" % len(observations) +
            "".join(observations)).encode()


class Writer(Daemon):
    """By itself, as whoever runs the case.

    options   of the program: where its store is
    limit     how long a file that it writes may be
    """

    program = "doppelcontacts"

    def __init__(self, place, *options, limit=None):
        super().__init__(place, place / "log")

        def set_limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        self.launch([build_path(self.program), *options, "serve", "--debug",
                     "--socket", place / "s"],
                    preexec_fn=set_limit if limit else None)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        wait_until(self.connects, "doppelcontacts to listen")

    def connects(self):
        self.check_runs()
        try:
            self.socket.connect(self.place / "s")
        except OSError:
            return False
        return True

    def send(self, data):
        self.socket.send(data)


class Contacts(Daemon):
    """The writer, as the user that the gate becomes: its store is open to
    nobody else.

    settings   lines for the domains.conf of others
    domains    what it reads itself: a file with these alone, unless another
               one is set before start()
    """

    program = "doppelcontacts"

    def __init__(self, place, learning=0, more="", name="contacts"):
        self.dir = place / name
        os.mkdir(self.dir, 0o700)
        shutil.chown(self.dir, "nobody", "nogroup")
        super().__init__(place, os.path.join(self.dir, "stderr"))
        self.store = os.path.join(self.dir, "store")
        self.socket = os.path.join(self.dir, "socket")
        self.settings = SETTINGS % (self.dir, self.dir, learning, more)
        self.domains = place.write(name + "/domains.conf", self.settings)

    def argv(self, *arguments):
        return [*AS_NOBODY, build_path(self.program), "-c", self.domains,
                *arguments]

    def start(self):
        before = self.count("doppelcontacts ")
        self.launch(self.argv("serve", "--debug"))

        def is_ready():
            self.check_runs()
            return self.count("doppelcontacts ") > before
        wait_until(is_ready, "doppelcontacts to listen")
        return self

    def count(self, words):
        """How many lines of its log begin so."""
        return self.log().count(": " + words)

    def written(self):
        """How many observations it says that it wrote."""
        return sum(int(number) for number in
                   re.findall(": wrote ([0-9]+) observation", self.log()))

    def command(self, *arguments, **more):
        return run(self.argv(*arguments), **more)

    def rows(self):
        """{address: row}"""
        done = self.command("list", "--format", "json", expect=None)
        return {row["address"]: row
                for row in json.loads(done.stdout)["contacts"]} \
            if done.returncode == 0 else {}

    def wait_for(self, address, key, count):
        """Until so many mails were sent or heard."""
        wait_until(lambda: self.rows().get(address, {}).get(key, {})
                   .get("count", 0) >= count,
                   "%s %s %d times" % (address, key, count))

    def observe(self, *mails):
        """(kind, time, address) each; returns when they are written."""
        before = self.count("wrote ")
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
            out.sendto(datagram(*(observation(*mail) for mail in mails)),
                       self.socket)
        wait_until(lambda: self.count("wrote ") > before,
                   "the writer to write")

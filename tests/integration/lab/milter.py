# SPDX-License-Identifier: BSD-2-Clause
"""doppelmilter (or another milter) started, watched and stopped."""

import os
import re
import shutil
import signal
import sys

from .daemon import SAN_OPTIONS, STARTED, Daemon
from .place import ROOT, build_path, wait_until
from .watcher import Watcher
from .wire import Gone, Wire

__all__ = ["SAN_OPTIONS", "STARTED", "Milter"]


class Milter(Daemon):
    """A configured doppelmilter in a directory of its own.

    settings  lines of milter.conf beyond socket and log
    lists     text of local lists by file name, which is the key in
              domains.conf and a suffix: {"exempt.list": "gmeil.com"}
    domains   lines of domains.conf beyond lists; with registrations a watcher
              is started before it
    """

    program = "doppelmilter"

    def __init__(self, place, settings="", lists=None, name="milter",
                 socket=None, start=True, domains=""):
        self.dir = place / name
        super().__init__(place, os.path.join(self.dir, "stderr"))
        self.run_dir = os.path.join(self.dir, "run")
        self.address = os.path.join(self.run_dir, "socket")
        self.socket = socket or "unix:" + self.address
        if self.socket.startswith("inet:"):
            port, host = self.socket[5:].split("@")
            self.address = (host, int(port))
        self.listener = None  # a socket to pass as fd 3, or None
        os.makedirs(self.run_dir)
        os.chmod(self.run_dir, 0o755)
        self.state = os.path.join(self.dir, "state")
        os.mkdir(self.state, 0o750)
        shutil.chown(self.state, "nobody", "nogroup")
        # A copy: the user that the daemon becomes need not be able to read
        # the tree that we are in.
        self.lists = os.path.join(self.dir, "lists")
        shutil.copytree(os.path.join(ROOT, "domains", "lists"), self.lists)
        self.local = sorted(lists or {})
        for file in self.local:
            self.put(file, lists[file])
        self.watcher = None  # of registrations
        self.configure(settings, domains)
        if "registrations" in domains:
            self.watcher = Watcher(place, os.path.join(self.dir, "watch"),
                                   self.domains)
        if start:
            self.start()

    def put(self, name, text):
        path = os.path.join(self.dir, name)
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
        os.chmod(path, 0o644)
        return path

    def configure(self, settings="", domains=""):
        keys = ['directory = "%s";' % self.lists]
        keys += ['%s = "%s";' % (file.split(".")[0], file)
                 for file in self.local]
        domains = domains.replace(
            "registrations = {", 'registrations = { file = "%s";' %
            os.path.join(self.dir, "watch", "registrations"))
        self.domains = self.put(
            "domains.conf", "lists = { %s };\n%s" % (" ".join(keys), domains))
        self.conf = self.put("milter.conf", CONFIGURATION.format(
            socket=self.socket, domains=self.domains,
            state=self.state) + settings)

    def argv(self):
        return [build_path(self.program), "-c", self.conf]

    def start(self, argv=None, ready=True, **more):
        if self.watcher and not self.watcher.child:
            self.watcher.start()
        argv = argv or self.argv()
        if self.listener:
            descriptor = self.listener.fileno()
            argv = [sys.executable, "-c", PASS_FD, str(descriptor), *argv]
            more["pass_fds"] = [descriptor]
        self.launch(argv, **more)
        if ready:
            wait_until(self.is_ready, "doppelmilter to listen")
        return self.child

    def is_ready(self):
        self.check_runs()
        # It listens before it has dropped its privileges and takes signals;
        # it answers after that.
        try:
            with Wire(self.address):
                return True
        except (OSError, Gone):
            return False

    def reload(self):
        """Asks for a reload and returns its log line, good or bad."""
        before = len(self.log())
        self.signal(signal.SIGUSR1)
        return wait_until(
            lambda: re.search(r"^.*reload.*$", self.log()[before:], re.M),
            "a word about the reload").group(0)


# What systemd does with the listener of a socket unit.
PASS_FD = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
os.execv(sys.argv[2], sys.argv[2:])
"""

CONFIGURATION = """\
socket = "{socket}";
socket-mode = "0666";
user = "nobody";
log = "stderr";
domains = "{domains}";
state-directory = "{state}";
"""

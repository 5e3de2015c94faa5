# SPDX-License-Identifier: BSD-2-Clause
"""A private MTA with our programs as their units run them, and what there is
to be had outside: a sink and a name server."""

import collections
import errno
import glob
import os
import re
import shutil
import signal
import socket
import threading
import time

from lab.milter import Milter
from lab.place import Place, build_path, has_namespaces, run, \
    uninterrupted, wait_until
from lab.postfix import Postfix
from lab.sendmail import SINK_HOST, Sendmail
from lab.sink import Sink

import mails
from dns import Responder

SETTINGS = """\
dns = { enabled = true; deadline = 1000; };
actions = { typo = { certain = "quarantine"; likely = "quarantine";
	possible = "quarantine"; }; };
"""

# No typo is certain, so the DNS is asked about each.
DOMAINS = """\
thresholds = { certain = 90.0; };
dns = { servers = "%s"; timeout = 400; tries = 2; };
registrations = { local-domains = "%s"; delimiter = "+"; refresh = 1;
	forward = "%s/*/.forward"; };
"""

# Where a disk is full now and then, it is not for so long.
FULL_SECONDS = 10
# Restart= and RestartSec= of the units.
RESTART_SECONDS = 1.0
DISK_SIZE = 128 << 20


def write(path, text):
    """Waits where the disk is full."""
    end = time.monotonic() + FULL_SECONDS
    while True:
        try:
            with open(path, "wb") as out:
                out.write(text)
            return
        except OSError as error:
            if error.errno != errno.ENOSPC or time.monotonic() > end:
                raise
            time.sleep(0.05)


def replace(path, text):
    """Two faults may do it to one file at the same time."""
    new = "%s.%d" % (path, threading.get_native_id())
    write(new, text)
    os.rename(new, path)


class Gate(Milter):
    """A gate that may be another program than the one that is built, and whose
    lists are the installed ones, where that can be.

    broken     it answers ACCEPT at RCPT
    installed  where the programs look for the shipped lists
    """

    broken = False
    installed = None

    def configure(self, *args):
        super().configure(*args)
        if self.installed:
            with open(self.domains, encoding="utf-8") as file:
                text = file.read()
            self.put("domains.conf", text.replace(self.lists, self.installed))

    def argv(self):
        argv = super().argv()
        return [build_path("broken/accepting"), *argv[1:]] \
            if self.broken else argv


class World:
    """
    mta      "postfix" or "sendmail"
    action   default_action: "tempfail" or "accept"
    needs    what the faults need: {"own socket", "small disk", "clock"}
    """

    def __init__(self, mta, action, needs, broken):
        # Sendmail refuses a socket below a directory that everybody can write
        # to, such as /tmp.
        self.place = Place("/run" if mta == "sendmail" else None)
        if "small disk" in needs:
            self.mount_disk()
        self.over = threading.Event()
        self.ends = collections.Counter()
        names, meant = mails.partners()
        self.typos = sorted(meant)
        self.dns = Responder(self.place, meant)
        self.homes = self.place / "homes"
        self.make_homes()
        self.clock = self.place.write("clock", "\0" * 8)
        self.environment = self.preload() if "clock" in needs else {}
        self.sink = Sink(SINK_HOST if mta == "sendmail" else "127.0.0.1")
        self.place.undo.append(self.sink.close)
        self.start_gate(names, "own socket" in needs, broken)
        if mta == "postfix":
            self.mta = PostfixSide(self, action)
        else:
            self.mta = SendmailSide(self, action)
        threading.Thread(target=self.supervise, daemon=True).start()

    # ---- made -----------------------------------------------------------------

    def mount_disk(self):
        """All of it on a disk that can be filled."""
        with uninterrupted:
            run(["mount", "-t", "tmpfs", "-o", "mode=711,size=%d" % DISK_SIZE,
                 "chaos", self.place.path])
            self.place.undo.append(self.unmount_disk)

    def unmount_disk(self):
        path = self.place.path
        copy = path + "-copy"
        if self.place.keep:
            run(["cp", "-a", path, copy], expect=None)
        run(["umount", "-l", path], expect=None)
        if self.place.keep:
            os.rmdir(path)
            os.rename(copy, path)

    def preload(self):
        library = shutil.copy(build_path("clock.so"), self.place / "clock.so")
        return {"LD_PRELOAD": library, "DOPPEL_CLOCK": self.clock}

    def make_homes(self):
        os.mkdir(self.homes)
        os.chmod(self.homes, 0o755)
        for user in range(mails.USERS):
            self.put_forward(user, user)

    def put_forward(self, user, form):
        """Replaces a user's file.  All forms of it are wrong, or all right."""
        wrong = user % 2 == 0
        names = ("gmai.com", "yahooco.net", "zzz-own.example") if wrong \
            else ("gmail.com", "yahoo.co.jp", "example.org")
        lines = ["n%d@%s\n" % (i, names[(form + i) % 3])
                 for i in range(1 + form % 4 % 3)]
        folder = os.path.join(self.homes, "u%d" % user)
        os.makedirs(folder, exist_ok=True)
        replace(folder + "/.forward", "".join(lines).encode())

    def start_gate(self, names, own_socket, broken):
        Gate.broken = broken
        if has_namespaces():
            Gate.installed = self.make_installed()
        self.gate = Gate(
            self.place, SETTINGS, start=False,
            socket=None if own_socket else "fd:3",
            lists={"protected.list": "".join(n + "\n" for n in names),
                   "doppelgangers.list": mails.OWN_DOPPELGANGERS,
                   "known-real.txt": "example.org\n"},
            domains=DOMAINS % (self.dns.address, mails.HOME_DOMAIN,
                               self.homes))
        if Gate.installed:
            run(["mount", "--bind", self.gate.lists, Gate.installed])
            self.place.undo.append(lambda: run(
                ["umount", "-l", Gate.installed], expect=None))
        # As its unit has it: what is closed to the gate is not to it.
        self.gate.watcher.user = "root"
        if not own_socket:
            self.gate.listener = self.hold_listener(self.gate.address)
        self.gate.watcher.start(environment=self.environment)
        self.gate.start(environment=self.environment)

    def make_installed(self):
        """In the installed directory the shipped lists must have their end
        marks.  Where nothing is installed it is in a file system of ours,
        over the nearest directory that there is."""
        with open(build_path("compiled-in"), encoding="utf-8") as file:
            lists = file.read().split()[1]
        above = lists
        while not os.path.isdir(above):
            above = os.path.dirname(above)
        if above != lists:
            run(["mount", "-t", "tmpfs", "-o", "mode=755", "chaos", above])
            os.makedirs(lists)
        return lists

    def hold_listener(self, path):
        """As a socket unit does: it outlives the gate."""
        holder = socket.socket(socket.AF_UNIX)
        self.place.undo.append(holder.close)
        holder.bind(path)
        holder.listen(1024)
        os.chmod(path, 0o666)
        return holder

    # ---- at work --------------------------------------------------------------

    def supervise(self):
        """What Restart=always does, for the gate and the watcher."""
        ended = {}
        while not self.over.wait(0.05):
            for daemon in (self.gate, self.gate.watcher):
                status = daemon.child.poll()
                if status is None:
                    continue
                if daemon not in ended:
                    ended[daemon] = time.monotonic()
                    self.ends[daemon.program, status] += 1
                # A stop in order is the first half of a restart.
                if status == 0 or \
                        time.monotonic() - ended[daemon] > RESTART_SECONDS:
                    del ended[daemon]
                    daemon.start(ready=False, environment=self.environment)

    def signal(self, daemon, number):
        """To one that may have ended meanwhile."""
        if daemon.child.poll() is None:
            try:
                daemon.signal(number)
            except ProcessLookupError:
                pass

    def runs(self, daemon, pid):
        """Is it still the process that it was?"""
        return daemon.child.poll() is None and daemon.child.pid == pid

    def reload(self):
        self.signal(self.gate, signal.SIGUSR1)

    def wait_well(self):
        """After the faults: the gate answers, the registrations are in
        force."""
        wait_until(self.gate_answers, "the gate after the faults", 60)
        self.reload()
        time.sleep(2)

    def gate_answers(self):
        return self.gate.child.poll() is None and self.gate.is_ready()

    def close(self):
        self.over.set()
        self.place.close()

    # ---- what became of it ----------------------------------------------------

    def arrived(self):
        return collections.Counter(self.sink.recipients())

    def check_sane(self):
        for daemon in (self.gate, self.gate.watcher):
            daemon.check_sane()


class PostfixSide:
    def __init__(self, world, action):
        self.postfix = Postfix(world.place, "mx", world.sink.port, {
            "smtpd_milters": "unix:" + world.gate.address,
            "milter_default_action": action,
            "notify_classes": "",  # of the full disk: more mail
            "recipient_delimiter": "+",
            "default_process_limit": "100"})
        self.port = self.postfix.port

    def flush(self):
        self.postfix.command("postqueue", "-f")

    def queued(self):
        """Recipients of mails that are held, and of those under way."""
        held, others = collections.Counter(), collections.Counter()
        for mail in self.postfix.queue():
            (held if mail["queue_name"] == "hold" else others).update(
                r["address"] for r in mail["recipients"])
        return held, others


class SendmailSide:
    def __init__(self, world, action):
        self.sendmail = Sendmail(
            world.place, world.sink.port, "local:" + world.gate.address,
            "T" if action == "tempfail" else "")
        self.port = self.sendmail.port

    def flush(self):
        self.sendmail.command("-q", timeout=120, expect=None)

    def queued(self):
        found = []
        for pattern in ("hf*", "qf*"):
            found.append(collections.Counter())
            for path in glob.glob(os.path.join(
                    glob.escape(self.sendmail.dir), "queue", pattern)):
                try:
                    with open(path, encoding="latin-1") as file:
                        found[-1].update(re.findall(
                            r"^R[^:\n]*:<?([^>\n]+)", file.read(), re.M))
                except FileNotFoundError:
                    pass  # it has just been delivered
        return found


def settle_queue(mta, seconds):
    """Waits until nothing is under way; what is held then, and what is left."""
    end = time.monotonic() + seconds
    flush = 0.0
    while True:
        held, others = mta.queued()
        if not others or time.monotonic() > end:
            return held, others
        if time.monotonic() > flush:
            mta.flush()
            flush = time.monotonic() + 5
        time.sleep(0.3)

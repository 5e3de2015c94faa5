# SPDX-License-Identifier: BSD-2-Clause
"""What can befall a gate.  Each fault is a step that is repeated, and an end
that puts right what the last step has left."""

import os
import random
import re
import shutil
import signal
import struct
import threading
import time

from lab.place import Failure, run

import dns
import mails
from world import replace, write


# Of the shipped lists.
END_MARK = re.compile(rb"(^# end entries=)(\d+)", re.M)


class Fault:
    """
    needs  of the world: see World
    gone   the gate is away meanwhile: what the MTA's default action lets pass
           is no verdict of its
    """

    needs = frozenset()
    gone = False

    def __init__(self, world, seconds):
        self.world = world
        self.seconds = seconds
        self.over = threading.Event()
        self.chance = random.Random(type(self).__name__)
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.steps = 0
        self.error = None

    def run(self):
        while not self.over.is_set():
            try:
                self.step()
                self.steps += 1
            except OSError as error:  # on a full disk we cannot write either
                self.error = error
                self.pause(0.2)
            except Exception as error:  # a thread's would be lost
                self.error = error
                return

    def pause(self, seconds):
        self.over.wait(seconds)

    def step(self):
        raise NotImplementedError

    def undo(self):
        pass

    def bit(self):
        """Has it done anything?"""
        return self.steps > 0


class Kill(Fault):
    """kill -9, of a gate that has a socket of its own."""

    needs = frozenset({"own socket"})
    gone = True

    def step(self):
        self.pause(self.chance.uniform(0.5, 3))
        self.world.signal(self.world.gate, signal.SIGKILL)


class Stop(Fault):
    """SIGSTOP for moments, and once for half of the time: longer than the
    30 s that an MTA waits, when the fault lasts a minute."""

    gone = True
    count = 0

    def step(self):
        self.count += 1
        self.world.signal(self.world.gate, signal.SIGSTOP)
        self.pause(self.seconds * 0.6 if self.count == 3
                   else self.chance.uniform(0.5, 2))
        self.undo()
        self.pause(1)

    def undo(self):
        self.world.signal(self.world.gate, signal.SIGCONT)


class Restart(Fault):
    """SIGTERM, and it is started again; the listener is held meanwhile, as by
    doppelmilter.socket."""

    gone = True

    def step(self):
        self.pause(1.5)
        self.world.signal(self.world.gate, signal.SIGTERM)


class Reload(Fault):
    """Ten times a second; and SIGHUP, which is none of them."""

    def step(self):
        self.pause(0.1)
        self.world.reload()
        self.world.signal(self.world.gate, signal.SIGHUP)


class Disk(Fault):
    """The disk that all of it is on is full, while the watcher has something
    to write."""

    needs = frozenset({"small disk"})
    form = 0

    def step(self):
        try:
            with open(self.world.place / "filler", "ab") as out:
                while not self.over.is_set():
                    out.write(bytes(65536))
        except OSError:
            pass
        self.pause(3)
        self.undo()
        self.form += 1
        for user in range(mails.USERS):
            self.world.put_forward(user, self.form)
        self.pause(1)

    def undo(self):
        try:
            os.unlink(self.world.place / "filler")
        except FileNotFoundError:
            pass


class Memory(Fault):
    """No more memory than it has, while a reload would need it: the list of
    real domains has become long."""

    gone = True
    entries = 200000

    def __init__(self, world, seconds):
        super().__init__(world, seconds)
        self.path = world.gate.dir + "/known-real.txt"
        with open(self.path, "rb") as file:
            self.good = file.read()

    def limit(self, size_of):
        """As the daemon's own user: in a container root may not."""
        for daemon in (self.world.gate, self.world.gate.watcher):
            pid = daemon.child.pid
            try:
                user, group = status(pid, "Uid"), status(pid, "Gid")
                done = run(["setpriv", "--reuid", user, "--regid", group,
                            "--clear-groups", "prlimit", "--pid", str(pid),
                            "--data=%s:" % size_of(pid)], expect=None)
            except FileNotFoundError:
                continue  # it has just ended
            if done.returncode != 0 and self.world.runs(daemon, pid):
                raise Failure("no limit: " + done.stderr)

    def step(self):
        self.limit(data_size)
        replace(self.path, self.good + b"".join(
            b"more%d.example\n" % n for n in range(self.entries)))
        for _ in range(3):
            self.world.reload()
            self.pause(1)
        self.undo()
        self.pause(1)

    def undo(self):
        replace(self.path, self.good)
        self.limit(lambda pid: "unlimited")


def status(pid, name):
    """The first word of a line of a process's status."""
    with open("/proc/%d/status" % pid, encoding="ascii") as file:
        return re.search(name + r":\s*(\w+)", file.read()).group(1)


def data_size(pid):
    """What RLIMIT_DATA counts, in bytes."""
    return 1024 * int(status(pid, "VmData"))


class Clock(Fault):
    """The time of day goes back by a minute, an hour, a day, a year, and
    comes forth again."""

    needs = frozenset({"clock"})

    def step(self):
        for back in (60, 3600, 86400, 31536000, 0):
            self.set(-back)
            self.pause(1)
            self.world.reload()
            self.pause(1)

    def set(self, seconds):
        with open(self.world.clock, "r+b") as file:
            file.write(struct.pack("=q", seconds))

    def undo(self):
        self.set(0)


class Dns(Fault):
    modes = dns.MODES
    asked = 0

    def bit(self):
        return self.asked > 0

    def step(self):
        self.world.dns.mode = self.chance.choice(self.modes)
        before = self.world.dns.asked
        self.pause(2)
        self.asked += self.world.dns.asked - before

    def undo(self):
        self.world.dns.mode = "right"


class DnsSlow(Dns):
    modes = ("slow",)


class DnsWrong(Dns):
    modes = ("wrong",)


class DnsLong(Dns):
    modes = ("long",)


class DnsSilent(Dns):
    modes = ("silent",)


class Lists(Fault):
    """Lists are replaced by longer ones, cut at a line's end and within a
    line, emptied, overwritten, removed; each time with a reload.  Of an own
    list more than half is cut, of a shipped one any part."""

    def __init__(self, world, seconds):
        super().__init__(world, seconds)
        gate = world.gate
        self.good = {}
        for path in (gate.lists + "/doppelgangers.list",
                     gate.lists + "/providers.list",
                     gate.dir + "/protected.list"):
            with open(path, "rb") as file:
                self.good[path] = file.read()

    def step(self):
        path = self.chance.choice(sorted(self.good))
        self.harm(path, self.good[path])
        self.world.reload()
        self.pause(0.5)
        replace(path, self.good[path])
        self.world.reload()
        self.pause(0.3)

    def harm(self, path, text):
        part = self.chance.uniform(
            0.1, 0.4 if path.endswith("/protected.list") else 0.8)
        cut = text[:int(len(text) * part)]
        kind = self.chance.randrange(6)
        if kind == 0:
            replace(path, self.longer(path, text))
        elif kind == 1:
            write(path, cut[:cut.rfind(b"\n") + 1])
        elif kind == 2:
            write(path, cut)
        elif kind == 3:
            write(path, b"")
        elif kind == 4:
            write(path, self.chance.randbytes(10000))
        else:
            os.unlink(path)

    def longer(self, path, text):
        """An entry more before the others, and in the mark at the end."""
        more = b"aaa-more.example"
        if path.endswith("/doppelgangers.list"):
            more += b" aaa-other.example"
        return more + b"\n" + END_MARK.sub(
            lambda mark: b"%s%d" % (mark[1], int(mark[2]) + 1), text)

    def undo(self):
        for path, text in self.good.items():
            replace(path, text)
        self.world.reload()


class Homes(Fault):
    """Forward files that mail is sent to are replaced; others come, go, are
    cut, closed, turned into what is no file; and the reader itself is
    killed."""

    form = 0

    def step(self):
        self.form += 1
        for user in range(mails.USERS):
            self.world.put_forward(user, self.chance.randrange(12))
        for number in range(20):
            self.disturb(os.path.join(self.world.homes, "x%d" % number))
        if self.form % 10 == 5:
            self.world.signal(self.world.gate.watcher, signal.SIGKILL)
        self.pause(0.3)

    def disturb(self, home):
        path = home + "/.forward"
        shutil.rmtree(home, ignore_errors=True)
        kind = self.chance.randrange(9)
        if kind == 0:
            return
        os.mkdir(home)
        if kind == 1:
            os.mkfifo(path)
        elif kind == 2:
            os.symlink(path, path)
        elif kind == 3:
            os.symlink("/dev/zero", path)
        elif kind == 4:
            os.mkdir(path)
        elif kind == 5:
            write(path, b"x@gmai.com\n" * 5000)
        elif kind == 6:
            write(path, b":include:%s\n" % path.encode())
        elif kind == 7:
            write(path, self.chance.randbytes(3000))
        else:
            write(path, b"x@gmai.com\n")
            os.chmod(path, 0)

    def undo(self):
        for number in range(20):
            shutil.rmtree(os.path.join(self.world.homes, "x%d" % number),
                          ignore_errors=True)


ONE_BY_ONE = {
    "kill9": Kill, "stop": Stop, "restart": Restart, "reload": Reload,
    "disk": Disk, "memory": Memory, "clock": Clock, "dns-slow": DnsSlow,
    "dns-wrong": DnsWrong, "dns-long": DnsLong, "dns-silent": DnsSilent,
    "lists": Lists, "homes": Homes,
}
ROWS = {"calm": ()}
ROWS.update((name, (fault,)) for name, fault in ONE_BY_ONE.items())
ROWS["together"] = (Kill, Stop, Restart, Reload, Disk, Memory, Clock, Dns,
                    Lists, Homes)


class Siege:
    """The faults of a row at once, for so many seconds."""

    def __init__(self, world, faults, seconds):
        self.seconds = seconds
        self.faults = [fault(world, seconds) for fault in faults]

    def last(self):
        for fault in self.faults:
            fault.thread.start()
        time.sleep(self.seconds)
        for fault in self.faults:
            fault.over.set()
        for fault in self.faults:
            fault.thread.join()
        for fault in self.faults:
            fault.undo()
            if not fault.bit():
                raise Failure("%s did nothing: %r" % (
                    type(fault).__name__, fault.error))

# SPDX-License-Identifier: BSD-2-Clause
"""doppelmilter (or another milter) started, watched and stopped."""

import os
import re
import shutil
import signal
import sys
import time

from .place import ROOT, Failure, accepts, build_path, wait_until
from .wire import Gone, Wire

SANITIZER = re.compile(r"(Address|Leak|Thread)Sanitizer|runtime error:|"
                       r"UndefinedBehaviorSanitizer")

# The environment of sanitizer builds, as in the Makefile: a report must end
# the process, whatever the caller forgot.
SAN_OPTIONS = {
    "ASAN_OPTIONS": "abort_on_error=1:detect_leaks=1",
    "LSAN_OPTIONS": "abort_on_error=1",
    "UBSAN_OPTIONS": "abort_on_error=1:print_stacktrace=1",
    "TSAN_OPTIONS":
        "halt_on_error=1:suppressions=%s/tests/tsan.supp" % ROOT,
}


# It sees races in libmilter's own end, which is not instrumented; so there
# the daemon is not brought to its end oftener than a case is about that.
THREAD_SANITIZER = "tsan" in os.environ.get("DOPPEL_BUILD", "")

# All of the case, to look for reports when it ends.
STARTED = []


class Milter:
    """A configured doppelmilter in a directory of its own.

    settings  lines of milter.conf beyond socket and log
    lists     text of local lists by file name, which is the key in
              domains.conf and a suffix: {"exempt.list": "gmeil.com"}
    domains   lines of domains.conf beyond lists
    """

    program = "doppelmilter"

    def __init__(self, place, settings="", lists=None, name="milter",
                 socket=None, start=True, domains=""):
        self.place = place
        self.dir = place / name
        self.run_dir = os.path.join(self.dir, "run")
        self.address = os.path.join(self.run_dir, "socket")
        self.socket = socket or "unix:" + self.address
        if self.socket.startswith("inet:"):
            port, host = self.socket[5:].split("@")
            self.address = (host, int(port))
        self.child = None
        self.listener = None  # a socket to pass as fd 3, or None
        STARTED.append(self)
        os.makedirs(self.run_dir)
        os.chmod(self.run_dir, 0o755)
        # A copy: the user that the daemon becomes need not be able to read
        # the tree that we are in.
        self.lists = os.path.join(self.dir, "lists")
        shutil.copytree(os.path.join(ROOT, "domains", "lists"), self.lists)
        self.local = sorted(lists or {})
        for file in self.local:
            self.put(file, lists[file])
        self.configure(settings, domains)
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
        self.domains = self.put(
            "domains.conf", "lists = { %s };\n%s" % (" ".join(keys), domains))
        self.conf = self.put("milter.conf", CONFIGURATION.format(
            socket=self.socket, domains=self.domains) + settings)

    def argv(self):
        return [build_path(self.program), "-c", self.conf]

    def start(self, argv=None, ready=True, **more):
        environment = dict(os.environ, **more.pop("environment", {}))
        for name, value in SAN_OPTIONS.items():
            environment.setdefault(name, value)
        self.errors = os.path.join(self.dir, "stderr")
        argv = argv or self.argv()
        if self.listener:
            descriptor = self.listener.fileno()
            argv = [sys.executable, "-c", PASS_FD, str(descriptor), *argv]
            more["pass_fds"] = [descriptor]
        # One file over restarts: what came before must stay to be read.
        with open(self.errors, "ab") as errors:
            self.child = self.place.start(
                argv, stdout=errors, stderr=errors,
                env=environment, **more)
        self.place.undo.append(self.end)
        if ready:
            wait_until(self.is_ready, "doppelmilter to listen", 20)
        return self.child

    def is_ready(self):
        if self.child.poll() is not None:
            raise Failure("doppelmilter ended with %d:\n%s" % (
                self.child.returncode, self.log()))
        # It listens before it has dropped its privileges and takes signals;
        # it answers after that.
        try:
            with Wire(self.address):
                return True
        except (OSError, Gone):
            return False

    def signal(self, number):
        os.kill(self.child.pid, number)

    def kill(self):
        self.signal(signal.SIGKILL)
        self.child.wait()

    def stop(self, seconds=15):
        """Asks it to stop; its exit status."""
        self.signal(signal.SIGTERM)
        # libmilter looks up from its listener every five seconds, or when
        # somebody comes.
        if not THREAD_SANITIZER:
            time.sleep(0.05)
            accepts(self.address)
        return self.child.wait(seconds)

    def end(self):
        if self.child.poll() is None and not THREAD_SANITIZER:
            self.stop(3)

    def finish(self):
        """The end of the case: a stop in order, at which a sanitizer tells
        of leaks, and a look at what was said."""
        if self.child and self.child.poll() is None:
            if THREAD_SANITIZER:
                self.kill()
            else:
                self.stop()
        self.check_sane()

    def reload(self):
        """Asks for a reload and returns its log line, good or bad."""
        before = len(self.log())
        self.signal(signal.SIGUSR1)
        return wait_until(
            lambda: re.search(r"^.*reload.*$", self.log()[before:], re.M),
            "a word about the reload").group(0)

    def log(self):
        if not self.child:
            return ""
        with open(self.errors, encoding="utf-8", errors="replace") as log:
            return log.read()

    def wait_log(self, pattern, seconds=10):
        return wait_until(lambda: re.search(pattern, self.log(), re.M),
                          "/%s/ in doppelmilter's log" % pattern, seconds)

    def memory(self):
        """Resident kilobytes."""
        with open("/proc/%d/status" % self.child.pid,
                  encoding="ascii") as status:
            return int(re.search(r"VmRSS:\s*(\d+)", status.read()).group(1))

    def processor(self):
        """Seconds of processor time that it has used."""
        with open("/proc/%d/stat" % self.child.pid, encoding="ascii") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def descriptors(self):
        return len(os.listdir("/proc/%d/fd" % self.child.pid))

    def check_sane(self):
        """No sanitizer report, no crash that nobody asked for."""
        if self.child is None:
            return
        log = self.log()
        if SANITIZER.search(log):
            raise Failure("sanitizer report:\n" + log)
        code = self.child.poll()
        if code is not None and code < 0 and code not in (
                -signal.SIGKILL, -signal.SIGTERM):
            raise Failure("doppelmilter died of signal %d\n%s" % (-code, log))


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
"""

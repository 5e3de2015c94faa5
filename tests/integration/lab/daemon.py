# SPDX-License-Identifier: BSD-2-Clause
"""A program of ours that runs until it is stopped: started, watched and
stopped."""

import os
import re
import signal

from .place import PATIENCE, ROOT, Failure, wait_until

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


class Daemon:
    """The process of a program, and what it says on standard error.

    errors    file of that, over restarts: what came before must stay to be
              read
    """

    program = ""

    def __init__(self, place, errors):
        self.place = place
        self.errors = errors
        self.child = None
        STARTED.append(self)

    def launch(self, argv, **more):
        environment = dict(os.environ, **more.pop("environment", {}))
        for name, value in SAN_OPTIONS.items():
            environment.setdefault(name, value)
        with open(self.errors, "ab") as errors:
            self.child = self.place.start(
                argv, stdout=errors, stderr=errors,
                env=environment, **more)
        self.place.undo.append(self.end)
        return self.child

    def check_runs(self):
        if self.child.poll() is not None:
            raise Failure("%s ended with %d:\n%s" % (
                self.program, self.child.returncode, self.log()))

    def signal(self, number):
        os.kill(self.child.pid, number)

    def kill(self):
        self.signal(signal.SIGKILL)
        self.child.wait()

    def stop(self, seconds=PATIENCE):
        """Asks it to stop; its exit status."""
        self.signal(signal.SIGTERM)
        return self.child.wait(seconds)

    def end(self):
        if self.child.poll() is None and not THREAD_SANITIZER:
            self.stop(15)

    def finish(self):
        """The end of the case: a stop in order, at which a sanitizer reports
        leaks, and a look at what was said."""
        if self.child and self.child.poll() is None:
            if THREAD_SANITIZER:
                self.kill()
            else:
                self.stop()
        self.check_sane()

    def log(self):
        if not self.child:
            return ""
        with open(self.errors, encoding="utf-8", errors="replace") as log:
            return log.read()

    def wait_log(self, pattern):
        return wait_until(lambda: re.search(pattern, self.log(), re.M),
                          "/%s/ in %s's log" % (pattern, self.program))

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

    def programs(self):
        """What it has started and that has not yet ended."""
        path = "/proc/%d/task" % self.child.pid
        found = []
        for task in os.listdir(path):
            with open("%s/%s/children" % (path, task),
                      encoding="ascii") as file:
                found += file.read().split()
        return found

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
            raise Failure("%s died of signal %d\n%s" % (
                self.program, -code, log))

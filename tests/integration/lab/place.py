# SPDX-License-Identifier: BSD-2-Clause
"""A temporary directory, the processes in it, and their end."""

import atexit
import collections
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

# Where the MTA's commands are; an ordinary user's path has no sbin.
os.environ["PATH"] = os.environ.get("PATH", "/usr/bin:/bin") \
    + ":/usr/sbin:/sbin"

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__)))))

# As whom a gate of the tests runs.
AS_NOBODY = ["setpriv", "--reuid", "nobody", "--regid", "nogroup",
             "--clear-groups"]

# How long what must come is waited for, in seconds.  Only a failure takes all
# of it; a machine that is busy, or stood still, a good part.
PATIENCE = 120

# A queue of a few thousand small mails and the logs about them.
SPACE_NEEDED = 200 << 20


class Failure(Exception):
    """What was seen is not what should be."""


class Interrupted(BaseException):
    """A signal asked for the end.  No ordinary handler may swallow it."""

    def __init__(self, number):
        super().__init__(number)
        self.number = number


class Uninterrupted:
    """Within it, the signals that end a program wait: what is made must have
    been noted down before it can be unmade.

        with uninterrupted: ...
    """

    def __init__(self):
        self.depth = 0
        self.number = None

    def __enter__(self):
        self.depth += 1

    def __exit__(self, *_):
        self.depth -= 1
        self.signal(None)

    def signal(self, number, _frame=None):
        self.number = self.number or number
        if self.number and not self.depth:
            number, self.number = self.number, None
            raise Interrupted(number)


uninterrupted = Uninterrupted()


def end_on_signals():
    """Turns the signals that end a program into an exception, so that
    everything on the way out is cleaned."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, uninterrupted.signal)


def build_path(program):
    """Where a program of ours is; DOPPEL_BUILD names another build."""
    build = os.environ.get("DOPPEL_BUILD", ".build")
    return os.path.join(ROOT, build, program)


def open_programs():
    """Copies our programs to where every user may run them if they lie in a
    closed directory, as below /root: some cases run them as nobody."""
    if subprocess.run(["setpriv", "--reuid=65534", "--regid=65534",
                       "--clear-groups", "test", "-x",
                       build_path("doppelcheck")], check=False).returncode == 0:
        return
    copies = tempfile.mkdtemp(prefix="doppel-programs-")
    atexit.register(shutil.rmtree, copies, ignore_errors=True)
    os.chmod(copies, 0o755)
    for entry in os.scandir(build_path("")):
        if entry.name.startswith("doppel") and entry.is_file():
            shutil.copy(entry.path, copies)
    os.environ["DOPPEL_BUILD"] = copies


# Of the last ports: no case has more.
_claims = collections.deque(maxlen=100)


def free_port():
    """A loopback port that nobody listens at, by TCP or UDP, and that no other
    test gets meanwhile: the name of a socket claims it.
    Below the range that the kernel gives to outgoing connections, which could
    take it before we do."""
    while True:
        port = random.randrange(10000, 30000)
        claim = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            claim.bind("\0doppel-test-port-%d" % port)
            for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
                with socket.socket(type=kind) as probe:
                    probe.bind(("127.0.0.1", port))
        except OSError:
            claim.close()
            continue
        _claims.append(claim)
        return port


def wait_until(condition, what, seconds=PATIENCE, step=0.02):
    """Returns the first true result of condition()."""
    end = time.monotonic() + seconds
    while True:
        # Before the condition, which is asked once more after the time is up.
        late = time.monotonic() > end
        result = condition()
        if result:
            return result
        if late:
            raise Failure("waited %g s for %s" % (seconds, what))
        time.sleep(step)


def accepts(address):
    """Whether somebody listens: (host, port) or the path of a socket."""
    family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.settimeout(10)
        try:
            probe.connect(address)
            return True
        except OSError:
            return False


def base_directory():
    """A short path (a socket's is at most 107 bytes) with some room.  In
    memory first: Postfix waits for the disk with every mail, and a disk that
    a compiler is busy with makes it wait for seconds."""
    for base in (os.environ.get("TMPDIR"), "/dev/shm", "/tmp", "/var/tmp",
                 "/run"):
        if not base or len(base) > 40 or " " in base:
            continue
        try:
            if shutil.disk_usage(base).free > SPACE_NEEDED:
                return base
        except OSError:
            continue
    raise Failure("no directory for temporary files with %d MB free"
                  % (SPACE_NEEDED >> 20))


class Place:
    """Everything that a test makes, so that it can be unmade.

        with Place() as place:
            place.start(["smtp-sink", ...])
    """

    def __init__(self, base=None):
        self.keep = bool(os.environ.get("KEEP"))
        self.undo = []
        with uninterrupted:
            self.path = tempfile.mkdtemp(prefix="doppel-",
                                         dir=base or base_directory())
            OPEN.append(self)
        os.chmod(self.path, 0o711)  # Postfix and the milter are not root

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def __truediv__(self, name):
        return os.path.join(self.path, name)

    def write(self, name, text, mode=0o644):
        path = self / name
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
        os.chmod(path, mode)
        return path

    def start(self, argv, **more):
        """A child that does not outlive the place; in a session of its own,
        so that Ctrl-C reaches us alone and we end it in order."""
        more.setdefault("stdin", subprocess.DEVNULL)
        with uninterrupted:
            child = subprocess.Popen(argv, start_new_session=True, **more)
            self.undo.append(lambda: end_child(child))
        return child

    def close(self):
        # A second Ctrl-C must not leave half of it there.
        with uninterrupted:
            while self.undo:
                try:
                    self.undo.pop()()
                except (OSError, subprocess.SubprocessError, Failure):
                    pass  # it is gone already
            if self not in OPEN:
                return
            OPEN.remove(self)
            if self.keep:
                print("# kept: %s" % self.path)
            else:
                shutil.rmtree(self.path, ignore_errors=True)


# All that is not closed yet.
OPEN = []


def close_all():
    """On the way out of a program, whatever it was that ended it."""
    while OPEN:
        OPEN[-1].close()


def end_child(child):
    """Ends a child and what it started."""
    if child.poll() is None:
        try:
            os.killpg(child.pid, signal.SIGTERM)
            child.wait(15)
        except (subprocess.TimeoutExpired, ProcessLookupError):
            pass
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass
    child.wait()
    for stream in (child.stdin, child.stdout, child.stderr):
        if stream:
            stream.close()


def run(argv, text=None, expect=0, timeout=PATIENCE, **more):
    """Runs a command to its end; its output, or a Failure with it."""
    if text is None:
        more.setdefault("stdin", subprocess.DEVNULL)
    else:
        more["input"] = text
    done = subprocess.run(argv, capture_output=True,
                          timeout=timeout, check=False, encoding="utf-8",
                          errors="replace", **more)
    if expect is not None and done.returncode != expect:
        raise Failure("%s: exit %d, expected %d\n%s%s" % (
            " ".join(argv), done.returncode, expect, done.stdout,
            done.stderr))
    return done


def has_namespaces():
    """Whether we may have a file system, a host name and a network of our
    own."""
    return run(["unshare", "-m", "-u", "-n", "true"],
               expect=None).returncode == 0


def become_root():
    """Starts this script again through sudo when it is not root."""
    if os.geteuid() == 0:
        return
    keep = ["%s=%s" % (name, os.environ[name]) for name in
            ("CLUSTER_MAILS", "DOPPEL_BUILD", "KEEP", "NO_COLOR", "TERM",
             "TMPDIR")
            if name in os.environ]
    if shutil.which("sudo"):
        argv = ["sudo", "env", *keep, os.path.abspath(sys.argv[0]),
                *sys.argv[1:]]
        sys.stdout.flush()
        os.execvp(argv[0], argv)
    sys.exit("%s: must be root: a private Postfix runs as several users, and "
             "there is no sudo here" % os.path.basename(sys.argv[0]))

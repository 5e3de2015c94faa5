# SPDX-License-Identifier: BSD-2-Clause
"""Starting, refusing to start, the socket, the user."""

import os
import re
import signal
import socket
import stat
import time

from lab.milter import SAN_OPTIONS, Milter
from lab.place import (PATIENCE, Place, accepts, build_path, free_port, run,
                       wait_until)
from lab.wire import Wire

from . import case, check, same

USAGE, CONFIGURATION = 64, 78


def refuses(milter):
    """Starts it and waits for its end; (exit status, what it said)."""
    before = len(milter.log())
    child = milter.start(ready=False)
    status = child.wait(PATIENCE)
    return status, milter.log()[before:]


def judges(address):
    with Wire(address) as wire:
        wire.connect()
        wire.mail("<hanako@univ.example>")
        same(wire.rcpt("<taro@gmai.com>")[0], "y", "a wrong one")
        same(wire.rcpt("<taro@gmail.com>")[0], "c", "a right one")


@case
def second_instance_refused(place):
    first = Milter(place)
    second = Milter(place, name="second", socket=first.socket, start=False)
    status, said = refuses(second)
    check(status not in (0, None), "it started", said)
    check(first.address in said, "it does not say what is taken", said)
    judges(first.address)
    # Its end must not have taken the socket of the first along.
    check(os.path.exists(first.address), "the first one's socket is gone")
    same(first.stop(), 0, "exit of the first")


@case
def stale_socket_replaced(place):
    milter = Milter(place)
    milter.kill()
    check(os.path.exists(milter.address), "kill -9 leaves the socket")
    milter.start()
    judges(milter.address)
    # One that was never ours, and that nobody listens on, too.
    milter.kill()
    os.unlink(milter.address)
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(milter.address)
    milter.start()
    judges(milter.address)


@case
def foreign_things_not_removed(place):
    """A live socket of another program, a file, a link, a directory."""
    milter = Milter(place, start=False)
    path = milter.address
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(path)
        other.listen()
        status, said = refuses(milter)
        check(status not in (0, None), "it took a live socket", said)
        check(accepts(path), "the other's socket is dead")
    os.unlink(path)

    precious = place.write("precious", "keep me\n")
    for make in (lambda: place.write("milter/run/socket", "keep me\n"),
                 lambda: os.symlink(precious, path),
                 lambda: os.mkdir(path)):
        make()
        kind = stat.S_IFMT(os.lstat(path).st_mode)
        status, said = refuses(milter)
        check(status not in (0, None), "it started", said)
        check(path in said, "it does not name the path", said)
        same(stat.S_IFMT(os.lstat(path).st_mode), kind, "what is there")
        same(open(precious, encoding="utf-8").read(), "keep me\n", "linked")
        os.rmdir(path) if kind == stat.S_IFDIR else os.unlink(path)


@case
def inet_socket(place):
    port = free_port()
    milter = Milter(place, socket="inet:%d@127.0.0.1" % port)
    judges(("127.0.0.1", port))
    second = Milter(place, name="second", socket=milter.socket, start=False)
    status, said = refuses(second)
    check(status not in (0, None), "a second one started", said)
    same(milter.stop(), 0, "exit")


@case
def listener_passed_by_systemd(place):
    """With systemd's own tool: started by the first connection."""
    milter = Milter(place, socket="fd:3", start=False)
    milter.address = place / "activated"
    passed = [w for name in SAN_OPTIONS for w in ("-E", name)]
    milter.start(["systemd-socket-activate", *passed, "-l", milter.address,
                  *milter.argv()], ready=False)
    wait_until(lambda: accepts(milter.address), "the listener")
    judges(milter.address)
    judges(milter.address)


@case
def privileges_dropped(place):
    milter = Milter(place)
    with open("/proc/%d/status" % milter.child.pid,
              encoding="ascii") as file:
        status = dict(line.split(":\t", 1) for line in file)
    for kind in ("Uid", "Gid"):
        same({int(n) for n in status[kind].split()} & {0}, set(), kind)
    same(set(status["Groups"].split()) & {"0"}, set(), "groups")
    for kind in ("CapPrm", "CapEff"):
        same(int(status[kind], 16), 0, kind)


@case
def root_without_user_refused(place):
    """Nobody forgets the key and has every byte of the world parsed by
    root."""
    milter = Milter(place, start=False)
    with open(milter.conf, encoding="utf-8") as file:
        text = file.read()
    milter.put("milter.conf", text.replace('user = "nobody";\n', ""))
    status, said = refuses(milter)
    same(status, CONFIGURATION, "exit: " + said)
    check("user" in said, "it does not say what is missing", said)
    milter.put("milter.conf", text.replace("nobody", "no-such-user"))
    status, said = refuses(milter)
    same(status, CONFIGURATION, "exit: " + said)
    check("no-such-user" in said, "it does not name the user", said)


@case
def configuration_checked(place):
    """-n says every error of every file as file:line and exits 78."""
    milter = Milter(place, start=False)
    argv = milter.argv() + ["-n"]
    run(argv)
    with open(milter.conf, encoding="utf-8") as file:
        lines = file.read().count("\n")
    with open(milter.conf, "a", encoding="utf-8") as file:
        file.write('mode = "strict";\nnonsense = 1;\n'
                   'actions = { malformed = 5; };\n')
    done = run(argv, expect=CONFIGURATION)
    said = done.stdout + done.stderr
    for n, word in ((1, "strict"), (2, "nonsense"), (3, "malformed")):
        start = "%s:%d: " % (milter.conf, lines + n)
        check(any(start in l and word in l for l in said.splitlines()),
              "no error at %s about %s" % (start, word), said)

    milter.configure()
    path = os.path.join(milter.lists, "doppelgangers.list")
    with open(path, encoding="utf-8") as file:
        lines = file.read().count("\n")
    with open(path, "a", encoding="utf-8") as file:
        file.write("one..two gmail.com\n\x1b[31m gmail.com\n")
    done = run(argv, expect=CONFIGURATION)
    said = done.stdout + done.stderr
    for n in (1, 2):
        check("%s:%d: " % (path, lines + n) in said, "line %d" % n, said)
    check("\x1b" not in said, "an escape goes to the terminal", repr(said))
    status, _ = refuses(milter)
    same(status, CONFIGURATION, "exit of a start with broken lists")


@case
def check_reads_what_lies_beside(place):
    """-n takes domains.conf and its lists beside milter.conf, and names each
    file."""
    milter = Milter(place, start=False, lists={"exempt.list": "gmeil.com\n"})
    milter.put("milter.conf", 'mode = "monitor";\n')
    done = run(milter.argv() + ["-n"])
    for name in ("milter.conf", "domains.conf", "exempt.list",
                 "lists/doppelgangers.list", "protected.list: not there, "
                 "and need not be"):
        check(os.path.join(milter.dir, name) + "\n" in done.stdout,
              "it does not name " + name, done.stdout)
    check(" 1 exempt" in done.stdout, "the lists", done.stdout)
    with open(milter.domains, "a", encoding="utf-8") as file:
        file.write("nonsense = 1;\n")
    done = run(milter.argv() + ["-n"], expect=CONFIGURATION)
    check(milter.domains + ":" in done.stderr, "the file", done.stderr)
    os.unlink(milter.domains)
    done = run(milter.argv() + ["-n"], expect=CONFIGURATION)
    check(milter.domains + ": " in done.stderr, "the file", done.stderr)


@case
def check_reads_as_the_user(place):
    """What the user cannot read a reload could not read either."""
    milter = Milter(place, start=False, lists={"exempt.list": "gmeil.com\n"})
    path = os.path.join(milter.dir, "exempt.list")
    os.chmod(path, 0o600)
    done = run(milter.argv() + ["-n"], expect=CONFIGURATION)
    check(path + ": cannot be read by user nobody: " in done.stderr,
          "the file", done.stderr)
    with open(milter.conf, encoding="utf-8") as file:
        text = file.read()
    milter.put("milter.conf", text.replace('user = "nobody";\n', ""))
    run(milter.argv() + ["-n"])
    done = run(["setpriv", "--reuid", "nobody", "--clear-groups",
                *milter.argv(), "-n"], expect=CONFIGURATION)
    check(path + ": " in done.stderr, "the file", done.stderr)


@case
def check_warns_of_slips(place):
    """What a start takes, and nobody means."""
    milter = Milter(place, start=False)
    with open(milter.conf, encoding="utf-8") as file:
        text = file.read()
    typo = "actions = { typo = { certain = %s; likely = %s; possible = %s; };"
    for more, why in (
            ('exempt = { clients = ["0.0.0.0/0"]; };',
             "exempt.clients has all addresses"),
            ('exempt = { clients = ["0.0.0.0/1", "128.0.0.0/1"]; };',
             "exempt.clients has most of all addresses"),
            ('contacts = { clients = ["2000::/3"]; };',
             "contacts.clients has most of all addresses"),
            ('exempt = { senders = ["@jp"]; };',
             "exempt.senders: jp is a public suffix"),
            ('exempt = { senders = ["a@b.jp", "taro@co.jp"]; };',
             "exempt.senders: co.jp is a public suffix"),
            (typo % ('"log"', '"tag"', '"reject"') + " };",
             "actions.typo: more is done about what is less sure"),
            (typo % (('"log"',) * 3) + ' known-doppelganger = "log"; '
             'registration = { certain = "log"; likely = "log"; '
             'possible = "log"; }; };', "marks nothing: all mail passes")):
        milter.put("milter.conf", text + more + "\n")
        done = run(milter.argv() + ["-n"])
        check("warning: " in done.stderr and why in done.stderr, more,
              done.stderr)
    for more in ('exempt = { clients = ["10.0.0.0/8", "fc00::/7"]; };',
                 'mode = "monitor";',
                 'exempt = { senders = ["@github.io", "@b.jp"]; };',
                 typo % ('"reject"', '"reject"', '"log"') + " };"):
        milter.put("milter.conf", text + more + "\n")
        same(run(milter.argv() + ["-n"]).stderr, "", more)
    # libmilter takes an address in brackets, too.
    for host, why in (
            ("0.0.0.0", "whoever reaches the port"),
            ("[0.0.0.0]", "whoever reaches the port"),
            ("203.0.113.9", "203.0.113.9: the filter cannot listen there"),
            ("[203.0.113.9]", "203.0.113.9: the filter cannot listen there"),
            ("localhost", None), ("[127.0.0.1]", None)):
        milter.put("milter.conf", re.sub(
            'socket = .*', 'socket = "inet:8891@%s";' % host, text))
        done = run(milter.argv() + ["-n"])
        check(why in done.stderr if why else done.stderr == "", host,
              done.stderr)
    os.mkdir(place / "empty")
    for name in ("doppelgangers", "providers", "innocent"):
        place.write("empty/%s.list" % name, "")
    with open(milter.domains, "w", encoding="utf-8") as file:
        file.write('lists = { directory = "%s"; };\n' % (place / "empty"))
    done = run(milter.argv() + ["-n"])
    check("no provider and no protected name" in done.stderr, "empty lists",
          done.stderr)
    for odds, why in (
            ((50, 80, 95), "possible = 50: no typo has such odds"),
            ((-3, 0, 95), "certain = 95: no typo has such odds"),
            ((-3, -2, -1), "certain = -1: below 0 a name is more probably"),
            ((-3.6, -1.6, 1.2), None), ((0.5, 0.8, 0.95), None),
            # gmail.cmo has 12.2.
            ((3, 6, 10), None)):
        milter.configure("", "thresholds = { possible = %s; likely = %s; "
                         "certain = %s; };\n" % odds)
        done = run(milter.argv() + ["-n"])
        if why is None:
            same(done.stderr, "", str(odds))
        else:
            check("warning: %s: thresholds.%s" % (milter.domains, why) in
                  done.stderr, str(odds), done.stderr)
    for sender, warned in (("@univ.example", True), ("@a.univ.example", False),
                           ("monitor@univ.example", False)):
        milter.configure('exempt = { senders = "%s"; };\n' % sender,
                         'registrations = { local-domains = "Univ.example"; };'
                         "\n")
        done = run(milter.argv() + ["-n"])
        check(("exempt.senders: univ.example is a local domain"
               in done.stderr) == warned, sender, done.stderr)
    for domain, warned in (("co.jp", True), ("b.co.jp", False),
                           ("localhost", False)):
        milter.configure(domains='registrations = { local-domains = "%s"; };'
                                 "\n" % domain)
        done = run(milter.argv() + ["-n"])
        check(("local-domains: %s is a public suffix" % domain
               in done.stderr) == warned, domain, done.stderr)


@case
def check_warns_of_files_of_everybody(place):
    """What any user can write, any user decides."""
    milter = Milter(place, start=False)
    os.chmod(milter.dir, 0o755)
    other = "every user of this machine can put their own file there"
    for name, mode, before, warned in (
            ("milter.conf", 0o666, 0o644, "every user of this machine can "
             "write it"),
            ("domains.conf", 0o646, 0o644, "every user of this machine can "
             "write it"),
            ("domains.conf", 0o664, 0o644, None), ("", 0o777, 0o755, other)):
        path = os.path.join(milter.dir, name)
        os.chmod(path, mode)
        done = run(milter.argv() + ["-n"])
        os.chmod(path, before)
        if warned is None:
            same(done.stderr, "", name)
            continue
        warned = "warning: %s: %s" % (
            path if name else os.path.join(path, "milter.conf"), warned)
        check(warned in done.stderr, name, done.stderr)
    # Where only one's own can be replaced, what is not there can be made.
    os.chmod(milter.dir, 0o1777)
    for name in "protected.list", "exempt.list":
        done = run(milter.argv() + ["-n"])
        path = os.path.join(milter.dir, name)
        check("warning: %s: %s" % (path, other) in done.stderr, done.stderr)
        check("milter.conf" not in done.stderr, done.stderr)
        milter.put(name, "")
    same(run(milter.argv() + ["-n"]).stderr, "", "all are there")


@case
def check_looks_for_registrations(place):
    """Are they there?  The gate itself need not be able to read them."""
    secret = place.write("secret.members", "taro@gmail.com\n", 0o600)
    milter = Milter(place, start=False)

    def configure(**keys):
        milter.configure(domains="registrations = { %s };\n" % " ".join(
            '%s = "%s";' % (key.replace("_", "-"), value)
            for key, value in keys.items()))
        return milter.argv() + ["-n"]

    os.mkdir(place / "postfix")
    done = run(configure(members=secret, postfix=place / "postfix",
                         forward=place / "none/*/.forward"))
    # Nobody watches yet.
    same(done.stderr.count("\n"), 1, "warnings: " + done.stderr)
    check(done.stderr.startswith("warning: "), "a warning", done.stderr)
    for key, value in (("members", place / "gone"),
                       ("postfix", place / "no-postfix")):
        done = run(configure(**{key: value}), expect=CONFIGURATION)
        check("%s: registrations.%s: %s: No such file" % (
            milter.domains, key, value) in done.stderr, "path", done.stderr)


@case
def command_line(place):
    program = build_path("doppelmilter")
    for arguments in (["--no-such-option"], ["-c"], ["surplus"]):
        done = run([program, *arguments], expect=USAGE)
        check(done.stderr, "no word of usage")
    done = run([program, "-c", place / "not-there.conf", "-n"],
               expect=CONFIGURATION)
    check("not-there.conf" in done.stderr, "it does not name the file",
          done.stderr)


@case
def stops_on_signals(place):
    """At once: libmilter alone would look up after five seconds."""
    milter = Milter(place)
    for number in (signal.SIGTERM, signal.SIGINT):
        took = []
        while not took or took[-1] > 3 and len(took) < 3:
            begin = time.monotonic()
            milter.signal(number)
            same(milter.child.wait(PATIENCE), 0, "exit on signal %d" % number)
            took.append(time.monotonic() - begin)
            check(not accepts(milter.address), "somebody still listens")
            milter.start()
        check(took[-1] < 3, "signal %d was waited for" % number, took)


@case(slow=True)
def stops_with_a_session_open(place):
    """It is not kept by it.  Long only because ThreadSanitizer sees how
    libmilter destroys the locks of its workers then."""
    milter = Milter(place)
    with Wire(milter.address) as wire:
        wire.connect()
        same(milter.stop(), 0, "exit with a session open")


@case(namespaces=True)
def decisions_in_the_mail_log(place):
    """log = "syslog": facility mail, at /dev/log, where we put a socket of
    ours for this one process."""
    outer, place = place, Place("/run")  # /dev/shm would be hidden
    outer.undo.append(place.close)
    milter = Milter(place, start=False)
    with open(milter.conf, encoding="utf-8") as file:
        text = file.read()
    milter.put("milter.conf", text.replace('"stderr"', '"syslog"'))
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as log:
        log.bind(place / "log")
        os.chmod(place / "log", 0o666)
        log.settimeout(PATIENCE)
        milter.start(["unshare", "-m", "sh", "-c", PRIVATE_LOG, place / "log",
                      *milter.argv()])
        judges(milter.address)
        seen = [log.recv(8192).decode()]
        while "taro@gmai.com" not in seen[-1]:
            seen.append(log.recv(8192).decode())
    # <22>: facility mail (2 * 8), severity info (6).
    check(seen[-1].startswith("<22>"), "priority", seen[-1])
    check("doppelmilter" in seen[-1] and "action=reject" in seen[-1],
          "the line", seen[-1])
    check("taro@gmai.com" not in milter.log(), "it is on stderr too")


PRIVATE_LOG = """
set -e
mount -t tmpfs -o mode=755 none /dev
mknod -m 666 /dev/null c 1 3
mknod -m 666 /dev/urandom c 1 9
touch /dev/log
mount --bind "$0" /dev/log
exec "$@"
"""

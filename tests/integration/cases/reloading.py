# SPDX-License-Identifier: BSD-2-Clause
"""SIGUSR1: a new configuration without dropping a connection, or the old
one and the reason; SIGHUP: nothing."""

import os
import shutil
import signal
import subprocess
import threading
import time

from lab.gate import Gate
from lab.milter import Milter
from lab.place import build_path, run
from lab.wire import Wire

from . import case, check, same


def add_doppelganger(milter, line):
    path = os.path.join(milter.lists, "doppelgangers.list")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    text, count = text.rsplit("# end entries=", 1)
    # A list is sorted; a local one would be too.  A temporary name and a
    # rename: the way an administrator's tools replace a file.
    with open(path + ".new", "w", encoding="utf-8") as file:
        file.write("%s%s\n# end entries=%d\n" % (text, line, int(count) + 1))
    os.rename(path + ".new", path)


def rcpt(milter, path):
    """The milter's answer to a recipient in a session of its own."""
    with Wire(milter.address) as wire:
        wire.connect()
        wire.mail("<hanako@univ.example>")
        return wire.rcpt(path)[0]


@case
def reload_under_load(place):
    gate = Gate(place)
    milter = gate.milter
    pid = milter.child.pid
    source = place.start(
        ["smtp-source", "-s", "8", "-m", "1500", "-l", "500", "-f",
         "hanako@univ.example", "-t", "taro@gmail.com",
         "127.0.0.1:%d" % gate.postfix.port], stderr=subprocess.PIPE)
    gate.sink.wait(100)
    with Wire(milter.address) as old:
        # A mail that has begun is judged by what was in force then.
        old.connect()
        old.mail("<hanako@univ.example>")
        same(old.rcpt("<a@zzz-wrong.example>")[0], "c", "before")
        add_doppelganger(milter, "zzz-wrong.example gmail.com")
        said = milter.reload()
        check("; now: " in said, "the log", said)
        same(old.rcpt("<a@zzz-wrong.example>")[0], "c", "same mail")
        old.abort()
        old.mail("<hanako@univ.example>")
        same(old.rcpt("<a@zzz-wrong.example>")[0], "y", "next mail")
    same(rcpt(milter, "<a@zzz-wrong.example>"), "y", "next session")
    for _ in range(20):
        # libmilter would take SIGHUP as stop.
        milter.signal(signal.SIGHUP)
        milter.signal(signal.SIGUSR1)
        time.sleep(0.02)
    errors = source.stderr.read().decode()
    same(source.wait(60), 0, "smtp-source: " + errors)
    same(errors, "", "smtp-source's complaints")
    check(gate.sink.wait(1500), "arrived: %d" % len(gate.sink.mails))
    same(milter.child.poll(), None, "the daemon")
    same(milter.child.pid, pid, "the process")
    check("milter" not in gate.postfix.log().replace("smtpd_milters", ""),
          "Postfix complains of the milter", gate.postfix.log()[-2000:])


@case
def broken_reload_keeps_the_old(place):
    milter = Milter(place, lists={"exempt.list": "gmeil.com\n"})
    same(rcpt(milter, "<a@gmai.com>"), "y", "before")
    list_path = os.path.join(milter.lists, "doppelgangers.list")
    with open(list_path, encoding="utf-8") as file:
        good = file.read()
    count = good.count("\n")
    for broken, where in ((good + "no..name gmail.com\n",
                           "%s:%d: " % (list_path, count + 1)),
                          (good + "x" * 100000 + "\n",
                           "%s:%d: " % (list_path, count + 1)),
                          (good + "a\0b.example gmail.com\n",
                           "%s:%d: " % (list_path, count + 1))):
        with open(list_path, "w", encoding="utf-8") as file:
            file.write(broken)
        before = len(milter.log())
        milter.reload()
        milter.wait_log("(?s).*" + where)
        check(where in milter.log()[before:], "no " + where, milter.log())
        same(rcpt(milter, "<a@gmai.com>"), "y", "after a broken list")
        same(rcpt(milter, "<a@gmeil.com>"), "c", "after a broken list")
    os.unlink(list_path)
    milter.reload()
    same(rcpt(milter, "<a@gmai.com>"), "y", "after a lost list")
    with open(list_path, "w", encoding="utf-8") as file:
        file.write(good)
    with open(milter.conf, "a", encoding="utf-8") as file:
        file.write("nonsense = 1;\n")
    line = open(milter.conf, encoding="utf-8").read().count("\n")
    milter.reload()
    milter.wait_log("milter.conf:%d: .*nonsense" % line)
    same(rcpt(milter, "<a@gmai.com>"), "y", "after a broken file")
    # And mended it is taken again.
    milter.configure('mode = "monitor";\n')
    check("; now: " in milter.reload(), "the log", milter.log())
    same(rcpt(milter, "<a@gmai.com>"), "c", "after the mended file")


@case
def reload_answered(place):
    """--reload ends well only when the new configuration is in force, also
    while others signal."""
    milter = Milter(place, start=False)
    environment = {"RUNTIME_DIRECTORY": milter.run_dir}
    shutil.chown(milter.run_dir, "nobody")
    # systemd restarts it and comes upon the answer of the one before.
    for _ in range(2):
        milter.start(environment=environment)
        ask = [build_path("doppelmilter"), "--reload", str(milter.child.pid)]
        asked = {"env": dict(os.environ, **environment)}
        stop = threading.Event()
        thread = threading.Thread(target=lambda: [
            milter.signal(signal.SIGUSR1) for _ in iter(
                lambda: stop.wait(0.001), True)])
        thread.start()
        try:
            for _ in range(10):
                milter.configure('mode = "monitor";\nnonsense = 1;\n')
                done = run(ask, expect=78, **asked)
                check("milter.conf:8: nonsense: " in done.stderr, "the error",
                      done.stderr)
                milter.configure('mode = "monitor";\n')
                same(run(ask, **asked).stderr, "", "errors")
                same(rcpt(milter, "<a@gmai.com>"), "c", "monitor")
                milter.configure()
                run(ask, **asked)
                same(rcpt(milter, "<a@gmai.com>"), "y", "enforce")
        finally:
            stop.set()
            thread.join()
        milter.kill()
    done = run(ask, expect=71, **asked)
    check("has ended" in done.stderr or "No such process" in done.stderr,
          "its end", done.stderr)
    run(ask, expect=71)  # without the directory


@case
def reload_storm(place):
    """Reloads while 16 clients judge: nobody is cut, no verdict is lost."""
    milter = Milter(place)
    wrong = []

    def work():
        try:
            for _ in range(60):
                with Wire(milter.address) as wire:
                    wire.connect()
                    for _ in range(3):
                        wire.mail("<hanako@univ.example>")
                        seen = (wire.rcpt("<a@gmai.com>")[0] +
                                wire.rcpt("<a@gmail.com>")[0])
                        if seen != "yc":
                            wrong.append(seen)
                        wire.end()
        except Exception as error:  # a thread's would be lost
            wrong.append(repr(error))

    threads = [threading.Thread(target=work) for _ in range(16)]
    for thread in threads:
        thread.start()
    while any(t.is_alive() for t in threads):
        milter.signal(signal.SIGUSR1)
        milter.signal(signal.SIGHUP)
        time.sleep(0.01)
    same(wrong, [], "wrong verdicts or lost connections")
    same(milter.child.poll(), None, "the daemon")

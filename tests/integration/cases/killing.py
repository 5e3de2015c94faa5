# SPDX-License-Identifier: BSD-2-Clause
"""The daemon dies in the middle of 5,000 mails: none may be lost."""

import os
import socket
import time

from lab.gate import Gate
from lab.milter import Milter
from lab.place import wait_until
from lab.traffic import Traffic, arrived

from . import case, check, same

MAILS = 5000
SESSIONS = 20


def kill_in_the_middle(place, default_action):
    """kill -9 after a fifth of the mails; gone for two fifths of them, or
    for four seconds when the MTA makes them wait."""
    gate = Gate(place, postfix={"milter_default_action": default_action})
    traffic = Traffic(gate.postfix.port, MAILS, SESSIONS)
    wait_until(lambda: len(traffic.answers) > MAILS / 5, "traffic")
    gate.milter.kill()
    end = time.monotonic() + 4
    while len(traffic.answers) < MAILS * 3 / 5 and time.monotonic() < end:
        time.sleep(0.01)
    before = len(traffic.answers)
    gate.milter.start()
    traffic.wait()
    check(before < MAILS, "all mails were through before the restart")
    same(len(traffic.answers), MAILS, "mails with an answer")
    # The restarted one judges: the last session of all sees it.
    same(gate.send("taro@gmai.com")[0][0], 550, "after the restart")
    gate.sink.wait(traffic.count(250))
    gate.postfix.wait_empty()
    return gate, traffic


def same_mails(gate, traffic):
    """Each mail that was taken arrived, once; each other one did not."""
    here = arrived(gate.sink)
    same({n for n, count in here.items() if count != 1}, set(), "twice")
    same(set(here) ^ traffic.numbers(250), set(),
         "taken and not delivered, or the other way round")


@case(slow=True)
def killed_with_tempfail(place):
    gate, traffic = kill_in_the_middle(place, "tempfail")
    deferred = traffic.count(451, 421)
    same(traffic.count(250) + deferred, MAILS, "delivered or deferred")
    check(deferred > 0, "nothing was deferred: it was not in the middle")
    same_mails(gate, traffic)
    same(traffic.passed, 0, "wrong recipients that passed")
    print("    # %d delivered, %d deferred" % (traffic.count(250), deferred))


@case(slow=True)
def killed_with_accept(place):
    gate, traffic = kill_in_the_middle(place, "accept")
    same(traffic.count(250), MAILS, "taken")
    same_mails(gate, traffic)
    print("    # wrong ones: %d refused, %d passed while it was gone"
          % (traffic.refused, traffic.passed))


@case(slow=True)
def socket_held_over_restarts(place):
    """As under a systemd socket unit: the listener is not ours (fd:3), and
    three restarts lose nothing; few are even deferred."""
    path = place / "held"
    holder = socket.socket(socket.AF_UNIX)
    place.undo.append(holder.close)
    holder.bind(path)
    holder.listen(1024)
    os.chmod(path, 0o666)
    milter = Milter(place, socket="fd:3", start=False)
    milter.address = path
    milter.listener = holder
    milter.start()
    gate = Gate(place, milter=milter, postfix={
        "smtpd_milters": "unix:" + path,
        "milter_default_action": "tempfail"})
    # A session that is cut is deferred to its end, so a mail in each.
    traffic = Traffic(gate.postfix.port, 3000, SESSIONS, per_session=1)
    for n in (1, 2, 3):
        wait_until(lambda n=n: len(traffic.answers) > 600 * n, "traffic")
        if n == 2:
            milter.kill()
        else:
            same(milter.stop(), 0, "exit of the stopped daemon")
        check(os.path.exists(path), "the holder's socket is gone")
        milter.start()
    traffic.wait()
    deferred = traffic.count(451, 421)
    same(traffic.count(250) + deferred, 3000, "delivered or deferred")
    check(deferred <= 3 * 2 * SESSIONS,
          "%d deferred; a restart may cost what is in flight" % deferred)
    gate.sink.wait(traffic.count(250))
    gate.postfix.wait_empty()
    same_mails(gate, traffic)
    same(traffic.passed, 0, "wrong recipients that passed")
    print("    # %d deferred in three restarts" % deferred)

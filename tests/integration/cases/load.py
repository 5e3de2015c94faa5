# SPDX-License-Identifier: BSD-2-Clause
"""Many sessions at once: no wrong verdict, no leak."""

import os
import re
import statistics

from lab.gate import Gate
from lab.milter import Milter
from lab.place import ROOT, run
from lab.samples import typo_of
from lab.traffic import Traffic, arrived

from . import case, check, same

SOURCE = os.path.join(ROOT, ".build", "milter-source")


def plan(place):
    """Recipients with the answer that is right for each."""
    lines = []
    for n in range(50):
        lines += ["c <user%d@gmail.com>" % n, "c <user%d@univ.example>" % n,
                  "y <user%d@gmai.com>" % n, "c <u%d@yahoo.co.jp>" % n,
                  "y <user%d@doppelganger.test>" % n,
                  "c <@relay.example:u%d@example.org>" % n]
    lines += ["q <%s>" % typo_of("likely"), "c <postmaster>"]
    return place.write("plan", "\n".join(lines) + "\n")


def source(milter, recipients, sessions, mails, each=3):
    done = run([SOURCE, "-s", str(sessions), "-m", str(mails), "-r",
                str(each), milter.address, recipients], expect=None,
               timeout=250)
    check(done.returncode == 0, "milter-source", done.stdout, done.stderr)
    return done.stdout


@case
def raw_sessions(place):
    milter = Milter(place)
    source(milter, plan(place), 20, 100)


@case(slow=True)
def raw_hundred_thousand(place):
    """20 sessions of 5,000 mails each, twice the half; what the daemon
    holds after the first half it must not exceed after the second."""
    milter = Milter(place)
    recipients = plan(place)
    sizes = [milter.memory()]
    for _ in range(4):
        words = source(milter, recipients, 20, 1250)
        sizes.append(milter.memory())
    print("    # " + words.strip())
    print("    # resident KB: " + " ".join(map(str, sizes)))
    # malloc's arenas settle in the first rounds.
    check(sizes[4] - sizes[2] < 1024, "it grows", sizes)
    same(milter.descriptors() < 40, True, "descriptors are given back")


@case(slow=True)
def raw_many_sessions(place):
    """What a session holds is given back: 20,000 of them, a mail each.  With
    one arena, for malloc makes another one, of a megabyte, whenever threads
    meet there."""
    milter = Milter(place, start=False)
    milter.start(environment={"MALLOC_ARENA_MAX": "1"})
    recipients = plan(place)
    sizes = []
    for _ in range(40):
        source(milter, recipients, 500, 1)
        sizes.append(milter.memory())
    settled = sizes[10:]
    # What is lost makes each round larger; how many threads there were at
    # once, which a slow machine has more of, one of them.
    growth = 20 * statistics.median((settled[j] - settled[i]) / (j - i)
                                    for j in range(len(settled))
                                    for i in range(j))
    print("    # resident KB: %d in the end, %+d in 10,000 sessions"
          % (sizes[-1], growth))
    # A hundred bytes each.
    check(growth < 1024, "it grows", sizes)


@case(slow=True)
def postfix_five_thousand(place):
    gate = Gate(place)
    traffic = Traffic(gate.postfix.port, 5000, 20)
    traffic.wait()
    same(traffic.count(250), 5000, "taken")
    same(traffic.refused, 500, "wrong ones refused")
    gate.sink.wait(5000)
    gate.postfix.wait_empty()
    same(set(arrived(gate.sink)), set(range(5000)), "arrived")
    same(len(gate.sink.recipients()), 5000, "arrived, with doubles")
    same(len(re.findall("action=reject", gate.milter.log())), 500,
         "log lines")

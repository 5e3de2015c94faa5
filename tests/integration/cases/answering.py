# SPDX-License-Identifier: BSD-2-Clause
"""A right domain and the wrong person: an address on a list, registered by its
owner with a slip in it, from which nobody ever answers.  A real Postfix, the
gate, its watcher and the writer of contacts; mails of months ago are reported
to the writer as a gate would have."""

import json
import os
import signal
import time

from lab.contacts import Contacts
from lab.gate import Gate
from lab.milter import Milter
from lab.place import build_path, run, wait_until

from . import case, check, same
from .registering import LOCAL, LOOK_SECONDS, has, held_for, put

DAY = 86400
NOW = int(time.time())
LIST = "kinkyu@lists.univ.example"
WRONG = "tanaka.tarou@gmail.com"
QUARANTINE = 'actions = { unconfirmed = "quarantine"; };\n'
ALIASES = ("kinkyu: hanako@univ.example, %s\n"
           "young: jiro@gmail.com\n"
           "news: mika@gmail.com\n"
           "old: saburo@gmai.com\n" % WRONG)
POLICIES = 'policies = ( { lists = "news"; unconfirmed = false; } );\n'


def weekly(kind, address, days, count):
    """Mails, one a week, the first so many days ago."""
    return [(kind, NOW - (days - 7 * i) * DAY, address) for i in range(count)]


class House:
    """Lists in aliases, a writer, and a gate that is not started."""

    def __init__(self, place, after="mails = 20; days = 60;", learning=0,
                 more=POLICIES, settings=QUARANTINE):
        self.aliases = place.write("milter-aliases", ALIASES)
        self.contacts = Contacts(place, learning, 'questions = "%s"; '
                                 "unconfirmed-after = { %s };" % (
                                     place / "contacts/questions", after))
        self.milter = Milter(
            place, settings, start=False, domains="registrations = { %s "
            'aliases = "%s"; };\n%s%s' % (LOCAL, self.aliases, more,
                                         self.contacts.settings))
        self.contacts.domains = self.milter.domains
        self.contacts.start()

    def gate(self, place):
        self.milter.start()
        return Gate(place, aliases=ALIASES, milter=self.milter)

    def audit(self, expect):
        """{member: (list, reason, detail)}, and what is said beside."""
        done = run([build_path("doppelcheck"), "-c", self.milter.domains,
                    "--system", "--format", "json"], expect=expect)
        found = [json.loads(line) for line in done.stdout.splitlines()]
        return {one["address"]: (one["list"], one["reason"],
                                 one.get("detail", ""))
                for one in found if one["file"] == self.aliases}, done.stderr

    def mail(self, place):
        """What the daily audit mails."""
        out = place / "mailed"
        sendmail = place.write("sendmail", '#!/bin/sh\ncat >>"%s"\n' % out,
                               0o755)
        run([build_path("doppelcheck"), "-c", self.milter.domains, "--system",
             "--state", place / "state", "--mail", "--sendmail", sendmail],
            expect=1)
        with open(out, encoding="utf-8") as file:
            return file.read()

    def watched(self):
        """Members that the registrations file has for unconfirmed."""
        rows = [line.split("\t") for line in
                self.milter.watcher.text().splitlines()]
        return sorted(row[2] for row in rows
                      if row[0] == "finding" and row[5] == "unconfirmed")


def day(seconds):
    return time.strftime("%Y-%m-%d", time.localtime(seconds))


@case
def mhlw_nobody_answers(place):
    """Mails of a list from September on, and never an answer: the audit names
    the member, the gate holds the list's mail, an answer lets it through."""
    house = House(place)
    house.contacts.observe(*weekly("list", LIST, 89, 9),
                           *weekly("list", "young@lists.univ.example", 30, 4),
                           *weekly("list", "news@lists.univ.example", 89, 9),
                           *weekly("list", "old@lists.univ.example", 89, 9))
    # A doppelganger earns nothing by writing.
    house.contacts.observe(("heard", NOW - DAY, "saburo@gmai.com"))
    found, _ = house.audit(1)
    same(found, {WRONG: ("kinkyu", "unconfirmed",
                         "9 mails since " + day(NOW - 89 * DAY)),
                 "saburo@gmai.com": ("old", "known-doppelganger", "")},
         "findings")
    mail = house.mail(place)
    check(WRONG in mail and "nobody there was ever heard from (9 mails since "
          in mail, "the mail", mail)
    gate = house.gate(place)
    same(house.watched(), [WRONG], "in the first file")
    has(held_for(gate, LIST), "list=<kinkyu>", "member=<%s>" % WRONG,
        "reason=unconfirmed", "action=quarantine",
        'detail="9 mails since %s"' % day(NOW - 89 * DAY))
    house.contacts.observe(("heard", NOW, WRONG))
    house.milter.watcher.reload()
    wait_until(lambda: not house.watched(), "the answer to count", 20)
    gate.milter.wait_log("registrations: 4 lists, 5 members, 1 wrong", 20)
    same(gate.send(LIST)[1][0], 250, "end of data")
    check(gate.sink.wait(1), "nothing arrived")
    same(sorted(house.audit(1)[0]), ["saburo@gmai.com"], "afterwards")


@case
def unconfirmed_by_mail_that_the_gate_sees(place):
    """The gate counts the mails to a list itself."""
    house = House(place, "mails = 2;")
    gate = house.gate(place)
    for _ in range(2):
        same(gate.send(LIST)[1][0], 250, "end of data")
    same(gate.held(), [], "held")
    house.contacts.wait_log("wrote ")
    time.sleep(2)
    house.milter.watcher.reload()
    wait_until(lambda: house.watched() == [WRONG], "two mails to count", 20)


@case
def mhlw_held_from_the_first_mail(place):
    """Where private addresses are not wanted nobody waits for an answer."""
    house = House(place, settings='actions = { private-address = '
                  '"quarantine"; };\n', more='policies = ( { lists = "kinkyu";'
                  ' private-address = true; } );\n')
    has(held_for(house.gate(place), LIST), "member=<%s>" % WRONG,
        "reason=private-address")


@case
def unconfirmed_until_somebody_confirms(place):
    """By the number of mails; confirmed within a minute, and new when it is
    forgotten.  Mails to one who joins count from then on."""
    house = House(place, "mails = 3;")
    house.milter.start()
    time.sleep(11)  # the lists have the members that they have
    same(house.watched(), [], "before any mail")
    house.contacts.observe(*weekly("list", LIST, 20, 3))
    house.milter.watcher.reload()
    wait_until(lambda: house.watched() == [WRONG], "three mails to count", 20)
    house.contacts.command("confirm", WRONG)
    wait_until(lambda: not house.watched(), "the confirmation to count", 60)
    house.contacts.command("forget", WRONG)
    put(house.aliases, ALIASES.replace(WRONG, WRONG + ", late@gmail.com"))
    house.milter.watcher.wait_log("4 lists, 6 members", LOOK_SECONDS)
    time.sleep(2)
    same(house.watched(), [], "new, both of them")
    house.contacts.observe(*weekly("list", LIST, 14, 3))
    house.milter.watcher.reload()
    wait_until(lambda: house.watched() == ["late@gmail.com", WRONG],
               "three mails more", 20)


@case
def unconfirmed_while_nobody_can_be_asked(place):
    """A writer that hangs, or is gone: what was known stays, it is reported
    once, and nobody waits for it; the audit says that it could not ask."""
    house = House(place)
    house.contacts.observe(*weekly("list", LIST, 89, 9))
    gate = house.gate(place)
    watcher = house.milter.watcher
    same(house.watched(), [WRONG], "known")
    house.contacts.signal(signal.SIGSTOP)
    for _ in range(3):
        before = os.stat(watcher.file).st_mtime_ns
        watcher.reload()
        wait_until(lambda: os.stat(watcher.file).st_mtime_ns != before or
                   "stays in force" in watcher.log(), "a look", 20)
    watcher.wait_log("cannot ask who was heard from: Connection timed out")
    same(house.watched(), [WRONG], "while it hangs")
    found, said = house.audit(2)
    check(WRONG not in found and "cannot ask who was heard from" in said,
          "the audit", found, said)
    held_for(gate, LIST)
    house.contacts.kill()
    watcher.reload()
    time.sleep(2)
    same(house.watched(), [WRONG], "when it is gone")
    same(watcher.log().count("stays in force"), 1, "words about it")
    house.contacts.start()
    house.contacts.observe(("heard", NOW, WRONG))
    watcher.reload()
    wait_until(lambda: not house.watched(), "the answer to count", 20)
    watcher.wait_log("there are answers again")


@case
def unconfirmed_not_while_it_learns(place):
    house = House(place, learning=30)
    house.contacts.observe(*weekly("list", LIST, 89, 9))
    house.milter.start()
    house.milter.watcher.wait_log("learning since %s, for 30 days" %
                                  day(time.time()))
    same(house.watched(), [], "while it learns")
    same(sorted(house.audit(1)[0]), ["saburo@gmai.com"], "audit")

# SPDX-License-Identifier: BSD-2-Clause
"""A right domain and the wrong person: an address on a list, registered by its
owner with a slip in it, from which nobody ever answers.  A real Postfix, the
gate, its watcher and the writer of contacts; mails of months ago are reported
to the writer as a gate would have."""

import email
import email.policy
import json
import os
import re
import shutil
import signal
import sqlite3
import threading
import time

from lab.contacts import Contacts
from lab.gate import Gate
from lab.milter import Milter
from lab.place import build_path, run, wait_until

from . import case, check, same
from .registering import LOCAL, has, held_for, put

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
                 more=POLICIES, settings=QUARANTINE, contacts=""):
        self.aliases = place.write("milter-aliases", ALIASES)
        self.contacts = Contacts(place, learning, 'questions = "%s"; '
                                 "unconfirmed-after = { %s }; %s" % (
                                     place / "contacts/questions", after,
                                     contacts))
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

    def asked_about(self, member):
        """Does the writer know since when it is a member?"""
        with sqlite3.connect(self.contacts.store) as store:
            found = store.execute("SELECT count(*) FROM list WHERE name = ?",
                                  (member.encode(),)).fetchone()[0]
        store.close()
        return found

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


# Who takes mail as sendmail(1) does, and gives it to the Postfix of the case.
SENDMAIL = """#!/usr/bin/env python3
import smtplib, sys
at = sys.argv.index("--")
smtplib.SMTP("127.0.0.1", %d).sendmail(
    sys.argv[at - 1], sys.argv[at + 1:], sys.stdin.buffer.read())
"""
ASKS = """confirm-request = { from = "kakunin@univ.example";
    name = "国立情報大学 総務課"; language = "ja";
    recipient-delimiter = "+"; days = 1; };"""
OURS = """contacts = { clients = ["127.0.0.1"]; authserv-id = "mx.univ.example";
    authserv-fields = 1; };
"""
PROOF = "Authentication-Results: mx.univ.example;" \
    " dkim=pass header.d=gmail.com\r\n"


class Requests:
    """Asks the members of a house, and answers."""

    def __init__(self, place, house, gate):
        self.house, self.gate = house, gate
        # As systemd-tmpfiles makes it: for the writer's user to read.
        self.dir = place / "asked"
        os.mkdir(self.dir)
        shutil.chown(self.dir, "root", "nogroup")
        os.chmod(self.dir, 0o2750)
        self.file = os.path.join(self.dir, "unheard")
        self.sendmail = place.write("sendmail-smtp",
                                    SENDMAIL % gate.postfix.port, 0o755)
        self.spool = place / "spool"
        os.mkdir(self.spool)
        self.state = place / "audit.state"

    def leave(self):
        """Members that the audit leaves to be asked."""
        run([build_path("doppelcheck"), "-c", self.house.milter.domains,
             "--system", "--state", self.state, "--spool", self.spool,
             "--unheard", self.file], expect=1)
        with open(self.file, encoding="utf-8") as file:
            rows = [line.rstrip("\n").split("\t") for line in file]
        return sorted(row[1:] for row in rows if row[0] == "member")

    def leave_elsewhere(self, path):
        """A slip of the path: the file there stays."""
        with open(path, encoding="utf-8") as file:
            text = file.read()
        done = run([build_path("doppelcheck"), "-c", self.house.milter.domains,
                    "--system", "--state", self.state, "--spool", self.spool,
                    "--unheard", path], expect=2)
        check("something else is there" in done.stderr, path, done.stderr)
        with open(path, encoding="utf-8") as file:
            same(file.read(), text, path)

    def ask(self, *more, expect=0):
        return self.house.contacts.command(
            "confirm-request", "--unheard", self.file, "--sendmail",
            self.sendmail, *more, expect=expect)

    def letters(self, count):
        """{address: mail}"""
        check(self.gate.sink.wait(count), "not so many mails came")
        found = {}
        for mail in self.gate.sink.mails:
            parsed = email.message_from_bytes(mail.data,
                                              policy=email.policy.default)
            if "kakunin@univ.example" == mail.sender:
                found[mail.recipients[0]] = parsed
        return found

    def answer(self, letter, author, header=PROOF, to=None, token=True,
               sender=None):
        """Returns the gate's queue id."""
        text = "%sFrom: Somebody <%s>\r\nSubject: Re: x\r\n" % (header,
                                                                author)
        if token:
            text += "In-Reply-To: %s\r\n" % letter["Message-ID"]
        with self.gate.client(source="127.0.0.2") as client:
            client.expect(250, "MAIL FROM:<%s>" % (
                author if sender is None else sender))
            client.expect(250, "RCPT TO:<%s>" % (
                to or "kakunin@univ.example"))
            client.expect(354, "DATA")
            reply = client.content(text + "\r\nYes.")
        same(reply[0], 250, "end of data")
        return re.search("queued as ([0-9A-Za-z]+)", reply[1]).group(1)

    def confirmed(self):
        return sorted(address for address, row in
                      self.house.contacts.rows().items()
                      if row["confirmed"] == "owner")

    def pass_days(self, days):
        """What was asked was asked so many days before."""
        with sqlite3.connect(self.house.contacts.store) as store:
            store.execute(
                "UPDATE list SET sent_first = sent_first - ?, "
                "sent_last = sent_last - ? WHERE contact IN (SELECT id FROM "
                "contact WHERE organisation = CAST('?' AS BLOB))",
                (days * DAY, days * DAY))
        store.close()


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
    wait_until(lambda: not house.watched(), "the answer to count")
    gate.milter.wait_log("registrations: 4 lists, 5 members, 1 wrong")
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
    wait_until(lambda: house.contacts.written() == 2, "two mails to be known")
    house.milter.watcher.reload()
    wait_until(lambda: house.watched() == [WRONG], "two mails to count")


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
    wait_until(lambda: house.watched() == [WRONG], "three mails to count")
    house.contacts.command("confirm", WRONG)
    wait_until(lambda: not house.watched(), "the confirmation to count")
    house.contacts.command("forget", WRONG)
    put(house.aliases, ALIASES.replace(WRONG, WRONG + ", late@gmail.com"))
    house.milter.watcher.wait_log("4 lists, 6 members")
    wait_until(lambda: house.asked_about("late@gmail.com"), "a question")
    same(house.watched(), [], "new, both of them")
    house.contacts.observe(*weekly("list", LIST, 14, 3))
    house.milter.watcher.reload()
    wait_until(lambda: house.watched() == ["late@gmail.com", WRONG],
               "three mails more")


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
                   "stays in force" in watcher.log(), "a look")
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
    wait_until(lambda: not house.watched(), "the answer to count")
    watcher.wait_log("there are answers again")


@case
def unconfirmed_although_the_writer_stood_still(place):
    """An audit waits some seconds for an answer."""
    house = House(place)
    house.contacts.observe(*weekly("list", LIST, 89, 9))
    house.contacts.signal(signal.SIGSTOP)
    later = threading.Timer(1.5, house.contacts.signal, (signal.SIGCONT,))
    later.start()
    found, said = house.audit(1)
    later.join()
    check(WRONG in found, "the audit", found, said)


@case
def unconfirmed_not_while_it_learns(place):
    begun = time.time()
    house = House(place, learning=30)
    house.contacts.observe(*weekly("list", LIST, 89, 9))
    house.milter.start()
    house.milter.watcher.wait_log("learning since %s, for 30 days" %
                                  day(begun))
    same(house.watched(), [], "while it learns")
    same(sorted(house.audit(1)[0]), ["saburo@gmai.com"], "audit")


def start_asking(place):
    house = House(place, "", settings=QUARANTINE + OURS, contacts=ASKS)
    gate = house.gate(place)
    return house, gate, Requests(place, house, gate)


@case
def mhlw_owner_is_asked(place):
    """Each member that nobody was heard from gets one mail; who answers is
    confirmed, who does not by the day is reported, and held."""
    house, gate, requests = start_asking(place)
    requests.leave_elsewhere(house.milter.domains)
    # A doppelganger is not asked, nor a list whose members need not answer.
    members = ["jiro@gmail.com", WRONG]
    same(requests.leave(), [
        ["jiro@gmail.com", "young@lists.univ.example", "postmaster"],
        [WRONG, LIST, "postmaster"]], "members to be asked")
    shown = requests.ask("--dry-run").stdout
    check("メールアドレスの確認" in shown and WRONG in shown, "dry run", shown)
    same(gate.sink.mails, [], "mails of a dry run")
    asked_at = time.time()
    requests.ask()
    letters = requests.letters(2)
    same(sorted(letters), members, "asked")
    check_letter(letters[WRONG])
    check(all(byte < 128 for mail in gate.sink.mails for byte in mail.data),
          "a mail is not ASCII")
    same(sorted(house.contacts.rows()), [], "contacts by being asked")
    requests.ask()
    # The address in Reply-To is enough, and a late look at the file finds
    # nobody else to ask.
    requests.answer(letters[WRONG], WRONG, token=False,
                    to=letters[WRONG]["Reply-To"].addresses[0].addr_spec)
    wait_until(lambda: requests.confirmed() == [WRONG], "the answer to count")
    house.contacts.wait_log("answers to requests for confirmation: 1")
    requests.pass_days(3)
    asked = house.contacts.command("list", "--asked", "--never-heard",
                                   "--format", "json").stdout
    same([(row["address"], row["asked"][:10])
          for row in json.loads(asked)["contacts"]],
         [("jiro@gmail.com", time.strftime("%Y-%m-%d", time.gmtime(
             asked_at - 3 * DAY)))], "who was asked and has not answered")
    check("asked to confirm" in house.contacts.command(
        "show", "jiro@gmail.com").stdout, "show")
    house.milter.watcher.reload()
    wait_until(lambda: house.watched() == ["jiro@gmail.com"],
               "the day to be over")
    detail = "asked on %s, no answer by %s" % (day(asked_at - 3 * DAY),
                                               day(asked_at - 2 * DAY))
    found, _ = house.audit(1)
    same(found["jiro@gmail.com"], ("young", "unconfirmed", detail), "finding")
    check(WRONG not in found, "who answered is found", found)
    check(detail in house.mail(place), "the mail to the list's owner")
    same(len(requests.letters(2)), 2, "mails in all")
    gate.milter.wait_log("2 wrong")
    same(gate.send(LIST)[1][0], 250, "end of data")
    same(gate.held(), [], "held of the list that was confirmed")
    has(gate_holds(gate, "young@lists.univ.example"),
        "member=<jiro@gmail.com>", "reason=unconfirmed",
        'detail="%s"' % detail)
    # Late, and still an answer.
    requests.answer(letters["jiro@gmail.com"], "jiro@gmail.com")
    wait_until(lambda: requests.confirmed() == members, "the late answer")
    house.milter.watcher.reload()
    wait_until(lambda: not house.watched(), "the late answer to count")


def gate_holds(gate, address):
    same([r[0] for r in gate.send(address)], [250, 250], "replies")
    queue = gate.held()[0]["queue_id"]
    return gate.milter.wait_log("%s: to=<%s>.*" % (
        queue, re.escape(address))).group(0)


def check_letter(letter):
    text = letter.get_content()
    for field in ("From", "Subject"):
        check("国立情報大学 総務課" in str(letter[field]), field, letter)
    for part in (WRONG, "kinkyu", "返信", "国立情報大学"):
        check(part in text, "the letter has no " + part, text)
    check("jiro" not in text, "somebody else is in the letter", text)
    same(letter["Auto-Submitted"], "auto-generated", "Auto-Submitted")
    check(re.fullmatch(r"<?kakunin\+confirm-[a-z2-7]{26}@univ\.example>?",
                       str(letter["Reply-To"])), "Reply-To", letter)


@case
def mhlw_answers_that_are_none(place):
    """What a program sends, what is not proven, another's token or a guessed
    one, and what a doppelganger answers: nobody is confirmed."""
    house, gate, requests = start_asking(place)
    requests.leave()
    requests.ask()
    letter = requests.letters(2)[WRONG]
    for author, header, more, why in (
            (WRONG, "", {}, "no field"),
            (WRONG, PROOF + "Auto-Submitted: auto-replied\r\n", {},
             "automatic"),
            (WRONG, PROOF + "List-Id: <lab.univ.example>\r\n", {}, "list"),
            (WRONG, PROOF, {"sender": ""}, "report"),
            (WRONG, PROOF.replace("mx.univ", "mx.other"), {}, "no field"),
            ("saburo@gmai.com", PROOF.replace("gmail.com", "gmai.com"), {},
             "its author's address is wrong"),
            ("eri@hotmaill.com", PROOF.replace("gmail.com", "hotmaill.com"),
             {}, "its author's address is wrong")):
        queue = requests.answer(letter, author, header, **more)
        gate.milter.wait_log("%s: an answer to a request for confirmation "
                             "does not count: %s" % (queue, why))
    # Proven, but of somebody else, with a token that is guessed, without.
    requests.answer(letter, "ken@gmail.com")
    requests.answer({"Message-ID": "<confirm-%s@x>" % ("a" * 26)},
                    "jiro@gmail.com")
    requests.answer(letter, "mika@gmail.com", token=False)
    for author in ("ken@gmail.com", "jiro@gmail.com", "mika@gmail.com"):
        house.contacts.wait_for(author, "heard", 1)
    same(requests.confirmed(), [], "confirmed")
    # After `forget' an old token is good for nothing.
    house.contacts.command("forget", WRONG)
    requests.answer(letter, WRONG)
    house.contacts.wait_for(WRONG, "heard", 1)
    same(requests.confirmed(), [], "confirmed by what was forgotten")


@case
def mhlw_requests_of_a_run_that_was_killed(place):
    """A mail that was not handed over is written again, one that was is not;
    where mails cannot be handed over that is an error, and nobody owes an
    answer."""
    house, gate, requests = start_asking(place)
    requests.leave()
    works = requests.sendmail
    requests.sendmail = "/bin/false"
    check("cannot be mailed" in requests.ask(expect=2).stderr, "what is said")
    requests.sendmail = works
    requests.pass_days(1)
    requests.ask(WRONG)
    same(sorted(requests.letters(1)), [WRONG], "asked")
    requests.pass_days(3)
    house.milter.watcher.reload()
    wait_until(lambda: house.watched() == [WRONG], "the day to be over")
    requests.ask()
    same(sorted(requests.letters(2)), ["jiro@gmail.com", WRONG], "asked")
    same(len(gate.sink.mails), 2, "mails")
    with open(requests.file, encoding="utf-8") as file:
        text = file.read()
    put(requests.file, text[:-9])
    check("no end mark" in requests.ask(expect=2).stderr, "half a file")

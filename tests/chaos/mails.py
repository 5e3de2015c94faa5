# SPDX-License-Identifier: BSD-2-Clause
"""Numbered mails, who gets them, and a sender that does not give up."""

import collections
import heapq
import random
import threading
import time

from lab.smtp import Client

DELIVERED, REFUSED, HELD = "delivered", "refused", "held"

# Known by the lists alone or by their spelling too, at the begin and the end of
# the shipped list, and in the administrator's own.
DOPPELGANGERS = ("gmai.com", "yahooco.net", "kscisco.com",
                 "doppelganger.test", "zzz-own.example")
OWN_DOPPELGANGERS = "zzz-own.example gmail.com\n"
RIGHT = ("gmail.com", "univ.example", "yahoo.co.jp", "example.org")
# Users with a forward file each, wrong ones and right ones in turn.
USERS = 40
HOME_DOMAIN = "home.example"

Recipient = collections.namedtuple("Recipient", "address right")
Answer = collections.namedtuple("Answer", "code text begun")

# A session takes so many mails, as a busy MTA's does.
PER_SESSION = 5
# When a mail that was put off is tried again: doubled each time.
AGAIN_SECONDS, AGAIN_SECONDS_MAX = 1.0, 30.0
# Longer than an MTA waits for any milter.
BANNER_SECONDS, REPLY_SECONDS = 100, 600


def partners():
    """Names that people here write to, and slips of them whose confidence the
    DNS may change: {typo: meant}."""
    chance = random.Random(13)
    syllables = [c + v for c in "kstnhmr" for v in "aiueo"]
    names = sorted({"".join(chance.choice(syllables) for _ in range(4))
                    for _ in range(60)})
    meant = {}
    for name in names:
        for at in range(1, len(name) - 1):
            for letter in ("", *"aeioukst"):
                typo = name[:at] + letter + name[at + 1:]
                meant[typo + ".jp"] = name + ".jp"
    own = {name + ".jp" for name in names}
    return sorted(own), {t: m for t, m in meant.items() if t not in own}


class Mail:
    """Recipients without a last answer, and when to try them."""

    def __init__(self, recipients, due):
        self.open = recipients
        self.due = due
        self.wait = AGAIN_SECONDS

    def __lt__(self, other):
        return self.due < other.due


def all_mails(count, seconds, typos):
    """Mails number 0 .. count-1, due evenly.  One in ten has a right recipient
    and then a doppelganger."""
    mails = []
    for n in range(count):
        wrong = Recipient("wrong-%d@%s" % (
            n, DOPPELGANGERS[n // 10 % len(DOPPELGANGERS)]), REFUSED)
        good = Recipient("good-%d@%s" % (n, RIGHT[n % len(RIGHT)]), DELIVERED)
        user = 2 * (n // 10) % USERS
        to = {0: [good, wrong], 1: [wrong],
              2: [Recipient("typo-%d@%s" % (n, typos[n // 10 % len(typos)]),
                            HELD)],
              3: [forwarded(user, n, HELD)],
              4: [forwarded(user + 1, n, DELIVERED)]}.get(n % 10, [good])
        mails.append(Mail(to, n * seconds / count))
    return mails


def forwarded(user, number, right):
    return Recipient("u%d+%d@%s" % (user, number, HOME_DOMAIN), right)


class Sender:
    """Sends mails in parallel sessions, each as often as it takes.

    answers   {recipient: the answer that was the last}
    put_off   how often a recipient was answered for now, or not at all
    stall     seconds that the slowest reply took
    """

    def __init__(self, port, mails, sessions):
        self.port = port
        self.recipients = [r for m in mails for r in m.open]
        self.answers = {}
        self.put_off = 0
        self.stall = 0.0
        self.errors = []
        self.begin = time.monotonic()
        self.end = None  # when to give up
        self.waiting = list(mails)
        heapq.heapify(self.waiting)
        self.under_way = 0
        self.changed = threading.Condition()
        self.threads = [threading.Thread(target=self.work, daemon=True)
                        for _ in range(sessions)]
        for thread in self.threads:
            thread.start()

    def finish(self, seconds):
        """Tries all again at once, and until there is nothing left to try or
        so many seconds have gone by."""
        with self.changed:
            now = time.monotonic() - self.begin
            for mail in self.waiting:
                mail.due, mail.wait = min(mail.due, now), AGAIN_SECONDS
            heapq.heapify(self.waiting)
            self.end = time.monotonic() + seconds
            self.changed.notify_all()
        for thread in self.threads:
            thread.join()

    def take(self, wait=True):
        """The next mail, when it is due; None when there is nothing more, or
        nothing now."""
        with self.changed:
            while self.waiting or self.under_way:
                if self.end and time.monotonic() > self.end:
                    return None
                left = 1.0
                if self.waiting:
                    left = self.waiting[0].due + self.begin - time.monotonic()
                    if left <= 0:
                        self.under_way += 1
                        return heapq.heappop(self.waiting)
                if not wait:
                    return None
                self.changed.wait(min(left, 1.0))
        return None

    def give_back(self, mail):
        with self.changed:
            self.under_way -= 1
            mail.open = [r for r in mail.open if r not in self.answers]
            self.put_off += len(mail.open)
            if mail.open:
                mail.due = time.monotonic() - self.begin + mail.wait
                mail.wait = min(2 * mail.wait, AGAIN_SECONDS_MAX)
                heapq.heappush(self.waiting, mail)
            self.changed.notify()

    def work(self):
        """A session is open as long as there is mail for it."""
        session = None
        while True:
            mail = session and self.take(wait=False)
            if mail is None:
                session = session and session.close()
                mail = self.take()
            if mail is None:
                return
            try:
                session = session or Session(self)
                session.send(mail)
            except OSError:
                session = session and session.close()
            except Exception as error:  # a thread's would be lost
                self.errors.append(repr(error))
            self.give_back(mail)
            if session and not session.left:
                session = session.close()


class Session:
    """One connection; left is how many mails it may still take."""

    def __init__(self, sender):
        self.sender = sender
        self.begun = time.monotonic()
        self.left = PER_SESSION
        self.client = Client(sender.port, helo=None, timeout=BANNER_SECONDS)
        self.client.socket.settimeout(REPLY_SECONDS)
        self.note_stall(self.begun)
        code = self.client.banner[0]
        if code != 220 or self.say("EHLO client.example")[0] != 250:
            self.close()
            raise ConnectionError("not taken: %d" % code)

    def close(self):
        try:
            self.client.socket.settimeout(5)
            self.client.command("QUIT")
        except (OSError, ValueError):
            pass  # it is gone already
        self.client.close()

    def note_stall(self, begin):
        took = time.monotonic() - begin
        self.sender.stall = max(self.sender.stall, took)

    def say(self, text, content=False):
        begin = time.monotonic()
        code, text = (self.client.content if content
                      else self.client.command)(text)
        self.note_stall(begin)
        if code == 0:
            raise ConnectionError("closed without a word")
        if code // 100 == 4:
            self.left = 0
        return code, text

    def send(self, mail):
        """One transaction.  An answer is the last unless it is for now."""
        self.left -= 1
        code, text = self.say("MAIL FROM:<hanako@univ.example>")
        if code != 250:
            return self.settle(mail.open, code, text)
        taken = []
        for recipient in mail.open:
            code, text = self.say("RCPT TO:<%s>" % recipient.address)
            if code == 250:
                taken.append(recipient)
            else:
                self.settle([recipient], code, text)
        if not taken:
            return self.say("RSET")
        code, text = self.say("DATA")
        if code == 354:
            code, text = self.say(
                "From: hanako@univ.example\r\nSubject: %s\r\n\r\nHello."
                % taken[0].address, content=True)
        return self.settle(taken, code, text)

    def settle(self, recipients, code, text):
        if code // 100 in (2, 5):
            for recipient in recipients:
                self.sender.answers[recipient] = Answer(code, text, self.begun)

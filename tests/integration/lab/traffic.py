# SPDX-License-Identifier: BSD-2-Clause
"""Many mails through an MTA, and what became of each."""

import collections
import threading

from .place import Failure
from .smtp import Client

CUT = 0


class Traffic:
    """Mails number 0 .. count-1 to user-NUMBER@gmail.com, in parallel
    sessions.  Every tenth goes to a wrong address too.

    answers   {number: the reply that decided it, CUT when there was none}
    refused   how often the wrong recipient was refused
    """

    def __init__(self, port, count, sessions, per_session=25):
        self.port = port
        self.answers = {}
        self.refused = 0
        self.passed = 0
        self.lock = threading.Lock()
        self.todo = collections.deque(
            range(start, min(start + per_session, count))
            for start in range(0, count, per_session))
        self.errors = []
        self.threads = [threading.Thread(target=self.work, daemon=True)
                        for _ in range(sessions)]
        for thread in self.threads:
            thread.start()

    def wait(self, seconds=200):
        for thread in self.threads:
            thread.join(seconds)
            if thread.is_alive():
                raise Failure("traffic still runs after %d s" % seconds)
        if self.errors:
            raise Failure("traffic: " + "; ".join(self.errors[:3]))

    def work(self):
        while True:
            try:
                numbers = self.todo.popleft()
            except IndexError:
                return
            try:
                self.session(list(numbers))
            except Exception as error:  # a thread's would be lost
                self.errors.append(repr(error))
                return

    def session(self, numbers):
        """Sends the mails; as many sessions as it takes."""
        while numbers:
            with Client(self.port, helo=None) as client:
                code = client.banner[0]
                if code == 220:
                    code = self.mails(client, numbers)
                elif code // 100 == 4:
                    # Refused before the first: the first has its answer.
                    self.answers[numbers.pop(0)] = code
                if code // 100 not in (2, 4):
                    raise Failure("reply %d" % code)

    def mails(self, client, numbers):
        """Mails until the session ends; the last reply."""
        code = 250
        try:
            client.command("EHLO client.example")
            while numbers and code != 421:
                code = self.mail(client, numbers[0])
                self.answers[numbers.pop(0)] = code
                if code // 100 == 4 and code != 421:
                    if client.command("RSET")[0] != 250:
                        break
        except ConnectionError:
            # Cut off within a mail: it has no answer, its sender would send
            # it again.  What was answered before stays answered.
            if numbers:
                self.answers[numbers.pop(0)] = CUT
        return code

    def mail(self, client, number):
        """One mail; the reply that decided it."""
        code, _ = client.command("MAIL FROM:<hanako@univ.example>")
        if code == 250:
            code, _ = client.command("RCPT TO:" + path(number))
        if code == 250 and number % 10 == 0:
            wrong, _ = client.command("RCPT TO:<wrong-%d@gmai.com>" % number)
            with self.lock:
                self.refused += wrong == 550
                self.passed += wrong == 250
            if wrong == 421:
                return 421
        if code == 250:
            code, _ = client.command("DATA")
        if code == 354:
            code, _ = client.content("Subject: %d\r\n\r\nHello." % number)
        if code == 0:
            raise ConnectionError("closed without a word")
        return code

    def count(self, *codes):
        return sum(1 for code in self.answers.values() if code in codes)

    def numbers(self, code):
        return {n for n, c in self.answers.items() if c == code}


def path(number):
    return "<user-%d@gmail.com>" % number


def arrived(sink):
    """The numbers of the mails that the sink has, with how often."""
    return collections.Counter(
        int(r[5:-10]) for r in sink.recipients() if r.startswith("user-"))

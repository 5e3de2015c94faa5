# SPDX-License-Identifier: BSD-2-Clause
"""doppelfetch, which has the network, and what reads homes and tables, which
has none: what the one leaves for the other."""

import os
import shutil
import subprocess
import time

from lab.mailman import Liar, drip, one_list, page
from lab.milter import Milter
from lab.place import build_path, run, wait_until

from . import case, check, same
from .daily import CAPABILITIES, Audit, has_mail, mailed_to
from .registering import LOOK_SECONDS, held

NOBODY = ["setpriv", "--reuid", "nobody", "--regid", "nogroup",
          "--clear-groups"]


class Fetcher:
    """doppelfetch as its service runs it, as a user of its own."""

    def __init__(self, place, config):
        self.directory = place / "fetched"
        os.mkdir(self.directory, 0o750)
        shutil.chown(self.directory, "nobody", "nogroup")
        self.argv = [*NOBODY, build_path("doppelfetch"), "-c", config,
                     "--directory", self.directory]
        self.reader = ["--fetched", self.directory]

    def fetch(self, expect=0):
        return run(self.argv, expect=expect)

    def read(self, name="mailman3"):
        with open(os.path.join(self.directory, name),
                  encoding="utf-8") as file:
            return file.read()

    def write(self, text, name="mailman3"):
        path = os.path.join(self.directory, name)
        with open(path + ".other", "w", encoding="utf-8") as file:
            file.write(text)
        os.rename(path + ".other", path)


class FetchedAudit(Audit):
    """The timer's command line, with what doppelfetch has left."""

    def __init__(self, place, url):
        super().__init__(place, keys='mailman3 = { url = "%s"; };' % url)
        self.fetcher = Fetcher(place, self.conf)

    def command(self, *more):
        return super().command(*self.fetcher.reader, *more)


@case
def fetched_audit(place):
    """The audit asks nobody; while Mailman is down its findings are neither
    gone nor new, and who looks after the mail hears of it once."""
    up = [True]
    liar = Liar(place, lambda request: one_list(request) if up[0]
                else (500, {}, b""))
    audit = FetchedAudit(place, liar.url)
    has_mail(audit.look(2, *CAPABILITIES), "postmaster@univ.example",
             "mailman3: No such file")
    audit.fetcher.fetch()
    same(os.stat(os.path.join(audit.fetcher.directory, "mailman3")).st_mode
         & 0o777, 0o640, "mode")
    liar.paths.clear()
    has_mail(audit.look(1, *CAPABILITIES), "postmaster@univ.example",
             "lab@univ.example\n", "taro@gmai.com", "Mailman, " + liar.url)
    mailed_to(audit.look(0, *CAPABILITIES))
    same(liar.paths, [], "asked by the audit")
    up[0] = False
    done = audit.fetcher.fetch(2)
    check("answers with 500" in done.stderr, "its error", done.stderr)
    mails = audit.look(2, *CAPABILITIES)
    mailed_to(mails, "postmaster@univ.example")
    has_mail(mails, "postmaster@univ.example", liar.url, "answers with 500")
    mailed_to(audit.look(2, *CAPABILITIES))
    up[0] = True
    audit.fetcher.fetch()
    mailed_to(audit.look(0, *CAPABILITIES))
    # Nobody puts a file there that is not whole or not Mailman's.
    good = audit.fetcher.read()
    for name, text, words in (
            ("cut", good[:-30], "is cut: it has no end mark"),
            ("changed", good.replace("taro", "saburo"), "is damaged"),
            ("other", "taro@gmai.com\n", "is no file of doppelfetch"),
            ("empty", "", "is no file of doppelfetch")):
        audit.fetcher.write(text)
        done = run(audit.command(), expect=2)
        same(done.stdout, "", name)
        check(words in done.stderr and liar.url in done.stderr, name,
              done.stderr)
    audit.look(2)
    audit.fetcher.write(good)
    mailed_to(audit.look(0))


@case
def fetched_watch(place):
    """The watcher reads what is left as soon as it changes, and keeps what it
    had when that is damaged."""
    liar = Liar(place, one_list)
    milter = Milter(place, start=False, domains=(
        'registrations = { refresh = 1; mailman3 = { url = "%s"; }; };\n'
        % liar.url))
    fetcher = Fetcher(place, milter.domains)
    milter.watcher.options = fetcher.reader
    fetcher.fetch()
    liar.paths.clear()
    milter.start()
    wait_until(lambda: held(milter, "<lab@univ.example>"), "the list",
               LOOK_SECONDS)
    good = fetcher.read()
    fetcher.write(good[:-20])
    milter.watcher.wait_log("mailman3: is cut", LOOK_SECONDS)
    check(held(milter, "<lab@univ.example>"), "while it is cut")
    same(liar.paths, [], "asked by the watcher")
    liar.answer = lambda r: (
        page([{"email": "taro@gmail.com"}]) if "/roster/member?" in r.path
        else one_list(r))
    fetcher.fetch()
    wait_until(lambda: not held(milter, "<lab@univ.example>"),
               "the list, put right", LOOK_SECONDS)
    liar.answer = lambda _: (500, {}, b"")
    fetcher.fetch(2)
    milter.watcher.wait_log("count=500&page=1: answers with 500",
                            LOOK_SECONDS)


@case
def fetched_killed(place):
    """kill -9 at any moment, a service that drips and a directory that takes
    nothing leave what was there, whole."""
    liar = Liar(place, one_list)
    config = place.write("domains.conf", 'registrations = { mailman3 = { '
                         'url = "%s"; }; };\n' % liar.url)
    fetcher = Fetcher(place, config)
    fetcher.fetch()
    for i in range(20):
        child = subprocess.Popen(fetcher.argv)
        time.sleep(0.004 * i)
        child.kill()
        child.wait()
        text = fetcher.read()
        check(text.startswith("doppelcheck fetched 1\n") and
              "\nend\t" in text, "after kill %d" % i, text)
    liar.answer = drip
    child = subprocess.Popen(fetcher.argv)
    wait_until(lambda: liar.paths, "a question")
    child.kill()
    child.wait()
    check("taro@gmai.com" in fetcher.read(), "while it drips")
    liar.answer = one_list
    os.chmod(fetcher.directory, 0o550)
    done = fetcher.fetch(2)
    check("mailman3.new: " in done.stderr, "its error", done.stderr)
    check("taro@gmai.com" in fetcher.read(), "what was there")

# SPDX-License-Identifier: BSD-2-Clause
"""The daily look: what happened at universities, with the registrations of the
case in a real Postfix, and `doppelcheck --system --state --mail` as the timer
runs it.  The owner gets one mail, with file and line."""

import email
import email.policy
import os
import pwd
import shutil
import time

from lab.mailman import Liar, config, page
from lab.place import ROOT, build_path, run
from lab.postfix import Postfix
from lab.sink import Sink

from . import case, check, same

# What doppelcheck-audit.service leaves to root.
CAPABILITIES = ["setpriv", "--bounding-set",
                "-all,+dac_read_search,+setuid,+setgid"]


class Audit:
    """A Postfix whose mail goes to a sink, and the timer's command line.

    keys     registrations beyond Postfix
    more     lines of domains.conf beyond registrations
    """

    def __init__(self, place, aliases="", settings=None, keys="", more=""):
        self.place = place
        self.sink = Sink()
        place.undo.append(self.sink.close)
        self.postfix = Postfix(place, "mx", self.sink.port, settings, aliases)
        self.lists = place / "lists"
        shutil.copytree(os.path.join(ROOT, "domains", "lists"), self.lists)
        self.state = place / "audit.state"
        self.sendmail = place.write(
            "sendmail", '#!/bin/sh\nexec sendmail -C "%s" "$@"\n'
            % self.postfix.etc, 0o755)
        self.configure(keys, more)

    def configure(self, keys="", more=""):
        self.conf = self.place.write(
            "domains.conf", 'lists = { directory = "%s"; };\n'
            'registrations = { postfix = "%s"; '
            'contact = "postmaster@univ.example";\n%s\n};\n%s'
            % (self.lists, self.postfix.etc, keys, more))

    def command(self, *more):
        return [build_path("doppelcheck"), "--config", self.conf, "--system",
                *more]

    def look(self, expect, *before):
        """The daily run; the mails that came of it, by recipient."""
        self.sink.clear()
        done = run([*before, *self.command(
            "--state", self.state, "--mail", "--sendmail", self.sendmail)],
            expect=expect, timeout=150)
        same(done.stdout, "", "standard output")
        return self.mails()

    def mails(self):
        """What came of a run, by recipient."""
        # What was handed over is in the queue by now, or through it.
        time.sleep(0.2)
        self.postfix.wait_empty()
        mails = {}
        for mail in self.sink.mails:
            same(mail.sender, "", "sender of the envelope")
            for recipient in mail.recipients:
                mails.setdefault(recipient, []).append(
                    email.message_from_bytes(
                        mail.data, policy=email.policy.default))
        return mails


def has_mail(mails, recipient, *parts, count=1):
    """Somebody has so many mails, and one has all of these."""
    own = mails.get(recipient, [])
    same(len(own), count, "mails for %s of %s" % (recipient, sorted(mails)))
    texts = [m.get_content().replace("\r\n", "\n") for m in own]
    check(any(all(part in text for part in parts) for text in texts),
          "no mail with " + ", ".join(parts), *texts)
    for mail in own:
        same(mail["Auto-Submitted"], "auto-generated", "Auto-Submitted")
        check(mail["Message-ID"] and mail["Date"] and mail["Subject"],
              "fields are missing", mail)


def mailed_to(mails, *recipients):
    same(sorted(mails), sorted(recipients), "who got a mail")


# ---- the incidents -----------------------------------------------------------


@case
def daily_kagoshima(place):
    """Three lists of two laboratories with a member at gmai.com: in the
    aliases, in a file that they include, in a file of a list manager."""
    members = place.write("lab1.members", "# of lab 1\nmika@yahoo.co.jp\n"
                          "Taro <taro@gmai.com>\n")
    managed = place.write("lab2@lists.univ.example.members",
                          "jiro@gmail.com\ntaro@gmai.com\n")
    audit = Audit(place, "lab1: hanako@univ.example,\n\ttaro@gmai.com\n"
                  "lab1-m: :include:%s\n"
                  "owner-lab1: hanako@univ.example\n"
                  "lab1-m-owner: hanako@univ.example\n"
                  "owner-lab2: jiro@univ.example\n" % members,
                  keys='members = "%s";' % managed)
    aliases = os.path.join(audit.postfix.dir, "aliases")
    shown = run(audit.command(), expect=1).stdout
    for line in (aliases + ":2: taro@gmai.com for lab1: ",
                 members + ":3: taro@gmai.com for lab1-m: ",
                 managed + ":2: taro@gmai.com for lab2@lists.univ.example: "):
        check(line in shown, "the audit does not say " + line, shown)
    mails = audit.look(1, *CAPABILITIES)
    mailed_to(mails, "hanako@univ.example", "jiro@univ.example")
    has_mail(mails, "hanako@univ.example", "lab1\n", aliases + ":2",
          "taro@gmail.com", "exempt.list", "lab1-m\n", members + ":3")
    has_mail(mails, "jiro@univ.example", "lab2@lists.univ.example\n",
          managed + ":2")
    mailed_to(audit.look(0, *CAPABILITIES))
    # Put right, and wrong again: that is news.
    place.write("lab1.members", "mika@yahoo.co.jp\ntaro@gmail.com\n")
    mailed_to(audit.look(0))
    place.write("lab1.members", "taro@gmai.com\n")
    has_mail(audit.look(1), "hanako@univ.example", members + ":1")
    mailed_to(audit.look(0))


def forward_is_mailed(place, wrong):
    user = pwd.getpwnam("games")
    home = place / "home/games"
    os.makedirs(home)
    forward = os.path.join(home, ".forward")
    with open(forward, "w", encoding="utf-8") as out:
        out.write("\\games, %s\n" % wrong)
    os.chown(home, user.pw_uid, user.pw_gid)
    os.chown(forward, user.pw_uid, user.pw_gid)
    os.chmod(place / "home", 0o711)
    os.chmod(home, 0o700)
    audit = Audit(place, settings={
        "forward_path": place / "home/$user/.forward"})
    mails = audit.look(1, *CAPABILITIES)
    mailed_to(mails, "postmaster@univ.example")
    has_mail(mails, "postmaster@univ.example", "games\n", wrong, forward + ":1",
          "gmail.com")
    mailed_to(audit.look(0, *CAPABILITIES))


@case
def daily_saitama(place):
    """A forward to gmai.com, in a home that is closed: not ten months."""
    forward_is_mailed(place, "taro@gmai.com")


@case
def daily_osaka(place):
    """A forward to gmeil.com: not five years."""
    forward_is_mailed(place, "taro@gmeil.com")


# ---- what goes wrong ---------------------------------------------------------


@case
def daily_failures(place):
    """A source that cannot be read is mailed once, and all else is looked
    at."""
    audit = Audit(place, "lab: taro@gmai.com\n",
                  keys='virtual = "%s";' % (place / "gone"),
                  more='policies = ( { lists = "lab"; '
                  'contact = "coach@univ.example"; } );\n')
    mails = audit.look(2)
    mailed_to(mails, "coach@univ.example", "postmaster@univ.example")
    has_mail(mails, "coach@univ.example", "lab\n", "taro@gmai.com")
    has_mail(mails, "postmaster@univ.example", place / "gone")
    mailed_to(audit.look(2))
    place.write("gone", "info@shop.example taro@gmai.com\n")
    mails = audit.look(1)
    mailed_to(mails, "postmaster@univ.example")
    has_mail(mails, "postmaster@univ.example", "info@shop.example")
    os.unlink(place / "gone")
    has_mail(audit.look(2), "postmaster@univ.example", place / "gone")
    # It is there again, and says what it said before: no news.
    place.write("gone", "info@shop.example taro@gmai.com\n")
    mailed_to(audit.look(0))


@case(namespaces=True)
def daily_own_postfix(place):
    """The Postfix of this machine is audited although domains.conf does not
    name it."""
    audit = Audit(place, "lab: taro@gmai.com\n")
    place.write("domains.conf", 'lists = { directory = "%s"; };\n'
                % audit.lists)
    shown = run(["unshare", "-m", "sh", "-c",
                 'mount --bind "$0" /etc/postfix && exec "$@"',
                 audit.postfix.etc, *audit.command()], expect=1)
    check(os.path.join(audit.postfix.dir, "aliases") + ":1: taro@gmai.com for "
          "lab: " in shown.stdout, "not found", shown.stdout, shown.stderr)


@case
def daily_mailman(place):
    """Members of Mailman's lists: their owners get mail.  While it is down
    what it said is neither gone nor new."""
    pages = {"lists": [{"list_id": "lab.univ.example",
                        "fqdn_listname": "lab@univ.example"}],
             "member": [{"email": "taro@gmai.com", "display_name": "太郎"}],
             "owner": [{"email": "hanako@univ.example"}]}
    up = [True]

    def answer(request):
        name = request.path.split("?")[0].split("/")[-1]
        if not up[0]:
            return 500, {}, b""
        return config() if name == "config" else page(pages.get(name, []))

    mailman = Liar(place, answer)
    audit = Audit(place, keys='mailman3 = { url = "%s"; };' % mailman.url)
    mails = audit.look(1)
    mailed_to(mails, "lab-owner@univ.example")
    has_mail(mails, "lab-owner@univ.example", "lab@univ.example\n",
          "taro@gmai.com", "太郎", "Mailman, " + mailman.url)
    mailed_to(audit.look(0))
    up[0] = False
    mails = audit.look(2)
    mailed_to(mails, "postmaster@univ.example")
    has_mail(mails, "postmaster@univ.example", mailman.url, "500")
    mailed_to(audit.look(2))
    up[0] = True
    mailed_to(audit.look(0))
    # An owner whose own mail goes astray gets no mail.
    pages["owner"] = [{"email": "hanako@gmeil.com"}]
    pages["member"].append({"email": "jiro@gmai.com"})
    mails = audit.look(1)
    mailed_to(mails, "postmaster@univ.example")
    has_mail(mails, "postmaster@univ.example", "jiro@gmai.com",
          "hanako@gmeil.com", "lab-owner@univ.example")


@case(slow=True)
def daily_needs_postdrop(place):
    """Without the rights of postdrop(1), which is setgid, no mail leaves, and
    sendmail(1) tries for ever: then nothing counts as reported."""
    audit = Audit(place, "lab: taro@gmai.com\nclub: taro@gmai.com\n"
                  "owner-club: hanako@univ.example\n")
    mailed_to(audit.look(2, *CAPABILITIES, "--no-new-privs"))
    mailed_to(audit.look(1, *CAPABILITIES), "hanako@univ.example",
         "postmaster@univ.example")
    mailed_to(audit.look(0, *CAPABILITIES))

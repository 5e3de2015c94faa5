# SPDX-License-Identifier: BSD-2-Clause
"""Slips in the lists: what would refuse everybody's mail, or let all of it
pass, is not put in force."""

import glob
import os
import re
import signal
import threading
import time

from lab.milter import Milter
from lab.place import PATIENCE, build_path, run
from lab.wire import Wire

from . import case, check, same

CONFIGURATION = 78

EXCHANGED = "gmail.com gnail.com\n"


def rcpt(milter, path):
    """The milter's answer to a recipient in a session of its own."""
    with Wire(milter.address) as wire:
        wire.connect()
        wire.mail("<hanako@univ.example>")
        return wire.rcpt(path)[0]


def accept(milter, path, expect=0):
    return run([build_path("doppellist"), "accept", "-m", milter.conf, path],
               expect=expect)


def refused(milter, *texts):
    """A reload and -n that are refused, and why; what was in force stays."""
    before = len(milter.log())
    milter.signal(signal.SIGUSR1)
    milter.wait_log("(?s).{%d}.*what was in force stays" % before)
    done = run(milter.argv() + ["-n"], expect=CONFIGURATION)
    for text in texts:
        check(text in milter.log()[before:], "no " + text, milter.log())
        check(text in done.stderr, "-n: no " + text, done.stderr)
    same(rcpt(milter, "<a@gmail.com>"), "c", "a right one")
    same(rcpt(milter, "<a@gmai.com>"), "y", "a wrong one")


def taken(milter):
    said = milter.reload()
    check("; now: " in said, "the log", milter.log())
    run(milter.argv() + ["-n"])


@case
def slips_in_own_lists(place):
    """Columns exchanged, a public suffix exempt: an error with its place in
    -n, at a reload and at a start, and no verdict changes."""
    milter = Milter(place, lists={
        "doppelgangers.list": "", "exempt.list": "", "providers.list": "",
        "innocent.list": "", "protected.list": "partner.example\n"})
    for name, text, why in (
            ("doppelgangers.list", EXCHANGED,
             "1: gmail.com: is a provider, " + milter.lists),
            ("doppelgangers.list", "# x\npartner.example x.example\n",
             "2: partner.example: is a protected name, "),
            ("doppelgangers.list", "a.example b.example\n"
             "b.example c.example\n",
             "2: b.example: is what a.example means, "),
            ("exempt.list", "x.example\ncom\n",
             "2: com: is a public suffix, "),
            ("exempt.list", "za\n", "1: za: is a public suffix, "),
            ("protected.list", "partner.example\nco.jp\n",
             "2: co.jp: is a public suffix, "),
            ("providers.list", "jp\n", "1: jp: is a public suffix, "),
            ("innocent.list", "com\n", "1: com: is a public suffix, ")):
        path = os.path.join(milter.dir, name)
        with open(path, encoding="utf-8") as file:
            before = file.read()
        milter.put(name, text)
        refused(milter, "%s:%s" % (path, why))
        milter.put(name, before)
        taken(milter)
    # Never good: without a copy there is no start.
    other = Milter(place, name="other", start=False,
                   lists={"doppelgangers.list": EXCHANGED})
    child = other.start(ready=False)
    same(child.wait(PATIENCE), CONFIGURATION, "exit: " + other.log())
    check("doppelgangers.list:1: gmail.com: is a provider" in other.log(),
          "why", other.log())


@case
def own_domain_is_no_doppelganger(place):
    """Slips of one's own name with the columns exchanged: nobody could write
    here any more."""
    milter = Milter(place, lists={"doppelgangers.list": ""})
    milter.configure(domains='registrations = { local-domains = '
                     '[ "mail.univ.example", "gmial.com" ]; };\n')
    taken(milter)
    check("gmial.com: is the local domain gmial.com, which overrules it" in
          milter.log(), "no warning of a shipped list", milter.log())
    same([rcpt(milter, "<a@%s>" % name) for name in (
        "gmial.com", "mx.gmial.com", "gmai.com")], ["c", "c", "y"], "answers")
    for name, what in (("mail.univ.example", "is"), ("univ.example", "covers")):
        path = milter.put("doppelgangers.list",
                          "a.example b.example\n%s unvi.example\n" % name)
        refused(milter, "%s:2: %s: %s the local domain mail.univ.example"
                % (path, name, what))
    milter.put("protected.list", "mail.univ.example\n")
    refused(milter, "univ.example: covers the protected name")


@case
def domain_of_postfix_is_no_doppelganger(place):
    """The same of a domain that Postfix calls local: only its watcher knows."""
    postfix = place / "etc"
    os.mkdir(postfix)
    with open(os.path.join(postfix, "main.cf"), "w", encoding="utf-8") as out:
        out.write("mydestination = univ.example\nalias_maps =\n")
    place.write("etc/master.cf", "")
    milter = Milter(place, lists={"doppelgangers.list": ""},
                    domains='registrations = { postfix = "%s"; local-domains '
                            '= [ "gmai.com" ]; };\n' % postfix)
    milter.wait_log("registrations: 0 lists")
    path = milter.put("doppelgangers.list", "univ.example unvi.example\n")
    why = path + ":1: says that the local domain univ.example is a doppel"
    check(why not in milter.log(), "too early", milter.log())
    taken(milter)
    check(why in milter.log(), "the log", milter.log())
    done = run(milter.argv() + ["-n"])
    check("warning: " + why in done.stderr, "-n", done.stderr)
    milter.stop()
    before = len(milter.log())
    milter.start()
    milter.wait_log("(?s).{%d}.*registrations: 0 lists" % before)
    check(why in milter.log()[before:], "the start", milter.log())
    check("gmai.com: is the local domain" in milter.log() and
          "the local domain gmai.com is" not in milter.log(),
          "what is known from the settings is said once", milter.log())
    same(rcpt(milter, "<a@univ.example>"), "y", "one's own list holds")
    # A list that doppelzone keeps does not.
    zone = path
    milter.put("doppelgangers.list.state", "")
    before = len(milter.log())
    taken(milter)
    check(zone + ":1: says that the local domain univ.example is a "
          "doppelganger, which is overruled" in milter.log()[before:],
          "a zone", milter.log())
    same([rcpt(milter, "<a@%s>" % name) for name in (
        "univ.example", "x.univ.example", "gmai.com")], ["c"] * 3, "answers")


@case
def own_entry_overrules(place):
    """What the administrator protects or exempts is right, whatever the shipped
    list says; the log and -n warn."""
    milter = Milter(place, lists={"protected.list": "gmai.com\n",
                                  "exempt.list": "# x\ngmial.com\n"})
    for name, line, domain in (("protected.list", 1, "gmai.com"),
                               ("exempt.list", 2, "gmial.com")):
        text = "%s:%d: %s: overrules the doppelganger %s, %s/doppel" % (
            os.path.join(milter.dir, name), line, domain, domain, milter.lists)
        check(text in milter.log(), "no " + text, milter.log())
        done = run(milter.argv() + ["-n"])
        check("warning: " + text in done.stderr, "-n", done.stderr)
        same(rcpt(milter, "<a@%s>" % domain), "c", domain)
    same(rcpt(milter, "<a@gmal.com>"), "y", "a wrong one")
    before = len(milter.log())
    taken(milter)
    check("overrules" in milter.log()[before:], "the reload", milter.log())


@case
def own_entry_overrules_a_zone(place):
    """Whoever writes a list that doppelzone brings keeps no own entry from
    holding, and no reload from coming."""
    zone = place.write("zone.list", "partner.example gmail.com\n"
                       "other.example gmail.com\n")
    milter = Milter(place, lists={"protected.list": "partner.example\n"},
                    start=False)
    with open(milter.domains, encoding="utf-8") as file:
        text = file.read()
    with open(milter.domains, "w", encoding="utf-8") as file:
        file.write(text.replace(
            "lists = {", 'lists = { doppelgangers = "%s";' % zone, 1))
    done = run(milter.argv() + ["-n"], expect=78)
    check("zone.list:1: partner.example: is a protected name" in done.stderr,
          "one's own", done.stderr)
    place.write("zone.list.state", "")
    done = run(milter.argv() + ["-n"])
    check("partner.example: overrules the doppelganger partner.example, " +
          zone in done.stderr, "the warning", done.stderr)
    # Nor does it take back what one's own list says, or say it again.
    with open(zone, "a", encoding="utf-8") as file:
        file.write("-own.example note=x\nright.example gmail.com\n")
    own = place.write("own.list", "own.example gmail.com\n"
                      "-right.example note=a real one\n")
    with open(milter.domains, encoding="utf-8") as file:
        text = file.read()
    with open(milter.domains, "w", encoding="utf-8") as file:
        file.write(text.replace('"%s";' % zone,
                                '[ "%s", "%s" ];' % (own, zone)))
    milter.start()
    same(rcpt(milter, "<a@partner.example>"), "c", "partner")
    same(rcpt(milter, "<a@other.example>"), "y", "other")
    same(rcpt(milter, "<a@own.example>"), "y", "one's own")
    same(rcpt(milter, "<a@right.example>"), "c", "what one's own takes back")
    taken(milter)


@case
def cut_lists_wait_for_an_administrator(place):
    milter = Milter(place, lists={"exempt.list": "", "protected.list":
                                  "".join("n%d.example\n" % n
                                          for n in range(10))})
    path = os.path.join(milter.dir, "protected.list")
    # An own list that was always empty is fine, and half may go.
    milter.put("protected.list", "".join("n%d.example\n" % n
                                         for n in range(5)))
    taken(milter)
    milter.put("protected.list", "n1.example\nn2.example\n")
    refused(milter, path + ": has lost more than half of its entries: 5 when it "
            "was last in force, 2 now; if that is meant: doppellist accept " +
            path)
    # What is accepted is this content, not the next.
    done = accept(milter, path)
    check("accepted as it is now, entries=2" in done.stdout, "its words",
          done.stdout)
    milter.put("protected.list", "n1.example\n")
    refused(milter, "5 when it was last in force, 1 now")
    accept(milter, path)
    taken(milter)
    same(glob.glob(milter.state + "/*.accepted"), [], "what was accepted")
    # An empty one, and none at all.
    milter.put("protected.list", "")
    refused(milter, "1 when it was last in force, 0 now")
    accept(milter, path)
    taken(milter)
    # A shipped one at the end of a line: the mark is gone.
    path = os.path.join(milter.lists, "providers.list")
    with open(path, encoding="utf-8") as file:
        whole = file.read()
    cut = whole[:whole.index("\n", len(whole) * 3 // 4) + 1]
    with open(path, "w", encoding="utf-8") as file:
        file.write(cut)
    refused(milter, path + ": has no end mark, and had one")
    with open(path, "w", encoding="utf-8") as file:
        file.write(cut + "# end entries=3\n")
    refused(milter, "the end mark says entries=3, but there are ")
    accept(milter, path, expect=2)
    with open(path, "w", encoding="utf-8") as file:
        file.write(cut)
    accept(milter, path)
    taken(milter)
    # Root can read them there, the gate's user cannot.
    os.chown(milter.state, 0, 0)
    done = run(milter.argv() + ["-n"])
    check(milter.state + ": the lists are not compared" in done.stderr, "-n",
          done.stderr)


@case
def lost_own_list(place):
    """An own list that need not be there must not vanish unseen."""
    milter = Milter(place)
    path = milter.put("protected.list", "partner.example\n")
    taken(milter)
    os.unlink(path)
    refused(milter, path + ": ", "1 when it was last in force, and now the file "
            "is gone")
    accept(milter, path)
    taken(milter)
    taken(milter)


@case
def start_with_a_faulty_list(place):
    """The last good copy stands in its place, and nobody can miss it."""
    milter = Milter(place, lists={"exempt.list": "gmeil.com\n"})
    milter.stop()
    path = os.path.join(milter.lists, "doppelgangers.list")
    with open(path, encoding="utf-8") as file:
        good = file.read()
    lines = good.count("\n")
    milter.put("exempt.list", "jp\n")
    for broken in (good[:len(good) // 2], good + "no..name gmail.com\n", ""):
        with open(path, "w", encoding="utf-8") as file:
            file.write(broken)
        before = len(milter.log())
        milter.start()
        milter.wait_log("(?s).{%d}.*mode=" % before)
        said = milter.log()[before:]
        check(re.search(re.escape(path) + "(:%d)?: " % (lines + 1), said),
              "the fault", said)
        stands = path + ": the last good copy stands in its place, of 20"
        check(stands in said, "the copy", said)
        check("exempt.list:1: jp: is a public suffix" in said, "exempt", said)
        same(rcpt(milter, "<a@gmai.com>"), "y", "a wrong one")
        same(rcpt(milter, "<a@gmeil.com>"), "c", "an exempt one")
        same(rcpt(milter, "<a@yahooo.co.jp>"), "y", "one below jp")
        refused(milter, stands)
        refused(milter, stands)
        milter.stop()
    with open(path, "w", encoding="utf-8") as file:
        file.write(good)
    milter.put("exempt.list", "gmeil.com\n")
    milter.start()
    before = len(milter.log())
    taken(milter)
    check("stands in its place" not in milter.log()[before:], "the log")
    milter.stop()
    # Without a copy it does not start; one that others may write is none.
    with open(path, "w", encoding="utf-8") as file:
        file.write(good + "no..name gmail.com\n")
    os.chmod(milter.state, 0o777)
    same(milter.start(ready=False).wait(PATIENCE), CONFIGURATION, milter.log())
    check("others may write there" in milter.log(), "why", milter.log())
    os.chmod(milter.state, 0o750)
    for copy in os.listdir(milter.state):
        with open(os.path.join(milter.state, copy), "r+b") as file:
            file.truncate(os.path.getsize(file.name) - 1)
    same(milter.start(ready=False).wait(PATIENCE), CONFIGURATION, milter.log())
    check("is damaged, or no copy of" in milter.log(), "why", milter.log())


@case
def killed_while_it_keeps_copies(place):
    """kill -9 at any moment of a reload: whatever lies there is whole, and the
    next start takes it."""
    milter = Milter(place, lists={"exempt.list": ""})
    path = os.path.join(milter.dir, "exempt.list")
    for turn in range(20):
        stop = threading.Event()

        def change():
            number = turn * 1000
            while not stop.is_set():
                number += 1
                milter.put("exempt.new", "x%d.example\n" % number)
                os.rename(path[:-4] + "new", path)
                try:
                    milter.signal(signal.SIGUSR1)
                except ProcessLookupError:
                    return
                time.sleep(0.002)

        changing = threading.Thread(target=change)
        changing.start()
        time.sleep(0.02 + turn * 0.007)
        milter.kill()
        stop.set()
        changing.join()
        milter.put("exempt.list", "no..name\n")
        before = len(milter.log())
        milter.start()
        said = milter.log()[before:]
        check("no..name" in said and "is damaged" not in said, "turn", said)
        same(rcpt(milter, "<a@gmai.com>"), "y", "a wrong one")
    left = [name for name in os.listdir(milter.state)
            if not re.fullmatch("[0-9a-f]{16}[.]list([.]new)?", name)]
    same(left, [], "what lies there")
    modes = {oct(os.stat(name).st_mode & 0o777)
             for name in glob.glob(milter.state + "/*.list")}
    same(modes, {"0o640"}, "modes")

# SPDX-License-Identifier: BSD-2-Clause
"""What doppelfetch makes of services that are slow, endless or hostile, and
what that means for the others."""

import os
import subprocess
import time

from lab.ldap_liar import (LdapLiar, drip, empty, flood, half, hang_up, huge,
                           pages)
from lab.mailman import Liar, one_list, page
from lab.place import ROOT, build_path, run
from lab.slapd import Slapd

from . import case, check, same
from .fetching import FetchedAudit, Fetcher

GIVEN_UP = "does not come to an end: given up"


def hurried(place, config):
    """A doppelfetch to which a second is a minute."""
    fetcher = Fetcher(place, config)
    fetcher.argv = [build_path("doppelfetch-hurried") if
                    word == build_path("doppelfetch") else word
                    for word in fetcher.argv]
    return fetcher


def read_left(fetcher):
    """What lies in the directory, by the service that it is of."""
    left = {}
    for name in os.listdir(fetcher.directory):
        lines = fetcher.read(name).split("\n")
        if len(lines) > 2 and lines[2].startswith("service\t"):
            kind = "failed " if name.endswith(".failed") else ""
            left[kind + lines[2].split("\t")[1]] = "\n".join(lines)
    return left


@case
def services_slow(place):
    """Each service has its five minutes, each answer its half minute, and
    whatever the others do, one that answers is read."""
    def endless(request):
        time.sleep(0.1)
        if "/roster/member?" in request.path:
            return page([{"email": "taro@gmail.com"}], 2000000)
        return one_list(request)

    mailman = Liar(place, endless)
    slapd = Slapd(place, ("lab@univ.example", "taro@gmai.com"))
    good = "ldap:" + slapd.table()
    os.chmod(slapd.table(), 0o644)
    bad = ["ldap:" + LdapLiar(place, name, answer).table
           for name, answer in (("half", half), ("drip", drip),
                                ("silent", None), ("flood", flood),
                                ("pages", pages))]
    config = place.write(
        "domains.conf", 'registrations = { mailman3 = { url = "%s"; };\n'
        'virtual = [ %s ]; };\n' % (mailman.url, ", ".join(
            '"%s"' % table for table in [*bad, good])))
    fetcher = hurried(place, config)
    # A machine that stands still for a moment does so for half a minute here.
    for _ in range(3):
        begin = time.monotonic()
        done = fetcher.fetch(2)
        took = time.monotonic() - begin
        left = read_left(fetcher)
        if good in left and "failed " + good not in left and took < 45:
            break
    for service in [mailman.url, *bad]:
        check("error\t" in left.get("failed " + service, "") and
              GIVEN_UP in left["failed " + service], service, done.stderr)
        check(service not in left, "half of it", left)
    check("\nentry\tlab@univ.example\ttaro@gmai.com\n" in left[good], "good",
          left)
    check("failed " + good not in left, "its error", left)
    check(took < 45, "it took %.1f s" % took, done.stderr)


@case
def services_beside(place):
    """Of a service that fails nothing is lost, and of one beside it nothing is
    left out."""
    up = [False]
    liar = Liar(place, lambda request: one_list(request) if up[0]
                else (503, {}, b""))
    slapd = Slapd(place, ("club@univ.example", "mika@gmeil.com"))
    audit = FetchedAudit(place, liar.url)
    table = slapd.table()
    os.chmod(table, 0o644)
    audit.configure('mailman3 = { url = "%s"; };\nvirtual = "ldap:%s";' %
                    (liar.url, table))
    audit.fetcher.fetch(2)
    done = run(audit.command(), expect=2)
    check("mika@gmeil.com for club@univ.example" in done.stdout, "the table",
          done.stdout)
    check("answers with 503" in done.stderr, "why", done.stderr)
    up[0] = True
    slapd.stop()
    audit.fetcher.fetch(2)
    done = run(audit.command(), expect=2)
    check("taro@gmai.com for lab@univ.example" in done.stdout and
          "mika@gmeil.com for club@univ.example" in done.stdout,
          "Mailman's, and the last of the table", done.stdout)
    check("Can't contact LDAP" in done.stderr and
          "answers with" not in done.stderr, "why", done.stderr)


@case(namespaces=True)
def services_addresses(place):
    """Root takes nothing but lines of addresses from whom has the network."""
    def added(path):
        done = run(["unshare", "-n", "sh", "-c", '"$0" "$1"; exec ip -oneline '
                    "address show dev lo", os.path.join(
                        ROOT, "conf/own-addresses"), path])
        return done.stdout
    text = "[192.0.2.7]\n[IPv6:2001:db8::7]\n[; rm]\n[999.1.1.1]\n" \
        "192.0.2.8\n[192.0.2.9]\n"
    path = place.write("addresses", text)
    shown = added(path)
    for address in ("192.0.2.7/", "2001:db8::7/", "192.0.2.9/"):
        check(address in shown, address, shown)
    check("192.0.2.8" not in shown, "no literal", shown)
    os.symlink(path, place / "link")
    os.mkfifo(place / "fifo")
    for name in ("link", "fifo", "none"):
        same(added(place / name), "", name)


@case
def services_cost(place):
    """A server that sends more than was asked for fills no memory, and one that
    says nothing, for a second here, costs hardly any time."""
    def ask(name, answer):
        table = LdapLiar(place, name, answer).table
        child = subprocess.Popen(
            [build_path("doppelfetch-hurried"), "--table", "ldap:" + table],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        check(child.returncode == 0, "exit", child.returncode)
        return usage
    usage = ask("flood", flood)
    check(usage.ru_maxrss < 400 * 1024, "memory", usage)
    usage = ask("silent", None)
    check(usage.ru_utime + usage.ru_stime < 0.4, "time", usage)


@case
def services_huge(place):
    """An entry for which there is no room is named as what it may be, as is what
    is no LDAP; a server that hangs up is one that does."""
    for name, answer, words in (
            ("huge", huge, "an entry over 16 MiB, or an answer that is no"),
            ("empty", empty, "an entry over 16 MiB, or an answer that is no"),
            ("gone", hang_up, "search: Can't contact")):
        table = "ldap:" + LdapLiar(place, name, answer).table
        done = run([build_path("doppelfetch"), "--table", table])
        check("%s: %s" % (table, words) in done.stderr and
              "\nentry\t" not in done.stdout, name, done.stdout, done.stderr)


@case
def services_long(place):
    """A value that names a whole list is read to its end."""
    many = ", ".join("member%d@gmail.com" % i for i in range(400))
    slapd = Slapd(place, ("lab@univ.example", many + ", taro@gmai.com"))
    audit = FetchedAudit(place, "")
    table = slapd.table()
    os.chmod(table, 0o644)
    audit.configure('virtual = "ldap:%s";' % table)
    audit.fetcher.fetch()
    done = run(audit.command(), expect=1)
    check("taro@gmai.com for lab@univ.example" in done.stdout, "the last one",
          done.stdout)
    check("401 addresses read" in done.stderr, "all of them", done.stderr)

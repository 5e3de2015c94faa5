# SPDX-License-Identifier: BSD-2-Clause
"""A list over DNS: publish-list at a primary, IXFR and NOTIFY to a secondary,
doppelzone makes the list file, the gate refuses by it."""

import base64
import os
import re
import time

from lab.milter import Milter
from lab.place import AS_NOBODY, build_path, free_port, run, wait_until
from lab.wire import Wire
from lab.zone_server import (NXDOMAIN, REFUSED, SERVFAIL, TXT, ZoneServer,
                             message, read_zone, record, soa)
from lab.zones import KEY, ZONE, Doppelzone, Server

from . import case, check, same

# What TXT strings and zone files could spoil; sorted as doppellist keeps it.
LIST = """\
# A head with "quotes", back\\slashes, ; semicolons ( and ) and \u6f22\u5b57.
#\u0020

gmai.com          gmail.com  since=2020-06-26 until=2030-01-01 source=https://example.org/a?b=%C3 note=a "quoted" \\ note
# before the second
-gmali.com        note=ours since 2024
xn--gmal-nza.com  gmail.com  note={long}
{name}  gmail.com

# after the last
# end entries=4
""".format(long="\u3042" * 400,
           name=".".join(["z" * 63] * 3 + ["y" * 50, "example"]))


def put(place, text, name="doppelgangers.list"):
    return place.write(name, text)


def add(text, name):
    """The list with one entry more, where it belongs."""
    lines = text.split("\n")
    at = next(i for i, line in enumerate(lines) if line.startswith("xn--"))
    lines.insert(at, "%s  gmail.com" % name)
    text = "\n".join(lines)
    count = int(re.search(r"entries=(\d+)", text).group(1))
    return text.replace("entries=%d" % count, "entries=%d" % (count + 1))


def answer(milter, address):
    with Wire(milter.address) as wire:
        wire.connect()
        wire.mail("<hanako@univ.example>")
        return wire.rcpt("<%s>" % address)[0]


class Chain:
    """A primary, a secondary, and doppelzone beside it."""

    def __init__(self, place, primary, secondary, *options, text=LIST):
        self.place = place
        ports = [free_port() for _ in range(3)]
        self.primary = Server(place, primary, "primary", ports)
        self.secondary = Server(place, secondary, "secondary", ports, 1)
        self.text = text
        # It has a zone before it starts.
        run([build_path("doppellist"), "export", "--to", "zone", "--output",
             self.primary.zone_file, put(place, text)])
        self.primary.start()
        self.secondary.start()
        self.zone = Doppelzone(place, self.secondary.port, *options)
        self.zone.start()
        self.wait_current()

    def wait_current(self):
        wait_until(lambda: self.zone.read() == self.text.encode(),
                   "the list (%s)" % self.zone.log())

    def publish(self, text):
        said = self.primary.publish(put(self.place, text))
        self.text = text
        return int(re.search(r"serial (\d+)", said).group(1))


def follow(place, primary, secondary):
    """A new entry is in force; the seconds of its way are printed."""
    gate = None

    def reload_gate():
        # By its state the gate knows whose the list is.
        script = place.write(
            "reload", "#!/bin/sh\ncd %s\n[ -e %s.list.state ] || >early\n"
            "kill -USR1 $(cat %s)\n" % (place / "doppelzone", ZONE,
                                        place / "gate.pid"), 0o755)
        return script

    chain = Chain(place, primary, secondary, "--run", reload_gate())
    gate = Milter(place, domains="", lists={
        "doppelgangers.list": ""}, start=False)
    gate.domains = gate.put("domains.conf", 'lists = { directory = "%s"; '
                            'doppelgangers = "%s"; };\n'
                            % (gate.lists, chain.zone.file))
    gate.start()
    check("early" not in os.listdir(chain.zone.dir), "the list alone",
          chain.zone.log())
    place.write("gate.pid", str(gate.child.pid))
    same(answer(gate, "a@gmai.com"), "y", "what the list had")
    times = []
    for count in range(3):
        name = "new-%d.example" % count
        same(answer(gate, "a@" + name), "c", "before")
        text = add(chain.text, name)
        put(place, text)
        start = time.monotonic()
        chain.publish(text)
        published = time.monotonic() - start
        wait_until(lambda: answer(gate, "a@" + name) == "y",
                   "the new entry (%s)" % chain.zone.log(), step=0.05)
        times.append(time.monotonic() - start)
        print("# %s, %s: published after %.1f s, in force after %.1f s"
              % (primary, secondary, published, times[-1]))
        chain.wait_current()
    # Whatever else the machine does: once it was not in the way.
    check(min(times) < 5, "in force within 5 s", times)


@case
def zones_nsd(place):
    follow(place, "nsd", "nsd")


@case
def zones_named(place):
    follow(place, "named", "named")


def count_transferred(server, what):
    """How many records a primary answers with."""
    said = run(["dig", "+tries=1", "+time=5", "+noall", "+answer", "@127.0.0.1",
                "-p", str(server.port), "-y", KEY, ZONE, what]).stdout
    return len(re.findall(r"\sIN\s+(?:SOA|NS|TXT)\s", said))


def differ(place, kind):
    """A new entry of a long list travels alone from the primary: BIND's as it
    is; NSD 4.6 says the record of the zone's own name twice, which a secondary
    of NSD does not take, and it asks for the whole zone then.  doppelzone takes
    the whole zone, over the loopback."""
    chain = Chain(place, kind, kind, text=many(500))
    before = chain.primary.serial()
    chain.publish(chain.text + "zzz.example  gmail.com\n")
    chain.wait_current()
    whole = count_transferred(chain.primary, "AXFR")
    check(whole > 500, "the whole zone", whole)
    changed = count_transferred(chain.primary, "IXFR=%d" % before)
    check(4 < changed < 20, "the differences", changed)
    return chain


@case
def zones_differences_nsd(place):
    differ(place, "nsd")


@case
def zones_differences_named(place):
    taken = re.findall(r"Transfer completed: \d+ messages, (\d+) records",
                       differ(place, "named").secondary.said())
    check(int(taken[0]) > 500 > 20 > int(taken[-1]), "what it took", taken)


# ---- what is wrong ----------------------------------------------------------

def code(wanted, of_transfer=False):
    """An error for an answer to the SOA, or to the transfer."""
    def answer(server, question, is_axfr):
        if is_axfr == of_transfer:
            return [message(question, [], wanted)]
        return server.good(question, is_axfr)
    return answer


def serial(number):
    def answer(server, question, is_axfr):
        server.serial = number
        return server.good(question, is_axfr)
    return answer


def transfer(change):
    """change(server, records) gives those of the transfer."""
    def answer(server, question, is_axfr):
        if not is_axfr:
            return server.good(question, False)
        return [message(question, change(server, server.whole()))]
    return answer


def no_authority(server, question, _):
    return [message(question, [soa(ZONE, server.serial)], flags=0x8000)]


def loop(server, question, is_axfr):
    """A name that points to itself."""
    if not is_axfr:
        return server.good(question, False)
    end = len(message(question, []))
    bad = bytes([0xc0 | end >> 8, end & 255]) + \
        record("", TXT, b"\0")[1:]
    return [message(question, [bad])]


def cut(server, question, is_axfr):
    return server.good(question, is_axfr)[:2 if is_axfr else 1]


def other_number(server, question, is_axfr):
    if not is_axfr:
        return server.good(question, False)
    return [message(question, server.whole(), number=
                    question[0] << 8 | question[1] ^ 1)]


def endless(server, question, is_axfr):
    if not is_axfr:
        yield from server.good(question, False)
        return
    yield message(question, [soa(ZONE, server.serial)])
    many = message(question, [record(
        "a." + ZONE, TXT, b"\0" + 200 * (b"\xff" + 255 * b"x"))])
    while True:
        yield many


def changed(before, after):
    """A record is another one."""
    return transfer(lambda _, records: [
        one.replace(before, after) for one in records])


def replaced(pattern, text):
    """The same in the head at the zone's own name, whose length changes."""
    def answer(server, records):
        server.records = [
            (owner, bytes([len(head)]) + head + rdata[1 + rdata[0]:])
            for owner, rdata in server.records for head in
            [re.sub(pattern, text, rdata[1:1 + rdata[0]])]]
        return server.whole()
    return transfer(answer)


HOSTILE = [
    ("smaller", serial(99), "the server has serial 99, which is smaller"),
    ("far", serial(100 + 2**31), "which is smaller"),
    ("servfail", code(SERVFAIL), "the answer is SERVFAIL"),
    ("nxdomain", code(NXDOMAIN), "the answer is NXDOMAIN"),
    ("refused", code(REFUSED), "the answer is REFUSED"),
    ("no-transfer", code(REFUSED, True), "the answer is REFUSED"),
    ("silent", lambda *_: [], "does not answer in time"),
    ("cached", no_authority, "no zone of this name of its own"),
    ("empty", transfer(lambda _, records: [*records[:2], records[-1]]),
     "has no TXT record of a list"),
    ("cut", cut, "ends the transfer too early"),
    ("missing", transfer(lambda _, records: [*records[:3], *records[4:]]),
     "is not whole"),
    ("other", changed(b"ours since", b"ours SINCE"), "is not whole"),
    ("outside", transfer(lambda _, records: [
        *records[:2], record("gmai.com", TXT, b"\0\0"), *records[2:]]),
     "has a record that is outside of it"),
    ("class", transfer(lambda _, records: [
        *records[:2], record("x." + ZONE, TXT, b"\0", 3), *records[2:]]),
     "has a record of another class"),
    ("zone", lambda server, question, is_axfr: [
        answer.replace(b"\5lists", b"\5mists")
        for answer in server.good(question, is_axfr)],
     "the answer is to another question"),
    ("loop", loop, "no message of the DNS"),
    ("number", other_number, "this is no answer to the question"),
    ("ends", transfer(lambda _, records: [*records[:-1], soa(ZONE, 9)]),
     "ends with another serial number"),
    ("after", transfer(lambda _, records: [*records, records[2]]),
     "has records after its end"),
    ("begins", transfer(lambda _, records: records[1:]),
     "does not begin with its SOA"),
    ("spf", transfer(lambda _, records: [
        *records[:2], record(ZONE, TXT, b"\7v=spf1 "), *records[2:]]),
     "is none of a list"),
    ("twice", transfer(lambda _, records: [records[-2], *records][1:-1] +
                       [records[-2], records[-1]]),
     "says twice what list it is"),
    ("version", replaced(b"doppellist 1 ", b"doppellist 2 "),
     "is a list of form 2"),
    ("kind", replaced(b" doppelgangers ", b" exempt "),
     "is a list of kind exempt"),
    ("emptied", None, "is empty; when that is meant"),
    ("bad-line", None, ":1: key weight: not in a list of kind"),
    ("endless", endless, "is larger than any list"),
]


class Attack:
    """A doppelzone that has a good list, and then gets something else."""

    def __init__(self, place, name, answer, expected, records):
        self.name, self.expected, self.records = name, expected, records
        self.server = ZoneServer(place, ZONE, records["good"], 100)
        self.zone = Doppelzone(place, self.server.port, name=name)
        self.answer = answer
        self.zone.start()

    def begin(self):
        wait_until(self.zone.read, "a list (%s)" % self.zone.log())
        self.zone.wait_for("serial 100")
        self.server.answer = self.answer
        if self.answer is None:
            self.server.records = self.records[self.name]
        self.server.serial = 101

    def end(self):
        # The machine may have kept the server from its answer before.
        self.zone.wait_log("list of serial 100 stays, which was current .* "
                           "ago: .*" + re.escape(self.expected))
        same(self.zone.read(), LIST.encode(), self.name)
        status, text = self.zone.status()
        same(status, 1, self.name)
        check("OLD" in text and self.expected in text, self.name, text)
        check(self.zone.memory() < 600 << 10, "memory", self.zone.memory())
        self.server.answer = None
        self.server.records, self.server.serial = self.records["good"], 102


@case
def zones_hostile(place):
    """Whatever a server answers, the last good list stays, and is replaced as
    soon as all is well again."""
    def exported(name, text, kind="doppelgangers"):
        path = place / (name + ".zone")
        run([build_path("doppellist"), "export", "--to", "zone", "--output",
             path, put(place, text, kind + ".list")])
        return [(owner, rdata.replace(b" %s " % kind.encode(),
                                      b" doppelgangers "))
                for owner, rdata in read_zone(path, ZONE)]

    records = {
        "good": exported("good", LIST),
        "emptied": exported("emptied", "# nothing\n"),
        # In a list of doppelgangers an entry says what is meant.  The kind
        # that the zone says has another length.
        "bad-line": [(owner, bytes([rdata[0] + 4]) + rdata[1:]
                      if owner == ZONE else rdata) for owner, rdata in
                     exported("bad", "gmail.com  weight=0.3\n", "providers")],
    }
    attacks = [Attack(place, *row, records) for row in HOSTILE]
    for attack in attacks:
        attack.begin()
    for attack in attacks:
        attack.end()
    for attack in attacks:
        attack.zone.wait_log("serial 102|is current again")
        same(attack.zone.status()[0], 0, attack.name)
    # The same over a restart: what was known is known again.
    attacks[0].zone.stop()
    attacks[0].server.serial = 99
    attacks[0].zone.start()
    attacks[0].zone.wait_for("serial 99, which is smaller")


@case
def zones_refused(place):
    """What is wrong does not get as far as a reload; what a server made of it
    is asked for."""
    chain = Chain(place, "nsd", "nsd")
    before = chain.primary.serial()
    said = chain.primary.publish(put(place, "gmai.com\n"), expect=2)
    check("what is meant is missing" in said, "the list", said)
    # An export that a fault has made a bad zone of.
    os.mkdir(place / "bin")
    place.write("bin/doppellist", "#!/bin/sh\n%s \"$@\" && "
                "echo \"bad A 1.2.3\" >>%s.new\n"
                % (build_path("doppellist"), chain.primary.zone_file), 0o755)
    said = chain.primary.publish(put(place, LIST), 1, place / "bin")
    check("refuses it: nothing was changed" in said, "the zone", said)
    same(chain.primary.serial(), before, "the serial number")
    # The same past the check: NSD says ok, and has no zone.
    with open(chain.primary.zone_file, "a", encoding="ascii") as zone:
        zone.write("bad A 1.2.3\n")
    said = run([*chain.primary.control.split(), "reload", ZONE]).stdout
    same(said, "ok\n", "what NSD says")
    chain.publish(add(LIST, "new.example"))
    chain.wait_current()


@case
def zones_expired(place):
    """A secondary whose primary is gone for too long answers SERVFAIL.  NSD
    alone: BIND lets no zone expire within 13 minutes, whatever its SOA says."""
    chain = Chain(place, "nsd", "nsd")
    with open(chain.primary.zone_file, encoding="ascii") as file:
        zone = file.read()
    number = re.search(r"localhost\. (\d+) 300", zone).group(1)
    with open(chain.primary.zone_file, "w", encoding="ascii") as file:
        file.write(zone.replace("%s 300 60 604800" % number,
                                "%d 2 1 4" % (int(number) + 1)))
    run([*chain.primary.control.split(), "reload", ZONE])
    chain.zone.wait_for("serial %d" % (int(number) + 1))
    chain.primary.stop()
    chain.zone.wait_for("stays, which was current")
    chain.zone.wait_for("the answer is SERVFAIL")
    chain.wait_current()
    same(chain.zone.status()[0], 1, "the status")
    chain.secondary.stop()
    chain.primary.start()
    chain.secondary.start()
    chain.publish(add(LIST, "new.example"))
    chain.wait_current()
    same(chain.zone.status()[0], 0, "the status")


def many(count=20000):
    """Some megabytes, of which NSD signs the first message, and one of 96."""
    return "".join("n%06d.example  gmail.com  note=%s\n" % (i, "x" * 100)
                   for i in range(count))


def other_secret():
    """Our key's name, with a secret that nobody else has."""
    algorithm, name, _ = KEY.split(":")
    return "%s:%s:%s" % (algorithm, name, base64.b64encode(b"x" * 32).decode())


@case
def zones_key_of_no_use(place):
    algorithm, name, secret = KEY.split(":")
    # libldns loses some bytes where it cannot sign.
    environment = dict(os.environ, ASAN_OPTIONS="detect_leaks=0")
    for text in ("%s:%s:%s" % ("hmac-sha257", name, secret),
                 "%s:%s:%s" % (algorithm, name, secret[:-2] + "?"),
                 "%s:%s:%s" % (algorithm, "a..b", secret)):
        os.chmod(place.write("key", text + "\n"), 0o600)
        done = run([build_path("doppelzone"), "--key-file", place / "key",
                    "doppelgangers.lists.example", place / "list"], expect=2,
                   env=environment)
        check("key: no question can be signed with it" in done.stderr,
              text, done.stderr)


@case
def zones_file_that_cannot_be_written(place):
    """It is found before anything is asked, and not at the first transfer."""
    def start(path, *more, expect=2):
        return run([*AS_NOBODY, build_path("doppelzone"), *more, ZONE, path],
                   expect=expect)

    for name, mode in (("own", 0o755), ("others", 0o755), ("state", 0o755)):
        os.mkdir(place / name, mode)
    for name in ("own", "state"):
        os.chown(place / name, 65534, 65534)
    os.mkdir(place / "state/list.state")
    os.symlink("nowhere", place / "own/link")
    for path, words in ((place / "none/list", "list: cannot write: No such"),
                        (place / "others/list",
                         "others/list.new: cannot make a temporary file "
                         "beside it: Permission denied"),
                        (place / "state/list",
                         "list.state: cannot write: is not a regular file")):
        for more in ((), ("-n",), ("--check",)):
            said = start(path, *more).stderr
            check(words in said, path, said)
    for name in ("list", "link"):
        same(start(place / ("own/" + name), "-n", expect=0).stderr, "", "fine")
    same(sorted(os.listdir(place / "own")), ["link"], "nothing is changed")
    # A list that somebody keeps by hand; what was transferred has a mark.
    for text, fine in (("gmai.com gmail.com\n", False),
                       ("gmai.com gmail.com\n# end entries=1\n", True),
                       ("", True)):
        kept = place.write("own/kept", text)
        for more in ((), ("-n",)) if not fine else (("-n",),):
            said = start(kept, *more, expect=0 if fine else 2).stderr
            same("kept: is no copy of a zone: it has neither a mark at its "
                 "end nor" in said, not fine, said)
        same(open(kept, encoding="utf-8").read(), text, "it stays")


def signed(place, kind):
    ports = [free_port() for _ in range(3)]
    primary = Server(place, kind, "primary", ports)
    run([build_path("doppellist"), "export", "--to", "zone", "--output",
         primary.zone_file, put(place, many())])
    primary.start()
    good = Doppelzone(place, primary.port, "--key-file", place.write(
        "key", KEY + "\n"), name="good")
    bad = Doppelzone(place, primary.port, "--key-file", place.write(
        "other", other_secret() + "\n"), name="bad")
    none = Doppelzone(place, primary.port, name="none")
    for name in ("key", "other"):
        os.chmod(place / name, 0o600)
        os.chown(place / name, 65534, 65534)
    for zone in (good, bad, none):
        zone.start()
    wait_until(lambda: good.read() == many().encode(), good.log())
    for zone in (bad, none):
        zone.wait_for("there is no list yet")
        same(zone.read(), None, "a list")


@case
def zones_signed_nsd(place):
    signed(place, "nsd")


@case
def zones_signed_named(place):
    signed(place, "named")

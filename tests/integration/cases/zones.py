# SPDX-License-Identifier: BSD-2-Clause
"""A list over DNS: publish-list at a primary, IXFR and NOTIFY to a secondary,
doppelzone makes the list file, the gate refuses by it."""

import os
import re
import time

from lab.milter import Milter
from lab.place import build_path, free_port, run, wait_until
from lab.wire import Wire
from lab.zones import ZONE, Doppelzone, Server

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

    def __init__(self, place, primary, secondary, *options):
        self.place = place
        ports = [free_port() for _ in range(3)]
        self.primary = Server(place, primary, "primary", ports)
        self.secondary = Server(place, secondary, "secondary", ports, 1)
        self.text = LIST
        # It has a zone before it starts.
        run([build_path("doppellist"), "export", "--to", "zone", "--output",
             self.primary.zone_file, put(place, LIST)])
        self.primary.start()
        self.secondary.start()
        self.zone = Doppelzone(place, self.secondary.port, *options)
        self.zone.start()
        self.wait_current()

    def wait_current(self, seconds=30):
        wait_until(lambda: self.zone.read() == self.text.encode(),
                   "the list (%s)" % self.zone.log(), seconds)

    def publish(self, text):
        said = self.primary.publish(put(self.place, text))
        self.text = text
        return int(re.search(r"serial (\d+)", said).group(1))


def follow(place, primary, secondary):
    """A new entry is in force; the seconds of its way are printed."""
    gate = None

    def reload_gate():
        script = place.write("reload", "#!/bin/sh\nkill -USR1 $(cat %s)\n"
                             % (place / "gate.pid"), 0o755)
        return script

    chain = Chain(place, primary, secondary, "--run", reload_gate())
    gate = Milter(place, domains="", lists={
        "doppelgangers.list": ""}, start=False)
    gate.domains = gate.put("domains.conf", 'lists = { directory = "%s"; '
                            'doppelgangers = "%s"; };\n'
                            % (gate.lists, chain.zone.file))
    gate.start()
    place.write("gate.pid", str(gate.child.pid))
    same(answer(gate, "a@gmai.com"), "y", "what the list had")
    for count in range(3):
        name = "new-%d.example" % count
        same(answer(gate, "a@" + name), "c", "before")
        text = add(chain.text, name)
        put(place, text)
        start = time.monotonic()
        chain.publish(text)
        published = time.monotonic() - start
        wait_until(lambda: answer(gate, "a@" + name) == "y",
                   "the new entry (%s)" % chain.zone.log(), 30, 0.05)
        print("# %s, %s: published after %.1f s, in force after %.1f s"
              % (primary, secondary, published, time.monotonic() - start))
        chain.wait_current()
    return chain


@case
def zones_nsd(place):
    follow(place, "nsd", "nsd")


@case
def zones_named(place):
    follow(place, "named", "named")

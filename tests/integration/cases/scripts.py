# SPDX-License-Identifier: BSD-2-Clause
"""The protocol driven by miltertest, a client that no one here wrote."""

import os

from lab.milter import Milter
from lab.place import ROOT, run
from lab.samples import typo_of
from lab.wire import Wire

from . import case, same

SCRIPTS = os.path.join(ROOT, "tests", "integration", "miltertest")


def script(milter, name, **definitions):
    argv = ["miltertest", "-s", os.path.join(SCRIPTS, name)]
    for pair in dict(definitions, socket=milter.socket).items():
        argv += ["-D", "%s=%s" % pair]
    done = run(argv, expect=None)
    said = done.stdout + done.stderr
    same(done.returncode, 0, "miltertest: " + said)


@case
def miltertest_envelope(place):
    script(Milter(place), "envelope.lua")


@case
def miltertest_hold(place):
    script(Milter(place), "hold.lua", likely=typo_of("likely"))


@case
def miltertest_steps(place):
    milter = Milter(place)
    script(milter, "steps.lua")
    with Wire(milter.address) as wire:  # it still judges
        wire.connect()
        wire.mail("<>")
        same(wire.rcpt("<taro@gmai.com>")[0], "y", "after the cut ones")

# SPDX-License-Identifier: BSD-2-Clause
"""What list managers keep, written by the managers themselves."""

import glob
import json
import os

from lab.place import build_path, run
from lab.unpacked import fetch

from . import case, same

FOLDERS = ("control", "subscribers.d", "digesters.d", "nomailsubs.d", "queue",
           "incoming", "text", "subconf", "unsubconf", "moderation", "bounce",
           "requeue", "archive")

# Who is put in by which option of mlmmj-sub, and listed by which of mlmmj-list.
SUBSCRIBED = (((), "", ("taro@gmai.com", "Jiro@Gmai.com", "o'brien@gmai.com",
                        "0-9@gmai.com")),
              (("-d",), "-d", ("digest@gmai.com", "taro2@gmai.com")),
              (("-n",), "-n", ("no.mail@gmai.com",)))


def findings(place, *paths):
    """Of each, the address and the list."""
    for name, text in (("doppelgangers", "gmai.com gmail.com source=x\n"),
                       ("providers", "gmail.com weight=0.3\n"),
                       ("innocent", "")):
        place.write(name + ".list", text)
    done = run([build_path("doppelcheck"), "--lists", place.path, "--format",
                "json", *paths], expect=1)
    return sorted((one["address"], one["list"])
                  for one in map(json.loads, done.stdout.splitlines()))


@case
def managers_mlmmj(place):
    """Members are those that mlmmj lists, whichever way they are in."""
    programs = os.path.join(fetch("mlmmj", ("mlmmj",)), "usr/bin")
    folder = place / "lab"
    for name in FOLDERS:
        os.makedirs(os.path.join(folder, name))
    place.write("lab/control/listaddress", "lab@lists.univ.example\n")
    for kind, ending in (("owner", "o"), ("moderators", "m")):
        place.write("lab/control/" + kind, "%s@gmai.com\n" % ending * 2)
    listed = []
    for options, kind, people in SUBSCRIBED:
        for address in people:
            run([os.path.join(programs, "mlmmj-sub"), "-L", folder, "-q", "-s",
                 *options, "-a", address])
        listed += run([os.path.join(programs, "mlmmj-list"), "-L", folder,
                       *([kind] if kind else [])]).stdout.split()
    same(len(listed), 7, "listed by mlmmj")
    wanted = [(address, "lab@lists.univ.example") for address in listed]
    for option, name in (("-o", "owner"), ("-m", "moderators")):
        said = run([os.path.join(programs, "mlmmj-list"), "-L", folder,
                    option]).stdout.split()
        same(len(said), 2, name)
        wanted += [(address, "lab+%s@lists.univ.example" % name)
                   for address in said]
    same(findings(place, *sorted(glob.glob(folder + "/*/*"))), sorted(wanted),
         "members")

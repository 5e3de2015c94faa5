# SPDX-License-Identifier: BSD-2-Clause
"""Exim, unpacked: what it makes of an expansion, and where it delivers."""

import os
import shutil

from .place import run
from .unpacked import fetch

PACKAGES = ("exim4-daemon-light", "libidn12")

# The user that its package would make.
NAMED = ["unshare", "-m", "sh", "-c", "mount --bind $0/passwd /etc/passwd && "
         "mount --bind $0/group /etc/group && exec \"$@\""]


class Exim:
    def __init__(self, place):
        root = fetch("exim", PACKAGES)
        self.place = place
        # A copy has lost the setuid bit.
        self.program = shutil.copyfile(os.path.join(root, "usr/sbin/exim4"),
                                       place / "exim")
        os.chmod(self.program, 0o755)
        self.environment = dict(os.environ, LD_LIBRARY_PATH=os.path.join(
            root, "usr/lib/x86_64-linux-gnu"))
        self.configuration = place.write("exim.conf", "")
        for name, line in (
                ("passwd", "Debian-exim:x:59999:59999::/:/bin/false"),
                ("group", "Debian-exim:x:59999:")):
            with open("/etc/" + name, encoding="utf-8") as file:
                place.write(name, file.read() + line + "\n")

    def run(self, *arguments, **more):
        return run([*NAMED, self.place.path, self.program, "-C",
                    self.configuration, *arguments],
                   env=self.environment, **more)

    def expand(self, text):
        return self.run("-be", text).stdout.strip()

    def route(self, address):
        """What -bt says, whether it can be delivered or not."""
        return self.run("-bt", address, expect=None).stdout

    def filter(self, path, mail):
        """What it would do with a mail by a filter."""
        return self.run("-f", "sender@univ.example", "-bfl", "lab", "-bfd",
                        "lists.univ.example", "-bf", path, text=mail,
                        expect=None).stdout

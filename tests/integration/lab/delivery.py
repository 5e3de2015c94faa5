# SPDX-License-Identifier: BSD-2-Clause
"""procmail, maildrop and fdm, unpacked: whom their filters hand mail to."""

import os
import re
import shutil

from .pigeonhole import MAIL
from .place import AS_NOBODY, Failure, run
from .unpacked import fetch

PACKAGES = ("procmail", "maildrop", "courier-authlib", "libcourier-unicode4")
FDM_PACKAGES = ("fdm", "libtdb1")

# What fdm hands on by SMTP goes to a sink.
FDM = """\
set lock-file "%(place)s/lock"
account "stdin" stdin
$sink = "%(port)d"
"""

# Writes down its arguments.
SENDMAIL = """\
#!/bin/sh
for argument; do printf '%s\\n' "$argument"; done >> "$0.said"
cat > /dev/null
"""


def environment(root, **more):
    return dict(os.environ, LD_LIBRARY_PATH=":".join(
        os.path.join(root, "usr/lib", below)
        for below in ("", "x86_64-linux-gnu")), **more)


def write_sendmail(place):
    path = place.write("sendmail", SENDMAIL)
    os.chmod(path, 0o755)
    return path


class Delivery:
    def __init__(self, place):
        self.root = fetch("delivery", PACKAGES)
        self.place = place
        self.sendmail = write_sendmail(place)
        self.environment = environment(self.root)

    def recipients(self, program, text):
        """What sendmail gets that begins with t and a number."""
        settings = "SENDMAIL=%s\nDEFAULT=/dev/null\n" % self.sendmail
        path = self.place.write("filter", settings + text)
        os.chmod(path, 0o600)
        said = self.sendmail + ".said"
        if os.path.exists(said):
            os.remove(said)
        # A copy has lost the setuid bit.
        copy = shutil.copyfile(os.path.join(self.root, "usr/bin", program),
                               self.place / program)
        os.chmod(copy, 0o755)
        run([copy, *(["-m"] if program == "procmail" else []), path],
            text=MAIL, env=self.environment, expect=None)
        return recipients_in(read(said))


class Fdm:
    """It wants a user of its own unless somebody else runs it."""

    def __init__(self, place, port):
        self.root = fetch("fdm", FDM_PACKAGES)
        self.place, self.port = place, port
        self.sendmail = write_sendmail(place)
        self.said = self.sendmail + ".said"
        os.chmod(place.path, 0o777)

    def commanded(self, text):
        """What sendmail gets that begins with t and a number."""
        path = self.place.write("fdm.conf", FDM % {
            "place": self.place.path, "port": self.port} + text.replace(
                "sendmail", self.sendmail))
        if os.path.exists(self.said):
            os.remove(self.said)
        done = run([*AS_NOBODY, os.path.join(self.root, "usr/bin/fdm"), "-v",
                    "-f", path, "-a", "stdin", "fetch"], text=MAIL,
                   env=environment(self.root, HOME=self.place.path,
                                   TMPDIR=self.place.path),
                   expect=None)
        if "1 messages processed" not in done.stdout + done.stderr:
            raise Failure("fdm: " + done.stdout + done.stderr)
        return recipients_in(read(self.said))


def read(path):
    if not os.path.exists(path):
        return ""
    with open(path, encoding="utf-8") as file:
        return file.read()


def recipients_in(said):
    return sorted(re.findall(r"t\d@gmai\.com", said))

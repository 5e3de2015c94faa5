# SPDX-License-Identifier: BSD-2-Clause
"""Pigeonhole, unpacked: where a Sieve script of Dovecot's sends mail."""

import re

from .place import run
from .unpacked import fetch

PACKAGES = ("dovecot-sieve", "dovecot-core", "libexttextcat-2.0-0",
            "liblua5.4-0", "libstemmer0d")

# Its programs look for each other below /usr.
BESIDE = """
mount -t overlay overlay -o "lowerdir=$0/usr:/usr" /usr
exec "$@"
"""

CONFIGURATION = """
ssl = no
mail_uid = nobody
mail_gid = nogroup
first_valid_uid = 1
plugin {
    sieve_extensions = +vnd.dovecot.report +notify +imapflags +editheader
}
"""

MAIL = """\
From: sender@univ.example
To: lab@lists.univ.example
Subject: hello
Message-ID: <a@univ.example>

text
"""


class Pigeonhole:
    def __init__(self, place):
        self.root = fetch("dovecot", PACKAGES)
        self.place = place
        self.configuration = place.write("dovecot.conf", CONFIGURATION)
        self.mail = place.write("mail", MAIL)

    def recipients(self, script):
        """Of a script's file; None when it does not compile."""
        done = run(["unshare", "-m", "sh", "-c", BESIDE, self.root,
                    "sieve-test", "-e", "-c", self.configuration,
                    "-f", "sender@univ.example",
                    "-r", "lab@lists.univ.example",
                    "-a", "lab@lists.univ.example",
                    "-l", "maildir:" + self.place / "maildir",
                    script, self.mail], expect=None)
        said = done.stdout + done.stderr
        if "failed to compile" in said:
            return None
        # Who has written gets the answers of vacation.
        return sorted(set(re.findall(r"^RECIPIENT: (.*)$", done.stdout,
                                     re.M)) - {"sender@univ.example"})

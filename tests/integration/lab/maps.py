# SPDX-License-Identifier: BSD-2-Clause
"""Postfix's tables of the types that have packages of their own, unpacked."""

import os

from .place import run
from .postfix import put_old
from .unpacked import fetch

TYPES = ("sqlite", "lmdb", "cdb", "ldap", "mysql", "pgsql", "pcre")
PACKAGES = (*("postfix-" + name for name in TYPES), "libcdb1", "libmariadb3",
            "libpq5", "libsqlite3-0", "liblmdb0", "tinycdb", "sqlite3")
MADE = ("lmdb", "cdb")

MAIN = "compatibility_level = 3.6\nmeta_directory = %s\n"


class Maps:
    def __init__(self, place):
        self.root = fetch("maps", PACKAGES)
        self.etc = place / "etc"
        os.makedirs(self.etc, 0o755, exist_ok=True)
        library = os.path.join(self.root, "usr/lib")
        with open(os.path.join(self.etc, "dynamicmaps.cf"), "w",
                  encoding="ascii") as out:
            with open("/etc/postfix/dynamicmaps.cf", encoding="ascii") as here:
                out.writelines(line for line in here
                               if not line.startswith(TYPES))
            for name in TYPES:
                out.write("%s\t%s/postfix/postfix-%s.so\tdict_%s_open%s\n" % (
                    name, library, name, name,
                    " mkmap_%s_open" % name if name in MADE else ""))
        self.environment = dict(os.environ, LD_LIBRARY_PATH=os.path.join(
            library, "x86_64-linux-gnu"))
        self.put("master.cf", "")
        self.write("")

    def write(self, settings):
        return self.put("main.cf", MAIN % self.etc + settings)

    def put(self, name, text):
        return put_old(os.path.join(self.etc, name), text)

    def postmap(self, *arguments):
        return run(["postmap", "-c", self.etc, *arguments],
                   env=self.environment, expect=None)

    def query(self, table, key):
        return self.postmap("-q", key, table).stdout.strip()

    def program(self, name, *arguments):
        return run([os.path.join(self.root, "usr/bin", name), *arguments],
                   env=self.environment).stdout

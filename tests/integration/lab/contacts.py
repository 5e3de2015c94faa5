# SPDX-License-Identifier: BSD-2-Clause
"""doppelcontacts beside a gate: the process that writes the store, and what the
store has."""

import json
import os
import shutil
import subprocess

from .daemon import Daemon
from .place import build_path, wait_until

# As whom the gate of the tests runs: the store is open to nobody else.
AS_USER = ["setpriv", "--reuid", "nobody", "--regid", "nogroup",
           "--clear-groups"]


class Writer(Daemon):
    """For the store and socket in a folder; settings() are those lines of
    domains.conf."""

    program = "doppelcontacts"

    def __init__(self, place, name="contacts"):
        self.dir = place / name
        super().__init__(place, self.dir + ".stderr")
        os.mkdir(self.dir, 0o700)
        shutil.chown(self.dir, "nobody", "nogroup")
        self.store = "sqlite:" + os.path.join(self.dir, "store")
        self.socket = os.path.join(self.dir, "socket")

    def settings(self, learning=0, more=""):
        return 'contacts = { store = "%s"; socket = "%s"; learning = %d; %s' \
            ' };\n' % (self.store, self.socket, learning, more)

    def start(self):
        before = self.log().count(": doppelcontacts ") \
            if os.path.exists(self.errors) else 0
        self.launch([*AS_USER, build_path(self.program), "--store", self.store,
                     "serve", "--debug", "--socket", self.socket])
        wait_until(lambda: self.log().count(": doppelcontacts ") > before,
                   "doppelcontacts to listen")
        return self

    def run(self, *arguments):
        done = subprocess.run(
            [*AS_USER, build_path(self.program), "--store", self.store,
             *arguments], stdout=subprocess.PIPE, check=False)
        return done.returncode, done.stdout.decode()

    def rows(self):
        """{address: row}"""
        status, text = self.run("list", "--format", "json")
        return {row["address"]: row for row in json.loads(text)["contacts"]} \
            if status == 0 else {}

    def wait_for(self, address, key, count):
        """Until so many mails were sent or heard."""
        wait_until(lambda: self.rows().get(address, {}).get(key, {})
                   .get("count", 0) >= count,
                   "%s %s %d times" % (address, key, count))

# SPDX-License-Identifier: BSD-2-Clause
"""doppelcheck --system --watch beside a gate: it keeps the registrations file
that the gate reads."""

import grp
import os
import shutil
import signal

from .daemon import Daemon
from .place import build_path, wait_until


HIDE_GROUP = """
grep -v ^doppelmilter: /etc/group >"$0"
mount --bind "$0" /etc/group
exec "$@"
"""


class Watcher(Daemon):
    """For a configuration.  As the user that the gate becomes, so that what
    is closed to it is closed.

    folder    where the registrations file is
    domains   path of domains.conf
    """

    program = "doppelcheck"

    def __init__(self, place, folder, domains):
        super().__init__(place, os.path.join(folder, "stderr"))
        self.domains = domains
        self.user = "nobody"
        self.options = []
        self.file = os.path.join(folder, "registrations")
        os.makedirs(folder)
        os.chmod(folder, 0o755)
        shutil.chown(folder, "nobody")

    def argv(self):
        return [build_path(self.program), "-c", self.domains, "--system",
                "--watch", self.file, *self.options]

    def without_group(self):
        """Where doppelmilter is installed: root's file would be for its group,
        in which no gate of the tests is."""
        try:
            grp.getgrnam("doppelmilter")
        except KeyError:
            return []
        return ["unshare", "-m", "sh", "-c", HIDE_GROUP, self.file + ".group"]

    def start(self, ready=True, **more):
        """Until the first file, or without waiting for it."""
        if ready and os.path.exists(self.file):
            os.unlink(self.file)
        self.launch([*self.without_group(), "setpriv", "--reuid", self.user, "--regid", "nogroup",
                     "--clear-groups", *self.argv()], **more)
        if ready:
            wait_until(self.is_ready, "the registrations file")
        return self.child

    def is_ready(self):
        self.check_runs()
        return os.path.exists(self.file)

    def reload(self):
        """Has all read again."""
        self.signal(signal.SIGUSR1)

    def text(self):
        with open(self.file, encoding="utf-8") as file:
            return file.read()

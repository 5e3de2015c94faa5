# SPDX-License-Identifier: BSD-2-Clause
"""rspamd with one module and one rule, unpacked: its package brings a web
server's worth of others."""

import glob
import json
import os
import urllib.request

from . import place as places
from .place import Failure, wait_until
from .unpacked import fetch

PACKAGES = ("rspamd", "libhyperscan5", "libluajit-5.1-2")

CONFIGURATION = """\
options {{
    filters = "";
    dns {{ nameserver = ["127.0.0.1:9"]; }}
    tempdir = "{dir}";
    url_tld = "{dir}/tlds";
    pidfile = false;
}}
logging {{ type = "console"; level = "info"; }}
worker "normal" {{ bind_socket = "127.0.0.1:{port}"; count = 1; }}
lua = "{dir}/init.lua";
modules {{ path = "{share}/plugins/multimap.lua"; }}
multimap {{
{rule}
}}
actions {{ reject = 15; }}
"""

MAIL = "From: a@b.example\r\nTo: %s\r\nSubject: x\r\n\r\nHello.\r\n"


class Rspamd:
    """Answers at self.port; rule: of multimap."""

    def __init__(self, place, rule):
        root = fetch("rspamd", PACKAGES)
        share = os.path.join(root, "usr/share/rspamd")
        libraries = glob.glob(os.path.join(root, "usr/lib/*-linux-gnu*"))
        directory = place / "rspamd"
        os.mkdir(directory)
        self.port = places.free_port()
        # Its own list of all public suffixes takes it seconds to read.
        place.write("rspamd/tlds", "com\njp\nco.jp\nne.jp\ntest\n")
        place.write("rspamd/init.lua", 'require "global_functions" ()\n')
        configuration = place.write("rspamd/rspamd.conf", CONFIGURATION.format(
            dir=directory, port=self.port, share=share, rule=rule))
        environment = dict(
            os.environ, LUA_PATH=";".join(share + part for part in (
                "/lualib/?.lua", "/lualib/?/init.lua", "/rules/?.lua", ";")),
            LD_LIBRARY_PATH=":".join(
                libraries + [os.path.join(root, "usr/lib/rspamd")]),
            RSPAMD_DBDIR=directory, RSPAMD_RUNDIR=directory,
            RSPAMD_LOCAL_CONFDIR=directory)
        self.log = place / "rspamd.log"
        with open(self.log, "wb") as log:
            self.child = place.start(
                [os.path.join(root, "usr/bin/rspamd"), "-i", "-f", "-c",
                 configuration], stdout=log, stderr=log, env=environment)
        wait_until(self.answers, "rspamd (%s)" % self.log)

    def answers(self):
        if self.child.poll() is not None:
            with open(self.log, encoding="utf-8", errors="replace") as log:
                raise Failure("rspamd ended:\n" + log.read()[-4000:])
        return places.accepts(("127.0.0.1", self.port))

    def check(self, recipient, to="c@d.example"):
        """What it thinks of a mail to the recipient; to: of its header, which
        it takes instead of a recipient that has U-labels."""
        request = urllib.request.Request(
            "http://127.0.0.1:%d/checkv2" % self.port,
            (MAIL % to).encode(),
            {"Rcpt": recipient.encode().decode("latin-1"),
             "From": "a@b.example"})
        with urllib.request.urlopen(request, timeout=places.PATIENCE) as reply:
            return json.load(reply)

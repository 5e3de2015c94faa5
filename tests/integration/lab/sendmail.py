# SPDX-License-Identifier: BSD-2-Clause
"""A private Sendmail beside Postfix, whose packages exclude each other."""

import os
import re
import shutil
import subprocess

from . import place as places
from .place import ROOT, Failure, run, wait_until

# What they need besides stands in the Makefile's DEPS_TEST.
PACKAGES = ("sendmail-bin", "sendmail-cf")
CACHE = os.path.join(ROOT, ".build", "sendmail")

# The sink is not at 127.0.0.1: Sendmail drops a literal of its own interface.
SINK_HOST = "127.0.0.2"

CONFIGURATION = """\
include(`{cf}/m4/cf.m4')dnl
OSTYPE(`linux')dnl
define(`confDOMAIN_NAME', `mx.univ.example')dnl
define(`confPID_FILE', `{dir}/pid')dnl
define(`confSERVICE_SWITCH_FILE', `{dir}/switch')dnl
define(`confHOSTS_FILE', `/dev/null')dnl
define(`confTRUSTED_USERS', `root')dnl
define(`confLOG_LEVEL', `0')dnl
define(`confTO_IDENT', `0s')dnl
define(`confBAD_RCPT_THROTTLE', `0')dnl
define(`confDONT_BLAME_SENDMAIL', `GroupReadableKeyFile')dnl
define(`confDEF_USER_ID', `nobody:nogroup')dnl
define(`QUEUE_DIR', `{dir}/queue')dnl
define(`ALIAS_FILE', `')dnl
define(`STATUS_FILE', `{dir}/statistics')dnl
define(`HELP_FILE', `')dnl
define(`RELAY_MAILER_ARGS', `TCP $h {next_hop}')dnl
define(`SMART_HOST', `relay:[{sink_host}]')dnl
FEATURE(`no_default_msa')dnl
FEATURE(`nocanonify')dnl
FEATURE(`accept_unresolvable_domains')dnl
FEATURE(`promiscuous_relay')dnl
DAEMON_OPTIONS(`Name=MTA, Addr=127.0.0.1, Port={port}')dnl
INPUT_MAIL_FILTER(`doppel', `S={milter}, F={on_failure}, T=S:20s;R:20s')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
"""


def fetch():
    """Unpacks Sendmail below .build; the directory that holds usr/."""
    root = os.path.join(CACHE, "root")
    if os.path.exists(root):
        return root
    shutil.rmtree(CACHE, ignore_errors=True)
    os.makedirs(CACHE)
    for attempt in ("as it is", "after apt-get update"):
        if attempt != "as it is":
            subprocess.run(["apt-get", "update", "-q"], check=False,
                           capture_output=True)
        done = run(["apt-get", "download", "-q", *PACKAGES], cwd=CACHE,
                   expect=None, timeout=120)
        if done.returncode == 0:
            break
    else:
        raise Failure("cannot download %s:\n%s%s" % (
            " ".join(PACKAGES), done.stdout, done.stderr))
    # Whole or not at all: an interrupted one is not found the next time.
    part = os.path.join(CACHE, "part")
    for package in [p for p in os.listdir(CACHE) if p.endswith(".deb")]:
        run(["dpkg-deb", "-x", package, part], cwd=CACHE)
    shutil.rmtree(os.path.join(part, "etc"))  # hooks, jobs: nobody's here
    os.rename(part, root)
    return root

# Without a dot in the host's name it sleeps for a minute.
NAMED = ["unshare", "-u", "sh", "-c", 'hostname mx.univ.example; exec "$@"',
         "sh"]


class Sendmail:
    """Listens on self.port; hands everything on to a sink at SINK_HOST.

    milter      as in a Sendmail configuration: local:/path
    on_failure  T tempfail or empty: accept
    """

    def __init__(self, place, next_hop, milter, on_failure="T"):
        root = fetch()
        # A copy has lost the setgid bit, which nobody wants in a test.
        self.program = shutil.copyfile(
            os.path.join(root, "usr/libexec/sendmail/sendmail"),
            place / "sendmail.bin")
        os.chmod(self.program, 0o755)
        self.dir = place / "sendmail"
        os.makedirs(os.path.join(self.dir, "queue"), 0o700)
        self.port = places.free_port()
        place.write("sendmail/switch", "hosts files\naliases files\n")
        place.write("sendmail/statistics", "", 0o600)
        source = place.write("sendmail/sendmail.mc", CONFIGURATION.format(
            cf=os.path.join(root, "usr/share/sendmail/cf"), dir=self.dir,
            next_hop=next_hop, sink_host=SINK_HOST, port=self.port,
            milter=milter, on_failure=on_failure))
        self.cf = place.write("sendmail/sendmail.cf", run(
            ["m4", "-D_CF_DIR_=%s/usr/share/sendmail/cf/" % root,
             source]).stdout)
        self.errors = open(place / "sendmail.errors", "wb")
        self.child = place.start(
            [*NAMED, self.program, "-bD", "-C", self.cf], stdout=self.errors, stderr=self.errors)
        place.undo.append(self.errors.close)
        wait_until(self.answers, "Sendmail to listen (%s)" %
                   self.errors.name, 20)

    def answers(self):
        if self.child.poll() is not None:
            with open(self.errors.name, encoding="utf-8") as errors:
                raise Failure("Sendmail ended:\n" + errors.read())
        return places.accepts(("127.0.0.1", self.port))

    def command(self, *argv, **more):
        return run([*NAMED, self.program, "-C", self.cf, *argv], **more)

    def quarantined(self):
        """The queue identifiers of held mails."""
        listing = self.command("-bp", "-qQ").stdout
        return re.findall(r"^(\w{14})", listing, re.M)

    def release(self, queue_id):
        self.command("-qQ", "-qI" + queue_id, "-Q")
        self.command("-qI" + queue_id)

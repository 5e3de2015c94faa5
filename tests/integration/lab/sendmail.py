# SPDX-License-Identifier: BSD-2-Clause
"""A private Sendmail beside Postfix, whose packages exclude each other."""

import os
import re
import shutil

from . import place as places
from .place import Failure, run, wait_until
from .unpacked import fetch

# What they need besides stands in the Makefile's DEPS_TEST.
PACKAGES = ("sendmail-bin", "sendmail-cf")

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
define(`confLOG_LEVEL', `{log_level}')dnl
define(`confTO_IDENT', `0s')dnl
define(`confBAD_RCPT_THROTTLE', `0')dnl
define(`confQUEUE_LA', `1000')dnl
define(`confREFUSE_LA', `1000')dnl
define(`confDONT_BLAME_SENDMAIL', `GroupReadableKeyFile')dnl
define(`confDEF_USER_ID', `nobody:nogroup')dnl
define(`QUEUE_DIR', `{dir}/queue')dnl
define(`ALIAS_FILE', `{aliases}')dnl
define(`STATUS_FILE', `{dir}/statistics')dnl
define(`HELP_FILE', `')dnl
define(`RELAY_MAILER_ARGS', `TCP $h {next_hop}')dnl
define(`SMART_HOST', `relay:[{sink_host}]')dnl
FEATURE(`no_default_msa')dnl
FEATURE(`nocanonify')dnl
FEATURE(`accept_unresolvable_domains')dnl
FEATURE(`promiscuous_relay')dnl
DAEMON_OPTIONS(`Name=MTA, Addr=127.0.0.1, Port={port}, Listen=1024')dnl
{gate}dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
{more}"""

# What `sendmail` uses that a user calls: it hands the mail to the daemon.
SUBMISSION = """\
include(`{cf}/m4/cf.m4')dnl
OSTYPE(`linux')dnl
define(`confDOMAIN_NAME', `mx.univ.example')dnl
define(`confRUN_AS_USER', `nobody:nogroup')dnl
define(`confTO_IDENT', `0s')dnl
define(`confDONT_BLAME_SENDMAIL', `Safe')dnl
define(`confSERVICE_SWITCH_FILE', `{dir}/switch')dnl
define(`MSP_QUEUE_DIR', `{dir}/client')dnl
define(`STATUS_FILE', `{dir}/statistics')dnl
define(`HELP_FILE', `')dnl
define(`RELAY_MAILER_ARGS', `TCP $h {port}')dnl
define(`ESMTP_MAILER_ARGS', `TCP $h {port}')dnl
FEATURE(`msp', `[127.0.0.1]')dnl
define(`LOCAL_MAILER_ARGS', `TCP $h {port}')dnl
"""


# Without a dot in the host's name it sleeps for a minute.
NAMED = ["unshare", "-u", "sh", "-c", 'hostname mx.univ.example; exec "$@"',
         "sh"]

# The same with a /dev/log of its own.
LOGGING = ["unshare", "-um", "sh", "-ec", """\
hostname mx.univ.example
cd "$1"
mount --rbind /dev dev
mount -t tmpfs tmpfs /dev
for name in null zero random urandom; do
    touch /dev/$name
    mount --bind dev/$name /dev/$name
done
mkdir /dev/shm
mount --rbind dev/shm /dev/shm
ln -s "$1/log" /dev/log
shift
exec "$@"
""", "sh"]


class Sendmail:
    """Listens on self.port; hands everything on to a sink at SINK_HOST.

    milter      as in a Sendmail configuration: local:/path
    on_failure  T tempfail or empty: accept
    access      path of an access database instead of the milter
    features    lines of the configuration instead of the milter
    more        further ones
    aliases     lines of an alias file
    log         a lab.syslog.Syslog
    """

    def __init__(self, place, next_hop, milter=None, on_failure="T",
                 access=None, features=None, more="", aliases=None, log=None):
        gate = "INPUT_MAIL_FILTER(`doppel', `S=%s, F=%s, T=S:20s;R:20s')" % (
            milter, on_failure)
        if access:
            gate = "FEATURE(`access_db', `hash -o %s')dnl\n" % access + \
                "FEATURE(`blocklist_recipients')"
        gate = features or gate
        root = fetch("sendmail", PACKAGES)
        self.makemap = os.path.join(root, "usr/libexec/sendmail/makemap")
        # A copy has lost the setgid bit, which nobody wants in a test.
        self.program = shutil.copyfile(
            os.path.join(root, "usr/libexec/sendmail/sendmail"),
            place / "sendmail.bin")
        os.chmod(self.program, 0o755)
        self.dir = place / "sendmail"
        for queue in ("queue", "client"):
            os.makedirs(os.path.join(self.dir, queue), 0o700)
        shutil.chown(os.path.join(self.dir, "client"), "nobody", "nogroup")
        self.port = places.free_port()
        place.write("sendmail/switch", "hosts files\naliases files\n")
        place.write("sendmail/statistics", "", 0o600)
        self.cf = self.make(place, root, "sendmail", CONFIGURATION,
                            next_hop=next_hop, sink_host=SINK_HOST, gate=gate,
                            more=more, log_level=9 if log else 0,
                            aliases=aliases is not None and
                            place.write("sendmail/aliases", aliases) or "")
        self.named = [*LOGGING, log.dir] if log else NAMED
        if aliases is not None:
            self.command("-bi")
        self.submit_cf = self.make(place, root, "submit", SUBMISSION)
        self.errors = open(place / "sendmail.errors", "wb")
        self.child = place.start(
            [*self.named, self.program, "-bD", "-C", self.cf],
            stdout=self.errors, stderr=self.errors)
        place.undo.append(self.errors.close)
        wait_until(self.answers, "Sendmail to listen (%s)" %
                   self.errors.name)

    def make(self, place, root, name, text, **more):
        """A configuration out of m4's macros."""
        macros = os.path.join(root, "usr/share/sendmail/cf")
        source = place.write("sendmail/%s.mc" % name, text.format(
            cf=macros, dir=self.dir, port=self.port, **more))
        return place.write("sendmail/%s.cf" % name, run(
            ["m4", "-D_CF_DIR_=%s/" % macros, source]).stdout)

    def answers(self):
        if self.child.poll() is not None:
            with open(self.errors.name, encoding="utf-8") as errors:
                raise Failure("Sendmail ended:\n" + errors.read())
        return places.accepts(("127.0.0.1", self.port))

    def command(self, *argv, **more):
        return run([*self.named, self.program, "-C", self.cf, *argv], **more)

    def submit(self, sender, recipient, text):
        """As a user does with `sendmail`."""
        return run([*self.named, self.program, "-C", self.submit_cf, "-Am", "-i",
                    "-f", sender, "--", recipient], text, expect=None)

    def quarantined(self):
        """The queue identifiers of held mails."""
        listing = self.command("-bp", "-qQ").stdout
        return re.findall(r"^(\w{14})", listing, re.M)

    def release(self, queue_id):
        self.command("-qQ", "-qI" + queue_id, "-Q")
        self.command("-qI" + queue_id)

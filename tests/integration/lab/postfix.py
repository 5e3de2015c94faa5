# SPDX-License-Identifier: BSD-2-Clause
"""A private Postfix on loopback that leaves the machine's own alone."""

import grp
import json
import os
import pwd
import re
import subprocess
import time

from . import place as places
from .place import Failure, run, uninterrupted, wait_until

MAIN = """\
compatibility_level = 3.6
queue_directory = {dir}/queue
data_directory = {dir}/data
maillog_file = {dir}/mail.log
maillog_file_prefixes = {dir}
myhostname = mx.univ.example
mydomain = univ.example
myorigin = univ.example
mydestination = lists.univ.example
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
relayhost = [127.0.0.1]:{next_hop}
disable_dns_lookups = yes
smtp_host_lookup = native
smtpd_peername_lookup = no
smtp_tls_security_level =
smtpd_tls_security_level =
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
default_process_limit = 60
alias_maps = hash:{dir}/aliases
alias_database =
local_recipient_maps =
mailbox_transport = error:no mailboxes here
recipient_delimiter =
message_size_limit = 1048576
mailbox_size_limit = 0
queue_minfree = 0
in_flow_delay = 0
minimal_backoff_time = 300s
milter_protocol = 6
"""

MASTER = """\
{host}:{port} inet n - n - - smtpd
pickup    unix  n - n 1    1 pickup
cleanup   unix  n - n -    0 cleanup
qmgr      unix  n - n 300  1 qmgr
rewrite   unix  - - n -    - trivial-rewrite
bounce    unix  - - n -    0 bounce
defer     unix  - - n -    0 bounce
trace     unix  - - n -    0 bounce
verify    unix  - - n -    1 verify
flush     unix  n - n 1000? 0 flush
proxymap  unix  - - n -    - proxymap
smtp      unix  - - n -    - smtp
relay     unix  - - n -    - smtp
showq     unix  n - n -    - showq
error     unix  - - n -    - error
retry     unix  - - n -    - error
discard   unix  - - n -    - discard
local     unix  - n n -    - local
virtual   unix  - n n -    - virtual
tlsmgr    unix  - - n 1000? 1 tlsmgr
anvil     unix  - - n -    1 anvil
scache    unix  - - n -    1 scache
postlog   unix-dgram n - n - 1 postlogd
"""


QUEUES = dict.fromkeys(
    ("active", "bounce", "corrupt", "defer", "deferred", "flush", "hold",
     "incoming", "private", "saved", "trace"), 0o700)
QUEUES.update(maildrop=0o730, public=0o710)


def put_old(path, text):
    """Postfix waits for two seconds when a file is younger: somebody may be
    writing it."""
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)
    past = time.time() - 60
    os.utime(path, (past, past))
    return path


class Postfix:
    """Starts at once; stops with its place.

    next_hop  port of the server that everything goes to
    settings  further lines of main.cf, {name: value}
    aliases   text of the aliases file
    resolver  a file that this Postfix finds as /etc/resolv.conf
    host      the loopback address that it listens on
    """

    def __init__(self, place, name, next_hop, settings=None, aliases="",
                 resolver=None, host="127.0.0.1"):
        self.resolver = resolver
        self.host = host
        self.dir = place / name
        os.mkdir(self.dir)
        self.etc = os.path.join(self.dir, "etc")
        for part in ("etc", "queue", "data"):
            os.mkdir(os.path.join(self.dir, part))
        self.make_queue()
        self.put("aliases", aliases)
        place.undo.append(self.stop)
        # Between choosing a free port and listening on it somebody else may
        # take it: then another.
        for attempt in range(3):
            self.port = places.free_port()
            self.configure(next_hop, settings or {})
            run(["postalias", "-c", self.etc,
                 "hash:" + os.path.join(self.dir, "aliases")])
            if self.start() or attempt == 2:
                break
        if not self.answers():
            raise Failure("the private Postfix does not start:\n" +
                          self.log())

    def make_queue(self):
        """What the first `postfix start` would make, in two seconds."""
        owner = pwd.getpwnam("postfix").pw_uid
        drop = grp.getgrnam("postdrop").gr_gid
        os.chown(os.path.join(self.dir, "data"), owner, -1)
        os.mkdir(os.path.join(self.dir, "queue", "pid"))
        for part, mode in QUEUES.items():
            path = os.path.join(self.dir, "queue", part)
            os.mkdir(path)
            os.chown(path, owner, drop if mode != 0o700 else -1)
            os.chmod(path, mode)

    def put(self, name, text):
        put_old(os.path.join(self.dir, name), text)

    def configure(self, next_hop, settings):
        # A second line for a name would be warned of by all of Postfix, also
        # by postlogd, which then waits for itself.
        main = "".join(
            line + "\n" for line in
            MAIN.format(dir=self.dir, next_hop=next_hop).splitlines()
            if line.split(" =")[0] not in settings)
        main += "".join("%s = %s\n" % pair for pair in settings.items())
        self.put("etc/main.cf", main)
        self.put("etc/master.cf", MASTER.format(
            host=self.host, port=self.port))

    def start(self):
        with uninterrupted:  # half started it would not be found to stop
            done = run([*self.seeing_resolver(), "postfix", "-c", self.etc,
                        "start"], expect=None)
        if done.returncode != 0:
            return False
        try:
            wait_until(self.answers, "the private Postfix")
            return True
        except Failure:
            self.stop()
            return False

    def seeing_resolver(self):
        if not self.resolver:
            return []
        return ["unshare", "-m", "sh", "-c",
                'mount --bind "$0" /etc/resolv.conf && exec "$@"',
                self.resolver]

    def answers(self):
        return places.accepts((self.host, self.port))

    def stop(self):
        # abort: its children are not waited for, one of which may be
        # talking to a milter that hangs.
        subprocess.run(["postfix", "-c", self.etc, "abort"],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       check=False, timeout=places.PATIENCE)

    def command(self, *argv, **more):
        """postqueue, postsuper, sendmail ... of this instance."""
        flag = "-C" if argv[0] == "sendmail" else "-c"
        return run([argv[0], flag, self.etc, *argv[1:]], **more)

    def queue(self):
        """The queue as postqueue -j knows it: a list of dictionaries."""
        lines = self.command("postqueue", "-j").stdout.splitlines()
        return [json.loads(line) for line in lines]

    def wait_empty(self):
        wait_until(lambda: not self.queue(), "an empty queue", step=0.1)

    def log(self):
        try:
            with open(os.path.join(self.dir, "mail.log"),
                      encoding="utf-8", errors="replace") as log:
                return log.read()
        except FileNotFoundError:
            return ""

    def wait_log(self, pattern):
        return wait_until(lambda: re.search(pattern, self.log()),
                          "/%s/ in Postfix's log" % pattern, step=0.05)

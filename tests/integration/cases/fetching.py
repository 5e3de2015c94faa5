# SPDX-License-Identifier: BSD-2-Clause
"""Three programs that have the rights of one between them: doppelfetch has the
network, doppelcheck reads homes and tables, doppelmail sends mail.  What each
leaves for the next."""

import os
import pwd
import shutil
import subprocess
import sys
import time

from lab.mailman import Liar, drip, one_list, page
from lab.milter import Milter
from lab.place import AS_NOBODY, ROOT, build_path, run, wait_until
from lab.slapd import Slapd

from . import case, check, same
from .daily import CAPABILITIES, Audit, has_mail, mailed_to
from .registering import held

# A sendmail(1) that speaks SMTP.
SUBMIT = """#!/usr/bin/env python3
import smtplib, sys
with smtplib.SMTP("127.0.0.1", %d) as server:
    server.sendmail("", sys.argv[-1:], sys.stdin.buffer.read())
"""


class Fetcher:
    """doppelfetch as its service runs it, as a user of its own."""

    def __init__(self, place, config):
        self.directory = place / "fetched"
        os.mkdir(self.directory, 0o750)
        shutil.chown(self.directory, "nobody", "nogroup")
        self.argv = [*AS_NOBODY, build_path("doppelfetch"), "-c", config,
                     "--directory", self.directory]
        self.reader = ["--fetched", self.directory]

    def fetch(self, expect=0):
        return run(self.argv, expect=expect)

    def read(self, name="mailman3"):
        with open(os.path.join(self.directory, name),
                  encoding="utf-8") as file:
            return file.read()

    def write(self, text, name="mailman3"):
        path = os.path.join(self.directory, name)
        with open(path + ".other", "w", encoding="utf-8") as file:
            file.write(text)
        os.rename(path + ".other", path)


class FetchedAudit(Audit):
    """The timer's command line, with what doppelfetch has left."""

    def __init__(self, place, url):
        super().__init__(place, keys='mailman3 = { url = "%s"; };' % url)
        self.fetcher = Fetcher(place, self.conf)

    def command(self, *more):
        return super().command(*self.fetcher.reader, *more)


@case
def fetched_audit(place):
    """The audit asks nobody; while Mailman is down its findings are neither
    gone nor new, and who looks after the mail hears of it once."""
    up = [True]
    liar = Liar(place, lambda request: one_list(request) if up[0]
                else (500, {}, b""))
    audit = FetchedAudit(place, liar.url)
    has_mail(audit.look(2, *CAPABILITIES), "postmaster@univ.example",
             "mailman3: No such file")
    audit.fetcher.fetch()
    same(os.stat(os.path.join(audit.fetcher.directory, "mailman3")).st_mode
         & 0o777, 0o640, "mode")
    liar.paths.clear()
    has_mail(audit.look(1, *CAPABILITIES), "postmaster@univ.example",
             "lab@univ.example\n", "taro@gmai.com", "Mailman, " + liar.url)
    mailed_to(audit.look(0, *CAPABILITIES))
    same(liar.paths, [], "asked by the audit")
    up[0] = False
    done = audit.fetcher.fetch(2)
    check("answers with 500" in done.stderr, "its error", done.stderr)
    mails = audit.look(2, *CAPABILITIES)
    mailed_to(mails, "postmaster@univ.example")
    has_mail(mails, "postmaster@univ.example", liar.url, "answers with 500")
    mailed_to(audit.look(2, *CAPABILITIES))
    up[0] = True
    audit.fetcher.fetch()
    mailed_to(audit.look(0, *CAPABILITIES))
    # Nobody puts a file there that is not whole or not Mailman's.
    good = audit.fetcher.read()
    for name, text, words in (
            ("cut", good[:-30], "is cut: it has no end mark"),
            ("changed", good.replace("taro", "saburo"), "is damaged"),
            ("other", "taro@gmai.com\n", "is no file of doppelfetch"),
            ("empty", "", "is no file of doppelfetch")):
        audit.fetcher.write(text)
        done = run(audit.command(), expect=2)
        same(done.stdout, "", name)
        check(words in done.stderr and liar.url in done.stderr, name,
              done.stderr)
    audit.look(2)
    audit.fetcher.write(good)
    mailed_to(audit.look(0))


class SpooledAudit(FetchedAudit):
    """The three services, each as a user of its own."""

    def __init__(self, place, url):
        super().__init__(place, url)
        self.spool = place / "spool"
        self.kept = place / "kept"
        nobody = pwd.getpwnam("nobody")
        os.mkdir(self.spool)
        os.chown(self.spool, 0, nobody.pw_gid)
        os.chmod(self.spool, 0o2750)
        os.mkdir(self.kept, 0o700)
        os.chown(self.kept, nobody.pw_uid, nobody.pw_gid)
        self.state = os.path.join(self.kept, "audit.state")
        # postdrop(1) takes the Postfix of the host alone from who is not root.
        self.sendmail = place.write("submit", SUBMIT % self.postfix.port,
                                    0o755)

    def look(self, expect, mailer=None):
        """A day: the exit statuses of reader and mailer; the mails."""
        self.fetcher.fetch(None)
        run([*CAPABILITIES, "--no-new-privs", *self.command(
            "--state", self.state, "--spool", self.spool)], expect=expect)
        return self.mail(mailer)

    def mail(self, expect):
        self.sink.clear()
        run(["setpriv", "--bounding-set", "-all,+setuid,+setgid",
             build_path("doppelmail"), "--user", "nobody", "--spool",
             self.spool, "--state", self.state, "--sendmail",
             self.sendmail], expect=expect, timeout=150)
        return self.mails()


@case
def spooled_audit(place):
    """Mail by three programs: findings in Mailman, in a home that is closed
    and in the aliases, and what cannot be read."""
    liar = Liar(place, one_list)
    audit = SpooledAudit(place, liar.url)
    home = place / "home"
    os.mkdir(home, 0o700)
    place.write("home/.forward", "saburo@gmai.com\n", 0o600)
    postmaster = "postmaster@univ.example"
    audit.configure('mailman3 = { url = "%s"; };\nforward = "%s/.forward";'
                    % (liar.url, home))
    mails = audit.look(1, 1)
    mailed_to(mails, postmaster)
    has_mail(mails, postmaster, "taro@gmai.com", "saburo@gmai.com",
             "Mailman, " + liar.url, home + "/.forward:1")
    status = os.stat(os.path.join(audit.spool, "found"))
    same((status.st_mode & 0o777, status.st_uid, status.st_gid),
         (0o640, 0, pwd.getpwnam("nobody").pw_gid), "mode and owner")
    mailed_to(audit.look(1, 0))
    # One source fails, and comes back: no news, and one mail about it.
    liar.answer = lambda _: (500, {}, b"")
    mails = audit.look(2, 0)
    mailed_to(mails, postmaster)
    has_mail(mails, postmaster, "answers with 500")
    mailed_to(audit.look(2, 0))
    liar.answer = one_list
    mailed_to(audit.look(1, 0))
    # Days without a mailer: the newest holds.
    place.write("home/.forward", "shiro@gmai.com\n", 0o600)
    argv = audit.command("--state", audit.state, "--spool", audit.spool)
    run(argv, expect=1)
    place.write("home/.forward", "goro@gmai.com\n", 0o600)
    run(argv, expect=1)
    mails = audit.mail(1)
    has_mail(mails, postmaster, "goro@gmai.com")
    check("shiro" not in mails[postmaster][0].get_content(), "no news")
    # A broken configuration is mailed, too.
    audit.configure("nonsense = 1;")
    mails = audit.look(2, 0)
    has_mail(mails, postmaster, "domains.conf:3: ")


@case
def fetched_link(place):
    """A link among what was left leads no farther than who may put it
    there."""
    liar = Liar(place, one_list)
    audit = FetchedAudit(place, liar.url)
    audit.fetcher.fetch()
    path = os.path.join(audit.fetcher.directory, "mailman3")
    secret = place.write("secret", audit.fetcher.read(), 0o600)
    os.unlink(path)
    os.symlink(secret, path)
    os.lchown(path, pwd.getpwnam("nobody").pw_uid, -1)
    done = run([*CAPABILITIES, *audit.command()], expect=2)
    same(done.stdout, "", "read through the link")
    check("mailman3: Permission denied" in done.stderr, "no reason",
          done.stderr)


@case
def fetched_watch(place):
    """The watcher reads what is left as soon as it changes, and keeps what it
    had when that is damaged."""
    liar = Liar(place, one_list)
    milter = Milter(place, start=False, domains=(
        'registrations = { refresh = 1; mailman3 = { url = "%s"; }; };\n'
        % liar.url))
    fetcher = Fetcher(place, milter.domains)
    milter.watcher.options = fetcher.reader
    fetcher.fetch()
    liar.paths.clear()
    milter.start()
    wait_until(lambda: held(milter, "<lab@univ.example>"), "the list")
    good = fetcher.read()
    fetcher.write(good[:-20])
    milter.watcher.wait_log("mailman3: is cut")
    check(held(milter, "<lab@univ.example>"), "while it is cut")
    same(liar.paths, [], "asked by the watcher")
    liar.answer = lambda r: (
        page([{"email": "taro@gmail.com"}]) if "/roster/member?" in r.path
        else one_list(r))
    fetcher.fetch()
    wait_until(lambda: not held(milter, "<lab@univ.example>"),
               "the list, put right")
    liar.answer = lambda _: (500, {}, b"")
    fetcher.fetch(2)
    milter.watcher.wait_log("count=500&page=1: answers with 500")


@case
def fetched_killed(place):
    """kill -9 at any moment, a service that drips and a directory that takes
    nothing leave what was there, whole."""
    liar = Liar(place, one_list)
    config = place.write("domains.conf", 'registrations = { mailman3 = { '
                         'url = "%s"; }; };\n' % liar.url)
    fetcher = Fetcher(place, config)
    fetcher.fetch()
    for i in range(20):
        child = subprocess.Popen(fetcher.argv)
        time.sleep(0.004 * i)
        child.kill()
        child.wait()
        text = fetcher.read()
        check(text.startswith("doppelcheck fetched 1\n") and
              "\nend\t" in text, "after kill %d" % i, text)
    liar.answer = drip
    child = subprocess.Popen(fetcher.argv)
    wait_until(lambda: liar.paths, "a question")
    child.kill()
    child.wait()
    check("taro@gmai.com" in fetcher.read(), "while it drips")
    liar.answer = one_list
    os.chmod(fetcher.directory, 0o550)
    done = fetcher.fetch(2)
    check("mailman3.new: " in done.stderr, "its error", done.stderr)
    check("taro@gmai.com" in fetcher.read(), "what was there")


# As systemd does with PrivateNetwork=: the loopback interface is up.
LOOPBACK = """
import fcntl, os, socket, struct, sys
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
    fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh14x", b"lo", 1))
os.execv(sys.argv[1], sys.argv[1:])
"""


@case(namespaces=True)
def fetched_addresses(place):
    """A reader without a network knows the host's own addresses all the
    same."""
    file = place / "registrations"
    place.write("members", "taro@gmai.com\n")
    os.mkdir(place / "etc")
    place.write("etc/main.cf", "compatibility_level = 3.6\n"
                "mydestination = univ.example\nalias_maps =\n")
    place.write("etc/master.cf", "")
    conf = place.write("domains.conf", 'lists = { directory = "%s"; };\n'
                       'registrations = { members = "%s"; postfix = "%s"; };\n'
                       % (os.path.join(ROOT, "domains/lists"),
                          place / "members", place / "etc"))
    fetcher = Fetcher(place, conf)
    fetcher.fetch()
    path = os.path.join(fetcher.directory, "addresses")
    with open(path, encoding="utf-8") as addresses:
        check("[127.0.0.1]\n" in addresses.read(), "its own")
    with open(path, "a", encoding="utf-8") as addresses:
        addresses.write("[192.0.2.7]\n")
    place.start(["unshare", "-n", sys.executable, "-c", LOOPBACK,
                 build_path("doppelcheck"), "-c", conf, "--system",
                 *fetcher.reader, "--watch", file],
                stderr=subprocess.DEVNULL)
    wait_until(lambda: os.path.exists(file), "the registrations file")
    with open(file, encoding="utf-8") as text:
        said = text.read()
    check("local-domain\t[192.0.2.7]\n" in said, "local domains", said)


# ---- tables at a directory service -------------------------------------------


class TableAudit(FetchedAudit):
    """With a table in domains.conf."""

    def __init__(self, place, *entries):
        self.slapd = Slapd(place, *entries)
        self.table = self.slapd.table()
        super().__init__(place, "")
        self.configure('virtual = "ldap:%s";' % self.table)


@case
def ldap_table(place):
    """A table that Postfix has at a directory service is listed: by hand, and
    by doppelfetch for an audit that has no network."""
    audit = TableAudit(
        place, ("lab@univ.example", "taro@gmai.com", "jiro@gmail.com"),
        *(("l%d@univ.example" % i, "a%d@gmail.com" % i) for i in range(1200)),
        ("club@univ.example", "mika@gmeil.com"))
    name = "ldap:" + audit.table
    by_hand = [build_path("doppelcheck"), "--config", audit.conf, "--system"]
    shown = run(by_hand, expect=1)
    check("1203 addresses read" in shown.stderr, "not all", shown.stderr)
    check(name + ":1: taro@gmai.com for lab@univ.example: " in shown.stdout and
          "mika@gmeil.com for club@univ.example: " in shown.stdout, "findings",
          shown.stdout)
    audit.fetcher.fetch()
    same(run(audit.command(), expect=1).stdout, shown.stdout, "with --fetched")
    mails = audit.look(1, *CAPABILITIES)
    has_mail(mails, "postmaster@univ.example", "lab@univ.example\n",
             "taro@gmai.com", name)
    audit.slapd.stop()
    audit.fetcher.fetch(2)
    mails = audit.look(2, *CAPABILITIES)
    mailed_to(mails, "postmaster@univ.example")
    has_mail(mails, "postmaster@univ.example", name, "Can't contact LDAP")
    done = run(by_hand, expect=2)
    check("Can't contact LDAP" in done.stderr, "by hand", done.stderr)
    audit.slapd.start()
    audit.fetcher.fetch()
    mailed_to(audit.look(0, *CAPABILITIES))


@case
def ldap_refused(place):
    """What cannot be listed is an error with its place, and no half of a
    table."""
    slapd = Slapd(place, ("lab@univ.example", "taro@gmai.com"))
    for more, words in (
            ("query_filter = (uid=%u)\n", "lists.cf: query_filter: a table can"),
            ("special_result_attribute = member\n",
             "lists.cf:10: special_result_attribute: a table with this"),
            ("nonsense\n", "lists.cf:10: a line: is not NAME = VALUE"),
            ("bind_pw = wrong\n", "bind: Invalid credentials"),
            ("search_base = dc=nowhere\n", "search: No such object"),
            ("query_filter = ((mail=%s)\n", "search: Bad search filter")):
        table = slapd.table(more=more)
        done = run([build_path("doppelfetch"), "--table", "ldap:" + table])
        check(words in done.stderr, more, done.stderr)
        check("\nentry\t" not in done.stdout and
              "\nerror\t" in done.stdout, more, done.stdout)
    done = run([build_path("doppelfetch"), "--table", "ldap:lists"])
    check("must be put into a file" in done.stderr, "main.cf", done.stderr)


def certificate(place, name):
    """Of 127.0.0.1, signed by itself."""
    path, key = place / (name + ".crt"), place / (name + ".key")
    run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days",
         "2", "-subj", "/CN=" + name, "-addext",
         "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", path])
    return path, key


@case
def ldap_tls(place):
    """The password goes to who has the certificate, and to nobody else."""
    path, key = certificate(place, "here")
    os.mkdir(place / "home")
    other, _ = certificate(place, "elsewhere")
    slapd = Slapd(place, ("lab@univ.example", "taro@gmai.com"), more=(
        "TLSCertificateFile %s\nTLSCertificateKeyFile %s\n"
        "security simple_bind=128" % (path, key)))
    for more, words in (
            ("", "bind: Confidentiality required"),
            ("start_tls = yes\n", "TLS: "),
            ("start_tls = yes\ntls_ca_cert_file = %s\n" % other, "TLS: ")):
        done = run([build_path("doppelfetch"), "--table",
                    "ldap:" + slapd.table(more)])
        check(words in done.stderr and "\nentry\t" not in done.stdout, more,
              done.stderr)
    for name, why in (("none.crt", "No such file or directory"),
                      ("home", "is a directory")):
        table = slapd.table("start_tls = yes\n# x\ntls_ca_cert_file = %s\n"
                            % (place / name))
        with open(table, encoding="utf-8") as file:
            line = len(file.read().splitlines())
        done = run([build_path("doppelfetch"), "--table", "ldap:" + table])
        check("%s:%d: tls_ca_cert_file: %s: %s" % (
            table, line, place / name, why) in done.stderr, name, done.stderr)
    # libldap reads the settings that lie where it is started.
    for text in ("TLS_REQCERT never\n", "TLS_CACERT %s\n" % path):
        place.write("home/ldaprc", text)
        done = run([build_path("doppelfetch"), "--table",
                    "ldap:" + slapd.table("start_tls = yes\n")],
                   cwd=place / "home")
        check("TLS: " in done.stderr, text, done.stdout, done.stderr)
    # Those of the administrator's or the caller's say whom to trust, and no
    # more.
    for setting, value, more, good in (
            ("LDAPCONF", place.write("ldap.conf", "TLS_CACERT %s\n" % path),
             "", True),
            ("LDAPTLS_REQCERT", "never", "", False),
            ("LDAPTLS_REQCERT", "never", "tls_ca_cert_file = %s\n" % other,
             False),
            ("LDAPTLS_CACERT", other, "tls_ca_cert_file = %s\n" % path,
             True)):
        done = run([build_path("doppelfetch"), "--table", "ldap:" +
                    slapd.table("start_tls = yes\n" + more)],
                   env={**os.environ, setting: str(value)})
        check("\nentry\tlab@univ.example\ttaro@gmai.com\n" in done.stdout
              if good else "TLS: " in done.stderr, setting + " " + more,
              done.stdout, done.stderr)


@case
def ldap_hostile(place):
    """What users write into a directory is a value and nothing else."""
    secret = place.write("secret", "saburo@gmai.com\n", 0o600)
    audit = TableAudit(
        place, ("lab@univ.example", ":include:" + secret),
        ("club@univ.example",
         "a@gmail.com\nroot@univ.example\tevil@gmai.com"),
        ("team@univ.example", "taro@gmai.com"))
    audit.fetcher.fetch()
    done = run(audit.command(), expect=2)
    check("saburo" not in done.stdout, "the secret", done.stdout)
    check("secret: Permission denied" in done.stderr, "why", done.stderr)
    check("for root@" not in done.stdout, "a key", done.stdout)
    check("taro@gmai.com for team@univ.example" in done.stdout, "the rest",
          done.stdout)

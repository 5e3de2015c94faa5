# SPDX-License-Identifier: BSD-2-Clause
"""The units under a real systemd, in a machine of their own: whether what they
forbid is not what the programs need, and whether the gate comes back."""

import os
import socket
import stat
import time

from lab.machine import Machine, can_be
from lab.place import ROOT, wait_until
from lab.wire import Gone, Wire

from . import case, check, same

# As the README has it for Sendmail: a machine has no group postfix.
SOCKET = "/run/doppelmilter/doppelmilter.sock"
MOVED = """\
[Socket]
ListenStream=
ListenStream=%s
SocketGroup=doppelmilter
""" % SOCKET

REGISTRATIONS = """\
registrations = {
    members = "/etc/doppelcheck/lab.members";
    local-domains = "example.jp";
};
"""


def unit_case(function):
    """Left out where no systemd can be started."""
    return case(function, namespaces=True, slow=True) if can_be() \
        else function


def gate(machine, mode="enforce", more=""):
    os.makedirs(machine.path("/etc/systemd/system/doppelmilter.socket.d"))
    machine.write("/etc/systemd/system/doppelmilter.socket.d/moved.conf",
                  MOVED)
    machine.write("/etc/doppelcheck/milter.conf",
                  'mode = "%s";\nsocket = "fd:3";\n%s' % (mode, more))
    machine.run("systemctl", "daemon-reload")
    machine.run("systemctl", "start", "doppelmilter.socket",
                "doppelmilter.service")


def judges(machine, answer="y"):
    try:
        with Wire(machine.path(SOCKET)) as wire:
            wire.connect()
            wire.mail("<hanako@univ.example>")
            return wire.rcpt("<taro@gmai.com>")[0] == answer
    except (OSError, Gone):
        return False


@unit_case
def units_reload(place):
    machine = Machine(place)
    gate(machine, mode="monitor")
    check(judges(machine, "c"), "monitor")
    configuration = "/etc/doppelcheck/milter.conf"
    machine.write(configuration, 'socket = "fd:3";\nnonsense = 1;\n')
    machine.run("systemctl", "reload", "doppelmilter", expect=1)
    check(judges(machine, "c"), "what was in force stays")
    machine.write(configuration, 'socket = "fd:3";\n')
    machine.run("systemctl", "reload", "doppelmilter")
    check(judges(machine), "enforce")
    machine.run("systemctl", "kill", "-s", "HUP", "doppelmilter")
    check(judges(machine), "after SIGHUP")


@unit_case
def units_check(place):
    """The check of a configuration has the rights that its unit has."""
    machine = Machine(place)
    configuration = "/etc/doppelcheck/milter.conf"
    # The MTA would wait where systemd listens and nobody answers.
    machine.write(configuration, 'mode = "enforce";\n')
    done = machine.run("doppelmilter", "-n")
    check("doppelmilter.socket listens, too" in done.stderr, "its own socket",
          done.stderr)
    machine.write(configuration, 'socket = "unix:/var/spool/postfix/'
                  'doppelmilter/doppelmilter.sock";\n')
    done = machine.run("doppelmilter", "-n", expect=78)
    check("should be fd:3" in done.stderr, "systemd's", done.stderr)
    machine.write(configuration, 'socket = "fd:3";\n')
    done = machine.run("doppelmilter", "-n")
    same(done.stderr, "", "with fd:3")
    lists = 'lists = { exempt = "%s"; };\n'
    # PrivateTmp= and ProtectHome= hide files that everybody may read.
    for path, mode, why in (
            ("/etc/doppelcheck/own.list", "600",
             "cannot be read by user doppelmilter"),
            ("/tmp/own.list", "644", "PrivateTmp="),
            ("/home/own.list", "644", "ProtectHome=")):
        machine.write(path, "univ.example\n")
        machine.run("chmod", mode, path)
        machine.write("/etc/doppelcheck/domains.conf", lists % path)
        done = machine.run("doppelmilter", "-n", expect=78)
        check(path in done.stderr and why in done.stderr, why, done.stderr)
        machine.run("systemctl", "start", "doppelmilter.service", expect=1)
        machine.run("systemctl", "stop", "doppelmilter.service",
                    "doppelmilter.socket")
    # Another configuration is not the unit's.
    machine.run("cp", "-r", "/etc/doppelcheck", "/etc/draft")
    done = machine.run("doppelmilter", "-n", "-c", "/etc/draft/milter.conf")
    check("read as root" in done.stdout, "a draft", done.stdout)


@unit_case
def units_answer_exim(place):
    """However many recipients some client has Exim ask about."""
    machine = Machine(place)
    units = "/etc/systemd/system/"
    for name in ("exim-ask.socket", "exim-ask@.service"):
        machine.run("cp", "/usr/local/share/doppelcheck/examples/" + name,
                    units)
    # A machine has no Exim.
    machine.run("sed", "-i", "/SocketGroup/d", units + "exim-ask.socket")
    machine.run("systemctl", "daemon-reload")
    machine.run("systemctl", "start", "exim-ask.socket")

    def ask(question):
        with socket.socket(socket.AF_UNIX) as asking:
            asking.connect(machine.path("/run/exim-ask.sock"))
            asking.sendall(question)
            asking.shutdown(socket.SHUT_WR)
            return asking.makefile().read()

    def answers():
        try:
            return "certain" in ask(b"<taro@gmai.com>\n")
        except OSError:
            return False

    check(answers(), "at first")
    for _ in range(500):
        try:
            with socket.socket(socket.AF_UNIX) as asking:
                asking.connect(machine.path("/run/exim-ask.sock"))
        except OSError:
            pass
    wait_until(answers, "an answer after many questions")
    # A question that is none leaves nothing.
    ask(b"\xff\xfe\n")
    wait_until(lambda: machine.run(
        "systemctl", "list-units", "--all", "--plain", "--no-legend",
        "exim-ask@*").stdout == "", "the end of all of them")


@unit_case
def units_gate_comes_back(place):
    """A peer that ends the gate whenever it is there, until systemd closes
    the listener."""
    machine = Machine(place)
    gate(machine)
    check(judges(machine), "at first")

    def is_closed():
        if machine.run("systemctl", "is-active", "doppelmilter.socket",
                       expect=None).stdout != "active\n":
            return True
        machine.run("systemctl", "kill", "-s", "KILL", "doppelmilter",
                    expect=None)
        judges(machine)
        return False

    wait_until(is_closed, "systemd to close the listener", step=0)
    # Nothing restarts the service itself any more.
    machine.run("systemctl", "stop", "doppelmilter.service")
    wait_until(lambda: judges(machine), "the gate", step=1)


@unit_case
def units_readers(place):
    machine = Machine(place)
    machine.write("/etc/doppelcheck/domains.conf", REGISTRATIONS)
    machine.write("/etc/doppelcheck/lab.members", "taro@gmai.com\n")
    machine.run("systemctl", "start", "doppelfetch.service")
    with open(machine.path("/var/lib/doppelfetch/addresses"),
              encoding="ascii") as file:
        check("[127.0.0.1]\n" in file.read(), "the host's own addresses")
    machine.run("systemctl", "start", "doppelcheck-watch.service")
    path = machine.path("/var/lib/doppelcheck-watch/registrations")
    with open(path, encoding="utf-8") as file:
        check("taro@gmai.com" in file.read(), "the registrations file")
    status = os.stat(path)
    same(stat.S_IMODE(status.st_mode), 0o640, "its mode")
    group = machine.run("getent", "group", "doppelmilter").stdout
    same(status.st_gid, int(group.split(":")[2]), "its group")
    gate(machine)
    with Wire(machine.path(SOCKET)) as wire:
        wire.connect()
        wire.mail("<hanako@univ.example>")
        wire.rcpt("<lab@example.jp>")
        replies = wire.end()
        check("q" in [code for code, _ in replies], "it is held", replies)
    machine.run("systemctl", "start", "doppelcheck-audit.service")
    with open(machine.path("/var/spool/doppelcheck/found"),
              encoding="utf-8") as file:
        check("taro@gmai.com" in file.read(), "what the audit found")


def mail_machine(place):
    """One that has a Postfix to hand mail to."""
    machine = Machine(place)
    os.makedirs(machine.path("/etc/postfix"), exist_ok=True)
    machine.write("/etc/postfix/main.cf", "compatibility_level = 3.6\n"
                  "mydestination = example.jp\nalias_maps =\n"
                  "inet_interfaces = 127.0.0.1\n")
    machine.write("/etc/postfix/master.cf", "")
    return machine


def dropped(machine):
    """The mails that postdrop(1), which is setgid, was given."""
    folder = machine.path("/var/spool/postfix/maildrop")
    texts = []
    for name in sorted(os.listdir(folder)):
        if "." in name:  # it is about to get its name
            continue
        with open(os.path.join(folder, name), "rb") as file:
            texts.append(file.read().decode(errors="replace"))
    return texts


@unit_case
def units_digest(place):
    """What went to a wrong address is mailed, once."""
    machine = mail_machine(place)
    machine.write("/etc/doppelcheck/domains.conf", "")
    # Without a syslog there is the journal, with mail or without.
    machine.run("systemctl", "start", "doppelcheck-digest.service")
    line = "Nov  5 07:00:%02d mx postfix/%s[7]: 4A0001: %s\n"
    machine.write("/var/log/mail.log", "".join([
        line % (1, "cleanup", "message-id=<1@a>"),
        line % (2, "qmgr", "from=<s@example.jp>, size=5, nrcpt=1 (queue "
                "active)"),
        line % (3, "smtp", "to=<taro@gmai.com>, relay=mx[192.0.2.1]:25, "
                "delay=1, dsn=2.0.0, status=sent (250 ok)"),
        line % (4, "qmgr", "removed")]))
    for _ in range(2):
        machine.run("systemctl", "start", "doppelcheck-digest.service")
    wait_until(lambda: "1 mail went to gmai.com" in "".join(dropped(machine)),
               "a mail with what leaked")
    same(len(dropped(machine)), 1, "mails")
    same(machine.run("stat", "-c", "%U %a",
                     "/var/lib/doppelcheck-digest/position").stdout,
         "root 600\n", "whose it is")


@unit_case
def units_mail(place):
    """The audit mails through doppelmail, whatever became of it, with a
    postdrop(1) that is setgid."""
    machine = mail_machine(place)
    machine.write("/etc/doppelcheck/domains.conf", REGISTRATIONS)
    machine.write("/etc/doppelcheck/lab.members", "taro@gmai.com\n")
    machine.run("systemctl", "start", "doppelcheck-audit.service")
    # postdrop(1) makes the file before it has all of the mail.
    wait_until(lambda: "taro@gmai.com" in "".join(dropped(machine)),
               "a mail with the finding")
    state = "/var/lib/doppelmail/audit.state"
    wait_until(lambda: os.path.exists(machine.path(state)), "the baseline")
    same(machine.run("stat", "-c", "%U %a", state).stdout,
         "doppelmail 600\n", "whose it is")
    machine.run("systemctl", "start", "doppelcheck-audit.service")
    machine.run("systemctl", "start", "doppelmail.service")
    same(len(dropped(machine)), 1, "mails after the second day")
    # That nothing can be read is mailed, too.
    machine.write("/etc/doppelcheck/domains.conf", "nonsense = 1;\n")
    machine.run("systemctl", "start", "doppelcheck-audit.service", expect=1)
    wait_until(lambda: "domains.conf:1" in "".join(dropped(machine)),
               "another mail, with the error")
    same(len(dropped(machine)), 2, "mails")


CONTACTS = """\
import socket, time
one = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
one.connect("/run/doppelcontacts/doppelcontacts.sock")
one.send(("doppelcontacts 1 1\\nsent\\t%d\\t\\t%s@partner.example\\t\\t\\n" %
          (time.time(), "NAME")).encode())
"""


@unit_case
def units_contacts(place):
    """What is sent by the gate's user is in the store a second later, also
    what was sent while the writer was away; others are not let in."""
    machine = Machine(place)
    machine.write("/etc/doppelcheck/domains.conf", "contacts = {\n"
                  'store = "sqlite:/var/lib/doppelcontacts/contacts"; };\n')

    def send(name, user="doppelmilter", expect=0):
        machine.run("runuser", "-u", user, "--", "python3", "-c",
                    CONTACTS.replace("NAME", name), expect=expect)

    def known(name):
        return machine.run("doppelcontacts", "show", name +
                           "@partner.example", expect=None).returncode == 0

    machine.run("systemctl", "start", "doppelcontacts.socket",
                "doppelcontacts.service")
    send("taro")
    wait_until(lambda: known("taro"), "what was sent")
    send("evil", "nobody", 1)
    machine.run("systemctl", "stop", "doppelcontacts.service")
    send("jiro")
    machine.run("systemctl", "start", "doppelcontacts.service")
    wait_until(lambda: known("jiro"), "what was sent meanwhile")
    same(known("evil"), False, "of another user")
    same(machine.run("stat", "-c", "%U %a",
                     "/var/lib/doppelcontacts/contacts").stdout,
         "doppelmilter 600\n", "whose it is")


@unit_case
def units_gate_reads_contacts(place):
    """What the gate reports is written, and read by it, each in its unit."""
    machine = Machine(place)
    machine.write("/etc/doppelcheck/domains.conf",
                  'registrations = { local-domains = "univ.example"; };\n'
                  'contacts = { store = "sqlite:/var/lib/doppelcontacts/'
                  'contacts"; learning = 0; };\n')
    machine.run("systemctl", "start", "doppelcontacts.socket",
                "doppelcontacts.service")
    gate(machine, more='actions = { similar-contact = { likely = "reject"; };'
         ' };\n')

    def write(to):
        with Wire(machine.path(SOCKET)) as wire:
            wire.connect()
            wire.mail("<hanako@univ.example>", auth_authen="hanako")
            answer = wire.rcpt("<%s@partner.example>" % to)
            wire.end(headers=[("From", "hanako@univ.example")])
        return answer

    for _ in range(5):
        same(write("tanaka.taro")[0], "c", "a right one")
    wait_until(lambda: '"count":5}' in machine.run(
        "doppelcontacts", "list", "--format", "json", expect=None).stdout,
        "five mails")
    code, text = write("tanaka.tarou")
    same(code, "y", "a slip")
    check(b"a known contact" in text, "the reply", text)


@unit_case
def units_audits_read_contacts(place):
    """Who was confirmed is reported neither from the registrations nor from
    the log, by services that write nothing to the store."""
    machine = mail_machine(place)
    machine.write("/etc/doppelcheck/domains.conf", REGISTRATIONS +
                  'contacts = { store = "sqlite:/var/lib/doppelcontacts/'
                  'contacts"; };\n')
    addresses = ["ken@docomoo.ne.jp", "rei@docomoo.ne.jp"]
    machine.write("/etc/doppelcheck/lab.members",
                  "".join(one + "\n" for one in addresses))
    line = "Nov  5 07:00:%02d mx postfix/%s[7]: 4A000%d: %s\n"
    machine.write("/var/log/mail.log", "".join(
        line % (second, program, number, text)
        for number, one in enumerate(addresses) for second, program, text in (
            (1, "cleanup", "message-id=<%d@a>" % number),
            (2, "qmgr", "from=<s@example.jp>, size=5, nrcpt=1 (queue active)"),
            (3, "smtp", "to=<%s>, relay=mx[192.0.2.1]:25, delay=1, dsn=2.0.0, "
             "status=sent (250 ok)" % one),
            (4, "qmgr", "removed"))))
    machine.run("systemctl", "start", "doppelcontacts.socket",
                "doppelcontacts.service")
    machine.run("runuser", "-u", "doppelmilter", "--", "doppelcontacts",
                "confirm", addresses[1])
    units = ["doppelcheck-audit", "doppelcheck-digest"]
    for unit in units:
        folder = "/etc/systemd/system/%s.service.d" % unit
        os.makedirs(machine.path(folder))
        machine.write(folder + "/words.conf",
                      "[Service]\nStandardError=append:/run/%s\n" % unit)
    machine.run("systemctl", "daemon-reload")
    # With the writer there, and after it has taken its log away.
    for verb in ("start", "stop"):
        machine.run("systemctl", verb, "doppelcontacts.service")
        for unit in units:
            machine.write("/run/" + unit, "")
            machine.run("systemctl", "start", unit + ".service")
            with open(machine.path("/run/" + unit), encoding="utf-8") as file:
                words = file.read()
            check("contacts" not in words, unit, words)
        with open(machine.path("/var/spool/doppelcheck/found"),
                  encoding="utf-8") as file:
            found = file.read()
        same([one in found for one in addresses], [True, False], "the audit")
        machine.run("rm", "-rf", "/var/lib/doppelcheck-digest/position")
    wait_until(lambda: len(dropped(machine)) >= 2, "mails")
    check(not [mail for mail in dropped(machine) if "rei@" in mail],
          "a confirmed address is mailed", dropped(machine))


@unit_case
def units_requests(place):
    """What the audit leaves is read by the service that asks, which writes the
    store and hands mail over to a postdrop(1) that is setgid; once."""
    machine = mail_machine(place)
    machine.write("/etc/doppelcheck/domains.conf", REGISTRATIONS +
                  "contacts = {\n"
                  'store = "sqlite:/var/lib/doppelcontacts/contacts";\n'
                  'confirm-request = { from = "kakunin@example.jp";\n'
                  'language = "ja"; }; };\n')
    machine.write("/etc/doppelcheck/lab.members", "ken@gmail.com\n")
    machine.run("systemctl", "start", "doppelcontacts.socket",
                "doppelcontacts.service")
    machine.run("systemctl", "start", "doppelcheck-audit.service")
    file = "/var/spool/doppelcontacts/unheard"
    same(machine.run("stat", "-c", "%U %G %a", file).stdout,
         "root doppelmilter 640\n", "whose the file is")
    for _ in range(2):
        machine.run("systemctl", "start", "doppelcontacts-request.service")
    same(["ken@gmail.com" in mail for mail in dropped(machine)], [True],
         "mails")
    check("Subject: =?UTF-8?B?" in dropped(machine)[0], "it is Japanese",
          dropped(machine))


@unit_case
def units_zone(place):
    """A list over DNS: NSD and doppelzone under their units, and the gate
    reloads."""
    machine = Machine(place)
    zone = "doppelgangers.lists.example"
    file = "/var/lib/doppelzone/%s.list" % zone
    served = "/var/lib/nsd/%s.zone" % zone
    machine.write("/etc/nsd/nsd.conf.d/lists.conf", ZONE % (zone, served))
    machine.write("/etc/doppelcheck/domains.conf",
                  'lists = { doppelgangers = "%s"; };\n' % file)

    def export(*names):
        machine.write("/etc/doppelcheck/doppelgangers.list", "".join(
            "%s gmail.com\n" % name for name in names))
        machine.run("doppellist", "export", "--to", "zone", "--output",
                    served, "/etc/doppelcheck/doppelgangers.list")

    def judged(name):
        with Wire(machine.path(SOCKET)) as wire:
            wire.connect()
            wire.mail("<hanako@univ.example>")
            return wire.rcpt("<taro@%s>" % name)[0] == "y"

    export("one.example")
    machine.run("systemctl", "start", "nsd", "doppelzone@" + zone)
    gate(machine)
    check(judged("one.example"), "the first list")
    status = machine.run("doppelzone", "--status", file).stdout
    check("1 entry: current, " in status, "the status", status)
    export("one.example", "two.example")
    machine.run("systemctl", "restart", "nsd")
    wait_until(lambda: judged("two.example"), "the gate to reload")
    # While it reloads another list comes.
    machine.run("systemctl", "stop", "doppelzone@" + zone)
    machine.run("systemctl", "start", "doppelzone@%s.path" % zone)
    for count in range(12):
        machine.write(file + ".other", "n%d.example gmail.com\n" % count)
        os.rename(machine.path(file + ".other"), machine.path(file))
        time.sleep(0.1)
    wait_until(lambda: judged("n11.example"), "the last list")
    # All of them go as README.md says, whatever their names.
    machine.run("systemctl", "enable", "doppelzone@" + zone)
    with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
        removal = file.read().split("\n## Remove it\n")[1]
    machine.run("sh", "-ec", "\n".join(
        line for line in removal.splitlines()
        if line.startswith("    ") and "doppelzone@" in line))
    for unit in (zone + ".service", zone + ".path"):
        same(machine.run("systemctl", "is-active", "doppelzone@" + unit,
                         expect=None).stdout, "inactive\n", unit)
    same(machine.run("systemctl", "is-enabled", "doppelzone@" + zone,
                     expect=None).stdout, "disabled\n", "enabled")


ZONE = """\
zone:
	name: "%s"
	zonefile: "%s"
	provide-xfr: 127.0.0.1 NOKEY
"""

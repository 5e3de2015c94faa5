# SPDX-License-Identifier: BSD-2-Clause
"""Whom people here write to and hear from: what a mail shows, and what follows
for the next."""

import collections
import concurrent.futures
import os
import re
import signal
import time

from lab.contacts import Contacts
from lab.gate import Gate
from lab.milter import Milter
from lab.place import build_path, run, wait_until
from lab.verifiers import Verifiers
from lab.wire import LEAVE_OUT, NO_REPLY, Wire

from . import case, check, same

OURS = """
contacts = { clients = ["127.0.0.1"]; authserv-id = "mx.univ.example";
             authserv-fields = 1; };
"""
LOCAL = 'registrations = { local-domains = ["univ.example"]; };\n'
NOW = int(time.time())
STRANGER = "127.0.0.2"
RIGHT = "tanaka.taro@partner.example"
SLIP = "tanaka.tarou@partner.example"
PROOF = "Authentication-Results: mx.univ.example;\r\n" \
    "\tdkim=pass header.d=%s\r\n"
NO_PROOF = "Authentication-Results: mx.univ.example; dkim=none\r\n"


def gate_of(place, writer, actions=""):
    settings = "actions = { %s };\n%s" % (actions, OURS)
    milter = Milter(place, settings, start=False)
    milter.configure(settings, LOCAL + writer.settings)
    milter.start()
    return Gate(place, milter=milter)


def write(gate, *recipients, times=1, **more):
    """Mail of ours; the replies to the last."""
    with gate.client() as client:
        for _ in range(times):
            replies = client.mail(recipients, **more)
    return replies


def receive(gate, author, header="", sender=None):
    """Mail from outside, with what a filter before the gate put on top of
    it."""
    with gate.client(source=STRANGER) as client:
        client.expect(250, "MAIL FROM:<%s>" % (
            author if sender is None else sender))
        client.expect(250, "RCPT TO:<hanako@univ.example>")
        client.expect(354, "DATA")
        same(client.content("%sFrom: Somebody <%s>\r\nSubject: x\r\n\r\nHi." % (
            header, author))[0], 250, "end of data")


def flush(gate, writer):
    """What was sent before this has been written."""
    write(gate, "last@flush.example")
    count = writer.rows().get("last@flush.example", {}).get(
        "sent", {}).get("count", 0)
    writer.wait_for("last@flush.example", "sent", count + 1)


@case
def contact_slip_is_held(place):
    """Right domain, wrong person."""
    writer = Contacts(place).start()
    gate = gate_of(place, writer, 'similar-contact = { likely = "quarantine"; '
                   'possible = "quarantine"; };')
    same([r[0] for r in write(gate, RIGHT, times=5)], [250, 250], "replies")
    writer.wait_for(RIGHT, "sent", 5)
    row = writer.rows()[RIGHT]
    same((row["senders"], row["heard"]["count"]), (1, 0), "the contact")
    same([r[0] for r in write(gate, SLIP)], [250, 250], "replies")
    same(len(gate.held()), 1, "held mails")
    line = gate.milter.wait_log("to=<%s>.*" % re.escape(SLIP)).group(0)
    for part in ("reason=similar-contact", "confidence=likely",
                 "action=quarantine"):
        check(part in line, "the log has no " + part, line)
    check(RIGHT not in line, "the log names somebody else", line)
    write(gate, RIGHT)
    writer.wait_for(RIGHT, "sent", 6)
    same(sorted(writer.rows()), [RIGHT], "contacts")
    # A person says that it is right after all.
    same(writer.command("confirm", SLIP, expect=None).returncode, 0, "confirm")
    write(gate, SLIP)
    same(len(gate.held()), 1, "held mails")
    writer.wait_for(SLIP, "sent", 1)


@case
def contact_of_ours_is_named_to_us_alone(place):
    writer = Contacts(place).start()
    gate = gate_of(place, writer, 'similar-contact = { likely = "reject"; '
                   'possible = "reject"; };')
    write(gate, RIGHT, times=5)
    writer.wait_for(RIGHT, "sent", 5)
    code, text = write(gate, SLIP)[0]
    same(code, 550, "RCPT")
    check(text.startswith("550 5.1.1 ") and
          "did you mean %s?" % RIGHT in text, "the reply", text)
    # Who forges our domain learns nothing, and teaches nothing.
    with gate.client(source=STRANGER) as client:
        replies = client.mail([SLIP, "ken@stranger.example"])
    same([r[0] for r in replies], [250, 250, 250], "a stranger's replies")
    # Neither does ours that writes for others, or by itself.
    write(gate, "x@stranger.example", sender="ann@elsewhere.example")
    write(gate, "y@stranger.example", sender="")
    write(gate, "list-bounces+a=b.example@stranger.example")
    flush(gate, writer)
    same(sorted(writer.rows()), ["last@flush.example", RIGHT], "contacts")


@case
def contact_is_heard_by_proof_alone(place):
    writer = Contacts(place).start()
    gate = gate_of(place, writer, 'known-doppelganger = "log";')
    receive(gate, "ann@partner.example", PROOF % "partner.example")
    writer.wait_for("ann@partner.example", "heard", 1)
    for author, header in (
            ("a@partner.example", ""),
            ("b@partner.example", NO_PROOF),
            # the sender's own, below ours, and in our name with a blank line
            ("c@partner.example", NO_PROOF + PROOF % "partner.example"),
            ("d@partner.example", PROOF % "other.example"),
            ("e@partner.example", (PROOF % "partner.example").replace(
                "mx.univ", "mx.other")),
            ("f@partner.example", PROOF % "partner.example" +
             "Auto-Submitted: auto-replied\r\n"),
            ("g@partner.example", PROOF % "partner.example" +
             "List-Id: <lab.partner.example>\r\n"),
            ("no-reply@partner.example", PROOF % "partner.example"),
            ("hanako@univ.example", PROOF % "univ.example"),
            # A doppelganger signs its mail, and stays one.
            ("taro@gmai.com", PROOF % "gmai.com")):
        receive(gate, author, header)
    receive(gate, "h@partner.example", PROOF % "partner.example", sender="")
    # Nor does it earn anything by our writing to it.
    same([r[0] for r in write(gate, "taro@gmai.com")], [250, 250], "replies")
    flush(gate, writer)
    same(sorted(writer.rows()), ["ann@partner.example", "last@flush.example"],
         "contacts")
    check(gate.milter.wait_log("to=<taro@gmai.com>.*known-doppelganger"), "")


@case
def contacts_like_domain_earns_nothing(place):
    """Somebody owns partner.ne.jp, and signs its mail."""
    writer = Contacts(place).start()
    gate = gate_of(place, writer, 'similar-contact = { likely = "log"; '
                   'possible = "log"; };')
    right, wrong = ("tanaka.taro@nihon-kougyou.%s" % end
                    for end in ("co.jp", "ne.jp"))
    write(gate, right, times=5)
    writer.wait_for(right, "sent", 5)
    for _ in range(3):
        receive(gate, wrong, PROOF % "nihon-kougyou.ne.jp")
        write(gate, wrong)
    flush(gate, writer)
    same(sorted(writer.rows()), ["last@flush.example", right], "contacts")
    same(len(re.findall("reason=similar-contact", gate.milter.log())), 3,
         "findings")


@case
def contact_first_mail_and_learning(place):
    writer = Contacts(place).start()
    gate = gate_of(place, writer, 'first-contact = "tag";')
    write(gate, RIGHT)
    writer.wait_for(RIGHT, "sent", 1)
    write(gate, RIGHT)
    check(gate.sink.wait(2), "nothing arrived")
    headers = gate.sink.headers()
    same(len(headers), 1, "headers in %r" % headers)
    check("reason=first-contact" in headers[0], "the header", headers[0])
    gate.milter.stop()
    settings = 'actions = { first-contact = "reject"; };' + OURS
    gate.milter.configure(settings, LOCAL + writer.settings.replace(
        "learning = 0", "learning = 30"))
    gate.milter.start()
    same(write(gate, "new@partner.example")[0][0], 250, "while it learns")
    line = gate.milter.wait_log("to=<new@partner.example>.*").group(0)
    check(re.search(r'detail="learning since \d{4}-\d\d-\d\d", action=log',
                    line), "the log", line)


@case
def contacts_writer_killed(place):
    """Mail flows whatever becomes of the writer and of the store."""
    writer = Contacts(place).start()
    gate = gate_of(place, writer)
    write(gate, RIGHT, times=2)
    writer.wait_for(RIGHT, "sent", 2)
    writer.kill()
    same([r[0] for r in write(gate, RIGHT, times=200)], [250, 250], "replies")
    same(len(re.findall("cannot report contacts", gate.milter.log())), 1,
         "reports of it")
    writer.start()
    write(gate, "after@partner.example")
    writer.wait_for("after@partner.example", "sent", 1)
    gate.milter.wait_log(r"reports contacts again; lost meanwhile: \d\d")
    writer.stop()
    for name in os.listdir(writer.dir):
        if name.startswith("store"):
            os.unlink(os.path.join(writer.dir, name))
    with open(writer.store, "w", encoding="ascii") as out:
        out.write("something else")
    os.chmod(writer.store, 0o600)
    os.chown(writer.store, os.stat(writer.dir).st_uid, -1)

    def sees_it():
        same([r[0] for r in write(gate, RIGHT)], [250, 250], "replies")
        return "rules about contacts are off" in gate.milter.log()

    wait_until(sees_it, "a word about the store")
    done = run([build_path("doppelmilter"), "-n", "-c", gate.milter.conf])
    check("warning: %s: " % writer.store in done.stderr, "-n", done.stderr)
    write(gate, RIGHT, times=3)
    same(len(re.findall("rules about contacts are off", gate.milter.log())), 1,
         "reports of it")


@case
def contacts_that_nobody_can_be_heard_from(place):
    """Members would all become unconfirmed, and who answers, too."""
    for name, more, ours, warned in (
            ("limit", "unconfirmed-after = { mails = 5; };", "", True),
            ("asked", 'confirm-request = { from = "k@univ.example"; };', "",
             True),
            ("heard", "unconfirmed-after = { mails = 5; };", OURS, False),
            ("plain", "", "", False)):
        writer = Contacts(place, more=more, name="contacts-" + name)
        milter = Milter(place, start=False, name=name)
        milter.configure(ours, writer.settings)
        done = run([*milter.argv(), "-n"])
        same("warning: %s: contacts.authserv-id is missing" % milter.conf
             in done.stderr, warned, name + ": " + done.stderr)


@case
def contacts_without_learning(place):
    """All mail of ours would be refused on the first day, but not with a store
    that knows somebody."""
    confirm, forget = [(command, "taro@partner.example")
                       for command in ("confirm", "forget")]
    for name, action, learning, commands, warned in (
            ("refused", "reject", 0, (), True),
            ("held", "quarantine", 0, (), True),
            ("logged", "log", 0, (), False),
            ("learned", "reject", 1, (), False),
            ("used", "reject", 0, (confirm,), False),
            ("empty", "reject", 0, (confirm, forget), True)):
        writer = Contacts(place, learning, name="contacts-" + name)
        for command in commands:
            writer.command(*command)
        milter = Milter(place, start=False, name=name)
        milter.configure('actions = { first-contact = "%s"; };\n' % action,
                         LOCAL + writer.settings)
        done = run([*milter.argv(), "-n"])
        same("a new store knows nobody" in done.stderr, warned,
             name + ": " + done.stderr)


@case
def contacts_without_a_domain_of_ours(place):
    """No mail would be ours, and nobody a contact."""
    for name, local, warned in (
            ("none", "", True), ("named", LOCAL, False),
            ("asked", 'registrations = { postfix = "."; };\n', False)):
        writer = Contacts(place, name="contacts-" + name)
        milter = Milter(place, start=False, name=name)
        milter.configure("", local + writer.settings)
        with open(milter.domains, encoding="utf-8") as file:
            line = file.read().split("store =")[0].count("\n") + 1
        done = run([*milter.argv(), "-n"])
        same("warning: %s:%d: contacts: registrations.local-domains is missing"
             % (milter.domains, line) in done.stderr, warned,
             name + ": " + done.stderr)


@case(namespaces=True)
def contact_is_heard_by_real_verifiers(place):
    """OpenDKIM and OpenDMARC before the gate, whose fields have the mail's own
    queue ID."""
    writer = Contacts(place).start()
    verifiers = Verifiers(place, ("partner.example", "other.example",
                                  "gmai.com"))
    milter = Milter(place, start=False)
    milter.configure(
        'contacts = { clients = ["127.0.0.1"]; '
        'authserv-id = "mx.univ.example"; };\n', LOCAL + writer.settings)
    milter.start()
    gate = Gate(place, milter=milter, postfix={
        "smtpd_milters": ",".join([*verifiers.sockets, milter.socket])})
    for author, signer in (("ann", "partner.example"), ("ken", None),
                           ("eve", "other.example")):
        author += "@partner.example"
        receive(gate, author, verifiers.sign(signer, author) if signer else "")
    receive(gate, "taro@gmai.com", verifiers.sign("gmai.com", "taro@gmai.com"))
    forged = "mx.univ.example/4ABCDEF; dkim=pass header.d=partner.example"
    receive(gate, "bob@partner.example",
            "Authentication-Results: %s\r\n" % forged)
    # Changed on the way.
    receive(gate, "joe@partner.example",
            verifiers.sign("partner.example", "joe@partner.example", "Hello."))
    writer.wait_for("ann@partner.example", "heard", 1)
    flush(gate, writer)
    same(sorted(writer.rows()), ["ann@partner.example", "last@flush.example"],
         "contacts")
    text = [mail.data for mail in gate.sink.mails
            if b"<ann@partner.example>" in mail.data]
    check(b"dkim=pass" in text[0] and b"dmarc=pass" in text[0],
          "what they wrote", text)


@case
def contacts_store_replaced(place):
    """By another, which holds from then on, for the gate and the writer."""
    writer = Contacts(place).start()
    gate = gate_of(place, writer, 'similar-contact = { likely = "quarantine"; '
                   'possible = "quarantine"; };')
    write(gate, RIGHT, times=5)
    writer.wait_for(RIGHT, "sent", 5)
    write(gate, SLIP)
    same(len(gate.held()), 1, "held mails")
    other = writer.store + "-other"
    same(writer.command("-s", "sqlite:" + other, "confirm", SLIP,
                        "ann@partner.example").returncode, 0, "confirm")
    os.rename(other, writer.store)

    def is_known():
        before = len(gate.sink.mails)
        write(gate, SLIP)
        return gate.sink.wait(before + 1, 1)

    wait_until(is_known, "the gate to read the other store")
    write(gate, "after@partner.example")
    writer.wait_for("after@partner.example", "sent", 1)
    same(sorted(writer.rows()), ["after@partner.example",
                                 "ann@partner.example", SLIP], "contacts")
    os.rename(writer.store, other)

    def sees(words):
        write(gate, RIGHT)
        return words in gate.milter.log()

    wait_until(lambda: sees("rules about contacts are off"), "it to be missed")
    wait_until(lambda: "no longer the file" in writer.log(), "the writer to "
               "miss it")
    check(not os.path.exists(writer.store), "a new one was made")
    os.rename(other, writer.store)
    wait_until(lambda: sees("the store can be read again"), "it to be back")
    writer.wait_for(RIGHT, "sent", 2)


@case
def contacts_in_many_sessions(place):
    """Eight at a time.  While nothing happens to the store each slip is found;
    then the writer and the store come and go, and all are answered."""
    writer = Contacts(place).start()
    settings = 'actions = { similar-contact = { likely = "reject"; }; };' \
        + OURS
    milter = Milter(place, settings, start=False)
    milter.configure(settings, LOCAL + writer.settings)
    milter.start()
    writer.observe(*[("sent", NOW, RIGHT)] * 9)

    def session(number, count):
        found = collections.Counter()
        with Wire(milter.address) as wire:
            wire.connect(address="127.0.0.1")
            for i in range(count):
                wire.mail("<hanako@univ.example>")
                found[wire.rcpt("<%s>" % SLIP)[0]] += 1
                for address in (RIGHT, "u%d-%d@new.example" % (number, i)):
                    same(wire.rcpt("<%s>" % address)[0], "c", address)
                same(wire.end(headers=[("From", "hanako@univ.example")])[-1],
                     ("c", b""), "end")
        return found

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        found = pool.map(session, range(8), [40] * 8)
        found = sum(found, collections.Counter())
        # A slow machine may keep them waiting for too long.
        if "contacts: the store is busy; the rules" not in milter.log():
            same(found, {"y": 320}, "replies to the slip")
        writer.wait_for(RIGHT, "sent", 10)
        found = pool.map(session, range(8), [150] * 8)
        for turn in range(4):
            writer.kill()
            if turn % 2:
                for name in os.listdir(writer.dir):
                    if name.startswith("store"):
                        os.unlink(os.path.join(writer.dir, name))
            milter.signal(signal.SIGUSR1)
            writer.start()
        found = sum(found, collections.Counter())
    same(found["c"] + found["y"], 1200, "replies to the slip")


@case
def contacts_change_what_is_asked_for(place):
    """Without contacts no step more than ever."""
    usual = sum(LEAVE_OUT[step] for step in "HBLNUT") + \
        sum(NO_REPLY[step] for step in "CM")
    milter = Milter(place)
    with Wire(milter.address) as wire:
        same(hex(wire.asked), hex(usual), "steps without contacts")
    milter.stop()
    milter.configure(OURS, Contacts(place).settings)
    milter.start()
    with Wire(milter.address) as wire:
        same(hex(wire.asked),
             hex(usual - LEAVE_OUT["H"] - LEAVE_OUT["L"] + NO_REPLY["H"] +
                 NO_REPLY["L"]), "steps with contacts")

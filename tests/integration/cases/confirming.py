# SPDX-License-Identifier: BSD-2-Clause
"""What is to be confirmed is refused once, and passes for its sender alone when a
person sends it again (action confirm)."""

import json
import os
import re
import time

from lab.contacts import Contacts
from lab.gate import Gate
from lab.milter import Milter
from lab.place import Place, accepts, free_port, run, wait_until
from lab.samples import typo_of
from lab.sendmail import SINK_HOST, Sendmail
from lab.sink import Sink
from lab.smtp import Client

from . import case, check, same
from .paths import local_gate
from .remembering import LOCAL, OURS, PROOF, gate_of, receive, write

KIM, LEE = "kim@univ.example", "lee@univ.example"
TYPO = 'typo = { certain = "confirm"; likely = "confirm"; ' \
    'possible = "confirm"; };'
ONCE = "Refused once only"
EARLY = "wait for a minute"
MAIL = "From: %s\nTo: %s\nMessage-ID: <%s@univ.example>\nSubject: x\n\nHello.\n"


def tried(writer, recipient, sender=KIM, ago=120):
    """Another gate has refused that, so long ago."""
    writer.observe(("tried", int(time.time()) - ago, recipient, sender))


def passes(writer):
    return json.loads(writer.command("stats", "-f", "json").stdout)["passes"]


def last_line(gate, recipient):
    lines = re.findall("to=<%s>.*" % re.escape(recipient), gate.milter.log())
    check(lines, "the log has no line", gate.milter.log())
    return lines[-1]


def expect_refused(gate, recipient, sender, words, which):
    code, text = write(gate, recipient, sender=sender)[0]
    same((code, text[:10]), (550, "550 5.7.1 "), "RCPT")
    check(words in text, "the reply", text)
    check("try=%s, action=confirm" % which in last_line(gate, recipient),
          "the log", last_line(gate, recipient))


def expect_passed(gate, recipient, sender, which):
    replies = write(gate, recipient, sender=sender)
    same([r[0] for r in replies], [250, 250], "replies")
    wait_until(lambda: "try=%s, action=log" % which in
               last_line(gate, recipient), "a line in the log")


def confirm_once(gate, writer, typo):
    other = "jiro@" + typo.split("@")[1]
    expect_refused(gate, typo, KIM, ONCE, "first")
    expect_refused(gate, typo, KIM, EARLY, "early")
    tried(writer, other)
    expect_refused(gate, other, LEE, ONCE, "first")
    # Who only asks, as to verify an address, confirms nothing.
    with gate.client() as client:
        client.expect(250, "MAIL FROM:<%s>" % KIM)
        client.expect(250, "RCPT TO:<%s>" % other)
    same(passes(writer), 0, "pairs that pass")
    expect_passed(gate, other, KIM, "second")
    wait_until(lambda: passes(writer) == 1, "a pair that passes")
    expect_passed(gate, other, KIM.upper(), "known")
    expect_refused(gate, typo, KIM, EARLY, "early")
    expect_refused(gate, other, LEE, EARLY, "early")
    check(gate.sink.wait(2), "it did not arrive")
    same(set(gate.sink.recipients()), {other}, "arrived")
    same(writer.rows(), {}, "contacts")
    return other


@case
def confirm_passes_for_its_sender(place):
    writer = Contacts(place).start()
    gate = gate_of(place, writer, TYPO)
    other = confirm_once(gate, writer, typo_of("certain"))
    # It earns nothing by writing to us, or by our writing to it.
    receive(gate, other, PROOF % other.split("@")[1])
    expect_passed(gate, other, KIM, "known")
    write(gate, "last@flush.example")
    writer.wait_for("last@flush.example", "sent", 1)
    same(sorted(writer.rows()), ["last@flush.example"], "contacts")
    expect_refused(gate, other, "mori@univ.example", ONCE, "first")
    # What is forgotten begins again.
    writer.command("forget", other)
    expect_refused(gate, other, KIM, ONCE, "first")


@case
def confirm_on_redis(place):
    port = free_port()
    place.start(["redis-server", "--port", str(port), "--bind", "127.0.0.1",
                 "--dir", place.path, "--save", ""],
                stdout=open(place / "redis.log", "wb"))
    wait_until(lambda: accepts(("127.0.0.1", port)), "a server")
    writer = Contacts(place)
    writer.settings = writer.settings.replace(
        "sqlite:%s" % writer.store, "redis://127.0.0.1:%d" % port)
    writer.domains = place.write("contacts/domains.conf", writer.settings)
    writer.start()
    gate = gate_of(place, writer, TYPO)
    other = confirm_once(gate, writer, typo_of("certain"))
    writer.command("forget", KIM)
    expect_refused(gate, other, KIM, ONCE, "first")


@case
def confirm_makes_no_contact(place):
    """Nor of a right domain: the next one is asked as well, and a slip of a
    contact stays one."""
    writer = Contacts(place).start()
    gate = gate_of(place, writer, 'first-contact = "confirm"; '
                   'similar-contact = { likely = "confirm"; };')
    right, slip = ("tanaka.%s@partner.example" % name
                   for name in ("taro", "tarou"))
    tried(writer, right)
    expect_passed(gate, right, KIM, "second")
    expect_refused(gate, right, LEE, ONCE, "first")
    # A person says that it is right.
    writer.command("confirm", right)
    same([r[0] for r in write(gate, right, times=5, sender=LEE)], [250, 250],
         "replies")
    writer.wait_for(right, "sent", 5)
    for _ in range(2):
        tried(writer, slip)
        expect_passed(gate, slip, KIM, "second" if _ == 0 else "known")
        wait_until(lambda: passes(writer) == 2, "two pairs that pass")
    expect_refused(gate, slip, LEE, ONCE, "first")
    check("reason=similar-contact" in last_line(gate, slip), "the log")
    same(sorted(writer.rows()), [right], "contacts")


@case
def confirm_is_for_persons(place):
    writer = Contacts(place).start()
    gate = gate_of(place, writer, TYPO)
    typo = typo_of("certain")
    for sender in ("", "list-bounces+a=b.example@univ.example",
                   "no-reply@univ.example"):
        for _ in range(2):
            code, text = write(gate, typo, sender=sender)[0]
            same(code, 550, "RCPT of <%s>" % sender)
            check(ONCE not in text, "the reply", text)
            check("try=never, action=confirm" in last_line(gate, typo), "log")
    # At its end a program shows what it is, and the same mail what that is.
    tried(writer, typo)
    with gate.client() as client:
        client.expect(250, "MAIL FROM:<%s>" % KIM)
        client.expect(250, "RCPT TO:<%s>" % typo)
        client.expect(250, "RCPT TO:<hana@partner.example>")
        client.expect(354, "DATA")
        code, text = client.content(
            "From: %s\r\nAuto-Submitted: auto-generated\r\n\r\nHi." % KIM)
    same(code, 550, "end of data")
    check("write a new message" in text and "sent to nobody" in text,
          "the reply", text)
    check("try=repeat, action=confirm" in last_line(gate, typo), "the log",
          gate.milter.log())
    same(gate.sink.recipients(), [], "arrived")
    expect_passed(gate, typo, KIM, "second")


@case
def confirm_of_what_is_submitted_here(place):
    """Decided at the end; the bounce says what to do, and the same mail from a
    queue is no second try."""
    writer = Contacts(place).start()
    gate = local_gate(place, milter=gate_milter(place, writer))
    typo = typo_of("certain")

    def submit(number):
        gate.postfix.command("sendmail", "-f", KIM, "-i", typo,
                             text=MAIL % (KIM, typo, number))

    def bounce(number, words):
        submit(number)
        check(gate.sink.wait(1), "no bounce")
        same(gate.sink.recipients(), [KIM], "bounced to")
        text = b" ".join(gate.sink.mails[0].data.split()).decode()
        check(words in text, "the bounce", text)
        gate.postfix.wait_empty()
        gate.sink.clear()

    before = writer.count("wrote ")
    bounce(1, ONCE)
    wait_until(lambda: writer.count("wrote ") > before, "the writer")
    tried(writer, typo)
    gate.milter.stop()  # and with it what it knows by itself
    gate.milter.start()
    bounce(1, "write a new message")
    submit(2)
    check(gate.sink.wait(1), "the second try did not arrive")
    same(gate.sink.recipients(), [typo], "arrived")
    check("try=second, action=log" in last_line(gate, typo), "the log")


def gate_milter(place, writer, actions=TYPO):
    settings = "actions = { %s };\n%s" % (actions, OURS)
    milter = Milter(place, settings, start=False)
    milter.configure(settings, LOCAL + writer.settings)
    milter.start()
    return milter


@case
def confirm_without_a_memory(place):
    """Where nobody can remember a try, mail is not refused each time."""
    writer = Contacts(place).start()
    gate = gate_of(place, writer, TYPO)
    typo = typo_of("certain")
    expect_refused(gate, typo, KIM, ONCE, "first")
    writer.stop()
    expect_passed(gate, typo, LEE, "unknown")
    writer.start()
    wait_until(lambda: write(gate, typo, sender="mori@univ.example")[0][0]
               == 550, "the gate to report again")
    # Nor can the store be read any more.
    run(["mv", writer.store, writer.store + ".away"])
    gate.milter.stop()
    gate.milter.start()
    expect_passed(gate, typo, KIM, "unknown")


@case
def confirm_in_the_configuration(place):
    for name, actions, words in (
            ("known", 'known-doppelganger = "confirm";',
             "actions.known-doppelganger: confirm: no second try"),
            ("store", 'typo = {\n certain = "confirm"; };',
             "actions: confirm: ")):
        milter = Milter(place, "\nactions = { %s };" % actions, start=False,
                        name=name)
        with open(milter.conf, encoding="utf-8") as file:
            before = file.read().split('"confirm"')[0]
        done = run([*milter.argv(), "-n"], expect=None)
        same(done.returncode, 78, "-n")
        check("%s:%d: %s" % (milter.conf, before.count("\n") + 1, words)
              in done.stderr, "the error", done.stderr)


@case
def confirm_of_lists(place):
    """A list is confirmed by its sender, unless it leads to a doppelganger."""
    writer = Contacts(place).start()
    typo = typo_of("certain")
    aliases = place.write(
        "aliases", "lab: %s\nclub: taro@gmai.com\n" % typo, 0o644)
    settings = 'actions = { registration = { certain = "confirm"; }; };'
    milter = Milter(place, settings, start=False,
                    domains='registrations = { aliases = "%s"; '
                    'local-domains = ["univ.example"]; refresh = 1; };\n' %
                    aliases + writer.settings)
    milter.start()
    gate = Gate(place, milter=milter)
    lab, club = "lab@univ.example", "club@univ.example"
    expect_refused(gate, lab, "ann@partner.example", ONCE, "first")
    tried(writer, lab)
    expect_passed(gate, lab, KIM, "second")
    for _ in range(2):
        tried(writer, club)
        code, text = write(gate, club, sender=KIM)[0]
        same(code, 550, "RCPT")
        check(ONCE not in text and "gmai.com" not in text and
              "please tell" in text, "the reply", text)
        check("try=never" in last_line(gate, club), "the log")
    # A member is confirmed for everybody, but no double.
    for address in (typo, "taro@gmai.com"):
        writer.command("confirm", address)
    same([r[0] for r in write(gate, lab, sender=LEE)], [250, 250], "replies")
    same(write(gate, club, sender=LEE)[0][0], 550, "RCPT")


@case
def confirmed_address_is_right(place):
    """Whatever the action is; no other one there, and by nothing less."""
    writer = Contacts(place).start()
    gate = gate_of(place, writer, 'typo = { certain = "reject"; };')
    typo = typo_of("certain")
    other, double = "jiro@" + typo.split("@")[1], "taro@gmai.com"

    def refused(*recipients):
        return [recipient for recipient in recipients
                if write(gate, recipient, sender=KIM)[0][0] != 250]

    receive(gate, typo, PROOF % typo.split("@")[1])
    writer.observe(("sent", int(time.time()), typo, LEE),
                   ("heard", int(time.time()), typo, ""))
    wait_until(lambda: typo in writer.rows(), "a contact")
    same(refused(typo, other, double), [typo, other, double], "before")
    for address in (typo, double):
        writer.command("confirm", address)
    same(refused(typo, other, double), [other, double], "confirmed")
    same(refused(typo.upper()), [], "in capitals")
    writer.command("forget", typo)
    same(refused(typo), [typo], "forgotten")
    writer.command("confirm", typo)
    same(refused(typo), [], "confirmed again")
    writer.stop()
    os.rename(writer.store, writer.store + ".away")
    wait_until(lambda: refused(typo), "the store to be missed")


@case(namespaces=True)
def sendmail_confirm(place):
    safe = Place("/run")
    place.undo.append(safe.close)
    writer = Contacts(safe).start()
    sink = Sink(SINK_HOST)
    place.undo.append(sink.close)
    milter = gate_milter(safe, writer)
    mta = Sendmail(place, sink.port, "local:" + milter.address)
    typo = typo_of("certain")
    other = "jiro@" + typo.split("@")[1]

    def send(recipient):
        with Client(mta.port) as client:
            return client.mail([recipient], sender=KIM)

    code, text = send(typo)[0]
    same(code, 550, "RCPT")
    check("5.7.1" in text and ONCE in text, "the reply", text)
    tried(writer, other)
    same([r[0] for r in send(other)], [250, 250], "replies")
    check(sink.wait(1), "it did not arrive")
    wait_until(lambda: passes(writer) == 1, "a pair that passes")
    same([r[0] for r in send(other)], [250, 250], "replies")
    milter.wait_log("to=<%s>.*try=known, action=log" % re.escape(other))

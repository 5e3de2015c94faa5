# SPDX-License-Identifier: BSD-2-Clause
"""The main cases through a real Sendmail."""

from lab.contacts import Contacts
from lab.milter import Milter
from lab.place import Place, wait_until
from lab.samples import typo_of
from lab.sendmail import SINK_HOST, Sendmail
from lab.sink import Sink
from lab.smtp import Client

from . import case, check, same
from .judging import tagged
from .remembering import LOCAL, OURS, PROOF, RIGHT, SLIP, receive, write


class Gate:
    def __init__(self, place, on_failure="T", settings="", domains=""):
        self.sink = Sink(SINK_HOST)
        place.undo.append(self.sink.close)
        # Sendmail refuses a socket below a directory that everybody can
        # write to, such as /tmp.
        safe = Place("/run")
        place.undo.append(safe.close)
        self.milter = Milter(safe, start=False)
        self.milter.configure(settings, domains)
        self.milter.start()
        self.sendmail = Sendmail(place, self.sink.port,
                                 "local:" + self.milter.address, on_failure)

    def client(self, **more):
        return Client(self.sendmail.port, **more)

    def send(self, *recipients):
        with self.client() as client:
            return client.mail(recipients)


@case(namespaces=True)
def sendmail_right_and_wrong(place):
    gate = Gate(place)
    replies = gate.send("taro@gmail.com", "taro@gmai.com", "jiro@univ.example",
                        "100%x@gmai.com")
    same([r[0] for r in replies], [250, 550, 250, 550, 250], "replies")
    text = replies[1][1]
    check("550 5.1.2 " in text and "did you mean taro@gmail.com?" in text,
          "the reply", text)
    check("100%x@gmail.com?" in replies[3][1], "a % in the reply",
          replies[3][1])
    check(gate.sink.wait(1), "nothing arrived")
    wait_until(lambda: gate.sink.recipients() ==
               ["jiro@univ.example", "taro@gmail.com"], "both recipients")
    gate.milter.wait_log("to=<taro@gmai.com>.*action=reject")


@case(namespaces=True)
def sendmail_remembers_contacts(place):
    writer = Contacts(place).start()
    gate = Gate(place, settings='actions = { similar-contact = { '
                'likely = "quarantine"; possible = "quarantine"; }; };\n' +
                OURS, domains=LOCAL + writer.settings)
    same([r[0] for r in write(gate, RIGHT, times=5)], [250, 250], "replies")
    writer.wait_for(RIGHT, "sent", 5)
    same([r[0] for r in write(gate, SLIP)], [250, 250], "replies")
    same(len(wait_until(gate.sendmail.quarantined, "a held mail")), 1, "held")
    receive(gate, "ann@partner.example", PROOF % "partner.example")
    receive(gate, "ken@partner.example")
    writer.wait_for("ann@partner.example", "heard", 1)
    write(gate, RIGHT)
    writer.wait_for(RIGHT, "sent", 6)
    same(sorted(writer.rows()), ["ann@partner.example", RIGHT], "contacts")


@case(namespaces=True)
def sendmail_hold_and_release(place):
    gate = Gate(place)
    wrong = typo_of("likely")
    same([r[0] for r in gate.send(wrong)], [250, 250], "replies")
    held = wait_until(gate.sendmail.quarantined, "a held mail")
    same(len(held), 1, "held")
    same(gate.sink.recipients(), [], "arrived although held")
    gate.sendmail.release(held[0])
    check(gate.sink.wait(1), "not delivered after the release")
    tagged(gate)


@case(namespaces=True)
def sendmail_without_milter(place):
    """F=T: no milter, no mail; and nothing is lost by it."""
    gate = Gate(place)
    gate.milter.kill()
    with Client(gate.sendmail.port) as client:
        code, text = client.command("MAIL FROM:<hanako@univ.example>")
        check(code // 100 == 4, "it does not say to wait", text)
    gate.milter.start()
    same(gate.send("taro@gmai.com")[0][0], 550, "after the restart")

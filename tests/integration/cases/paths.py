# SPDX-License-Identifier: BSD-2-Clause
"""The places to plug the milter in: submission is judging.py; here are the
hop after the expansion of lists, and mail submitted on the host itself."""

from lab.gate import Gate, postfix_address
from lab.postfix import Postfix
from lab.samples import typo_of
from lab.smtp import Client

from . import case, check, same

MAIL = "From: hanako@univ.example\nTo: %s\nSubject: test\n\nHello.\n"


def submit(gate, *recipients):
    """As a program on this host does: through the sendmail command."""
    gate.postfix.command("sendmail", "-f", "hanako@univ.example", "-i",
                         *recipients, text=MAIL % ", ".join(recipients))


def local_gate(place, settings="", milter=None):
    gate = Gate(place, settings, milter=milter)
    gate.postfix.configure(gate.sink.port, {
        "smtpd_milters": postfix_address(gate.milter.socket),
        "non_smtpd_milters": postfix_address(gate.milter.socket)})
    gate.postfix.command("postfix", "reload")
    return gate


@case
def local_submission(place):
    """Decided at the end of the message.  A reject at RCPT TO would leave
    the mail in the maildrop for ever, and nobody would know."""
    gate = local_gate(place)
    submit(gate, "taro@gmail.com")
    check(gate.sink.wait(1), "a right one did not arrive")
    same(gate.sink.recipients(), ["taro@gmail.com"], "arrived")
    gate.sink.clear()

    submit(gate, "taro@gmai.com")
    check(gate.sink.wait(1), "no bounce for the wrong one")
    same(gate.sink.recipients(), ["hanako@univ.example"], "bounced to")
    check(b"did you mean taro@gmail.com?" in gate.sink.mails[0].data,
          "the bounce does not say what was meant",
          gate.sink.mails[0].data)
    gate.postfix.wait_empty()
    gate.sink.clear()

    wrong = typo_of("likely")
    submit(gate, wrong)
    gate.postfix.wait_log("milter-hold|quarantine|hold:")
    same([r["address"] for m in gate.held() for r in m["recipients"]],
         [wrong], "held")
    same(gate.sink.recipients(), [], "arrived although held")


@case
def second_hop_sees_list_members(place):
    """The list's host expands lab@; the hop after it judges each member.
    The refusal becomes a bounce to the list's owner; the others get the
    mail."""
    gate = Gate(place)
    lists = Postfix(place, "lists", gate.postfix.port, {},
                    "lab: taro@gmail.com, jiro@gmai.com, mika@yahoo.co.jp\n"
                    "owner-lab: postmaster\n")
    with Client(lists.port) as client:
        same(client.mail(["lab@lists.univ.example"])[0][0], 250, "RCPT")
    check(gate.sink.wait(2), "members or bounce did not arrive",
          lists.log())
    lists.wait_empty()
    gate.postfix.wait_empty()
    got = {}
    for mail in gate.sink.mails:
        for recipient in mail.recipients:
            got[recipient] = mail
    same(sorted(got), ["mika@yahoo.co.jp", "owner-lab@univ.example",
                       "taro@gmail.com"], "arrived at")
    same(got["owner-lab@univ.example"].sender, "", "the bounce's sender")
    line = gate.milter.wait_log("to=<jiro@gmai.com>.*").group(0)
    check("action=reject" in line, "log", line)


@case
def list_host_itself_sees_the_list_only(place):
    """What the README says: a milter on the list's own host
    cannot judge the members.  When Postfix changes this, it is wrong."""
    gate = Gate(place, aliases="lab: taro@gmail.com, jiro@gmai.com\n")
    same(gate.send("lab@lists.univ.example")[0][0], 250, "RCPT")
    check(gate.sink.wait(1), "nothing arrived")
    gate.postfix.wait_empty()
    same(gate.sink.recipients(), ["jiro@gmai.com", "taro@gmail.com"],
         "arrived")

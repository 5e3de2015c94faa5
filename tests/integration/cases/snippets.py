# SPDX-License-Identifier: BSD-2-Clause
"""The lines that conf/mta offers, in a Postfix, as they stand there but for
the places of the test."""

import os

from lab import place as places
from lab.gate import Gate
from lab.postfix import MAIN, MASTER
from lab.smtp import Client

from . import case, check, same

SOCKET = "unix:doppelmilter/doppelmilter.sock"


def snippet(name, replacements):
    """The text of a sample with each place replaced, which must be there."""
    root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../..")
    with open(os.path.join(root, "conf/mta", name), encoding="utf-8") as file:
        text = file.read()
    for old, new in replacements.items():
        check(old in text, "%s has no %s" % (name, old))
        text = text.replace(old, new)
    return text


def use(gate, main, master=""):
    postfix = gate.postfix
    text = MAIN.format(dir=postfix.dir, next_hop=gate.sink.port)
    # A setting given twice is a warning of Postfix's.
    ours = [line.split(" =")[0] for line in main.splitlines() if " = " in line]
    text = "".join(line + "\n" for line in text.splitlines()
                   if line.split(" =")[0] not in ours)
    postfix.put("etc/main.cf", text + main)
    postfix.put("etc/master.cf", MASTER.format(port=postfix.port) + master)
    postfix.command("postfix", "check")
    postfix.command("postfix", "reload")


@case
def snippet_main(place):
    gate = Gate(place)
    use(gate, snippet("postfix-main.cf", {SOCKET: gate.milter.socket}))
    replies = gate.send("taro@gmail.com", "taro@gmai.com")
    same([r[0] for r in replies][:2], [250, 550], "replies")
    gate.postfix.command("sendmail", "-f", "hanako@univ.example", "-i",
                         "jiro@gmai.com", text="Subject: test\n\nHello.\n")
    check(gate.sink.wait(2), "no bounce for what was submitted locally")
    same(sorted(gate.sink.recipients()),
         ["hanako@univ.example", "taro@gmail.com"], "arrived")


@case
def snippet_hop_sees_list_members(place):
    """One Postfix that expands lists and judges the members on their way
    out; more wrong ones than its usual error limits allow."""
    wrong = ["wrong-%d@gmai.com" % i for i in range(30)]
    gate = Gate(place, aliases="lab: %s\nowner-lab: postmaster\n"
                % ", ".join(wrong + ["taro@gmail.com", "mika@yahoo.co.jp"]))
    hop = "[127.0.0.1]:%d" % places.free_port()
    use(gate, "relayhost =\ndefault_transport = hop:%s\n" % hop,
        snippet("postfix-hop.cf", {
            SOCKET: gate.milter.socket,
            "127.0.0.1:10026": hop.replace("[", "").replace("]", ""),
            "content_filter=smtp:\n":
                "content_filter=smtp:[127.0.0.1]:%d\n" % gate.sink.port,
            "       y       ": "       n       "}))
    with Client(gate.postfix.port) as client:
        same(client.mail(["lab@lists.univ.example"])[0][0], 250, "RCPT")
    # Two members and the owner; Postfix may send them in one mail or in two.
    gate.postfix.wait_log("to=<taro@gmail.com>.*status=sent.*queued as")
    gate.postfix.wait_empty()
    same(sorted(gate.sink.recipients()),
         ["mika@yahoo.co.jp", "owner-lab@univ.example", "taro@gmail.com"],
         "arrived")
    same(gate.milter.log().count("action=reject"), len(wrong), "refused")

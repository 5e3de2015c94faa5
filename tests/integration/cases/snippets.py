# SPDX-License-Identifier: BSD-2-Clause
"""The lines that conf/mta offers, in a Postfix, as they stand there but for
the places of the test."""

import os
import shutil

from lab import place as places
from lab.gate import Gate
from lab.postfix import MAIN, MASTER
from lab.sink import Sink
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
    postfix.put("etc/master.cf", MASTER.format(
        host=postfix.host, port=postfix.port) + master)
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
    # The relay host in main.cf, where nothing may go past the hop.
    past = Sink()
    place.undo.append(past.close)
    use(gate, "relayhost = [127.0.0.1]:%d\ndefault_transport = hop:%s\n"
        % (past.port, hop),
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
    same(past.recipients(), [], "past the hop")


@case
def readme_takes_away_what_it_put(place):
    """The commands of README.md, on the files of a fresh Postfix."""
    with open(os.path.join(places.ROOT, "README.md"),
              encoding="utf-8") as file:
        text = file.read()
    plug = text.split("\n## Plug it into Postfix\n")[1].split("\n## ")[0]
    remove = text.split("\n## Remove it\n")[1].split("\n## ")[0]
    etc = place / "etc"
    for own in ("", "relayhost = [relay.univ.example]\n",
                "default_transport = error\n"
                "smtpd_milters = inet:127.0.0.1:11332, unix:other\n"):
        os.makedirs(etc, exist_ok=True)
        for name in ("main.cf", "master.cf"):
            shutil.copy("/usr/share/postfix/%s.dist" % name,
                        os.path.join(etc, name))
        with open(os.path.join(etc, "master.cf"), "a",
                  encoding="utf-8") as file:
            # As postconf puts the columns of a line that it edits.
            file.write("submission inet  n       -       y       -       "
                       "-       smtpd\n")
        with open(os.path.join(etc, "main.cf"), "a",
                  encoding="utf-8") as file:
            file.write("compatibility_level = 3.6\n" + own)
        before = [read(etc, "main.cf"), read(etc, "master.cf")]
        follow(place, plug)
        same([SOCKET in part for part in
              (read(etc, "main.cf"), read(etc, "master.cf"))],
             [True, True], "what was put there")
        same(follow(place, remove), "", "the difference")
        for was, name in zip(before, ("main.cf", "master.cf")):
            # In main.cf what is given back stands at the end.
            same(sorted(read(etc, name).splitlines()),
                 sorted(was.splitlines()), name)
        same(read(etc, "master.cf"), before[1], "master.cf")


def read(directory, name):
    with open(os.path.join(directory, name), encoding="utf-8") as file:
        return file.read()


def follow(place, section):
    """Runs the commands of a section that are about Postfix's files."""
    lines = [line.strip() for line in
             section.replace("|\n        ", "| ").splitlines()
             if line.startswith("    ")]
    script = "set -e\npostconf() { command postconf -c %s \"$@\"; }\n" \
        % (place / "etc") + "\n".join(
            line for line in lines
            if line.split()[0] in ("postconf", "cat", "sed", "grep"))
    for old, new in (("/etc/postfix", place / "etc"),
                     ("~/", place.path + "/"),
                     ("/usr/local/share/doppelcheck/examples",
                      os.path.join(places.ROOT, "conf/mta"))):
        script = script.replace(old, new)
    return places.run(["sh", "-c", script]).stdout

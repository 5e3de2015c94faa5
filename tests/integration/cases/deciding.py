# SPDX-License-Identifier: BSD-2-Clause
"""The log of a real Postfix and of doppelmilter beside it: doppelcheck says what
the gate did, or would have done, and what became of the mails."""

import collections
import json
import os
import re

from lab.gate import Gate
from lab.milter import Milter
from lab.place import Place, build_path, run, wait_until
from lab.syslog import Syslog

from . import case, check, same
from .daemon import PRIVATE_LOG
from .replaying import LINE, unescape

ACTIONS = """\
actions = { known-doppelganger = "reject";
    typo = { certain = "reject"; likely = "quarantine"; possible = "tag"; }; };
exempt = { senders = ["@free.example"]; };
"""
HOSTILE = '"x>, exempt=client, action=accept"@gmai.com'
# Each from a sender of its own.
MAILS = [
    ["taro@gmai.com"], ["taro@gmai.com"], ["Taro@Gmai.com"],
    ["right@gmail.com", "taro@gmai.com", "hana@gmai.com"],
    ["hana@gmai.com", "right@gmail.com", "taro@gmai.com"],
    ["taro@iclould.com"], ["right@gmail.com", "taro@iclould.com"],
    ["taro@mygmail.com"], ["taro@outlok.com"],
    [HOSTILE], ["j@gmai.com", "right@gmail.com"], ["right@gmail.com"],
]


def start(place, mode):
    """Both write to one log, as on a host."""
    inner = Place("/run")  # /dev/shm would be hidden
    place.undo.append(inner.close)
    log = Syslog(inner, "syslog", "mx")
    milter = Milter(inner, 'mode = "%s";\n%s' % (mode, ACTIONS), start=False)
    with open(milter.conf, encoding="utf-8") as file:
        text = file.read()
    milter.put("milter.conf", text.replace('"stderr"', '"syslog"'))
    milter.start(["unshare", "-m", "sh", "-c", PRIVATE_LOG, inner / "syslog/log",
                  *milter.argv()])
    return Gate(inner, milter=milter), log


def send_all(gate):
    """How many recipients were refused."""
    refused = 0
    with gate.client() as client:
        for number, recipients in enumerate(MAILS):
            replies = client.mail(recipients, "s%d@univ.example" % number)
            refused += sum(code == 550
                           for code, _ in replies[:len(recipients)])
        client.mail(["taro@gmai.com"], "x@free.example")
    wait_until(lambda: len(gate.postfix.queue()) == len(gate.held()),
               "a queue of held mails", step=0.1)
    return refused


def report(*paths):
    done = run([build_path("doppelcheck"), "-q", "-f", "json", "-l",
                os.path.join(os.path.dirname(__file__),
                             "../../../domains/lists"), *paths], expect=1)
    rows = collections.defaultdict(list)
    for row in map(json.loads, done.stdout.splitlines()):
        rows[row["kind"]].append(row)
    return rows


def said(log):
    """How many recipients the lines of the gate have, by what was decided."""
    counts = collections.Counter()
    for found in map(LINE.search, re.sub(
            r"doppelmilter\[\d+\]", "doppelmilter", log).splitlines()):
        if found:
            mode = "exempt" if found["exempt"] else (
                "monitor" if "mode=monitor" in found[0] else "enforce")
            counts[mode, unescape(found["to"]).lower(), found["action"]] += 1
    return counts


def reported(rows, what):
    counts = collections.Counter()
    for row in rows["gate-address"]:
        counts[row["mode"], row["address"].lower(), row["action"]] += row[what]
    return +counts


def both_logs(gate, log):
    check("action=" in log.text(), "the gate has not logged", log.text())
    return [os.path.join(gate.postfix.dir, "mail.log"), log.path]


@case(namespaces=True)
def decisions_that_were_only_watched(place):
    """All of it leaks, and the report says of each recipient that it did."""
    gate, log = start(place, "monitor")
    same(send_all(gate), 0, "refused")
    rows = report(*both_logs(gate, log))
    counts = said(log.text())
    same(reported(rows, "recipients"), counts, "decisions")
    same(reported(rows, "sent"), counts, "all of it was sent")
    arrived = collections.Counter(
        one.lower() for mail in gate.sink.mails for one in mail.recipients
        if not one.lower().endswith("@gmail.com"))
    sent = collections.Counter()
    for (_, address, _), number in reported(rows, "sent").items():
        sent[address] += number
    same(sent, arrived, "what arrived")
    modes = {row["mode"]: row for row in rows["gate-total"]}
    same({mode: row["mails"] for mode, row in modes.items()},
         {"monitor": len(MAILS) - 1, "exempt": 1}, "mails")
    same({mode: row["senders"] for mode, row in modes.items()},
         {"monitor": len(MAILS) - 1, "exempt": 1}, "senders")
    same(rows["total"][0]["refused"], 0, "refused")
    same({row["address"].lower().split("@")[1]: row["meant"]
          for row in rows["gate-address"]},
         {"gmai.com": "gmail.com", "iclould.com": "icloud.com",
          "mygmail.com": "gmail.com", "outlok.com": "outlook.com"}, "meant")


@case(namespaces=True)
def decisions_that_were_enforced(place):
    """What is refused or held counts once, though both wrote a line."""
    gate, log = start(place, "enforce")
    refused = send_all(gate)
    rows = report(*both_logs(gate, log))
    counts = said(log.text())
    same(reported(rows, "recipients"), counts, "decisions")
    rejected = sum(number for (_, _, action), number in counts.items()
                   if action == "reject")
    check(rejected > 5, "few were rejected", counts)
    same(refused, rejected, "refused by SMTP")
    same(rows["total"][0]["refused"], rejected, "refused in all")
    modes = {row["mode"]: row for row in rows["gate-total"]}
    same(modes["enforce"]["refused"], rejected, "refused by the gate")
    same(modes["enforce"]["sent"] + modes["enforce"]["tempfailed"],
         sum(number for (mode, _, action), number in counts.items()
             if mode == "enforce" and action in ("tag", "log")), "let pass")
    check(len(gate.held()) == 2, "held", gate.held())
    same(modes["enforce"]["held"], len(gate.held()), "held")
    same(modes["exempt"]["sent"], 1, "exempt")
    same(rows["total"][0]["held"], len(gate.held()), "held in all")

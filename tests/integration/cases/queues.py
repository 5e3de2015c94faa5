# SPDX-License-Identifier: BSD-2-Clause
"""What mail systems print of their queues: doppelcheck finds in it who waits
there."""

import json
import os
import re

from lab.exim import Exim
from lab.place import ROOT, build_path, run, wait_until
from lab.postfix import Postfix
from lab.sendmail import Sendmail
from lab.smtp import Client

from . import case, check, same

RECIPIENTS = ("taro@gmai.com", '"a b"@gmai.com', "o'brien@gmai.com",
              '"(x)"@gmai.com', "a.long.name.of.somebody@gmai.com")
# Sendmail cuts it.
LONG = "a-longer-name-of-somebody-else-here@gmai.com"

EXIM = """
primary_hostname = mx.univ.example
spool_directory = {dir}/spool
log_file_path = {dir}/exim-%s.log
keep_environment = LD_LIBRARY_PATH
never_users =
"""


def found(place, text):
    """The exit status, who waits in which message, what is said beside."""
    done = run([build_path("doppelcheck"), "--lists",
                os.path.join(ROOT, "domains/lists"), "--format", "json",
                "--quiet", place.write("queue", text)], expect=None)
    ones = [json.loads(line) for line in done.stdout.splitlines()]
    return (done.returncode, sorted((one["list"], one["address"])
                                    for one in ones), done.stderr)


def waiting(*ids):
    return sorted((one, address) for one in ids for address in
                  RECIPIENTS + (LONG,))


@case
def queues_of_postfix(place):
    postfix = Postfix(place, "mx", 9, {"defer_transports": "smtp",
                                       "enable_long_queue_ids": "yes"})
    with Client(postfix.port) as client:
        client.mail(RECIPIENTS + (LONG,))
        client.mail(RECIPIENTS + (LONG,))
    wait_until(lambda: "deferred transport" in postfix.command(
        "postqueue", "-p").stdout, "the mails to wait")
    ids = [mail["queue_id"] for mail in postfix.queue()]
    same(len(ids), 2, "mails")
    for option in ("-p", "-j"):
        same(found(place, postfix.command("postqueue", option).stdout),
             (1, waiting(*ids), ""), option)


@case(namespaces=True)
def queues_of_sendmail(place):
    sendmail = Sendmail(place, 9, "local:/nowhere", "")
    with Client(sendmail.port) as client:
        client.mail(RECIPIENTS + (LONG,))
    said = wait_until(lambda: "(Deferred" in sendmail.command("-bp").stdout
                      and sendmail.command("-bp").stdout, "the mail to wait")
    one = re.search(r"^\w{14}", said, re.M)[0]
    same(found(place, sendmail.command("-bp", "-v").stdout),
         (1, waiting(one), ""), "-v")
    status, members, diagnostics = found(place, said)
    same((status, members), (2, sorted(set(waiting(one)) - {(one, LONG)})),
         "the short form")
    check('"<%s" is cut: "mailq -v"' % LONG[:37] in diagnostics,
          "what is cut", diagnostics)


@case(namespaces=True)
def queues_of_exim(place):
    exim = Exim(place)
    os.chmod(place.path, 0o777)
    place.write("exim.conf", EXIM.format(dir=place.path))
    exim.run("-odq", "-f", "s@univ.example", *RECIPIENTS, LONG,
             text="Subject: test\n\nHello.\n")
    # Who has it waits no more; it moves the text too, but not this line.
    said = exim.run("-bp").stdout
    one = re.search(r"\w{6}-\w{6}-\w{2}", said)[0]
    same(found(place, said), (1, waiting(one), ""), "all")
    exim.run("-Mmd", one, "taro@gmai.com")
    same(found(place, exim.run("-bp").stdout),
         (1, sorted(set(waiting(one)) - {(one, "taro@gmai.com")}), ""),
         "what it has delivered")

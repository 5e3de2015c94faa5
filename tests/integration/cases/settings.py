# SPDX-License-Identifier: BSD-2-Clause
"""Postfix's settings that send mail on: what a real Postfix delivers to a sink
is what doppelcheck --system reports, and nothing else."""

import json
import os

from lab.place import ROOT, build_path, run, wait_until
from lab.postfix import Postfix
from lab.sink import Sink
from lab.smtp import Client

from . import case, check, same

DOMAIN = "@gmai.com"

# A recipient, a header or a line of the body, and whom Postfix sends the mail.
TABLES = {
    "virtual": "union1@c.example union1{d}\n",
    "generic": "gen@c.example gen{d}\n",
    "bcc": "bcc@c.example bcc{d}\n",
    "senders": "from@c.example sender-bcc{d}\n",
    "access": "redirected@c.example REDIRECT redirect{d}\n"
              "copied@c.example bcc  copy{d}\n"
              "fine@c.example OK see spare{d}\n"
              "refused@c.example REJECT see spare{d}\n",
    "class": "class@c.example BCC class{d}\n",
    "sub": "sub@c.example BCC sub{d}\n",
    "old": "old@c.example BCC old{d}\n",
    "header": "/^X-Test: redirect/ REDIRECT header-redirect{d}\n"
              "/^X-Test: copy/\n\tBCC header-copy{d}\n"
              "if /^X-Test/\n~^X-Test: tilde~ BCC header-tilde{d}\n"
              "endif\n/^X-Test: warn/ WARN spare{d}\n",
    "mime": "/^Content-Type: text.x-test/ BCC mime{d}\n",
    "body": "/^body line/ BCC body{d}\n",
    "late": "/^X-Test: late/ REDIRECT spare{d}\n",
    "moved": "moved@c.example moved{d} (03-1234)\nphone@c.example 03-1234\n",
    "transport": "fails.example error:5.1.2 see spare{d}\n"
                 "waits.example retry:4.1.2 see spare{d}\n"
                 "hop.example smtp:[gmai.com]:25\n",
}

SETTINGS = {
    "mailbox_transport": "",
    "relocated_maps": "texthash:{dir}/moved",
    "transport_maps": "texthash:{dir}/transport",
    "archive": "always{d}",
    "always_bcc": "\n    # spare@gmai.com\n    $archive",
    "luser_relay": "luser+$user{d}",
    "virtual_alias_maps": "unionmap:{{texthash:{dir}/virtual, inline:{{\n"
                          "  union1@c.example=union2{d}, {{ two@c.example ="
                          " two1{d}, two2{d} }}}}}},\n"
                          " regexp:{{{{/^r(.*)@c\\.example$$/ x$$1{d}}}}}",
    "canonical_maps": "inline:{{can@c.example=canonical{d}}}",
    "recipient_canonical_maps":
        "pipemap:{{inline:{{pipe@c.example=spare@c.example}},\n"
        "  inline:{{spare@c.example=pipe{d}}}}}",
    "smtp_generic_maps": "texthash:{dir}/generic",
    "recipient_bcc_maps": "texthash:{dir}/bcc, randmap:{{random{d}}}",
    "sender_bcc_maps": "texthash:{dir}/senders",
    "smtpd_restriction_classes": "ours",
    "ours": "check_recipient_access\n  texthash:{dir}/class",
    "smtpd_relay_restrictions":
        "reject_unauth_pipelining, check_recipient_access\n"
        " texthash:{dir}/access, ours, permit_mynetworks, reject",
    "smtpd_recipient_restrictions": "check_recipient_access\n"
                                    " texthash:{dir}/old",
    "header_checks": "regexp:{dir}/header",
    "mime_header_checks": "regexp:{dir}/mime",
    "body_checks": "regexp:{dir}/body",
    "smtp_header_checks": "regexp:{dir}/late",
    "address_verify_sender": "spare{d}",
    "bounce_notice_recipient": "bounce{d}",
    "2bounce_notice_recipient": "double-bounce{d}",
    "delay_notice_recipient": "delay{d}",
    "error_notice_recipient": "error{d}",
    "empty_address_recipient": "empty{d}",
    "notify_classes": "bounce, 2bounce, delay, policy",
    "delay_warning_time": "1s",
}

RECIPIENTS = ["union1@c.example", "two@c.example", "r5@c.example",
              "can@c.example", "pipe@c.example", "gen@c.example",
              "bcc@c.example", "redirected@c.example", "copied@c.example",
              "class@c.example", "old@c.example", "sub@c.example",
              "nosuch@lists.univ.example", "fine@c.example",
              "refused@c.example"]

HEADERS = ["X-Test: redirect", "X-Test: copy", "X-Test: tilde",
           "X-Test: warn", "X-Test: late", "Content-Type: text/x-test"]


def start(place, sink):
    """A Postfix with all of it; its second service has a table of its own."""
    here = {"dir": place / "tables", "d": DOMAIN}
    os.mkdir(here["dir"])
    for name, text in TABLES.items():
        place.write("tables/" + name, text.format(**here))
    settings = {name: value.format(**here)
                for name, value in SETTINGS.items()}
    postfix = Postfix(place, "mx", sink.port, settings)
    postfix.put("etc/master.cf", "".join(
        line + ("\n  -o { smtpd_data_restrictions = check_recipient_access\n"
                "     texthash:%s/sub }\n" % here["dir"]
                if line.endswith(" smtpd\n") else "")
        for line in open(postfix.etc + "/master.cf", encoding="utf-8")))
    postfix.command("postfix", "reload")
    return postfix


def send_all(postfix):
    with Client(postfix.port) as client:
        for recipient in RECIPIENTS:
            client.mail([recipient])
        client.mail(["plain@c.example"], sender="from@c.example")
        client.mail(["plain@c.example"], body="body line")
        for header in HEADERS:
            client.expect(250, "MAIL FROM:<a@univ.example>")
            client.expect(250, "RCPT TO:<plain@c.example>")
            client.expect(354, "DATA")
            client.content(header + "\r\n\r\nHello.")
        client.mail(["moved@c.example"])
    # Over SMTP these are refused at once.
    for sender, recipient in (("a@univ.example", "x@fails.example"),
                              ("a@fails.example", "x@fails.example"),
                              ("a@univ.example", "x@waits.example")):
        run(["sendmail", "-C", postfix.etc, "-i", "-f", sender, recipient],
            text="Subject: test\n\nHello.\n")


@case
def settings_of_postfix(place):
    sink = Sink()
    place.undo.append(sink.close)
    postfix = start(place, sink)
    send_all(postfix)

    def delivered():
        postfix.command("postqueue", "-f")
        seen = {r for r in sink.recipients() if r.endswith(DOMAIN)}
        return "delay" + DOMAIN in seen
    wait_until(delivered, "the notice of a delay", step=1.1)
    wait_until(lambda: len(postfix.queue()) <= 1, "an empty queue", step=0.2)

    def seen():
        got = {r.replace("luser+nosuch", "luser+$user").replace("x5@", "x$1@")
               for r in sink.recipients() if r.endswith(DOMAIN)}
        # Senders are sent the first one, these notices come of faults that
        # nobody makes here, and a host gets what goes over it.
        got |= {name + DOMAIN for name in ("moved", "empty", "error")}
        return got | {DOMAIN[1:]}
    conf = place.write("domains.conf", 'lists = { directory = "%s/domains/lists'
                       '"; };\nregistrations = { postfix = "%s"; };\n'
                       % (ROOT, postfix.etc))
    done = run([build_path("doppelcheck"), "--config", conf, "--system",
                "--quiet", "--format", "json"], expect=1)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    reported = {one["address"] for one in found}
    # A mail may be on its way from one queue to the next one.
    wait_until(lambda: reported <= seen(), "mail to %s" % (reported - seen()),
               step=0.2)
    same(sorted(reported), sorted(seen()),
         "what is reported, and what got mail")
    check_places(postfix, found)


def check_places(postfix, found):
    """Each stands where its finding says."""
    for one in found:
        with open(one["file"], encoding="utf-8") as lines:
            line = lines.read().split("\n")[one["line"] - 1]
        check(one["address"] in line.replace("$$", "$"), "not at its line",
              one)
    lists = {one["address"].split("@")[0]: one.get("list")
             for one in found}
    same(lists["always"], "always_bcc", "whose address")
    same(lists["union2"], "union1@c.example", "whose address")
    same(lists["gmai.com"], "hop.example", "whose next hop")

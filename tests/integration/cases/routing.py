# SPDX-License-Identifier: BSD-2-Clause
"""Recipients that the MTA routes elsewhere, asked of the MTA itself: with the
gate no form's mail reaches the double, and without it most do."""

import concurrent.futures
import subprocess

from lab.forms import DOUBLE, INNOCENT, forms, is_double
from lab.gate import postfix_address
from lab.milter import Milter
from lab.place import Place, wait_until
from lab.postfix import Postfix
from lab.sendmail import SINK_HOST, Sendmail
from lab.sink import Sink
from lab.smtp import Client

from . import case, check, same

OWN = "lists.univ.example"
HOST = "mx.univ.example"
TEXT = "Subject: test\n\nHello.\n"


class Outside:
    """Sinks: one plays the double's MX, the other all others'.  The sender
    of a mail names its form: smtp7 is of the one with number 7, by SMTP."""

    def __init__(self, place, host="127.0.0.1"):
        self.double, self.others = Sink(host), Sink(host)
        place.undo += [self.double.close, self.others.close]

    def reached(self, way, recipients):
        """The recipients whose mail got to the double by that way."""
        senders = {m.sender.split("@")[0] for m in self.double.mails}
        senders |= {m.sender.split("@")[0] for m in self.others.mails
                    if any(map(is_double, m.recipients))}
        return [r for n, r in enumerate(recipients)
                if "%s%d" % (way, n) in senders]

    def took(self, way, number):
        """Whether a mail got anywhere else."""
        return any(m.sender.startswith("%s%d@" % (way, number))
                   for m in self.others.mails)


def send_by_smtp(port, way, recipients, options=""):
    """Each with a mail of its own; the answers to RCPT TO."""
    codes = []
    with Client(port) as client:
        for n, recipient in enumerate(recipients):
            client.command("RSET")
            client.expect(250, "MAIL FROM:<%s%d@univ.example>%s"
                          % (way, n, options))
            codes.append(client.command("RCPT TO:<%s>" % recipient)[0])
            if codes[-1] == 250:
                client.expect(354, "DATA")
                client.content(TEXT.replace("\n", "\r\n"))
    return codes


def submit(submit_one, way, recipients):
    """As a user of this machine does."""
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda pair: submit_one(
            "%s%d@univ.example" % (way, pair[0]), pair[1]),
            enumerate(recipients)))


# ---- Postfix -----------------------------------------------------------------

def start_postfix(place, name, outside, milter=None,
                  aliases="lab: taro@gmail.com", **more):
    transport = place.write(
        name + ".transport", "".join("%s smtp:[127.0.0.1]:%d\n" % (
            domain, outside.double.port) for domain in (DOUBLE, "." + DOUBLE)))
    settings = {
        "mydestination": "%s, %s, localhost" % (OWN, HOST),
        "transport_maps": "texthash:" + transport,
        "recipient_delimiter": "+", "parent_domain_matches_subdomains": "",
        "smtpd_soft_error_limit": "100000",
        "smtpd_hard_error_limit": "100000", "smtpd_error_sleep_time": "0",
    } | more
    if milter:
        settings["smtpd_milters"] = settings["non_smtpd_milters"] = \
            postfix_address(milter.socket)
    return Postfix(place, name, outside.others.port, settings, aliases + "\n")


def through_postfix(postfix, recipients):
    send_by_smtp(postfix.port, "smtp", recipients, " SMTPUTF8")
    submit(lambda sender, recipient: subprocess.run(
        ["sendmail", "-C", postfix.etc, "-f", sender, "-i", "--", recipient],
        input=TEXT, capture_output=True, check=False, encoding="utf-8"),
        "local", recipients)
    # What the gate holds stays.
    wait_until(lambda: all(mail["queue_name"] == "hold"
                           for mail in postfix.queue()),
               "the mails to go", step=0.1)


def routed_by_postfix(place, own, least, domains="", **settings):
    """Without the gate at least so many forms lead to the double, by each way;
    with it none does."""
    recipients = forms(own)
    check(len(recipients) >= 106, "forms", str(len(recipients)))
    outside = Outside(place)
    through_postfix(start_postfix(place, "open", outside, **settings),
                    recipients)
    for way in ("smtp", "local"):
        reached = outside.reached(way, recipients)
        check(len(reached) >= least, "without a gate by " + way, reached)
    milter = Milter(place, domains=domains % (place / "mx/etc")
                    if domains else "")
    outside = Outside(place)
    gated = start_postfix(place, "mx", outside, milter, **settings)
    if domains:
        milter.wait_log("registrations: 1 list")
    through_postfix(gated, recipients + INNOCENT)
    for way in ("smtp", "local"):
        same(outside.reached(way, recipients), [], "by " + way)
    for way in ("smtp", "local"):
        for n, recipient in enumerate(INNOCENT, len(recipients)):
            check(outside.took(way, n), "did not arrive by " + way, recipient)
    return gated


POSTFIX = 'registrations = { postfix = "%s"; refresh = 1; };\n'


@case
def routed_by_postfix_at_its_destinations(place):
    routed_by_postfix(place, OWN, 110, POSTFIX.replace(
        "refresh", 'local-domains = "shop.example"; refresh'))


@case
def routed_by_postfix_at_its_host(place):
    """Nothing says what is local but the MTA itself."""
    routed_by_postfix(place, HOST, 110)


@case
def routed_by_postfix_without_hacks(place):
    """allow_percent_hack and swap_bangpath are off, and the gate knows."""
    gated = routed_by_postfix(place, OWN, 30, POSTFIX,
                              allow_percent_hack="no", swap_bangpath="no")
    users = ["u%%%s@%s" % (DOUBLE, OWN), "%s!u@%s" % (DOUBLE, OWN)]
    same(send_by_smtp(gated.port, "user", users), [250, 250],
         "users with % and !")


@case
def routed_members_and_lists(place):
    """What is registered is routed too, and so is what leads to a list."""
    milter = Milter(place, domains=POSTFIX % (place / "mx/etc"))
    outside = Outside(place)
    postfix = start_postfix(place, "mx", outside, milter, aliases="\n".join(
        "list%d: jiro@gmail.com, %s" % (n, member) for n, member in enumerate(
            (DOUBLE + "!u", "u%" + DOUBLE, "u%%%s@%s" % (DOUBLE, OWN)))))
    milter.wait_log("registrations: 3 lists, 6 members, 3 wrong")
    through_postfix(postfix, [
        "list0@" + OWN, "list1@" + OWN, "list2@" + OWN,
        "list0%%%s@localhost" % OWN, OWN + "!list1+x@[127.0.0.1]"])
    held = [m["sender"].split("@")[0] for m in postfix.queue()
            if m["queue_name"] == "hold"]
    same(sorted(held), ["%s%d" % (way, n) for way in ("local", "smtp")
                        for n in range(5)], "held")


# ---- Sendmail ----------------------------------------------------------------

# Mail for the double goes to a sink of its own.
DOUBLE_MAILER = """\
LOCAL_DOMAIN(`{own}')dnl
MAILER_DEFINITIONS
Mdouble, P=[IPC], F=mDFMuXa8, S=EnvFromSMTP/HdrFromSMTP, R=EnvToSMTP,
\tE=\\r\\n, L=2040, T=DNS/RFC822/SMTP, A=TCP $h {port}
LOCAL_RULE_0
R$* < @ {double} . > $*\t$#double $@ [{host}] $: $1 < @ {double} . > $2
R$* < @ $+ .{double} . > $*\t$#double $@ [{host}] $: $1 < @ $2 .{double} . > $3
"""


def start_sendmail(place, outside, milter):
    return Sendmail(
        place, outside.others.port, "local:" + milter.address if milter
        else "local:/nonexistent", "T" if milter else "",
        more=DOUBLE_MAILER.format(own=OWN, double=DOUBLE, host=SINK_HOST,
                                  port=outside.double.port))


def through_sendmail(sendmail, recipients):
    send_by_smtp(sendmail.port, "smtp", recipients)
    submit(lambda sender, recipient: sendmail.submit(sender, recipient, TEXT),
           "local", recipients)


@case(slow=True, namespaces=True)
def routed_by_sendmail(place):
    recipients = forms(OWN)
    with Place() as apart:
        outside = Outside(apart, SINK_HOST)
        through_sendmail(start_sendmail(apart, outside, None), recipients)
        for way in ("smtp", "local"):
            wait_until(lambda: len(outside.reached(way, recipients)) >= 75,
                       "mails without a gate by " + way)
    # Sendmail refuses a socket below a directory that everybody can write to.
    safe = Place("/run")
    place.undo.append(safe.close)
    outside = Outside(place, SINK_HOST)
    sendmail = start_sendmail(place, outside, Milter(safe))
    through_sendmail(sendmail, recipients + ["taro@gmail.com"])
    for way in ("smtp", "local"):
        wait_until(lambda: outside.took(way, len(recipients)),
                   "the last mail by " + way)
        same(outside.reached(way, recipients), [], "by " + way)

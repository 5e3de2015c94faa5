# SPDX-License-Identifier: BSD-2-Clause
"""Logs of real mail systems: doppelcheck counts in them what arrived at the
world outside, and nothing else."""

import collections
import json
import os
import re

from lab.exim import Exim
from lab.place import (Place, accepts, build_path, free_port, run,
                       wait_until)
from lab.postfix import Postfix
from lab.sendmail import SINK_HOST, Sendmail
from lab.sink import Sink
from lab.smtp import Client
from lab.syslog import Syslog
from lab.unpacked import fetch

from . import case, check, same

LISTS = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                     "../../../domains/lists")
ALIASES = """\
lab: a@gmai.com, b@gmai.com, right@gmail.com
all: lab@lists.univ.example, c@gmai.com
owner-lab: postmaster
"""
VIRTUAL = """inline:{ {v@univ.example = c@gmai.com, d@gmai.com}
    {w@univ.example = c@gmai.com} {fine@univ.example = right@gmail.com} }"""
ACCESS = """check_recipient_access inline:{ {held@gmai.com = HOLD}
    {stays@gmai.com = HOLD} {again@gmai.com = HOLD}
    {no@gmai.com = 554 5.7.1 no} {later@gmai.com = 450 4.7.1 later} },
    permit"""
QUOTED = '"x>, relay=none, status=sent (no) "@gmai.com'


def read_logs(*paths):
    """The report's rows, by kind and address."""
    done = run([build_path("doppelcheck"), "-q", "-f", "json", "--details",
                "-l", LISTS, *paths], expect=1)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return rows, {row["address"]: row for row in rows
                  if row["kind"] == "address"}


def arrived(sink, domain="@gmai.com"):
    """How many mails arrived with a recipient there, and for each how many."""
    found = [set(r.lower() for r in mail.recipients
                 if r.lower().endswith(domain)) for mail in sink.mails]
    return (sum(1 for one in found if one),
            collections.Counter(address for one in found for address in one))


def compare(sink, rows, addresses):
    mails, each = arrived(sink)
    domain = [row for row in rows if row["kind"] == "domain" and
              row["domain"] == "gmai.com"][0]
    same({address: row["sent"] for address, row in addresses.items()
          if row["sent"] and address.endswith("@gmai.com")},
         {address: each[address] for address in each}, "sent to each")
    same(domain["sent"], mails, "mails")
    return domain


def lists_of(rows, address):
    return {row["text"]: row["sent"] for row in rows
            if row["kind"] == "list" and row["address"] == address}


@case
def log_of_postfix(place):
    """Aliases, virtual aliases, holds, bounces, SMTPUTF8, quotes, and a second
    hop, whose lines are in a log of its own."""
    sink = Sink()
    place.undo.append(sink.close)
    hop = Postfix(place, "hop", sink.port, {
        "smtpd_recipient_restrictions": "check_recipient_access inline:{ "
        "{bounced@gmai.com = 550 5.1.1 nobody} }, permit"})
    lists = Postfix(place, "lists", hop.port, {
        "virtual_alias_domains": "univ.example",
        "virtual_alias_maps": VIRTUAL.replace("\n", " "),
        "transport_maps": "inline:{ {thrown@gmai.com = discard:} }",
        "smtpd_recipient_restrictions": ACCESS.replace("\n", " ")}, ALIASES)
    with Client(lists.port) as client:
        for recipients in (
                ["lab@lists.univ.example"], ["all@lists.univ.example"],
                ["v@univ.example", "w@univ.example", "direct@gmai.com"],
                ["v@univ.example"], ["fine@univ.example"],
                ["no@gmai.com", "later@gmai.com", "direct@gmai.com"],
                ["bounced@gmai.com", "direct@gmai.com"],
                ["thrown@gmai.com"], ["held@gmai.com"], ["stays@gmai.com"],
                ["again@gmai.com"], [QUOTED]):
            client.mail(recipients)
        client.mail(["j\u00fcrgen@gmai.com"], options=" SMTPUTF8")
    wait_until(lambda: [m["queue_name"] for m in lists.queue()] == ["hold"] * 3,
               "three held mails", step=0.1)
    held = {m["recipients"][0]["address"]: m["queue_id"]
            for m in lists.queue()}
    lists.command("postsuper", "-H", held["held@gmai.com"])
    lists.command("postsuper", "-r", held["again@gmai.com"])
    lists.command("postqueue", "-f")
    wait_until(lambda: len(lists.queue()) == 1, "one held mail", step=0.1)
    hop.wait_empty()

    rows, addresses = read_logs(os.path.join(lists.dir, "mail.log"),
                                os.path.join(hop.dir, "mail.log"))
    domain = compare(sink, rows, addresses)
    same({kind: domain[kind] for kind in
          ("held", "bounced", "refused", "tempfailed", "discarded")},
         {"held": 1, "bounced": 1, "refused": 2, "tempfailed": 1,
          "discarded": 1}, "what did not arrive")
    same(addresses["stays@gmai.com"]["held"], 1, "held")
    check("right@gmail.com" not in addresses, "a right one is reported")
    same(lists_of(rows, "a@gmai.com"), {"lab@lists.univ.example": 1,
                                        "all@lists.univ.example": 1}, "lists")
    same(lists_of(rows, "c@gmai.com"), {"all@lists.univ.example": 1,
                                        "v@univ.example": 2,
                                        "w@univ.example": 1}, "ways")
    same(addresses[QUOTED]["sent"], 1, "the quoted one")


ACTIONS = """regexp:{ {/^Subject: redirect/ REDIRECT redirected@gmai.com}
    {/^Subject: hold/ HOLD because} {/^Subject: discard/ DISCARD}
    {/^Subject: bcc/ BCC copied@gmai.com} {/^Subject: reject/ REJECT no}
    {/^Subject: warn/ WARN to=<w@gmai.com>, relay=a[192.0.2.1]:25, status=sent}
    }"""
STEERED = """check_recipient_access inline:{
    {there@gmai.com = REDIRECT instead@gmai.com} {gone@gmai.com = DISCARD}
    {probed@gmai.com = reject_unverified_recipient}
    {warned@gmai.com = warn_if_reject, reject} }, permit"""


def submit(mx, *arguments):
    mx.command("sendmail", *arguments, text="Subject: x\n\nHello.\n")


@case
def log_of_postfix_actions(place):
    """What maps, checks, probes and people do to a mail counts by what left."""
    sink = Sink()
    place.undo.append(sink.close)
    mx = Postfix(place, "actions", sink.port, {
        "enable_long_queue_ids": "yes", "always_bcc": "all@gmai.com",
        "recipient_bcc_maps": "inline:{ {to@gmai.com = bcc@gmai.com} }",
        "recipient_canonical_maps": "inline:{ {old@gmail.com = new@gmai.com} }",
        "recipient_delimiter": "+", "defer_transports": "slow",
        "transport_maps": "inline:{ {later@gmai.com = slow:} "
                          "{never@gmai.com = slow:} {late@gmai.com = slow:} }",
        "header_checks": ACTIONS.replace("\n", " "),
        "smtpd_recipient_restrictions": STEERED.replace("\n", " ")}, ALIASES)
    with open(os.path.join(mx.etc, "master.cf"), "a",
              encoding="utf-8") as master:
        master.write("slow unix - - n - - smtp\n")
    mx.command("postfix", "reload")
    with Client(mx.port) as client:
        for recipient in ("to@gmai.com", "old@gmail.com", "there@gmai.com",
                          "gone@gmai.com", "probed@gmai.com",
                          "warned@gmai.com", "lab+x@lists.univ.example",
                          "later@gmai.com", "never@gmai.com",
                          "late@gmai.com"):
            client.mail([recipient])
        for what in ("redirect", "hold", "discard", "bcc", "reject", "warn"):
            client.expect(250, "MAIL FROM:<hanako@univ.example>")
            for name in ("first", what):
                client.expect(250, "RCPT TO:<%s@gmai.com>" % name)
            client.expect(354, "DATA")
            client.content("Subject: %s\r\n\r\nHello." % what)
    submit(mx, "-bv", "verified@gmai.com")
    submit(mx, "-v", "reported@gmai.com")
    submit(mx, "-N", "success", "confirmed@gmai.com")
    wait_until(lambda: len(mx.queue()) == 4 and all(
        m["queue_name"] in ("hold", "deferred") for m in mx.queue()),
               "what waits", step=0.1)
    ids = {m["recipients"][0]["address"]: m["queue_id"] for m in mx.queue()}
    mx.command("postsuper", "-d", ids["never@gmai.com"])
    mx.command("postsuper", "-d", ids["first@gmai.com"])
    mx.command("postsuper", "-e", ids["late@gmai.com"])
    mx.command("postqueue", "-i", ids["late@gmai.com"])
    wait_until(lambda: len(mx.queue()) == 1, "one that waits", step=0.1)

    rows, addresses = read_logs(os.path.join(mx.dir, "mail.log"))
    compare(sink, rows, addresses)
    same({address.split("@")[0]: kind for address, row in addresses.items()
          for kind in ("deferred", "bounced", "held", "refused", "discarded")
          if row[kind]},
         {"gone": "discarded", "later": "deferred", "never": "discarded",
          "late": "bounced", "hold": "discarded", "discard": "discarded",
          "reject": "refused"}, "what did not arrive")
    check("verified@gmai.com" not in addresses, "a probe is reported")


# ---- content filters -------------------------------------------------------

class Filter(Sink):
    """Hands each mail to a port of the MTA that gave it, so many times and
    before it answers."""

    def __init__(self, answer, copies=1, forward=False):
        self.answer, self.copies, self.forward = answer, copies, forward
        self.port_back = 0
        super().__init__()

    def take(self, mail):
        if mail.recipients[0].startswith("spam"):
            return "550 5.7.1 spam"
        replies = [self.hand_on(mail) for _ in range(self.copies)]
        super().take(mail)
        return self.answer % replies[-1].split(" ")[-1]

    def hand_on(self, mail):
        with Client(self.port_back) as client:
            if mail.forwarded:
                client.expect(250, "XFORWARD " + mail.forwarded)
            client.expect(250, "MAIL FROM:<%s>" % mail.sender)
            for recipient in mail.recipients:
                client.expect(250, "RCPT TO:<%s>" % recipient)
            client.expect(354, "DATA")
            return client.content(mail.data.decode())[1]


def give_way_back(mx, filter, options):
    """A smtpd for what the filter hands on, which goes to no filter again.  (A
    smtpd that was there before keeps its own options for one more client.)"""
    filter.port_back = free_port()
    with open(os.path.join(mx.etc, "master.cf"), "a",
              encoding="utf-8") as master:
        master.write("127.0.0.1:%d inet n - n - - smtpd %s\n" %
                     (filter.port_back, options))
    mx.command("postfix", "reload")
    wait_until(lambda: accepts(("127.0.0.1", filter.port_back)), "a way back")


@case
def log_of_filter_before_the_queue(place):
    """What it hands back is the mail; what it refuses is refused."""
    sink, filter = Sink(), Filter("250 2.0.0 Ok: queued as %s")
    place.undo += [sink.close, filter.close]
    mx = Postfix(place, "proxied", sink.port, {
        "smtpd_proxy_filter": "127.0.0.1:%d" % filter.port}, ALIASES)
    give_way_back(mx, filter, "-o smtpd_proxy_filter=")
    with Client(mx.port) as client:
        for recipients in (["x@gmai.com"], ["spam@gmai.com", "x@gmai.com"],
                           ["lab@lists.univ.example", "y@gmai.com"]):
            client.mail(recipients)
    mx.wait_empty()
    rows, addresses = read_logs(os.path.join(mx.dir, "mail.log"))
    compare(sink, rows, addresses)
    same(addresses["spam@gmai.com"]["refused"], 1, "refused by the filter")


def filtered(place, name, filter):
    """The report on a Postfix with this filter, and how many mails arrived at
    each address."""
    sink = Sink()
    place.undo += [sink.close, filter.close]
    mx = Postfix(place, name, sink.port, {
        "content_filter": "scan:[127.0.0.1]:%d" % filter.port,
        "smtpd_authorized_xforward_hosts": "127.0.0.0/8"}, ALIASES)
    give_way_back(mx, filter, "-o content_filter=\n"
                  "scan unix - - n - - smtp -o smtp_send_xforward_command=%s" %
                  ("yes" if filter.forward else "no"))
    with Client(mx.port) as client:
        for recipients in (["x@gmai.com"], ["lab@lists.univ.example"],
                           ["x@gmai.com", "y@gmai.com", "right@gmail.com",
                            "lab@lists.univ.example", "a@gmai.com"]):
            client.mail(recipients)
    mx.wait_empty()
    rows, addresses = read_logs(os.path.join(mx.dir, "mail.log"))
    compare(sink, rows, addresses)


@case
def log_of_content_filters(place):
    """What comes back from a filter is no other mail, whatever it answers; of
    a mail that it hands on twice both count."""
    for name, filter in (
            ("plain", Filter("250 Ok: queued as %s", copies=2)),
            ("mute", Filter("250 Ok%.0s")),
            ("mutetwice", Filter("250 Ok%.0s", copies=2)),
            ("forward", Filter("250 Ok: queued as S0001%.0s", copies=2,
                               forward=True))):
        filtered(place, name, filter)


# ---- the generator of logs -------------------------------------------------

MAKE_LOG = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                        "../../bench/make_log.py")
TLS = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days",
       "9", "-subj", "/CN=mx.univ.example")


def shapes(log):
    """Its lines without what one line has and the next one has not."""
    found = set()
    for line in log.splitlines():
        line = line.split(" ", 1)[1].lstrip()  # 1 June, 29 November
        for pattern, shape in (
                (r"^\d+ \d\d:\d\d:\d\d \S+ ", ""),
                (r"\[\d+\]: ", ": "), (r"(?<=: )[0-9A-F]{6,}(?=: )", "ID"),
                (r"<[^>]*>", "<>"),
                (r"[\w.-]+\[[\d.]+\](:\d+)?", "HOST"),
                (r"( \w+=\d+(/\d+)?)+$", " COUNTS"),
                (r"status=sent \(250 .*", "status=sent (250"),
                (r"(delays?=|size=|nrcpt=)[\d./]+", r"\1N")):
            line = re.sub(pattern, shape, line)
        found.add(line)
    return found


@case
def log_of_generator(place):
    """The lines on which speed is measured are as a real Postfix has them."""
    sink = Sink()
    place.undo.append(sink.close)
    key, certificate = place / "key", place / "certificate"
    run([*TLS, "-keyout", key, "-out", certificate])
    os.mkdir(place / "boxes")
    os.chmod(place / "boxes", 0o1777)
    mx = Postfix(place, "mx", sink.port, {
        "smtpd_tls_security_level": "may", "smtpd_tls_loglevel": "1",
        "smtpd_tls_key_file": key, "smtpd_tls_cert_file": certificate,
        "smtpd_relay_restrictions": "check_recipient_access inline:{ "
        "{x@example.org = reject_unauth_destination} }, permit_mynetworks, "
        "reject",
        "virtual_alias_domains": "univ.example",
        "virtual_alias_maps": "inline:{ {lab@univ.example = a@gmail.com, "
        "b@gmail.com} }",
        "mailbox_transport": "", "mail_spool_directory": place / "boxes"})
    out = Postfix(place, "out", mx.port, {
        "smtp_tls_security_level": "may", "smtp_tls_loglevel": "1",
        "mydestination": ""})
    with Client(out.port) as client:
        for recipient in ("a@gmail.com", "lab@univ.example",
                          "nobody@lists.univ.example", "x@example.org"):
            client.mail([recipient])
    out.wait_empty()
    mx.wait_empty()
    real = shapes(mx.log() + out.log())
    made = run(["python3", MAKE_LOG, "1"]).stdout
    for shape in sorted(shapes(made)):
        check(shape in real, "no such line: %s\n%s" % (
            shape, "\n".join(sorted(real))))


# ---- Exim ------------------------------------------------------------------

EXIM = """\
exim_path = {dir}/exim
spool_directory = {dir}/spool
log_file_path = {dir}/log/%slog
primary_hostname = mx.univ.example
qualify_domain = univ.example
keep_environment = LD_LIBRARY_PATH
never_users =
trusted_users = root
log_selector = {selector}
begin routers
lists:
  driver = redirect
  domains = univ.example
  data = ${{lookup{{$local_part}}lsearch{{{dir}/aliases}}}}
  file_transport = file
out:
  driver = manualroute
  domains = !univ.example
  transport = out
  route_list = * 127.0.0.1
  self = send
begin transports
out:
  driver = smtp
  port = {port}
  allow_localhost
  hosts_try_fastopen =
  multi_domain
file:
  driver = appendfile
begin retry
* * F,1h,5m
"""


def exim_log(place, sink, selector):
    """The main log of some mails to lists, and to quoted recipients."""
    exim = Exim(place)
    for name in ("spool", "log"):
        os.mkdir(place / name)
        os.chown(place / name, 59999, 59999)
    place.write("aliases", "lab: a@gmai.com, b@gmai.com, right@gmail.com\n"
                "all: lab, c@gmai.com\nhole: :blackhole:\n")
    place.write("exim.conf", EXIM.format(dir=place.path, port=sink.port,
                                         selector=selector))
    for recipients in (["lab@univ.example"], ["all@univ.example"],
                       ["hole@univ.example", "direct@gmai.com"],
                       ['"x>, => y r=z "@gmai.com', "right@gmail.com"]):
        exim.run("-odi", "-f", "s@univ.example", *recipients,
                 text="Subject: x\n\nHello.\n")
    return place / "log/mainlog"


def compare_exim(place, selector):
    sink = Sink()
    place.undo.append(sink.close)
    path = exim_log(place, sink, selector)
    rows, addresses = read_logs(path)
    compare(sink, rows, addresses)
    same(lists_of(rows, "a@gmai.com"), {"lab@univ.example": 1,
                                        "all@univ.example": 1}, "lists")
    check("right@gmail.com" not in addresses, "a right one is reported")


@case
def log_of_exim(place):
    compare_exim(place, "-skip_delivery")


@case
def log_of_exim_with_all_selectors(place):
    compare_exim(place, "+all")


# ---- Sendmail --------------------------------------------------------------

SENDMAIL_ALIASES = """\
lab: a@gmai.com, b@gmai.com, right@gmail.com
all: lab, c@gmai.com
staff: :include:{dir}/staff
owner-staff: s@univ.example
postmaster: s@univ.example
many: {many}
"""
SENDMAIL_MANY = ["member%02d.with.long.name@gmai.com" % i for i in range(35)]
SENDMAIL_ACCESS = """\
To:no@gmai.com\tERROR:5.7.1:550 no
To:later@gmai.com\tERROR:4.7.1:450 later
To:held@gmai.com\tQUARANTINE:wrong domain
To:stays@gmai.com\tQUARANTINE:stat=Sent (to=<z@gmai.com>)
"""
SENDMAIL_QUOTED = '"x>, stat=Sent, to=<y "@gmai.com'


def start_sendmail(place, port, log):
    """One with lists, an owner, and what it refuses and holds."""
    root = fetch("sendmail", ("sendmail-bin", "sendmail-cf"))
    # Sendmail trusts no file below a directory that all may write to.
    safe = Place("/run")
    place.undo.append(safe.close)
    run([os.path.join(root, "usr/libexec/sendmail/makemap"), "-C", "/dev/null",
         "hash", safe / "access"], text=SENDMAIL_ACCESS)
    safe.write("staff", "d@gmai.com\ne@gmai.com\nright@gmail.com\n")
    return Sendmail(safe, port, access=safe / "access", log=log, more="""
LOCAL_CONFIG
Cw mx.univ.example
""", aliases=SENDMAIL_ALIASES.format(dir=safe.path,
                                    many=", ".join(SENDMAIL_MANY)))


@case(namespaces=True)
def log_of_sendmail(place):
    """Aliases, a list with an owner, holds, bounces and quotes; and a second
    hop, whose lines are Postfix's."""
    sink = Sink()
    place.undo.append(sink.close)
    hop = Postfix(place, "hop", sink.port, {
        "myhostname": "hop.univ.example",
        "smtpd_recipient_restrictions": "check_recipient_access inline:{ "
        "{bounced@gmai.com = 550 5.1.1 nobody} }, permit"}, host=SINK_HOST)
    log = Syslog(place, "syslog", "mx")
    sendmail = start_sendmail(place, hop.port, log)
    with Client(sendmail.port) as client:
        for recipients in (
                ["lab@mx.univ.example"], ["all@mx.univ.example"],
                ["staff@mx.univ.example", "direct@gmai.com"],
                ["no@gmai.com", "later@gmai.com", "direct@gmai.com"],
                ["bounced@gmai.com", "direct@gmai.com"],
                ["held@gmai.com"], ["stays@gmai.com"], [SENDMAIL_QUOTED],
                ["many@mx.univ.example"]):
            client.mail(recipients)
        if "SMTPUTF8" in client.command("EHLO client.example")[1]:
            client.mail(["j\u00fcrgen@gmai.com"], options=" SMTPUTF8")
    held = wait_until(lambda: len(sendmail.quarantined()) == 2 and
                      sendmail.quarantined(), "two held mails")
    released = next(one for one in held if re.search(
        one + ".*to=<held@", log.text()))
    sendmail.release(released)
    wait_until(lambda: "held@gmai.com" in sink.recipients(), "the released one")
    wait_until(lambda: {name[2:] for name in os.listdir(os.path.join(
        sendmail.dir, "queue"))} <= set(held) - {released}, "an empty queue",
               step=0.1)
    hop.wait_empty()

    check(", [more], " in log.text(), "no list goes over several lines")
    rows, addresses = read_logs(log.path, os.path.join(hop.dir, "mail.log"))
    domain = compare(sink, rows, addresses)
    same({kind: domain[kind] for kind in
          ("held", "bounced", "refused", "tempfailed")},
         {"held": 1, "bounced": 1, "refused": 2, "tempfailed": 1},
         "what did not arrive")
    same(addresses["stays@gmai.com"]["held"], 1, "held")
    same(addresses[SENDMAIL_QUOTED.lower()]["sent"], 1, "the quoted one")
    check("right@gmail.com" not in addresses, "a right one is reported")

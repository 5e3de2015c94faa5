# SPDX-License-Identifier: BSD-2-Clause
"""doppelcheck --replay over the log of a real Postfix says of each recipient
what doppelmilter, which stood beside it, did."""

import collections
import json
import os
import re

from lab.gate import Gate
from lab.milter import Milter
from lab.place import Place, build_path, run, wait_until
from lab.sendmail import SINK_HOST, Sendmail
from lab.sink import Sink
from lab.smtp import Client
from lab.syslog import Syslog

from . import case, check, same
from .maillogs import exim_log

ACTIONS = """\
actions = { known-doppelganger = "reject";
    typo = { certain = "tempfail"; likely = "quarantine"; possible = "tag"; };
    registration = { certain = "quarantine"; likely = "tag";
        possible = "log"; };
    private-address = "tag"; misspelled-name = "log"; undeliverable = "log";
    malformed = "log"; };
exempt = { clients = ["127.0.0.9"]; senders = ["@free.example"];
    users = ["taro"]; };
"""
VIRTUAL = """inline:{ {v@univ.example = right@gmail.com, w@gmai.com}
    {fine@univ.example = a@gmail.com, b@gmail.com}
    {out@gmai.com = right@gmail.com} }""".replace("\n", " ")
CANONICAL = """inline:{ {old@univ.example = taro@gmai.com}
    {mended@gmai.com = right@gmail.com} }""".replace("\n", " ")
ALIASES = """\
lab: right@gmail.com, taro@gmai.com
shop: hanako@gmeil.com
club: a@gmail.com, b@yahoo.co.jp
mixed: right@gmail.com
kinkyu: right@gmail.com
shokai: right@gmail.com
"""
CONTACTS = """\
list,氏名,ふりがな,メールアドレス
kinkyu@lists.univ.example,山田太郎,やまだ たろう,yamada.taro@gmail.com
shokai@lists.univ.example,山田太郎,やまだ たろう,yamda.taro@univ.example
"""
POLICIES = """\
policies = ( { lists = "kinkyu@*"; private-address = true; },
    { lists = "shokai@*"; misspelled-name = true; } );
"""
POSTFIX = {
    "smtpd_recipient_restrictions": "check_recipient_access inline:{ "
    "{never@gmai.com = 550 5.7.1 no} {later@gmai.com = 450 4.7.1 no} }, "
    "permit",
    "smtpd_authorized_xclient_hosts": "127.0.0.0/8",
    "smtpd_soft_error_limit": "1000",
    "smtpd_hard_error_limit": "1000",
    "smtpd_error_sleep_time": "0",
    "virtual_alias_domains": "univ.example",
    "virtual_alias_maps": VIRTUAL,
    "recipient_canonical_maps": CANONICAL,
}
# Typos of several confidences, known ones, right ones, lists, what a map
# rewrites, and what MTAs read in a path.
RECIPIENTS = [
    "taro@gmai.com", "TARO@GMAI.COM", "taro@gmail.com", "taro@gmial.com",
    "taro@yahooo.co.jp", "taro@yaho.co.jp", "taro@gmail.co", "taro@gmaio.com",
    "taro@outlok.com", "taro@docomo.ne.jpp", "taro@softbamk.ne.jp",
    "taro@ezweb.ne.jp", "taro@hotmial.com", "taro@gmaill.com",
    "taro@iclould.com", "taro@mygmail.com", "kinkyu@lists.univ.example",
    "shokai@lists.univ.example", "taro@example.org", "x@partner.example",
    "lab@lists.univ.example", "shop@lists.univ.example",
    "club@lists.univ.example", "LAB@Lists.Univ.Example",
    "v@univ.example", "fine@univ.example", "out@gmai.com",
    "old@univ.example", "mended@gmai.com", "postmaster",
    "taro%gmai.com@lists.univ.example", "gmai.com!taro@lists.univ.example",
    "taro%gmail.com@lists.univ.example", '"a b"@gmai.com',
    '"x>, status=sent"@gmail.com', "taro@mail.gmai.com", "taro@gmai.com.",
    "taro@a_b.example", "never@gmai.com", "later@gmai.com",
]
LINE = re.compile(
    r"doppelmilter: (?P<id>\w+): to=<(?P<to>[^>]*)>, "
    r"(?:orig_to=<(?P<original>[^>]*)>, )?from=<(?P<sender>[^>]*)>, .*?"
    r"reason=(?P<reason>[\w-]+), confidence=(?P<confidence>\w+).*?"
    r"(?:, exempt=(?P<exempt>\w+))?(?:, mode=monitor)?, action=(?P<action>\w+)")
STRENGTH = ["accept", "log", "tag", "quarantine", "tempfail", "reject"]


def key_of(sender, recipient):
    """Postfix logs neither a dot at the end, nor the same one twice when only
    case differs."""
    return sender, recipient.lower().rstrip(".")


def unescape(text):
    return re.sub(r"\\x([0-9A-Fa-f]{2})",
                  lambda found: chr(int(found.group(1), 16)),
                  text).encode("latin-1").decode()


def gate_said(log):
    """{(sender, recipient): (exempt, reason, confidence, action)}, the
    strongest of each."""
    said = {}
    for found in map(LINE.search, log.splitlines()):
        if not found:
            continue
        key = key_of(found["sender"],
                     unescape(found["original"] or found["to"]))
        one = (found["exempt"] or "", found["reason"], found["confidence"],
               found["action"])
        before = said.get(key)
        if not before or STRENGTH.index(one[3]) > STRENGTH.index(before[3]):
            said[key] = one
    return said


def replay(milter, *arguments):
    """The rows of the report."""
    done = run([build_path("doppelcheck"), "--replay", milter.conf, "-q",
                "-f", "json", "--details", *arguments], expect=1)
    return [json.loads(line) for line in done.stdout.splitlines()]


def of_kind(rows, *kinds):
    return [row for row in rows if row["kind"] in kinds]


def replay_said(rows):
    """The same of the replay; without what it does not decide, whose keys
    are the second value."""
    said, open_ones = {}, set()
    for row in of_kind(rows, "recipient"):
        key = key_of(row["sender"], row["address"])
        exempt = row["text"] in ("client", "sender", "authenticated")
        if exempt or row["text"] == "decided":
            said[key] = (row["text"] if exempt else "", row["reason"],
                         row["confidence"], row["action"])
        else:
            open_ones.add(key)
    return said, open_ones


def by_sender(said):
    """For mails whose recipients have two forms: what was decided, without
    the form."""
    sums = collections.defaultdict(collections.Counter)
    for (sender, _), one in said.items():
        sums[sender][one] += 1
    return dict(sums)


class Traffic:
    """Mails with a sender of its own each, and all that they were for."""

    def __init__(self, gate):
        self.gate = gate
        self.number = 0
        self.given = set()  # (sender, recipient), by SMTP
        self.local = set()

    def sender(self, domain="univ.example"):
        self.number += 1
        return "s%d@%s" % (self.number, domain)

    def send(self, client, recipients, domain="univ.example", options=""):
        sender = self.sender(domain)
        replies = client.mail(recipients, sender, options=options)
        # What the access table refuses the gate is not asked about; what the
        # gate refuses has a line for each.
        self.given.update(
            key_of(sender, one) if code == 250 else (sender, one)
            for one, (code, text) in zip(recipients, replies)
            if "address rejected: no" not in text)

    def submit(self, recipients):
        sender = self.sender()
        self.local.update(key_of(sender, one) for one in recipients)
        self.gate.postfix.command("sendmail", "-i", "-f", sender, *recipients,
                                  text="Subject: x\n\nHello.\n")


def many(number, first):
    """So many recipients, a tenth of them wrong."""
    wrong = ["gmai.com", "gmial.com", "yahooo.co.jp", "gmaio.com"]
    return ["u%d@%s" % (i, wrong[i // 10 % 4] if i % 10 == 0 else "gmail.com")
            for i in range(first, first + number)]


def run_traffic(gate, mails, together, local):
    """Ways in: SMTP, many in a mail, exempt ones of three kinds, and these
    submitted on the host."""
    traffic = Traffic(gate)
    with gate.client() as client:
        for recipient in RECIPIENTS:
            traffic.send(client, [recipient])
        traffic.send(client, ["fine@univ.example", *RECIPIENTS])
        traffic.send(client, RECIPIENTS, "free.example")
        traffic.send(client, ["taro@example.org"], "gmai.com")
        traffic.send(client, ["j\u00fcrgen@gmai.com"], options=" SMTPUTF8")
        for i in range(mails):
            traffic.send(client, many(together, i * together))
    with gate.client(source="127.0.0.9") as client:
        traffic.send(client, RECIPIENTS)
    for user in ("taro", "hanako"):
        with gate.client() as client:
            client.expect(220, "XCLIENT LOGIN=" + user)
            client.command("EHLO client.example")
            traffic.send(client, RECIPIENTS[:10])
    for recipients in local:
        traffic.submit(recipients)
    gate.postfix.wait_log("from=<s%d@" % traffic.number)
    return traffic


def settle(gate):
    """Held mails go on, and all is delivered."""
    gate.postfix.command("postsuper", "-H", "ALL")
    wait_until(lambda: not gate.held(), "no held mails", step=0.1)
    gate.postfix.command("postqueue", "-f")
    gate.postfix.wait_empty()


def beside(place, mode):
    file = place.write("milter-aliases", ALIASES)
    contacts = place.write("contacts.csv", CONTACTS)
    milter = Milter(place, 'mode = "%s";\n%s' % (mode, ACTIONS), domains="""
registrations = { local-domains = ["lists.univ.example"]; refresh = 1;
    aliases = "%s"; csv = "%s"; };\n%s""" % (file, contacts, POLICIES))
    milter.wait_log("registrations: 8 lists")
    address = milter.socket
    return Gate(place, milter=milter, aliases=ALIASES, postfix={
        **POSTFIX, "non_smtpd_milters": address})


def compare(gate, traffic):
    rows = replay(gate.milter, os.path.join(gate.postfix.dir, "mail.log"))
    gate_side = gate_said(gate.milter.log())
    replay_side, undecided = replay_said(rows)
    local = {sender for sender, _ in traffic.local}
    smtp = {key: one for key, one in gate_side.items() if key[0] not in local}
    mine = {key: one for key, one in replay_side.items()
            if key[0] not in local}
    wrong = ["%s: the gate %s, the replay %s" % (
        key, smtp.get(key), mine.get(key))
             for key in sorted(set(smtp) | set(mine))
             if smtp.get(key) != mine.get(key) and key not in undecided]
    check(not wrong, "they do not agree:", *wrong)
    open_senders = {sender for sender, _ in undecided}
    gate_local = by_sender({key: one for key, one in gate_side.items()
                            if key[0] in local - open_senders})
    same(by_sender({key: one for key, one in replay_side.items()
                    if key[0] in local - open_senders}), gate_local,
         "submitted on this host")
    return rows, gate_side


def numbers(rows, *kinds):
    return {row["text"]: row["recipients"] for row in of_kind(rows, *kinds)}


@case
def replay_of_what_was_only_watched(place):
    """In monitor mode all recipients are in the log."""
    gate = beside(place, "monitor")
    traffic = run_traffic(gate, 100, 50, [
        *([one] for one in RECIPIENTS if "%" not in one and "!" not in one),
        ["taro@gmail.com", "taro@gmai.com"]])
    settle(gate)
    rows, said = compare(gate, traffic)
    total = of_kind(rows, "total")[0]
    same(total["mode"], "monitor", "mode")
    check(total["registrations"] > 0, "the registrations have no time")
    undecided = numbers(rows, "undecidable")
    # fine@ and the like lead to right ones either way.
    same(undecided, {"two-forms": 4}, "undecidable")
    same(total["recipients"] + sum(undecided.values()),
         len(traffic.given | traffic.local), "recipients")
    check(total["recipients"] >= 5000, "too few: %s" % total)
    same({one[3] for one in said.values()}, set(STRENGTH), "actions")
    # Without the DNS there are no others.
    same({one[1] for one in said.values()}, {
        "known-doppelganger", "typo", "registration", "private-address",
        "misspelled-name", "malformed"}, "reasons")
    same({one[0] for one in said.values()},
         {"", "client", "sender", "authenticated"}, "exemptions")
    # Somebody answers from gmai.com, and many write to taro there.
    looks = [row["look"] for row in of_kind(rows, "address")]
    check("answers" in looks[0], "who answers is not the first one", looks[0])
    same(looks, sorted(looks, key=lambda look: (
        not look, "answers" not in look)), "order")
    same([(row["look"], row["received_from_domain"], row["meant"])
          for row in of_kind(rows, "address")
          if row["address"] == "taro@gmai.com"],
         [("answers senders", 1, "gmail.com")], "taro")
    decisions = sum(row["recipients"] for row in of_kind(rows, "decision"))
    exempt = sum(numbers(rows, "exempt").values())
    same(decisions + exempt, len(replay_said(rows)[0]), "sums")


@case
def replay_of_what_was_enforced(place):
    """A recipient that the gate refuses stands in the line of the refusal; a
    mail that it holds, where it goes on."""
    gate = beside(place, "enforce")
    traffic = run_traffic(gate, 10, 50, [
        ["taro@gmai.com"], ["taro@gmail.com", "taro@gmai.com"], ["lab@lists.univ.example"],
        ["taro@iclould.com"], ["club@lists.univ.example"]])
    settle(gate)
    rows, said = compare(gate, traffic)
    total = of_kind(rows, "total")[0]
    same(total["mode"], "enforce", "mode")
    # Before there is an id Postfix does not log who has logged in.
    undecided = numbers(rows, "undecidable")
    same(undecided, {"login-unknown": gate.postfix.log().count(
        "NOQUEUE: milter-reject: RCPT")}, "undecidable")
    same(total["recipients"] + sum(undecided.values()),
         len(traffic.given | traffic.local), "recipients")
    same({one[3] for one in said.values()}, set(STRENGTH), "actions")


class SendmailGate:
    """A gate at a real Sendmail that logs to a syslog of its own."""

    def __init__(self, place, mode):
        self.sink = Sink(SINK_HOST)
        place.undo.append(self.sink.close)
        # Sendmail trusts nothing below a directory that all may write to.
        safe = Place("/run")
        place.undo.append(safe.close)
        self.milter = Milter(
            safe, 'mode = "%s";\n%s' % (
                mode, ACTIONS.replace('users = ["taro"];', '')), domains="""
registrations = { local-domains = ["lists.univ.example"]; refresh = 1;
    aliases = "%s"; csv = "%s"; };\n%s""" % (
                safe.write("milter-aliases", ALIASES),
                safe.write("contacts.csv", CONTACTS), POLICIES))
        self.milter.wait_log("registrations: 8 lists")
        self.log = Syslog(place, "syslog", "mx")
        self.sendmail = Sendmail(
            safe, self.sink.port, "local:" + self.milter.address,
            log=self.log, aliases=ALIASES, more="""
LOCAL_CONFIG
Cw lists.univ.example
""")

    def send(self, recipients, sender, source="127.0.0.1"):
        with Client(self.sendmail.port, source=source) as client:
            client.mail(recipients, sender)

    def wait(self):
        """Until all that was taken has left, or is held."""
        for one in self.sendmail.quarantined():
            self.sendmail.release(one)
        queue = os.path.join(self.sendmail.dir, "queue")
        wait_until(lambda: not os.listdir(queue), "an empty queue", step=0.1)


def compare_sendmail(place, mode):
    """Recipient by recipient, but for what Sendmail's aliases and its reading
    of % and ! made of one: the log does not name that, and the report says so
    of each member."""
    gate = SendmailGate(place, mode)
    for number, one in enumerate(RECIPIENTS):
        gate.send([one], "s%d@univ.example" % number)
    gate.send(RECIPIENTS, "all@univ.example")
    gate.send(RECIPIENTS, "free@free.example")
    gate.send(RECIPIENTS, "client@univ.example", "127.0.0.9")
    gate.wait()
    rows = replay(gate.milter, gate.log.path)
    said = gate_said(gate.milter.log())
    mine, _ = replay_said(rows)
    wrong = ["%s: the gate %s, the replay %s" % (
        key, said.get(key), mine.get(key))
             for key in sorted(set(said) | set(mine))
             if said.get(key) != mine.get(key) and not (
                 key not in mine and key[1].endswith("@lists.univ.example"))]
    check(not wrong, "they do not agree:", *wrong)
    same(list(numbers(rows, "undecidable")), ["alias-unknown"], "undecidable")
    check(len(mine) >= 80, "too few: %d" % len(mine))
    same({one[3] for one in said.values()}, set(STRENGTH), "actions")


@case(namespaces=True)
def replay_of_sendmail_watched(place):
    compare_sendmail(place, "monitor")


@case(namespaces=True)
def replay_of_sendmail_enforced(place):
    compare_sendmail(place, "enforce")


@case
def replay_of_exim(place):
    """Exim has no milters: nothing is decided, and how many that are."""
    sink = Sink()
    place.undo.append(sink.close)
    log = exim_log(place, sink, "-skip_delivery")
    milter = Milter(place, ACTIONS)
    done = run([build_path("doppelcheck"), "--replay", milter.conf, "-q",
                "-f", "json", log], expect=0)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    same(of_kind(rows, "total")[0]["recipients"], 0, "decided")
    same(numbers(rows, "undecidable", "not-asked"), {"no-milters": 5},
         "not asked")


FAULTY = """\
mode = "watch";
actions = { typo = { certain = "refuse"; }; nonsense = "log"; };
exempt = { clients = ["192.0.2.300"]; };
domains = "%s";
"""


@case
def replay_of_a_faulty_configuration(place):
    """The errors are those of doppelmilter -n."""
    lists = place.write("doppelgangers.list", "gmai.com\n")
    domains = place.write("domains.conf",
                          'lists = { directory = "%s"; };' % place.path)
    for text in (FAULTY % domains, 'domains = "%s";' % domains,
                 'domains = "%s";\nuser = "nobody-of-that-name";' % lists,
                 'domains = "/nonexistent";'):
        conf = place.write("milter.conf", text)
        gate = run([build_path("doppelmilter"), "-n", "-c", conf], expect=78)
        errors = [line.split(": ", 1)[1]
                  for line in gate.stderr.splitlines()[:-1]
                  if not line.startswith("warning: ")]
        replayed = run([build_path("doppelcheck"), "--replay", conf,
                        "/dev/null"], expect=2)
        check(errors, "no errors", gate.stderr)
        same([line.split(": ", 1)[1] for line in
              replayed.stderr.splitlines()
              if not line.startswith("doppelcheck: warning: ")], errors,
             "errors")
        same(replayed.stdout, "", "a report")

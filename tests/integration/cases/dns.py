# SPDX-License-Identifier: BSD-2-Clause
"""The DNS: doppelcheck and doppelmilter ask a real name server, one that is
dead, and one that lies."""

import json
import os
import random
import re
import signal
import struct
import subprocess
import threading
import time

from lab import dns
from lab.milter import Milter
from lab.place import PATIENCE, ROOT, build_path, wait_until
from lab.wire import Wire

from . import case, check, same

# So far apart that every slip of partner.jp is in doubt.
THRESHOLDS = "thresholds = { possible = -3.0; likely = -1.0; certain = 90.0; };"
PROTECTED = "partner.jp weight=0.1\n"


def configure(place, servers, timeout=30000, tries=1):
    place.write("protected.list", PROTECTED)
    return place.write("domains.conf", (
        'lists = { directory = "%s/domains/lists";\n'
        'protected = "protected.list"; };\n'
        'dns = { servers = "%s"; timeout = %d; tries = %d; };\n%s\n')
        % (ROOT, servers, timeout, tries, THRESHOLDS))


def doppelcheck(place, text, *options):
    """The findings by domain, the status, and standard error."""
    done = subprocess.run(
        [build_path("doppelcheck"), "-c", place / "domains.conf", "-fjson",
         *options], input=text.encode(), stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, check=False, timeout=PATIENCE)
    found = [json.loads(line) for line in done.stdout.decode().splitlines()]
    return ({f["address"].split("@")[1]: f for f in found}, done.returncode,
            done.stderr.decode())


def addresses(names):
    return "".join("taro@%s\n" % name for name in names)


TAKES = ["takes.test", "address.test", "address6.test", "chain.test",
         "xn--bcher-kva.test", "bücher.test", "huge.test", "any.wild.test",
         "collector.test"]
BOUNCES = {
    "null.test": "the domain says that it takes no mail",
    "loopback.test": "the domain has neither mail host nor address",
    "nothing.test": "the domain has neither mail host nor address",
    "dead.test": "no mail host of the domain has an address",
    "local.test": "no mail host of the domain has an address",
    "none.test": "the domain does not exist",
    "none.invalid": "the domain does not exist",
}
# SERVFAIL, a server that is not responsible, a loop, a host that is none.
SILENT = ["any.broken", "lame.example", "loop.test", "odd.test"]


STATS = """\
takes.test      gmail.com  source=x
takes2.wild.test  gmail.com  source=x
takes3.wild.test  gmail.com  source=x
takes4.wild.test  gmail.com  source=x
address.test    gmail.com  source=x
collector.test  gmail.com  source=x
mail.nic.test   gmail.com  source=x
null.test       gmail.com  source=x
none.test       gmail.com  source=x
none2.test      gmail.com  source=x
any.broken      gmail.com  source=x
"""
STATS_MX = [
    ("nic.test", 4, ["takes.test", "takes2.wild.test", "takes3.wild.test"]),
    ("no mail: the domain does not exist", 3,
     ["mail.nic.test", "none.test", "none2.test"]),
    ("h-email.net, a known collector", 1, ["collector.test"]),
    ("no answer", 1, ["any.broken"]),
    ("no mail: the domain says that it takes no mail", 1, ["null.test"]),
    ("the domain's own host", 1, ["address.test"]),
]


@case
def dns_stats_by_mail_exchanger(place):
    configure(place, dns.Nsd(place).address)
    place.write("some.list", STATS)
    done = subprocess.run(
        [build_path("doppellist"), "-c", place / "domains.conf", "stats",
         "--dns", "--format", "json", "-k", "doppelgangers",
         place / "some.list"], stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False,
        timeout=PATIENCE)
    found = json.loads(done.stdout.decode())
    same([(g["name"], g["count"], g["examples"]) for g in found["mx"]],
         STATS_MX, done.stderr.decode())
    same(found["entries"], 11, "entries")
    # One of them is silent: not all is known.
    same(done.returncode, 0, "exit status")
    check("10 of 11 domains answered for, 1 silent" in done.stderr.decode(),
          done.stderr.decode())


@case
def dns_learns_of_one_owner(place):
    configure(place, dns.Nsd(place).address)
    place.write("protected.list", "")
    text = "".join(addresses([name]).replace("taro", person)
                   for name, people in (("partner.jp", "abcd"),
                                        ("partnar.jp", "pqr"),
                                        ("takes.test", "xyz"),
                                        ("any.broken", "uvw"))
                   for person in people)
    learnt = {}
    for how in ([], ["--dns"]):
        done = subprocess.run(
            [build_path("doppelcheck"), "-c", place / "domains.conf", *how,
             "--learn", "-"], input=text.encode(), stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, check=False, timeout=PATIENCE)
        same(done.returncode, 0, done.stderr.decode())
        learnt[bool(how)] = done.stdout.decode()
    check("owner" not in learnt[False], learnt[False])
    check("Mail for partnar.jp goes to mx1.partner.jp, as for partner.jp.  "
          "If so:\n#partnar.jp  owner=partner.jp\n" in learnt[True],
          learnt[True])
    same(learnt[True].count("owner="), 1, learnt[True])


@case
def dns_finds_undeliverable(place):
    configure(place, dns.Nsd(place).address)
    found, status, errors = doppelcheck(
        place, addresses(TAKES + list(BOUNCES) + SILENT), "--dns=all")
    same({name: f.get("detail") for name, f in found.items()}, BOUNCES,
         "undeliverable\n" + errors)
    same({f["reason"] + " " + f["confidence"] for f in found.values()},
         {"undeliverable certain"}, "reasons")
    same(status, 1, "exit status")
    total = len(TAKES) - 1 + len(BOUNCES) + len(SILENT)
    check("%d of %d domains answered for, %d silent"
          % (total - len(SILENT), total, len(SILENT)) in errors, errors)
    done = subprocess.run(
        [build_path("doppelcheck"), "-c", place / "domains.conf", "--lang",
         "ja", "--dns=all"], input=addresses(["none.test"]).encode(),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False,
        timeout=PATIENCE)
    check("配送不能（ドメインが存在しません）" in done.stdout.decode(),
          done.stdout)
    check("ドメイン 1 件のうち 1 件に応答" in done.stderr.decode(), done.stderr)


@case
def dns_weighs_typos(place):
    configure(place, dns.Nsd(place).address)
    seen = {"partnar.jp": ("same-mx", "mx1.partner.jp"),
            "partmer.jp": ("same-ns", "mx.nic.test"),
            "partber.jp": ("collector", "mail.h-email.net"),
            "partnrr.jp": ("mx", "mx.nic.test")}
    found, _, errors = doppelcheck(
        place, addresses([*seen, "takes.test", "none.test", "gmai.com"]),
        "--dns")
    same({name: (f.get("evidence"), f.get("mx"))
          for name, f in found.items()},
         {**seen, "gmai.com": (None, None)}, "evidence\n" + errors)
    # The four and what is meant; nothing else is asked.
    check("5 of 5 domains answered for" in errors, errors)
    text = subprocess.run(
        [build_path("doppelcheck"), "-c", place / "domains.conf", "--dns",
         "--explain", "taro@partber.jp"], stdout=subprocess.PIPE,
        check=False).stdout.decode()
    for part in ("mail goes to mail.h-email.net, a known collector",
                 "collectors.list:", "+3.00"):
        check(part in text, "--explain has no " + part, text)


def garbage(message, name, kind):
    """Everything that a message should not be, many times over."""
    chance = random.Random(name)
    good = dns.record(15, b"\0\5\2mx" + dns.wire_name("nic.test"))
    number = struct.unpack("!H", message[:2])[0]
    wrong = struct.pack("!H", number ^ 1) + dns.reply_to(message, good, 1)[2:]
    other = dns.question("other.test", 15, number)
    answers = [
        b"", b"\0", message[:2], message[:11], message,
        wrong, dns.reply_to(other, good, 1),
        ("elsewhere", dns.reply_to(message, good, 1)),
        bytes(chance.randrange(256) for _ in range(chance.randrange(600))),
        message[:2] + bytes(65000),
    ]
    last = [
        dns.reply_to(message, good, 65535),
        dns.reply_to(message, dns.record(15, b"\0\5\xc0\xff"), 1),
        dns.reply_to(message, b"\xc0\x1c" * 100, 50),
        dns.reply_to(message, dns.record(15, b"\0\5" + b"\x3f" + b"a" * 63),
                     1),
        dns.reply_to(message, dns.record(5, b"\xc0\x0c"), 1),
        dns.reply_to(message, good[:-4], 1),
        message[:2] + bytes(chance.randrange(256) for _ in range(300)),
        b"",
    ]
    return answers + [last[chance.randrange(len(last))]]


@case
def dns_garbage_means_nothing(place):
    talker = dns.Talker(place, garbage)
    configure(place, talker.address, timeout=100)
    names = ["n%d.test" % i for i in range(600)]
    found, status, errors = doppelcheck(
        place, addresses(names + ["partnrr.jp"]), "--dns=all")
    same([n for n in found if n != "partnrr.jp"], [],
         "found by garbage\n" + errors)
    check("evidence" not in found["partnrr.jp"], "evidence of garbage",
          found)
    # After some failures nobody is asked any more, and that is said.
    same(status, 2, "exit status")
    check("domains were not asked" in errors, errors)
    check(talker.questions, "nobody was asked")


@case
def dns_wrong_answers_are_not_believed(place):
    """The right one comes after wrong ones, from the right place."""
    # Each domain has a host of its own: of fifty questions for one host the
    # number of a lie is that of another one in one run of thirty.
    def answer(message, name, kind):
        lie = dns.reply_to(message, code=3)
        number = struct.unpack("!H", message[:2])[0]
        truth = dns.reply_to(
            message, dns.record(15, b"\0\5" + dns.wire_name("mx." + name)),
            1) if kind == 15 else dns.reply_to(
                message, dns.record(1, b"\xc0\0\2\1"), 1)
        return [struct.pack("!H", number ^ 0x5555) + lie[2:],
                ("elsewhere", lie),
                dns.reply_to(dns.question("x" + name, kind, number), code=3),
                truth]
    configure(place, dns.Talker(place, answer).address)
    found, status, errors = doppelcheck(
        place, addresses("n%d.test" % i for i in range(50)), "--dns=all")
    same((found, status), ({}, 0), "nothing is wrong\n" + errors)


@case
def dns_interrupted(place):
    """Ctrl-C: what is known is reported, so is what was not asked."""
    def answer(message, name, kind):
        if name == "slow29.test":
            return [dns.reply_to(message, dns.record(
                15, b"\0\5" + dns.wire_name("mx.slow29.test")), 1)]
        return [] if "slow" in name else [dns.reply_to(message, code=3)]
    talker = dns.Talker(place, answer)
    configure(place, talker.address)
    text = addresses(["none%d.test" % i for i in range(20)]
                     + ["slow%d.test" % i for i in range(30)])
    path = place.write("list", text)
    child = place.start(
        [build_path("doppelcheck"), "-c", place / "domains.conf",
         "--dns=all", path], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    # It has read the last answer, so it has read the others.
    wait_until(lambda: len(talker.questions) >= 50 and
               ("mx.slow29.test", 1) in talker.questions, "all questions")
    begin = time.monotonic()
    child.send_signal(signal.SIGINT)
    out, errors = child.communicate(timeout=PATIENCE)
    check(time.monotonic() - begin < 15, "it went on for long")
    same(child.returncode, 2, "exit status")
    same(len(out.splitlines()), 20, "findings\n%s" % out.decode())
    check(b"interrupted: 30 of 50 domains were not asked" in errors,
          errors.decode())


@case
def dns_progress_on_a_terminal(place):
    """Shown there, with what is slow, and nowhere else."""
    def answer(message, name, kind):
        if name != "slow.test":
            return [dns.reply_to(message, code=3)]
        held.append((dns.reply_to(message, code=2), talker.sender))
        return []
    held = []
    talker = dns.Talker(place, answer)
    configure(place, talker.address)
    path = place.write("list", addresses(["slow.test", "none.test"]))
    ours, theirs = os.openpty()
    child = place.start(
        [build_path("doppelcheck"), "-c", place / "domains.conf",
         "--dns=all", path], stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    shown = b""
    while True:
        try:
            data = os.read(ours, 4096)
        except OSError:
            break
        if not data:
            break
        shown += data
        if b"waiting for slow.test" in shown and held:
            talker.socket.sendto(*held.pop())
    os.close(ours)
    child.wait(PATIENCE)
    text = shown.decode()
    check("1/2 domains asked" in text, "no progress", text)
    check("left, waiting for slow.test" in text, "not what is slow", text)
    check("\r\x1b[KDNS: 1 of 2 domains answered for" in text,
          "the line stays", text)
    _, _, errors = doppelcheck(place, addresses(["none.test"]), "--dns=all")
    check("asked," not in errors and "\r" not in errors, "progress", errors)


@case
def dns_generated_names(place):
    """doppellist generate --with-mx shows the slips that take mail."""
    def answer(message, name, kind):
        if name == "partnre.jp" and kind == 15:
            return [dns.reply_to(message, dns.record(
                15, b"\0\5" + dns.wire_name("mx.nic.test")), 1)]
        if name in ("mx.nic.test", "pertner.jp"):
            return [dns.reply_to(message, dns.record(1, b"\xc0\0\2\1"), 1)
                    if kind == 1 else dns.reply_to(message)]
        return [dns.reply_to(message, code=2 if name == "partnerr.jp" else 3)]
    talker = dns.Talker(place, answer)
    configure(place, talker.address)
    done = subprocess.run(
        [build_path("doppellist"), "generate", "--with-mx", "-c",
         place / "domains.conf", "partner.jp"], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, check=False, timeout=PATIENCE)
    shown = {line.split()[0]: line.rsplit("; ", 1)[1] for line in
             done.stdout.decode().splitlines() if not line.startswith("#")}
    same(shown, {"partnre.jp": "mail goes to mx.nic.test",
                 "pertner.jp": "mail goes to the domain's own host"},
         done.stderr.decode())
    check("No answer: 1." in done.stdout.decode(), "silent",
          done.stdout.decode())
    same(done.returncode, 0, "exit status")
    check(len(talker.questions) > 100, "few questions",
          len(talker.questions))


def configured(place, servers, deadline, enabled="true", timeout=200,
               **more):
    milter = Milter(place, "dns = { enabled = %s; deadline = %d; };\n"
                    "actions = { typo = { certain = \"reject\"; "
                    "likely = \"tag\"; possible = \"tag\"; }; };\n"
                    % (enabled, deadline),
                    {"protected.list": PROTECTED}, start=False, **more)
    with open(milter.domains, "a", encoding="ascii") as conf:
        conf.write('dns = { servers = "%s"; timeout = %d; tries = 1; };\n%s'
                   % (servers, timeout, THRESHOLDS))
    milter.start()
    return milter


def send(milter, *recipients):
    """The reply to each recipient, and how long the mail took."""
    begin = time.monotonic()
    with Wire(milter.address) as wire:
        wire.connect()
        wire.mail("<hanako@univ.example>")
        replies = [wire.rcpt("<%s>" % one)[0] for one in recipients]
        wire.end()
    return replies, time.monotonic() - begin


@case
def dns_in_the_milter(place):
    milter = configured(place, dns.Nsd(place).address, 20000, timeout=20000)
    send(milter, "taro@partnar.jp", "taro@partmer.jp", "taro@partber.jp",
         "taro@partnrr.jp", "taro@gmai.com", "taro@takes.test")
    log = milter.log()
    for name, words in {
            "partnar.jp": "evidence=same-mx, mx=mx1.partner.jp",
            "partmer.jp": "evidence=same-ns, mx=mx.nic.test",
            "partber.jp": "evidence=collector, mx=mail.h-email.net",
            "partnrr.jp": "evidence=mx, mx=mx.nic.test"}.items():
        check(re.search("to=<taro@%s>.*%s" % (name, words), log),
              "no %s of %s" % (words, name), log)
    check(re.search("to=<taro@gmai.com>(?!.*evidence)", log), "gmai.com", log)
    # A reload keeps what is known.
    line = milter.reload()
    check("mode=enforce" in line, line)
    send(milter, "taro@partber.jp")
    check(milter.log().count("evidence=collector") == 2, milter.log())


@case
def dns_dead_costs_little(place):
    """At most the deadline a mail; after some failures nothing; said once;
    and no other verdict than without."""
    dead = dns.Talker(place, lambda *_: [])
    plain = configured(place, dead.address, 300, "false", name="plain")
    milter = configured(place, dead.address, 300)
    names = ["partn%s%s.jp" % (a, b) for a in "aeiou" for b in "rst"]
    wrong = ["taro@" + name for name in names]
    same(send(milter, *wrong[:4])[0], send(plain, *wrong[:4])[0], "replies")
    took = sorted(send(milter, one)[1] for one in wrong[:8])
    # The machine may have kept some.
    check(took[3] < 0.3 + 0.2, "a mail took longer", took)
    milter.wait_log("dns: no answers")
    before = len(dead.questions)
    for one in wrong:
        same(send(milter, one)[0], send(plain, one)[0], one)
    # Now and then it tries.
    check(len(dead.questions) - before < len(wrong) / 2,
          "questions after the back-off", dead.questions[before:])
    same(milter.log().count("dns: no answers"), 1, "said")
    strip = [re.findall("to=<([^>]*)>.*(reason=.*)", one.log())
             for one in (milter, plain)]
    same(dict(strip[0]), dict(strip[1]), "decisions")


def slow_round(milter):
    """Sessions at the same time; how long all took, and each by its name."""
    took = {}

    def session(name, *recipients):
        took[name] = send(milter, *recipients)[1]
    begin = time.monotonic()
    threads = [threading.Thread(target=session, args=(
        "doubt%d" % i, *("taro@partn%s%s.jp" % (letter, "aeiou"[i % 5])
                         for letter in "rstlm")))
               for i in range(20)]
    threads += [threading.Thread(target=session, args=(
        "fine%d" % i, "taro@gmail.com", "taro@gmai.com"))
                for i in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.monotonic() - begin, took


@case
def dns_slow_holds_up_nobody_else(place):
    """Sessions wait at the same time, each no longer than the deadline for
    all its recipients; those with nothing to ask do not wait.

    For libmilter a thread is idle until it wakes up: on a busy machine several
    sessions may come to one, and wait in turn.  So one round of six will do.
    """
    milter = configured(place, dns.dead_port(place), 600, timeout=5000)
    for _ in range(6):
        whole, took = slow_round(milter)
        slow = max(t for name, t in took.items() if name.startswith("doubt"))
        fast = max(t for name, t in took.items() if name.startswith("fine"))
        if whole < 2.5 and 0.5 < slow < 1.2 and fast < 0.5:
            return
        milter.stop()  # it remembers that nobody answers
        milter.start()
    check(whole < 2.5, "all took %.2f s" % whole)
    check(0.5 < slow < 1.2, "a mail waited %.2f s of 0.6" % slow, took)
    check(fast < 0.5, "a mail without a doubt waited %.2f s" % fast, took)


@case
def dns_off_asks_nobody(place):
    talker = dns.Talker(place, lambda *_: [])
    milter = configured(place, talker.address, 300, "false")
    send(milter, "taro@partnrr.jp", "taro@gmai.com")
    configure(place, talker.address)
    doppelcheck(place, addresses(["partnrr.jp", "gmai.com", "none.test"]))
    same(talker.questions, [], "questions")

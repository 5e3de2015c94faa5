# SPDX-License-Identifier: BSD-2-Clause
"""What doppellist exports, in the real systems that read it."""

import os

from lab import place as places
from lab.exim import Exim
from lab.nameservers import REAL, Named, Rbldnsd, Unbound
from lab.place import run
from lab.postfix import Postfix
from lab.rspamd import Rspamd
from lab.sendmail import Sendmail
from lab.sink import Sink
from lab.smtp import Client
from lab.unpacked import fetch

from . import case, check, same

LISTS = {
    "doppelgangers.list": """\
docono.ne.jp  docomo.ne.jp  source=https://example.org/
expired.com   gmail.com     until=2020-01-01
gmai.com      gmail.com     source=https://example.org/ note=a "b" 'c' $d %e
gmali.com     gmail.com     source=https://example.org/
honest.com    gmail.com     source=https://example.org/
xn--gmal-nza.com gmail.com  source=https://example.org/
gmeil.com     gmail.com     source=https://example.org/
a.b.gmeil.com gmail.com     source=https://example.org/
gnail.com     gmail.com     source=https://example.org/
smtp.eu.mail.gnail.com gmail.com source=https://example.org/
""",
    "providers.list": "gmail.com weight=0.3\n",
    "innocent.list": "",
    "protected.list": "docomo.ne.jp weight=0.1\n",
    "exempt.list": "honest.com note=ours\n",
    "local.list": "-gmali.com note=sold\n",
    "domains.conf": 'lists: { directory = "."; doppelgangers = "local.list";'
                    ' exempt = "exempt.list"; }\n',
}

REFUSED = ["taro@gmai.com", "Taro@GMAI.com", "taro@mail.gmai.com",
           "taro@docono.ne.jp", "taro@xn--gmal-nza.com",
           "x@doppelganger.test"]
TAKEN = ["taro@gmail.com", "taro@xgmai.com", "taro@gmai.com.example",
         "taro@expired.com", "taro@gmali.com", "taro@honest.com",
         "gmai.com@gmail.com"]


# A system that speaks SMTPUTF8 compares them as they came.
U_LABELS = ["taro@gma\u0131l.com", "taro@mail.gma\u0131l.com"]

# Below a name that is listed, between it and another one that is.
BELOW = ["gmeil.com", "z.gmeil.com", "b.gmeil.com", "c.b.gmeil.com",
         "a.b.gmeil.com", "x.a.b.gmeil.com", "mail.gnail.com",
         "eu.mail.gnail.com", "us.mail.gnail.com"]


def export(place, form):
    """The path of an export, in a directory that everybody may read."""
    if not os.path.exists(place / "lists"):
        os.mkdir(place / "lists", 0o755)
        for name, text in LISTS.items():
            place.write("lists/" + name, text)
    path = place / ("export." + form)
    run([places.build_path("doppellist"), "--config",
         place / "lists/domains.conf", "export", "--to", form, "--output",
         path])
    os.chmod(path, 0o644)
    return path


def check_gate(port, meant="gmail.com"):
    """Who is refused and who is not; the reply names what was meant."""
    with Client(port) as client:
        client.expect(250, "MAIL FROM:<hanako@univ.example>")
        for address in REFUSED:
            code, text = client.command("RCPT TO:<%s>" % address)
            check(code == 550 and " 5.1.2 " in text,
                  "%s: %s" % (address, text))
            if "gmai.com" in address:
                check(meant in text, "%s: %s" % (address, text))
        client.command("RSET")
    with Client(port) as client:
        client.expect(250, "MAIL FROM:<hanako@univ.example>")
        for address in TAKEN:
            client.expect(250, "RCPT TO:<%s>" % address)


def check_u_labels(port):
    with Client(port) as client:
        client.expect(250, "MAIL FROM:<hanako@univ.example> SMTPUTF8")
        for address in U_LABELS:
            code, text = client.command("RCPT TO:<%s>" % address)
            check(code == 550 and " 5.1.2 " in text,
                  "%s: %s" % (address, text))
        client.expect(250, "RCPT TO:<taro@gm\u00e4il.com>")


def reading_pcre(place):
    """Settings with which Postfix finds its pcre: tables unpacked: the package
    would change the configuration of the Postfix that is installed."""
    root = fetch("postfix-pcre", ("postfix-pcre",))
    library = os.path.join(root, "usr/lib/postfix/postfix-pcre.so")
    place.write("dynamicmaps.cf", "pcre %s dict_pcre_open\n" % library)
    os.chmod(place / "dynamicmaps.cf", 0o644)
    os.symlink("/etc/postfix/postfix-files", place / "postfix-files")
    return {"meta_directory": place.path}


def postmap(place, path, settings=None):
    os.makedirs(place / "etc", exist_ok=True)
    place.write("etc/main.cf", "".join(
        "%s = %s\n" % pair
        for pair in dict(settings or {}, compatibility_level="3.6").items()))
    run(["postmap", "-c", place / "etc", "hash:" + path])
    # Postfix says when a table looks older than its text.
    os.utime(path + ".db")


def ask_map(place, table, key):
    return run(["postmap", "-c", place / "etc", "-q", key, table],
               expect=None).stdout.strip()


@case
def export_transport_map(place):
    """Also what an alias expands to, where no milter looks."""
    sink = Sink()
    place.undo.append(sink.close)
    path = export(place, "postfix-transport")
    postmap(place, path)
    check("gmail.com" in ask_map(place, "hash:" + path, ".gmai.com"),
          "postmap -q does not find .gmai.com")
    same(ask_map(place, "hash:" + path, "gmali.com"), "", "taken back")
    for key in ("gma\u0131l.com", ".gma\u0131l.com"):
        check("gmail.com" in ask_map(place, "hash:" + path, key), key)
    postfix = Postfix(place, "mx", sink.port,
                      {"transport_maps": "hash:" + path},
                      "lab: jiro@gmai.com, mika@sub.gmai.com, taro@gmail.com\n"
                      "owner-lab: postmaster\n")
    check_gate(postfix.port)
    check_u_labels(postfix.port)
    with Client(postfix.port) as client:
        same(client.mail(["lab@lists.univ.example"])[0][0], 250, "RCPT")
    check(sink.wait(2), "waited for the member and the bounce")
    postfix.wait_empty()
    same(sink.recipients(), ["owner-lab@univ.example", "taro@gmail.com"],
         "arrived")
    text = b"".join(mail.data for mail in sink.mails).decode()
    check("did you mean" in text and "gmail.com" in text,
          "the bounce does not say what was meant", text)


@case
def export_access_maps(place):
    sink = Sink()
    place.undo.append(sink.close)
    table = export(place, "postfix-access")
    settings = reading_pcre(place)
    postmap(place, table, settings)
    patterns = export(place, "postfix-pcre")
    check("taro@gmail.com" in ask_map(place, "pcre:" + patterns,
                                      "taro@mail.gmai.com"),
          "postmap -q pcre: names no address")
    checks = "check_recipient_access %s, permit_mynetworks, reject"
    for number, (map_name, meant) in enumerate((
            ("hash:" + table, "gmail.com"),
            ("pcre:" + patterns, "did you mean taro@gmail.com?"))):
        postfix = Postfix(place, "mx%d" % number, sink.port, dict(
            settings, smtpd_recipient_restrictions=checks % map_name))
        check_access(postfix, meant)
        postfix.stop()


def check_access(postfix, meant):
    with Client(postfix.port) as client:
        client.expect(250, "MAIL FROM:<hanako@univ.example>")
        code, text = client.command("RCPT TO:<taro@gmai.com>")
        check(code == 550 and " 5.1.2 " in text and meant in text, text)
    check_gate(postfix.port)
    check_u_labels(postfix.port)


@case(namespaces=True)
def export_name_servers(place):
    """rbldnsd with reject_rhsbl_recipient; a policy zone in BIND and
    Unbound."""
    zone = export(place, "rpz")
    run(["named-checkzone", "-q", "policy.example", zone])
    with open(export(place, "rhsbl"), encoding="utf-8") as text:
        blocklist = Rbldnsd(place, "dbl.example", text.read())
    with open(zone, encoding="utf-8") as text:
        named = Named(place, text.read(), blocklist)
    same(blocklist.ask("sub.gmai.com", "A"), ["127.0.0.2"], "below gmai.com")
    same(blocklist.ask("gmai.com", "TXT"), ['"gmai.com is a known doppelganger'
         ' of gmail.com; did you mean gmail.com?"'], "TXT")
    for name in ("gmail.com", "expired.com", "honest.com", "invalid"):
        same(blocklist.ask(name, "A"), [], name)
    for name in ("gmai.com", "mx.gmai.com", "doppelganger.test"):
        same(named.status(name), "NXDOMAIN", name)
    for name in BELOW:
        for kind in ("A", "MX"):
            same(named.status(name, kind), "NXDOMAIN", name)
    unbound = Unbound(place, zone)
    for name in ["gmai.com", "doppelganger.test"] + BELOW:
        same(unbound.status(name), "NXDOMAIN", name)
    same(unbound.status("gmail.com"), "NOERROR", "gmail.com, Unbound")
    same(named.status("gmail.com"), "NOERROR", "gmail.com")
    check(named.status("gmali.com") != "NXDOMAIN", "gmali.com does not exist")
    reply_of = ask_postfix(place, named)
    for checks, code, words in (
            ("reject_rhsbl_recipient dbl.example", 554, "did you mean"),
            ("reject_unknown_recipient_domain", 550, "Domain not found")):
        replies = reply_of(checks)
        check(replies[0][0] == code and words in replies[0][1], checks,
              replies)
        same(replies[1][0], 250, checks + ": gmail.com")


def ask_postfix(place, named):
    sink = Sink()
    place.undo.append(sink.close)
    numbers = iter(range(9))

    def reply_of(checks):
        postfix = Postfix(place, "mx%d" % next(numbers), sink.port, {
            "smtpd_recipient_restrictions":
                checks + ", permit_mynetworks, reject",
            "unknown_address_reject_code": "550"}, resolver=named.resolver)
        with Client(postfix.port) as client:
            client.expect(250, "MAIL FROM:<hanako@univ.example>")
            replies = [client.command("RCPT TO:<taro@%s>" % name)
                       for name in ("mail.gmai.com", "gmail.com")]
        postfix.stop()
        return replies
    return reply_of


@case(namespaces=True)
def export_sendmail_access(place):
    sink = Sink("127.0.0.2")
    place.undo.append(sink.close)
    path = export(place, "sendmail-access")
    root = fetch("sendmail", ("sendmail-bin", "sendmail-cf"))
    # Sendmail trusts no file below a directory that all may write to.
    with places.Place("/run") as safe:
        with open(path, encoding="utf-8") as text:
            run([os.path.join(root, "usr/libexec/sendmail/makemap"), "-C",
                 "/dev/null", "hash", safe / "access"], text=text.read())
        check_gate(Sendmail(place, sink.port, access=safe / "access").port)


@case(namespaces=True)
def export_exim_lookup(place):
    path = export(place, "exim")
    exim = Exim(place)

    def ask(name, kind="partial()lsearch"):
        return exim.expand("${lookup{%s}%s{%s}}" % (name, kind, path))

    for name in ("gmai.com", "mail.gmai.com", "GMAI.com"):
        same(ask(name), "gmai.com is a known doppelganger of gmail.com; "
             "did you mean gmail.com?", name)
    check("gmail.com" in ask("gmai.com", "lsearch"), "lsearch")
    for address in U_LABELS:
        name = address.split("@")[1]
        check("gmail.com" in ask(name), name)
    for name in ("xgmai.com", "gmail.com", "honest.com", "expired.com"):
        same(ask(name), "", name)


@case
def export_rspamd_map(place):
    """With the rule that stands in the head of the map."""
    path = export(place, "rspamd")
    with open(path, encoding="utf-8") as text:
        head = [line[2:] for line in text if line.startswith("# ")]
    first = [line.startswith("DOPPELGANGER") for line in head].index(True)
    rspamd = Rspamd(place, "".join(head[first:]).replace("FILE",
                                                         '"%s"' % path))
    for address in U_LABELS:
        same(rspamd.check(address, to=address)["action"], "reject", address)
    for address in REFUSED:
        result = rspamd.check(address)
        same(result["action"], "reject", address)
        if "gmai.com" in address.lower():
            check("meant=gmail.com" in
                  result["symbols"]["DOPPELGANGER"]["options"], str(result))
    for address in TAKEN:
        same(rspamd.check(address)["action"], "no action", address)


@case
def generate_covers_dnstwist(place):
    """Everything that dnstwist makes of twenty names and is a slip is made or
    explained; and it has no missing dot, no Japanese ear, no .ne.jp."""
    done = run([os.path.join(places.ROOT, "tests/bench/generate_coverage")])
    check("neither, and no look-alike: 0" in done.stdout, done.stdout)
    made = run([places.build_path("doppellist"), "--lists",
                os.path.join(places.ROOT, "domains/lists"), "generate",
                "--all", "se.ibm.com", "yahoo.co.jp", "gmail.com"]).stdout
    for name in ("seibm.com", "yahoo.ne.jp", "gmeil.com", "gmai.com"):
        check("\n%s " % name in made, "%s is not generated" % name)
    # What it makes can be read as a list.
    path = place.write("generated-doppelgangers.list", made)
    run([places.build_path("doppellist"), "export", "--to", "json", path])


ROOT_ZONE = """\
$TTL 300
. SOA localhost. postmaster.localhost. 1 3600 600 604800 300
. NS localhost.
localhost. A 127.0.0.1
gmail.com. MX 0 localhost.
partner.jp. MX 10 mx.partner.jp.
mx.partner.jp. A 192.0.2.1
prtner.jp. MX 10 mx.above.com.
mx.above.com. A 192.0.2.2
patner.jp. MX 10 mx.partner.jp.
partnre.jp. MX 0 .
partnr.jp. A 192.0.2.3
"""


@case
def generate_with_mx(place):
    """Of all slips those that take mail, with where it goes."""
    blocklist = Rbldnsd(place, "dbl.example", ".x :127.0.0.2:x\n"
                        "test :127.0.0.2:test\n")
    named = Named(place, REAL, blocklist, ROOT_ZONE)
    place.write("domains.conf", 'lists = { directory = "%s/domains/lists"; };'
                '\ndns = { servers = "127.0.0.1:%d"; };\n'
                % (places.ROOT, named.port))
    made = run([places.build_path("doppellist"), "--config",
                place / "domains.conf", "generate", "--with-mx",
                "partner.jp"]).stdout
    lines = {line.split()[0]: line for line in made.splitlines()
             if not line.startswith("#")}
    same(sorted(lines), ["partnr.jp", "patner.jp", "prtner.jp"], made)
    check("mx.above.com, a known collector" in lines["prtner.jp"], made)
    check("as for the name meant" in lines["patner.jp"], made)
    check("mail goes to" in lines["partnr.jp"], made)

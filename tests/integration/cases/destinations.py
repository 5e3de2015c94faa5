# SPDX-License-Identifier: BSD-2-Clause
"""Tables as real mail systems read them, and as doppelcheck does: all of their
destinations are at a double, so that each one we read is a finding."""

import collections
import json
import os
import re
import subprocess

from lab.exim import Exim
from lab.place import ROOT, Place, build_path, run, wait_until
from lab.postfix import Postfix
from lab.sendmail import Sendmail
from lab.sink import Sink
from lab.smtp import Client

from . import case, same

# What each makes of an alias.
ALIASES = r"""
plain: taro@gmai.com, "Yamada, J" <jiro@gmai.com>,
  saburo@gmai.com (left, to x@gmai.com)
named: old@gmai.com <taro@gmai.com>, "old@gmai.com" <jiro@gmai.com>
command: |/bin/true taro@gmai.com, jiro@gmai.com
quoted: "|/bin/true old@gmai.com", jiro@gmai.com
file: /dev/null taro@gmai.com
escaped: taro\@gmai.com, \jiro@gmai.com, \saburo\@gmai.com
blanks: taro @gmai.com, jiro@ gmai.com, saburo @ gmai.com
angles: <taro@gmai.com> <jiro@gmai.com>
"""

VIRTUAL = r"""
plain@v.example taro@gmai.com, Jiro <jiro@gmai.com>,
  saburo@gmai.com
named@v.example old@gmai.com <taro@gmai.com>
command@v.example "|cmd taro@gmai.com"
escaped@v.example taro\@gmai.com
"""

PATTERNS = r"""
/^p(7)@v\.example$/ x$(1)@gmai.com, $(1)@gmai.com
/^q(7)@v\.example$/ x${1}@gmai.com
/^r(7)@v\.example$/ x$1@gmai.com
"""

EXIM = r"""
plain: taro@gmai.com, "Yamada, J" <jiro@gmai.com>,
  saburo@gmai.com (left, to x@gmai.com)
blank taro@gmai.com
"a key": taro@gmai.com
comment: taro@gmai.com,
# old@gmai.com,
  old@gmai.com
empty: taro@gmai.com,

  old@gmai.com
within: taro@gmai.com, # old@gmai.com
  old@gmai.com
first: taro@gmai.com
first: old@gmai.com
FIRST: old@gmai.com
fail: taro@gmai.com, :fail: to old@gmai.com, old@gmai.com
defer: :defer: old@gmai.com
unknown: taro@gmai.com, :unknown:
command: |/bin/true old@gmai.com, taro@gmai.com
quoted: "|/bin/true old@gmai.com", taro@gmai.com
file: /dev/null old@gmai.com
blanks: taro@ gmai.com
included: :include:{included}
"""

INCLUDED = "taro@gmai.com, # old@gmai.com\n# old@gmai.com\nJ <jiro@gmai.com>\n"

# Where Sendmail reads an alias as Postfix does.
SENDMAIL = r"""
# old@gmai.com
plain: taro@gmai.com, "Yamada, J" <jiro@gmai.com>,
	saburo@gmai.com (left, to x@gmai.com),
  shiro@gmai.com
named: old@gmai.com <taro@gmai.com>, "old@gmai.com" <jiro@gmai.com>
quoted: "|/bin/true old@gmai.com", jiro@gmai.com
file: /dev/null
escaped: \jiro@gmai.com
blanks : taro @gmai.com, jiro@ gmai.com, saburo @ gmai.com
comment: (old@gmai.com) <jiro@gmai.com>
included: ":include:{included}", taro@gmai.com
Upper: <taro@gmai.com>, JIRO@GMAI.COM
"a b": taro@gmai.com
"""

VIRTUSERTABLE = """
# old@gmai.com
info@v.example	taro@gmai.com
Upper@V.Example jiro@gmai.com
w@v.example	%1@gmai.com
error@v.example	error:nouser 550 old@gmai.com
code@v.example	error:5.7.0:550 old@gmai.com
@u.example	%1@gmai.com
"""

EXIM_CONFIGURATION = """
primary_hostname = mx.univ.example
spool_directory = {dir}/spool
log_file_path = {dir}/exim-%s.log
never_users =
begin routers
aliases:
  driver = redirect
  domains = univ.example
  data = ${{lookup{{$local_part}}lsearch{{{aliases}}}}}
  file_transport = none
  pipe_transport = none
  allow_fail
  allow_defer
out:
  driver = manualroute
  domains = gmai.com
  route_list = * 127.0.0.1
  self = send
  transport = none
begin transports
none:
  driver = appendfile
"""


def read_by_us(path, form):
    """The addresses of each list."""
    done = subprocess.run(
        [build_path("doppelcheck"), "-q", "-l",
         os.path.join(ROOT, "domains/lists"), "-t", form, "-f", "json", path],
        capture_output=True, check=False)
    members = collections.defaultdict(set)
    for one in map(json.loads, done.stdout.splitlines()):
        members[one["list"]].add(re.sub(r'[" \\]', "", one["address"]))
    return members


def keys(text, key):
    return re.findall(key, text, re.M)


# ---- Postfix -----------------------------------------------------------------

def mailed_by_postfix(postfix, sink, recipients):
    """Who gets a mail to each of them."""
    with Client(postfix.port) as client:
        for n, recipient in enumerate(recipients):
            client.command("RSET")
            client.expect(250, "MAIL FROM:<s%d@univ.example>" % n)
            client.expect(250, "RCPT TO:<%s>" % recipient)
            client.expect(354, "DATA")
            client.content("Subject: test\r\n\r\nHello.\r\n")
    wait_until(lambda: not postfix.queue(), "the mails to go", step=0.1)
    mailed = collections.defaultdict(set)
    for mail in sink.mails:
        mailed[recipients[int(mail.sender[1:].split("@")[0])]].update(
            re.sub('[" ]', "", r) for r in mail.recipients)
    return mailed


@case
def destinations_of_postfix(place):
    sink = Sink()
    place.undo.append(sink.close)
    virtual = place.write("virtual", VIRTUAL)
    patterns = place.write("patterns", PATTERNS)
    postfix = Postfix(place, "mx", sink.port, {
        # A quoted @ leads away where the domain put after it is its own.
        "myorigin": "lists.univ.example",
        "virtual_alias_domains": "v.example",
        "virtual_alias_maps": "texthash:%s, regexp:%s" % (virtual, patterns),
    }, ALIASES)
    names = keys(ALIASES, r"^(\w+):")
    addresses = keys(VIRTUAL, r"^(\S+@\S+)")
    shapes = {"%s7@v.example" % c: "/^%s(7)@v\\.example$/" % c for c in "pqr"}
    mailed = mailed_by_postfix(
        postfix, sink, [name + "@lists.univ.example" for name in names] +
        addresses + list(shapes))
    ours = read_by_us(place.write("aliases", ALIASES), "aliases")
    for name in names:
        same(ours[name], mailed[name + "@lists.univ.example"], name)
    ours = read_by_us(virtual, "virtual")
    for address in addresses:
        same(ours[address], mailed[address], address)
    ours = read_by_us(patterns, "virtual")
    for address, key in shapes.items():
        same({re.sub(r"\$(1|\(1\)|\{1\})", "7", a) for a in ours[key]},
             mailed[address], address)


# ---- Sendmail ----------------------------------------------------------------

FEATURES = """\
define(`ALIAS_FILE', `{dir}/aliases')dnl
VIRTUSER_DOMAIN(`v.example u.example')dnl
FEATURE(`virtusertable', `hash -o {dir}/virtusertable')"""


def verified(sendmail, address):
    """Whom -bv names that is not here."""
    said = sendmail.command("-bv", address, expect=None).stdout
    return {re.sub(r"[ \\]", "", user) for user in re.findall(
        r"mailer relay, .*user (.*)$", said, re.M)}


@case(namespaces=True)
def destinations_of_sendmail(place):
    # It reads nothing below a directory that everybody can write to.
    safe = Place("/run")
    place.undo.append(safe.close)
    text = SENDMAIL.replace("{included}", safe.write(
        "included", INCLUDED.split(",")[0] + "\n# x\nJ <jiro@gmai.com>\n"))
    aliases = safe.write("aliases", text)
    table = safe.write("virtusertable", VIRTUSERTABLE)
    sendmail = Sendmail(place, 9, features=FEATURES.format(dir=safe.path))
    sendmail.command("-bi")
    run([sendmail.makemap, "-C", sendmail.cf, "hash", table],
        text=VIRTUSERTABLE)
    ours = read_by_us(aliases, "aliases")
    for name in keys(text, r'^(\w+|"[^"]*") ?:'):
        same(ours[name.strip('"')], verified(sendmail, name), name)
    ours = read_by_us(table, "virtusertable")
    for key in keys(VIRTUSERTABLE, r"^(\S*@\S+)"):
        address = "x" + key if key[0] == "@" else key
        same({one.replace("%1", address.split("@")[0]) for one in ours[key]},
             verified(sendmail, address), key)


# ---- Exim --------------------------------------------------------------------

@case(namespaces=True)
def destinations_of_exim(place):
    text = EXIM.replace("{included}", place.write("included", INCLUDED))
    aliases = place.write("exim.aliases", text)
    exim = Exim(place)
    place.write("exim.conf", EXIM_CONFIGURATION.format(
        dir=place.path, aliases=aliases))
    ours = read_by_us(aliases, "exim")
    names = [name.strip('"') for name in
             keys(text, r'^("[^"]*"|[a-z]+)')]
    for name in dict.fromkeys(names):
        said = exim.route('"%s"@univ.example' % name)
        same(ours[name],
             set(re.findall(r"^(\S+@gmai\.com)$", said, re.M)),
             "%s: %s" % (name, said))

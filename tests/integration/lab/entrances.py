# SPDX-License-Identifier: BSD-2-Clause
"""The ways in which an address comes to be judged: files of each type, the
options that take one, the gate.

Each takes rows and returns {row: [Found ...]}, all findings about the row, or
REFUSED.
"""

import collections
import concurrent.futures
import html
import json
import os
import re
import shutil
import socket
import struct
import subprocess
import time
import zipfile

from .contacts import Contacts
from .gate import postfix_address
from .milter import Milter
from .place import PATIENCE, Failure, build_path
from .postfix import Postfix as Server
from .smtp import Client
from .wire import Wire

# detail is not what an entrance is asked for, but no two may say another one.
Found = collections.namedtuple("Found", "reason confidence suggestion detail",
                               defaults=[""])

# What a way in has not taken: nobody was asked.
REFUSED = None

LISTS_DOMAIN = b"lists.univ.example"

# Everything is refused, so that the replies show what was meant.
ACTIONS = """
actions = {
    known-doppelganger = "reject";
    typo = { certain = "reject"; likely = "reject"; possible = "reject"; };
    registration = { certain = "log"; likely = "log"; possible = "log"; };
    malformed = "reject";
};
"""

# Of a gate that remembers whom it writes to.
CONTACT_ACTIONS = """
    similar-contact = { likely = "reject"; possible = "reject"; };
    first-contact = "reject"; unconfirmed = "log";
};
contacts = { clients = [ "127.0.0.1", "192.0.2.1" ]; };
"""
CONTACTS = ["tanaka.taro@partner.example", "t_kuramochi@partner.example",
            "koho@partner.example"]
UNHEARD = "mika@another.example"

# It does not mind how many it refuses.
POSTFIX = {
    "smtpd_soft_error_limit": "100000", "smtpd_hard_error_limit": "100000",
    "smtpd_recipient_limit": "100000", "smtpd_error_sleep_time": "0",
}

REGISTRATIONS = """
registrations = {
    aliases = "%s"; local-domains = "lists.univ.example"; refresh = 1;
};
policies = ( { lists = "*"; private-address = true; misspelled-name = true; } );
"""


# ---- files -------------------------------------------------------------------

def as_it_is(form):
    return form


def as_cell(form):
    """Of CSV, RFC 4180."""
    return form.replace(b'"', b'""')


def as_string(form):
    """Of Sieve, RFC 5228 2.4.2."""
    return re.sub(rb'(["\\])', rb"\\\1", form)


def as_value(form):
    """Of vCard, RFC 6350 3.4."""
    return re.sub(rb"([\\,;])", rb"\\\1", form)


def as_word(form):
    """Of an Exim filter, filter.txt 3.2 and 3.3."""
    return as_string(re.sub(rb"([\\$])", rb"\\\1", form))


def as_shell_word(form):
    """Between double quotes."""
    return re.sub(rb'(["\\$`])', rb"\\\1", form)


def as_shell_word_in_string(form):
    """Within single quotes of maildrop."""
    return re.sub(rb"(['\\])", rb"\\\1", as_shell_word(form))


# What any text has as an address, and any list of domains as one's domain.
PLAIN = re.compile(rb"(?!.{250})[A-Za-z0-9][A-Za-z0-9.+_-]{,63}@(?!xn--)"
                   rb"(?:[A-Za-z0-9][A-Za-z0-9-]{,62}\.)+[A-Za-z]{2,62}\Z")


def domain_of(form):
    return form.split(b"@")[-1]


class Entrance:
    """policies   it knows which list an address is in
    suggests   it says what address was meant
    """
    policies, suggests, whole = True, True, False

    def takes(self, row):
        """Can the row stand there?"""
        return self.name not in row.apart


class File(Entrance):
    """A type of file that doppelcheck reads.

    path     what its name must be; None: standard input
    line     how a row is written; %s is the address, %d the row's number
    quote    how the address is; whole: a string with an escape is not fixed
    plain    only usual addresses stand there; fixes: --fix may change them
    """
    plain, fixes = False, True

    def __init__(self, name, path, line=b"%s\n", options=(), head=b"",
                 quote=as_it_is, **more):
        self.name, self.path, self.line = name, path, line
        self.options, self.head, self.quote = options, head, quote
        self.__dict__.update(more)

    def write(self, row, form=None):
        text = self.quote(row.form if form is None else form)
        return self.line.replace(b"%d", b"%d" % row.number) \
            .replace(b"%s", text)

    def takes(self, row):
        return super().takes(row) and (not self.plain or
                                       PLAIN.match(row.form) is not None)

    def judge(self, here, rows):
        text, where = self.head, {}
        for row in rows:
            first = text.count(b"\n") + 1
            text += self.write(row)
            for line in range(first, text.count(b"\n") + 1):
                where[line] = row
        options = list(self.options)
        if self.path:
            path = here.put(self.path, text)
            options += ["--policy", "private-address"] * self.policies + \
                ["--fix", path]
        done = here.doppelcheck("--format", "json", "--quiet", *options,
                                input=text if not self.path else None)
        found, plain = collections.defaultdict(list), set()
        for one in map(json.loads, done.stdout.splitlines()):
            row = where[one["line"]]
            found[row].append(finding(one))
            # What is written with escapes does not stand there as it is.
            escaped = row.form if self.whole else one["address"].encode()
            if self.fixes and self.quote(escaped) == escaped:
                plain.add(row)
        if self.path:
            self.look_at_fixed(path, rows, plain, found)
        return found

    def look_at_fixed(self, path, rows, plain, found):
        """A row that --fix has not made what it should has one finding more,
        which nobody expects."""
        wanted, at = self.head, {}
        for row in rows:
            fixed = row.fixed if row in plain else None
            at[row] = len(wanted.split(b"\n")) - 1
            wanted += self.write(row, fixed)
        seen = read(path + ".fixed") if os.path.exists(path + ".fixed") \
            else read(path)
        seen, wanted = seen.split(b"\n"), wanted.split(b"\n")
        for row, line in at.items():
            if seen[line:line + 1] != wanted[line:line + 1]:
                found[row].append(Found("fixed", "", "%s not %s" % tuple(
                    show(self.read_form(row, b"".join(text[line:line + 1])))
                    for text in (seen, wanted))))

    def read_form(self, row, line):
        """What stands where a row's form stood."""
        before, after = self.line.replace(b"%d", b"%d" % row.number) \
            .split(b"\n")[0].split(b"%s")
        return line[len(before):len(line) - len(after)]


def finding(one):
    """Of a line of JSON."""
    return Found(one["reason"], one["confidence"], one["suggestion"] or "",
                 one.get("detail", "").replace('"', "'"))


FILES = [
    # A line of nothing but an address takes the fast path, a blank before it
    # the full one.
    File("fast", None, policies=False),
    File("full", None, b" %s\n", policies=False),
    File("list", "list.txt"),
    File("members-of", "list.txt", options=["--members-of", "lab"]),
    File("aliases", "aliases", b"m%d: %s\n"),
    File("virtual", "virtual", b"m%d@lists.univ.example %s\n"),
    File("exim", "x", b"m%d: %s\n", options=["--type", "exim"]),
    File("opensmtpd", "x", b"m%d %s\n", options=["--type", "opensmtpd"]),
    File("virtusertable", "virtusertable", b"m%d\t%s\n"),
    File("forward", "taro/.forward"),
    File("members", "lab@lists.univ.example.members"),
    File("csv", "register.csv", b'%d,"%s"\n', head=b"no,mail\n",
         quote=as_cell),
    File("sieve", "taro/.dovecot.sieve", b'redirect "%s";\n',
         quote=as_string),
    File("exim-filter", "taro/filter", b'deliver "%s"\n',
         head=b"# Exim filter\n", quote=as_word),
    File("procmail", "taro/.procmailrc", b':0c\n! "%s"\n',
         quote=as_shell_word),
    File("fdm", "taro/.fdm.conf",
         b'action "m%d" smtp server "x" to "%s"\n',
         quote=lambda form: as_string(form.replace(b"%", b"%%"))),
    File("maildrop", "taro/.mailfilter", b"cc '!\"%s\"'\n",
         quote=as_shell_word_in_string),
    File("access", "access", b"m%d@lists.univ.example REDIRECT %s\n"),
    File("relocated", "relocated", b"m%d@lists.univ.example %s\n",
         plain=True),
    File("genericstable", "genericstable", b"m%d %s\n"),
    File("main.cf", "main.cf", b"  { m%d@lists.univ.example = %s }\n",
         head=b"virtual_alias_maps = inline:{\n"),
    File("master.cf", "master.cf",
         b"m%d unix - - - - - cleanup -o always_bcc=%s\n", plain=True),
    File("queue", "mailq", b" " * 41 + b"%s\n", plain=True, fixes=False,
         head=b"-Queue ID-  --Size-- ----Arrival Time---- "
         b"-Sender/Recipient-------\n4DA83A7A3B7*     260 Sun Nov 29 "
         b"03:01:44  hanako@univ.example\n"),
    File("queue-json", "mailq", b'{"queue_name": "active", "queue_id": "m%d", '
         b'"recipients": [{"address": "%s"}]}\n', plain=True, fixes=False),
    File("text", "page", b"<a>\xe5\xae\x9b %s\xe3\x80\x82</a>\n",
         options=["--type", "text"], plain=True, fixes=False),
    File("domains", "x", options=["--domains"], quote=domain_of, plain=True,
         fixes=False, suggests=False, policies=False),
    File("mailman", "lab.txt", options=["--type", "mailman"]),
    File("sympa", "lab/member.dump", b"email %s\nreception mail\n\n"),
    File("fml", "lab/actives"),
    File("qmail", "taro/.qmail", b"&%s\n"),
    File("mlmmj", "lab/subscribers.d/t"),
    File("schleuder", "lab.txt", b"%s\tN/A\t\t\n",
         options=["--type", "schleuder"]),
    File("vcard", "book.vcf", b"EMAIL:%s\nEND:VCARD\nBEGIN:VCARD\n",
         head=b"BEGIN:VCARD\n", quote=as_value),
    File("ldif", "book.ldif", b"mail: %s\ndn: cn=m%d\n", head=b"dn: cn=m\n"),
    File("abook", "addressbook", b"email=%s\n[%d]\n",
         head=b"# abook addressbook file\n"),
    File("mutt", "book.mutt", b"alias m%d %s\n"),
    File("pine", "book.pine", b"m%d\tM\t%s\t\t\n"),
    File("elm", "book.elm", b"m%d = M = %s\n"),
]


class Workbook(Entrance):
    """A row of a sheet each, which has texts of XML only."""

    def __init__(self, name, part, begin, line, end, others=()):
        self.name, self.part, self.others = name, part, dict(others)
        self.begin, self.line, self.end = begin, line, end

    def judge(self, here, rows):
        where, text = {}, self.begin
        for row in rows:
            form = as_text(row.form)
            if form is not None:
                where[len(where) + 2] = row
                text += self.line % (len(where), form)
        path = here.put("book." + self.name, b"")
        with zipfile.ZipFile(path, "w") as archive:
            for part, content in self.others.items():
                archive.writestr(part, content)
            archive.writestr(self.part, text + self.end)
        done = here.doppelcheck("--format", "json", "--quiet", "--policy",
                                "private-address", path)
        found = {row: REFUSED for row in rows} | {
            row: [] for row in where.values()}
        for one in map(json.loads, done.stdout.splitlines()):
            found[where[one["line"]]].append(finding(one))
        return found


def as_text(form):
    """Of XML; None: it has none for that."""
    try:
        text = form.decode()
    except UnicodeDecodeError:
        return None
    if re.search("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]",
                 text):
        return None
    return html.escape(text).replace("\r", "&#13;")


RELATION = '<R><Relationship Id="a" Type="x/%s" Target="%s"/></R>'
WORKBOOKS = [
    Workbook("xlsx", "xl/s.xml",
             '<w><sheetData><row><c t="str"><v>no</v></c>'
             '<c t="str"><v>mail</v></c></row>',
             '<row><c><v>%d</v></c><c t="inlineStr"><is><t>%s</t></is></c>'
             "</row>", "</sheetData></w>",
             {"xl/workbook.xml": '<w><sheet name="S" id="a"/></w>',
              "xl/_rels/workbook.xml.rels": RELATION % ("worksheet",
                                                        "s.xml")}),
    Workbook("ods", "content.xml",
             '<d><spreadsheet><table name="S"><table-row><table-cell><p>no</p>'
             "</table-cell><table-cell><p>mail</p></table-cell></table-row>",
             "<table-row><table-cell><p>%d</p></table-cell>"
             '<table-cell string-value="%s"/></table-row>',
             "</table></spreadsheet></d>"),
]


class System(Entrance):
    """The aliases of the gate, by --system, which may see others too."""
    name = "system"

    def judge(self, here, rows):
        done = here.doppelcheck("--config", here.milter.domains, "--system",
                                "--format", "json", "--quiet")
        found = collections.defaultdict(list)
        for one in map(json.loads, done.stdout.splitlines()):
            if one["file"] == here.aliases:
                found[here.registered[one["line"] - 1]].append(finding(one))
        return found


# ---- --explain ---------------------------------------------------------------

class Explain(Entrance):
    name = "explain"
    policies = False

    def judge(self, here, rows):
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            pages = pool.map(lambda row: here.doppelcheck(
                "--explain", row.form).stdout, rows)
            return {row: explained(page) for row, page in zip(rows, pages)}


def explained(page):
    page = page.decode("utf-8", "replace")
    reason = re.search(r"^  reason +(\S+)$", page, re.M)
    meant = re.search(r", did you mean (.*)\?$", page, re.M)
    if not reason:
        return [] if "nothing against it" in page else [Found(page, "", "")]
    return [Found(reason[1], re.search(
        r"^  confidence +(\S+)$", page, re.M)[1], meant[1] if meant else "")]


# ---- the gate ----------------------------------------------------------------

class Recipients(Entrance):
    """RCPT TO as an SMTP client has it, refused at once."""
    name = "rcpt"
    policies = False
    client = b"client.example\0004\x12\x67192.0.2.1\0"

    def judge(self, here, rows):
        with Wire(here.milter.address) as wire:
            wire.macros("C", j="mx.univ.example")
            wire.last("C", self.client)
            replies = {row: self.send(wire, row) for row in rows}
        return decisions(here.milter.log(), self.name, replies)

    def send(self, wire, row):
        wire.mail("<hanako@univ.example>")
        return self.recipient(wire, row, row.form)

    def recipient(self, wire, row, path):
        bare = without_angles(path)
        wire.macros("R", i=self.id(row), rcpt_addr=bare)
        return wire.last("R", b"<%s>\0" % bare)[1]

    def id(self, row):
        return "%s%d" % (self.name, row.number)


class Local(Recipients):
    """Mail that a program here submits: refused at its end."""
    name = "local"
    client = b"localhost\0004" + struct.pack("!H", 0) + b"127.0.0.1\0"

    def send(self, wire, row):
        wire.mail("<hanako@univ.example>")
        self.recipient(wire, row, row.form)
        return wire.end(queue_id=self.id(row), headers=[])[-1][1]


class Registered(Recipients):
    """Members of aliases, by mail to these."""
    name = "registered"
    policies, suggests = True, False

    def send(self, wire, row):
        wire.mail("<hanako@univ.example>")
        self.recipient(wire, row, b"m%d@%s" % (row.number, LISTS_DOMAIN))
        wire.end(queue_id=self.id(row), headers=[])
        return b""


def decisions(log, name, replies):
    """What the log and the reply say about each row."""
    lines = collections.defaultdict(list)
    for number, line in re.findall(r"^.*?\b%s(\d+): (to=<.*)$" % name, log,
                                   re.M):
        lines[int(number)].append(line)
    return {row: [decision(line, reply) for line in lines[row.number]]
            for row, reply in replies.items()}


def decision(line, reply):
    """Of a line of the log, which has ' for " in the detail."""
    def field(pattern):
        value = re.search(pattern, line)
        return re.sub(r"\\x([0-9A-F]{2})", lambda m: chr(int(m[1], 16)),
                      value[1]).encode("latin-1").decode("utf-8", "replace") \
            if value else ""

    meant = re.search(rb"; did you mean (.*)\?", reply)
    if meant:
        meant = meant[1].rstrip(b"\0").replace(b"%%", b"%").decode()
    return Found(field(r", reason=([\w-]+)"), field(r", confidence=(\w+)"),
                 meant or "", field(r', detail="([^"]*)"'))


class Postfix(Entrance):
    """RCPT TO through a real Postfix, as far as that takes the address."""
    name = "postfix"
    policies = False

    def judge(self, here, rows):
        server = Server(here.place, "mx", 9, POSTFIX | {
            "smtpd_milters": postfix_address(here.milter.socket)})
        here.place.undo.append(server.stop)
        with Client(server.port) as client:
            client.expect(250, "MAIL FROM:<hanako@univ.example> SMTPUTF8")
            return {row: self.recipient(here, client, row) for row in rows}

    def recipient(self, here, client, row):
        before = len(here.milter.log())
        code, reply = client.command("RCPT TO:<%s>" % without_angles(
            row.form).decode("utf-8", "surrogateescape"))
        lines = re.findall(r": (to=<.*)$", here.milter.log()[before:], re.M)
        if not lines and code != 250:
            return REFUSED
        return [decision(line, reply.encode()) for line in lines]


def without_angles(path):
    whole = path.startswith(b"<") and path.endswith(b">")
    return path[1:-1] if whole else path


ENTRANCES = FILES + WORKBOOKS + [System(), Explain(), Recipients(), Local(), Registered(),
                     Postfix()]


# ---- where it happens --------------------------------------------------------

class Here:
    """A directory with lists, files and a gate."""

    def __init__(self, place, lists, remembers):
        self.place, self.lists, self.remembers = place, lists, remembers
        self.milter = self.aliases = None
        self.registered = []  # the rows in the aliases, a line each

    def put(self, name, text):
        path = self.place / os.path.join("files", name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        for old in (path, path + ".fixed"):
            if os.path.exists(old):
                os.unlink(old)
        with open(path, "wb") as out:
            out.write(text)
        os.chmod(path, 0o644)
        return path

    def doppelcheck(self, *options, **more):
        if more.get("input") is None:
            more["stdin"] = subprocess.DEVNULL
            more.pop("input", None)
        argv = [build_path("doppelcheck"), *self.settings(), *options]
        done = subprocess.run(argv, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, check=False,
                              timeout=PATIENCE,
                              **more)
        if done.returncode not in (0, 1, 2):
            raise Failure("%s: exit %d\n%s" % (
                argv, done.returncode, done.stderr.decode(errors="replace")))
        return done

    def settings(self):
        return ["--config", self.milter.domains] if self.remembers else \
            ["--lists", self.lists]

    def start_writer(self):
        """A store that knows contacts; the settings for it."""
        writer = Contacts(self.place, 0, 'questions = "%s"; '
                          "unconfirmed-after = { mails = 3; };" % (
                              self.place / "contacts/questions"))
        writer.start()
        now = int(time.time())
        for address in CONTACTS:
            for kind in ("sent", "heard"):
                writer.observe(*[(kind, now, address)] * 9)
        writer.observe(*[("sent", now, UNHEARD)] * 9)
        return writer.settings

    def start_gate(self, rows):
        """A gate that knows the rows as members of aliases."""
        form = next(f for f in FILES if f.name == "aliases")
        self.registered = rows
        self.aliases = self.put("gate.aliases",
                                b"".join(map(form.write, rows)))
        local = {name: read(os.path.join(self.lists, name)).decode()
                 for name in ("protected.list", "exempt.list")
                 if os.path.exists(os.path.join(self.lists, name))}
        actions, domains = ACTIONS, REGISTRATIONS % self.aliases
        if self.remembers:
            actions = actions.removesuffix("};\n") + CONTACT_ACTIONS
            domains = domains.replace('"lists.univ.example"',
                                      '[ "lists.univ.example", '
                                      '"univ.example" ]') + \
                self.start_writer()
        self.milter = Milter(self.place, actions, local, start=False,
                             domains=domains)
        shutil.rmtree(self.milter.lists)
        shutil.copytree(self.lists, self.milter.lists)
        self.milter.start()


def read(path):
    with open(path, "rb") as file:
        return file.read()


def show(form):
    return "".join(
        chr(b) if 0x20 <= b < 0x7f and b != 0x5c else "\\x%02x" % b
        for b in form)

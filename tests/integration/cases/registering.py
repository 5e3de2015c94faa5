# SPDX-License-Identifier: BSD-2-Clause
"""Mail to a right address here that is sent on to a wrong one: what happened
at universities and ministries, replayed.  Each has the file of the case, a real
Postfix that sends mail on by it, and doppelmilter beside a watcher, which
reads it too."""

import fcntl
import os
import pwd
import re
import signal
import threading
import time

from lab.gate import Gate
from lab.milter import Milter
from lab.place import run, wait_until
from lab.wire import Wire

from . import case, check, same

LOCAL = 'local-domains = "lists.univ.example"; delimiter = "+"; refresh = 1;'


def registered(place, keys, settings="", lists=None, more=""):
    """A milter with registrations, and their watcher."""
    domains = "registrations = { %s\n%s\n};\n%s" % (LOCAL, keys, more)
    return Milter(place, settings, lists, domains=domains)


def put(path, text, mode=0o644):
    """As a program of the mail system replaces a file."""
    with open(path + ".new", "w", encoding="utf-8") as out:
        out.write(text)
    os.chmod(path + ".new", mode)
    os.rename(path + ".new", path)
    return path


def held_for(gate, list_name, queued=None):
    """The mail to a list is taken, held and goes to nobody.  queued is whom
    the held mail is for, when that is not the list any more."""
    replies = gate.send(list_name)
    same([r[0] for r in replies], [250, 250], "replies for " + list_name)
    held = gate.held()
    same([r["address"] for m in held for r in m["recipients"]],
         [queued or list_name], "held")
    same(gate.sink.recipients(), [], "arrived although held")
    line = gate.milter.wait_log("%s: to=<%s>.*" % (
        held[0]["queue_id"], re.escape(list_name))).group(0)
    gate.postfix.command("postsuper", "-d", held[0]["queue_id"])
    return line


def has(line, *parts):
    for part in parts:
        check(part in line, "the log has no " + part, line)


# ---- the incidents -----------------------------------------------------------


@case
def kagoshima_three_lists(place):
    """Three lists of two laboratories with a member at gmai.com, for two and
    a half years: in the aliases, in a file that they include, in a file of a
    list manager."""
    members = place.write("lab2.members", "# of lab 2\nmika@yahoo.co.jp\n"
                          "Taro <taro@gmai.com>\n")
    aliases = ("lab1: hanako@univ.example, taro@gmai.com\n"
               "lab1-m: jiro@gmail.com,\n\ttaro@gmai.com\n"
               "lab2: :include:%s\n"
               "owner-lab1: hanako@univ.example\n" % members)
    file = place.write("milter-aliases", aliases)
    gate = Gate(place, aliases=aliases,
                milter=registered(place, 'aliases = "%s";' % file))
    gate.milter.wait_log("registrations: 4 lists, 7 members, 3 wrong")
    line = held_for(gate, "lab1@lists.univ.example")
    has(line, "list=<lab1>", "member=<taro@gmai.com>",
        'registered="%s:1"' % file, "reason=registration",
        "confidence=certain", "meant=gmail.com", "action=quarantine")
    has(held_for(gate, "Lab1-M@lists.univ.example"), "list=<lab1-m>",
        'registered="%s:3"' % file)
    has(held_for(gate, "lab2+x@LISTS.univ.example"), "list=<lab2>",
        'registered="%s:3"' % members)
    # The list is put right: its mail goes through.
    put(members, "mika@yahoo.co.jp\nTaro <taro@gmail.com>\n")
    gate.milter.wait_log("registrations: 4 lists, 7 members, 2 wrong")
    same(gate.send("lab2@lists.univ.example")[1][0], 250, "end of data")
    check(gate.sink.wait(1), "nothing arrived")
    gate.postfix.wait_empty()
    same(gate.sink.recipients(), ["mika@yahoo.co.jp", "taro@gmail.com"],
         "arrived")


def forward_of(place, text):
    """A user's forward file, which Postfix reads where that user owns it."""
    user = pwd.getpwnam("games")
    folder = place / "forward"
    os.mkdir(folder)
    os.chmod(folder, 0o755)
    path = os.path.join(folder, ".forward")
    put(path, text)
    os.chown(path, user.pw_uid, user.pw_gid)
    return path, 'forward_path', folder + "/.forward"


def forward_is_stopped(place, wrong):
    path, key, value = forward_of(place, "\\games, %s\n" % wrong)
    milter = Milter(place, domains="registrations = { %s "
                    'members = [];\nforward = "%s"; };\n' % (LOCAL, path))
    gate = Gate(place, postfix={key: value, "mailbox_command": "/bin/true",
                                "mailbox_transport": ""}, milter=milter)
    line = held_for(gate, "forward@lists.univ.example")
    has(line, "list=<forward>", "member=<%s>" % wrong,
        'registered="%s:1"' % path, "meant=gmail.com", "action=quarantine")
    return gate


@case
def saitama_forward(place):
    """A forward to gmai.com, ten months, 4,890 mails."""
    forward_is_stopped(place, "taro@gmai.com")


@case
def osaka_forward(place):
    """A forward to gmeil.com, five years, 4,511 mails."""
    forward_is_stopped(place, "taro@gmeil.com")


@case
def forward_leaks_without(place):
    """What the forward does where nobody reads it: so the cases above are
    about a real one."""
    _, key, value = forward_of(place, "taro@gmai.com\n")
    gate = Gate(place, postfix={key: value, "mailbox_transport": ""})
    same(gate.send("games@lists.univ.example")[1][0], 250, "end of data")
    check(gate.sink.wait(1), "nothing arrived", gate.postfix.log())
    same(gate.sink.recipients(), ["taro@gmai.com"], "arrived")


@case
def godai_missing_dot(place):
    """seibm.com for se.ibm.com, and .ml for .mil: partners of one's own, by
    the rule alone."""
    aliases = "sales: anna@seibm.com\nliaison: joe@army.ml\n"
    file = place.write("milter-aliases", aliases)
    gate = Gate(place, aliases=aliases, milter=registered(
        place, 'aliases = "%s";' % file,
        lists={"protected.list": "army.mil\nse.ibm.com\n"}))
    has(held_for(gate, "sales@lists.univ.example"), "meant=se.ibm.com",
        "confidence=certain")
    has(held_for(gate, "liaison@lists.univ.example"), "meant=army.mil")
    same(gate.send("anna@seibm.com")[0][0], 550, "typed by a sender")


@case
def ministry_private_contact(place):
    """An emergency contact that its owner registered: a private address,
    one slip from the owner's name.  Only where a policy says so."""
    folder = place / "registers"
    os.mkdir(folder)
    os.chmod(folder, 0o755)
    rows = ("list,氏名,ふりがな,メールアドレス\r\n"
            "kinkyu@univ.example,山田太郎,やまだ たろう,"
            "yamda.taro@gmail.com\r\n"
            "renraku@univ.example,山田太郎,やまだ たろう,"
            "yamda.taro@gmail.com\r\n"
            "shokai@univ.example,山田太郎,やまだ たろう,"
            "yamda.taro@univ.example\r\n")
    with open(folder + "/contacts.csv", "wb") as file:
        file.write(rows.encode("cp932"))
    policies = ('policies = ( { lists = "kinkyu@*"; private-address = true; '
                'contact = "soumu@univ.example"; },'
                '{ lists = "shokai@*"; misspelled-name = true; } );\n')
    milter = registered(
        place, 'csv = "%s/*.csv";' % folder, more=policies, settings=
        'actions = { private-address = "reject"; '
        'misspelled-name = "quarantine"; };\n')
    gate = Gate(place, milter=milter)
    code, text = gate.send("kinkyu@univ.example")[0]
    same(code, 550, text)
    check("kinkyu@univ.example has a private address registered, which is not "
          "allowed there; please tell soumu@univ.example" in text, text)
    has(gate.milter.wait_log("to=<kinkyu@.*").group(0),
        "reason=private-address", 'registered="%s/contacts.csv:2"' % folder)
    has(held_for(gate, "shokai@univ.example"), "reason=misspelled-name",
        'registered="%s/contacts.csv:4"' % folder)
    same(gate.send("renraku@univ.example")[1][0], 250, "without a policy")


# ---- what mail systems do ----------------------------------------------------


@case
def nested_and_virtual(place):
    """Lists in lists over files, a virtual map before the aliases, a whole
    domain that moved."""
    aliases = place.write("aliases", "all: staff, deans\n"
                          "staff: all, office@lists.univ.example\n"
                          "office: taro@gmai.com\n"
                          "deans: dean@univ.example\n")
    virtual = place.write("virtual", "info@shop.example office\n"
                          "jiro@shop.example jiro@gmail.com\n"
                          "@old.example @gmai.com\n"
                          "kept@old.example kept@univ.example\n")
    milter = registered(place, 'aliases = "%s"; virtual = "%s";'
                        % (aliases, virtual), settings='actions = {'
                        'registration = { certain = "reject"; }; };\n')
    with Wire(milter.address) as wire:
        wire.connect()
        wire.mail("<hanako@univ.example>")
        for path, code in (("<all@lists.univ.example>", "y"),
                           ("<ALL+x@Lists.Univ.Example>", "y"),
                           ("<\"all\"@lists.univ.example>", "y"),
                           ("<staff@lists.univ.example>", "y"),
                           ("<deans@lists.univ.example>", "c"),
                           ("<all@other.example>", "c"),
                           ("<info@shop.example>", "y"),
                           ("<info+x@shop.example>", "y"),
                           ("<jiro@shop.example>", "c"),
                           ("<anybody@old.example>", "y"),
                           ("<kept@old.example>", "c"),
                           ("<office>", "y"), ("office", "y"),
                           ("<unknown@lists.univ.example>", "c")):
            same(wire.rcpt(path)[0], code, path)
    milter.wait_log("cycle|list=<office>")


@case
def reply_names_list_and_owner(place):
    """Whom to ask, and never the member."""
    aliases = place.write(
        "aliases", "lab: secret.name@gmai.com\nlab-owner: hanako\n"
        "club: secret.name@gmai.com\nteam: secret.name@gmai.com\n")
    gate = Gate(place, aliases="lab: hanako\n", milter=registered(
        place, 'aliases = "%s"; contact = "help@univ.example";' % aliases,
        settings='actions = { registration = { certain = "reject"; }; };\n',
        more='policies = ( { lists = "team@*"; '
        'contact = "coach@univ.example"; } );\n'))
    for name, contact in (("lab", "lab-owner@lists.univ.example"),
                          ("club", "help@univ.example"),
                          ("team", "coach@univ.example")):
        code, text = gate.send(name + "@lists.univ.example")[0]
        same(code, 550, name)
        same(text, "550 5.7.1 <%s@lists.univ.example>: %s has a wrong address "
             "registered; please tell %s" % (name, name, contact), name)
    # Everything else goes its way.
    replies = gate.send("lab@lists.univ.example", "taro@gmail.com")
    same([r[0] for r in replies], [550, 250, 250], "replies")
    check("secret.name" not in gate.postfix.log(), "the member is named",
          gate.postfix.log())


@case
def monitor_and_tag(place):
    """What it would do; and no header names a list or a member."""
    aliases = "lab: taro@gmai.com\n"
    file = place.write("milter-aliases", aliases)
    gate = Gate(place, aliases="lab: jiro@gmail.com\n", milter=registered(
        place, 'aliases = "%s";' % file, settings='mode = "monitor";\n'))
    same(gate.send("lab@lists.univ.example")[1][0], 250, "end of data")
    check(gate.sink.wait(1), "nothing arrived")
    has(gate.milter.wait_log("to=<lab@.*").group(0), "mode=monitor",
        "action=quarantine")
    gate.milter.configure(
        'actions = { registration = { certain = "tag"; }; };\n',
        'registrations = { %s aliases = "%s"; };\n' % (LOCAL, file))
    check("; now: " in gate.milter.reload(), "reload", gate.milter.log())
    gate.sink.clear()
    same(gate.send("lab@lists.univ.example")[1][0], 250, "end of data")
    check(gate.sink.wait(1), "nothing arrived")
    same(gate.sink.headers(), ["X-Doppelcheck: action=tag, "
                               "reason=registration, confidence=certain"],
         "headers")


# ---- files that change -------------------------------------------------------


def held(milter, path):
    """What a reload or a look has put in force, by a mail's end: True when
    the mail would be held."""
    with Wire(milter.address) as wire:
        wire.connect()
        wire.mail("<hanako@univ.example>")
        same(wire.rcpt(path)[0], "c", path)
        return any(kind == "q" for kind, _ in wire.end())


@case
def follows_changes(place):
    """New files, changed ones, includes, files that go: without a restart."""
    folder = place / "lists"
    os.mkdir(folder)
    os.chmod(folder, 0o755)
    included = put(folder + "/more", "jiro@gmail.com\n")
    put(folder + "/a@univ.example.members", "taro@gmail.com\n")
    aliases = place.write("aliases", "lab: :include:%s\n" % included)
    milter = registered(place, 'aliases = "%s"; members = "%s/*.members";'
                        % (aliases, folder))
    check(not held(milter, "<a@univ.example>"), "a, before")
    check(not held(milter, "<lab@lists.univ.example>"), "lab, before")
    put(folder + "/a@univ.example.members", "taro@gmai.com\n")
    put(folder + "/b@univ.example.members", "taro@gmai.com\n")
    put(included, "jiro@gmai.com\n")
    milter.wait_log("registrations: 3 lists, 3 members, 3 wrong")
    for path in ("<a@univ.example>", "<b@univ.example>",
                 "<lab@lists.univ.example>"):
        check(held(milter, path), path)
    os.unlink(folder + "/b@univ.example.members")
    milter.wait_log("registrations: 2 lists, 2 members, 2 wrong")
    check(not held(milter, "<b@univ.example>"), "b, gone")
    # The watcher reads all again when it is asked to, and a reload of the
    # gate takes what there is.
    put(folder + "/a@univ.example.members", "taro@gmail.com\n")
    milter.watcher.reload()
    milter.wait_log("registrations: 2 lists, 2 members, 1 wrong")
    said = milter.reload()
    check(said.endswith("registrations: 2 lists, 2 members, 1 wrong"),
          "reload", said)
    check(not held(milter, "<a@univ.example>"), "a, put right")


@case
def keeps_what_it_had(place):
    """A file that cannot be read any more, an include that is gone, a file
    with an error: reported once, and what they said before stays."""
    gone = place.write("gone", "taro@gmai.com\n")
    first = place.write("aliases", "lab: :include:%s\n" % gone)
    second = place.write("second", "club: taro@gmai.com\n")
    milter = registered(place, 'aliases = [ "%s", "%s", "%s" ];'
                        % (first, second, place / "never"))
    watcher = milter.watcher
    watcher.wait_log("never: cannot open: No such file")
    check(held(milter, "<lab@lists.univ.example>"), "lab, before")
    os.unlink(gone)
    os.chmod(second, 0)
    watcher.wait_log("(?s)gone: No such file.*stays in force")
    watcher.wait_log("(?s)second: cannot open: Permission denied.*"
                    "second: what it said before stays in force")
    check(held(milter, "<lab@lists.univ.example>"), "lab, without include")
    # Whoever writes what is included keeps the aliases from no change.
    put(first, "lab: :include:%s\nnew: taro@gmai.com\n" % gone)
    wait_until(lambda: held(milter, "<new@lists.univ.example>"),
               "what stands beside the error")
    check(held(milter, "<lab@lists.univ.example>"), "lab, still")
    watcher.wait_log("registrations: .* 2 members, 3 wrong")
    put(first, "lab: :include:%s\n" % gone)
    wait_until(lambda: not held(milter, "<new@lists.univ.example>"),
               "what stood beside the error to go")
    check(held(milter, "<club@lists.univ.example>"), "club, unreadable")
    time.sleep(3)
    same(watcher.log().count("Permission denied"), 1, "reported")
    watcher.reload()
    milter.reload()
    check(held(milter, "<club@lists.univ.example>"), "club, after a reload")
    # A file of another kind by mistake.
    os.chmod(second, 0o644)
    with open(second, "r+b") as file:
        file.truncate(1 << 30)
    watcher.wait_log("second: .*256 MiB|second: 1073741824 bytes")
    check(held(milter, "<club@lists.univ.example>"), "club, of 1 GiB")
    put(second, "club: taro@gmail.com\n")
    milter.wait_log("registrations: .* 1 wrong")
    check(not held(milter, "<club@lists.univ.example>"), "club, put right")


@case
def changes_under_load(place):
    """Files change and reloads come while 8 clients ask: at each moment some
    state is in force, and in each of them the list has a wrong member."""
    aliases = place.write("aliases", "lab: taro@gmai.com\n")
    milter = registered(place, 'aliases = "%s";' % aliases)
    wrong = []

    def work():
        try:
            for _ in range(120):
                if not held(milter, "<lab@lists.univ.example>"):
                    wrong.append("not held")
        except Exception as error:  # a thread's would be lost
            wrong.append(repr(error))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    number = 0
    while any(t.is_alive() for t in threads):
        number += 1
        put(aliases, "lab: u%d@gmail.com,\n u%d@gmai.com\nx%d: lab\n"
            % (number, number, number))
        if number % 3 == 0:
            milter.signal(signal.SIGUSR1)
        if number % 30 == 0:
            milter.watcher.reload()
        time.sleep(0.02)
    same(wrong, [], "wrong verdicts or lost connections")
    same(milter.child.poll(), None, "the daemon")


@case
def closed_homes_are_told(place):
    """A home that the watcher cannot look into is not a home without a
    forward file."""
    for name, mode in (("open", 0o755), ("closed", 0o700)):
        os.makedirs(place / "home/" + name)
        put(place / "home/" + name + "/.forward", "taro@gmai.com\n")
        os.chmod(place / "home/" + name, mode)
    os.chmod(place / "home", 0o755)
    milter = registered(place, 'forward = "%s/home/*/.forward";' % place.path)
    milter.watcher.wait_log(r"home/\*/.forward: 1 of its files or directories cannot "
                    "be looked at, the first .*/home/closed/.forward: "
                    "Permission denied")
    check(held(milter, "<open@lists.univ.example>"), "open")
    check(not held(milter, "<closed@lists.univ.example>"), "closed")


# ---- what Postfix itself uses ------------------------------------------------


@case
def postfix_is_asked(place):
    """One line in domains.conf: the tables, the forward files and the domains
    are those of Postfix, also when it is there only later."""
    etc = place / "mx/etc"
    milter = Milter(place, domains='registrations = { postfix = "%s"; '
                    "refresh = 1; };\n" % etc)
    milter.watcher.wait_log("mx/etc: .*main.cf: No such file")
    path, key, value = forward_of(place, "taro@gmeil.com\n")
    more = place.write("more", "club: taro@gmai.com\n")
    virtual = place.write("virtual", "info@shop.example taro@gmai.com\n")
    postfix = {"alias_maps": "hash:%s/aliases, proxy:hash:%s"
                             % (place / "mx", more),
               "virtual_alias_maps": "hash:" + virtual,
               "virtual_alias_domains": "shop.example",
               "recipient_delimiter": "+",
               key: value.replace("forward/", "$user/")}
    os.rename(place / "forward", place / "games")
    # Before Postfix is there: an smtpd that found no table goes on without.
    os.mkdir(place / "tables")
    place.write("tables/main.cf", "compatibility_level = 3.6\n")
    run(["postmap", "-c", place / "tables", "hash:" + virtual])
    run(["postalias", "-c", place / "tables", "hash:" + more])
    gate = Gate(place, aliases="lab: jiro@gmail.com, taro@gmai.com\n",
                postfix=postfix, milter=milter)
    milter.wait_log("registrations: 4 lists, 5 members, 4 wrong")
    has(held_for(gate, "lab+x@lists.univ.example"), "list=<lab>",
        'registered="%s/aliases:1"' % gate.postfix.dir)
    has(held_for(gate, "club@lists.univ.example"),
        'registered="%s:1"' % more)
    # Postfix looks virtual aliases up before it holds a mail: releasing it
    # is no way to send it to the mended list.  The manual says so.
    has(held_for(gate, "info@shop.example", "taro@gmai.com"),
        "list=<info@shop.example>")
    has(held_for(gate, "games@lists.univ.example"), "list=<games>",
        "member=<taro@gmeil.com>")
    has(held_for(gate, "games@[127.0.0.1]"), "list=<games>")


@case
def tables_are_listed(place):
    """The table is what Postfix goes by: where its text is newer, or gone,
    it is listed; where it cannot be, that is reported."""
    postfix = Gate(place).postfix
    for name in ("fresh", "stale", "alone"):
        path = place.write(name, "%s@x.example taro@gmai.com\n" % name)
        postfix.command("postmap", "hash:" + path)
    os.unlink(place / "alone")
    place.write("stale", "stale@x.example taro@gmail.com\n")
    tables = ", ".join('"hash:%s"' % (place / name)
                       for name in ("fresh", "stale", "alone"))
    milter = Milter(place, name="second", domains=
                    'registrations = { postfix = "%s"; refresh = 1; '
                    'virtual = [ %s, "tcp:127.0.0.1:1", '
                    '"texthash:%s" ]; };\n'
                    % (postfix.etc, tables, place.write(
                        "text", "text@x.example taro@gmai.com\n")))
    milter.watcher.wait_log("stale: is newer than .*stale.db: postalias")
    milter.watcher.wait_log("tcp:127.0.0.1:1: postmap -s cannot list ")
    for name in ("fresh", "stale", "alone", "text"):
        check(held(milter, "<%s@x.example>" % name), name)
    check('registered="hash:%s:1"' % (place / "alone") in milter.log(),
          "where it is registered", milter.log())
    # Put right, and the table made again.
    for name in ("stale", "alone"):
        place.write(name, "%s@x.example taro@gmail.com\n" % name)
        postfix.command("postmap", "hash:" + (place / name))
    milter.wait_log("registrations: .* 2 wrong")
    check(not held(milter, "<alone@x.example>"), "alone, put right")


@case
def a_table_hangs(place):
    """postmap that waits for ever holds up no mail, no reload of the gate and
    no stop."""
    aliases = place.write("aliases", "lab: taro@gmai.com\n")
    milter = registered(place, 'aliases = "%s";' % aliases)
    watcher = milter.watcher
    os.mkdir(place / "etc", 0o755)
    place.write("etc/main.cf", "compatibility_level = 3.6\nalias_maps =\n")
    place.write("etc/master.cf", "")
    run(["postmap", "-c", place / "etc",
         "hash:" + place.write("table", "x jiro@gmail.com\n")])
    os.unlink(place / "table")
    lock = open(place / "table.db", "rb")
    place.undo.append(lock.close)
    fcntl.flock(lock, fcntl.LOCK_EX)
    milter.configure(domains='registrations = { %s postfix = "%s"; '
                     'aliases = [ "%s", "hash:%s" ]; };\n'
                     % (LOCAL, place / "etc", aliases, place / "table"))

    def hangs():
        """Does postmap wait for the lock?"""
        with open("/proc/locks", encoding="ascii") as file:
            waiting = [line.split() for line in file if "->" in line]
        return any(program in line for program in watcher.programs()
                   for line in waiting)

    wait_until(hangs, "postmap")
    check(held(milter, "<lab@lists.univ.example>"), "while it hangs")
    check("; now: " in milter.reload(), "reload", milter.log())
    check(held(milter, "<lab@lists.univ.example>"), "after a reload")
    watcher.reload()
    watcher.wait_log("hash:.*table: cannot be listed: was not waited for")
    wait_until(hangs, "postmap again")
    begin = time.monotonic()
    same(watcher.stop(), 0, "exit")
    # Postmap has a minute.
    check(time.monotonic() - begin < 30, "the stop waited")


@case
def forward_files_of_extensions(place):
    """A file .forward+x is asked for mail to taro+x only, as Postfix has it,
    and where a pattern names it."""
    key = forward_of(place, "taro@gmail.com\n")[1]
    os.rename(place / "forward", place / "games")
    folder = place / "games"
    for name, text in (("+ok", "taro@gmail.com\n"), ("+x", "a@gmeil.com\n")):
        put(folder + "/.forward" + name, text)
    home = place / "home/news"
    os.makedirs(home)
    for name, text in (("", "taro@gmail.com\n"), ("+x", "a@gmeil.com\n")):
        put(home + "/.forward" + name, text)
    for name in ("home", "home/news"):
        os.chmod(place / name, 0o755)
    gate = Gate(place, postfix={
        "recipient_delimiter": "+",
        key: "%s/$user/.forward${extension?{+$extension}}, "
             "%s/$user/.forward, /f/$domain/$user" % (place.path, place.path)})
    milter = Milter(place, name="second", domains='registrations = { '
                    'postfix = "%s"; forward = "%s/home/*/.forward*"; };\n'
                    % (gate.postfix.etc, place.path))
    milter.watcher.wait_log(r"forward_path: \"/f/\$domain/\$user\": these files are "
                    "not looked for")
    for local, want in (("games", False), ("games+ok", False),
                        ("games+x", True), ("games+other", False),
                        ("news", False), ("news+x", True),
                        ("news+other", False)):
        same(held(milter, "<%s@lists.univ.example>" % local), want, local)
    has(milter.log(), "list=<games+x>", "list=<news+x>")
    # Users of the system have homes that are not there.
    check("No such file" not in milter.watcher.log(), "homes",
          milter.watcher.log())

# SPDX-License-Identifier: BSD-2-Clause
"""doppelcheck --system --watch and the file between it and the gate: how fast
a change is in force, and what holds when one of the three is not well."""

import contextlib
import ctypes
import os
import re
import signal
import socket
import time

from lab.gate import Gate
from lab.mailman import Liar, drip, one_list
from lab.milter import Milter
from lab.place import PATIENCE, build_path, run, wait_until

from . import case, check, same
from .registering import LOCAL, has, held, held_for, put, \
    registered

# What holds with up to 1,000 files.
FORCE_SECONDS = 2


def wait_held(milter, path, want, what):
    """How long it takes until mail is held, or is no longer."""
    begin = time.monotonic()
    wait_until(lambda: held(milter, path) == want, what)
    return time.monotonic() - begin


def whole(text):
    """Is it a registrations file with its end?"""
    lines = text.split("\n")
    return (lines[0] == "doppelcheck registrations 1" and lines[-1] == "" and
            lines[-2].startswith("end\t%d\t" % (len(lines) - 2)))


# ---- changes -----------------------------------------------------------------


@case
def in_force_within_two_seconds(place):
    """One file of a thousand, many times, at any moment of the look."""
    folder = place / "lists"
    os.mkdir(folder)
    os.chmod(folder, 0o755)
    for i in range(1000):
        place.write("lists/l%d@univ.example.members" % i, "a%d@gmail.com\n" % i)
    milter = registered(place, 'members = "%s/*.members";' % folder)
    path = folder + "/l500@univ.example.members"
    took = []
    for i in range(8):
        wrong = i % 2 == 0
        time.sleep(0.13 * i)
        put(path, "taro@%s.com\n" % ("gmai" if wrong else "gmail"))
        took.append(wait_held(milter, "<l500@univ.example>", wrong, "change"))
    # Of the others the machine may have kept some.
    check(sorted(took)[3] < FORCE_SECONDS, "slower than two seconds", took)
    used, begin = milter.watcher.processor(), time.monotonic()
    time.sleep(3)
    used = milter.watcher.processor() - used
    passed = time.monotonic() - begin
    check(used < 0.2 * passed, "looks at 1,000 files use %.2f s of %.2f" %
          (used, passed))


@case
def lists_and_settings_change(place):
    """The watcher looks at domains.conf and the lists, too, and judges all
    again."""
    file = place.write("aliases", "lab: taro@zzz-wrong.example\n")
    milter = registered(place, 'aliases = "%s";' % file)
    check(not held(milter, "<lab@lists.univ.example>"), "before")
    path = os.path.join(milter.lists, "doppelgangers.list")
    with open(path, encoding="utf-8") as lists:
        text = lists.read()
    entries, count = text.rsplit("# end entries=", 1)
    longer = entries + "zzz-wrong.example gmail.com\n"
    put(path, "%s# end entries=%d\n" % (longer, int(count) + 1))
    wait_held(milter, "<lab@lists.univ.example>", True, "a longer list")
    # One that was cut at a line's end changes nothing.
    put(path, entries[:entries.rindex("\n", 0, -1) + 1])
    milter.watcher.wait_log("doppelgangers.list: has no end mark")
    time.sleep(2)
    check(held(milter, "<lab@lists.univ.example>"), "with a cut list")
    put(path, "%s# end entries=%d\n" % (longer, int(count) + 1))
    milter.watcher.wait_log("domains.conf and the lists: are good again")
    # Neither does a broken one, and it is reported once.
    before = milter.watcher.log().count("stays in force")
    put(path, longer + "no..name gmail.com\n")
    milter.watcher.wait_log("doppelgangers.list:[0-9]+: .*")
    milter.watcher.wait_log("what was in force stays in force")
    time.sleep(3)
    same(milter.watcher.log().count("stays in force"), before + 1, "reported")
    check(held(milter, "<lab@lists.univ.example>"), "with a broken list")
    put(path, text)
    wait_held(milter, "<lab@lists.univ.example>", False, "the list of before")
    milter.watcher.wait_log("domains.conf and the lists: are good again")
    other = place.write("other", "club: taro@gmai.com\n")
    milter.configure(domains='registrations = { %s aliases = [ "%s", "%s" ]; '
                     "};\n" % (LOCAL, file, other))
    wait_held(milter, "<club@lists.univ.example>", True, "another source")


@case
def the_gate_reads_no_sources(place):
    """What is closed to the gate is in force: the watcher may read it."""
    secret = place.write("secret", "lab: taro@gmai.com\n", 0o600)
    milter = Milter(place, start=False, domains='registrations = { %s '
                    'aliases = "%s"; };\n' % (LOCAL, secret))
    milter.watcher.user = "root"
    gate = Gate(place, aliases="lab: jiro@gmail.com\n", milter=milter)
    milter.start()
    has(held_for(gate, "lab@lists.univ.example"), "list=<lab>",
        'registered="%s:1"' % secret)
    mode = os.stat(milter.watcher.file)
    same(mode.st_mode & 0o777, 0o640, "mode of the file")
    # Right addresses are nobody's business.
    put(secret, "lab: taro@gmai.com, jiro@gmail.com\n", 0o600)
    milter.wait_log("registrations: 1 lists, 2 members, 1 wrong")
    check("jiro" not in milter.watcher.text(), "a right member is in it",
          milter.watcher.text())


@case
def an_owner_who_is_wrong_is_passed_over(place):
    """The reply names somebody who gets mail."""
    aliases = place.write(
        "aliases", "lab: x@gmai.com\nowner-lab: hanako@gmai.com\n"
        "club: x@gmai.com\nowner-club: hanako\n")
    milter = registered(
        place, 'aliases = "%s"; contact = "help@univ.example";' % aliases,
        settings='actions = { registration = { certain = "reject"; }; };\n')
    gate = Gate(place, aliases="lab: hanako\n", milter=milter)
    for name, contact in (("lab", "help@univ.example"),
                          ("club", "owner-club@lists.univ.example")):
        code, text = gate.send(name + "@lists.univ.example")[0]
        same(code, 550, name)
        check(text.endswith("please tell " + contact), name, text)


# ---- a file that is not well -------------------------------------------------


@case
def a_file_that_is_not_well(place):
    """Cut, damaged, of another version, old, gone: what was read last stays
    in force, and the log says so once, and once that it is good again."""
    aliases = place.write("aliases", "lab: taro@gmai.com\n")
    milter = registered(place, 'aliases = "%s";' % aliases)
    milter.watcher.kill()
    path = milter.watcher.file
    good = milter.watcher.text()
    check(whole(good), "the file", good)
    for name, text, words in (
            ("cut", good[:-20], "is damaged|is cut"),
            ("half", good[:len(good) // 2], "is cut: it has no end mark"),
            ("empty", "", "is no registrations file"),
            ("changed", good.replace("taro", "jiro"), "is damaged"),
            ("another version", good.replace("ions 1", "ions 2", 1),
             "is of another version"),
            ("another file", "lab: taro@gmai.com\n",
             "is no registrations file"),
            ("gone", None, "No such file or directory")):
        before = len(milter.log())
        if text is None:
            os.unlink(path)
        else:
            put(path, text)
        milter.wait_log("(?s)^.{%d}.*(%s).*; what was read last holds"
                        % (before, words))
        check(held(milter, "<lab@lists.univ.example>"), name)
        time.sleep(1.2)
        same(milter.log()[before:].count("what was read last holds"), 1, name)
        check("; now: " in milter.reload(), name, milter.log())
        check(held(milter, "<lab@lists.univ.example>"), name + ", reload")
        before = len(milter.log())
        put(path, good)
        milter.wait_log("(?s)^.{%d}.*: is good again" % before)
    # -n says so, and starts are not kept by it.
    os.unlink(path)
    done = run(milter.argv() + ["-n"])
    check("warning: %s: " % path in done.stderr, "-n", done.stderr)
    milter.stop()
    milter.start()
    milter.wait_log("No such file or directory; no registrations are in force")
    check(not held(milter, "<lab@lists.univ.example>"), "without a file")
    put(path, good)
    wait_held(milter, "<lab@lists.univ.example>", True, "a file")


def aged(text, seconds):
    """The same with an older time and the end mark that fits."""
    older = re.sub("(?m)^time\t(\\d+)$",
                   lambda m: "time\t%d" % (int(m.group(1)) - seconds), text)
    body = older[:older.rindex("end\t")]
    return body + "end\t%d\t%s\n" % (body.count("\n"), xxh3(body))


def xxh3(text):
    """By the library that the programs have."""
    function = ctypes.CDLL("libxxhash.so.0").XXH3_64bits
    function.restype = ctypes.c_uint64
    function.argtypes = [ctypes.c_char_p, ctypes.c_size_t]
    return "%016x" % function(text.encode(), len(text.encode()))


@case
def a_watcher_that_died(place):
    """Its file is in force, and after ten minutes the log says that it is
    old."""
    aliases = place.write("aliases", "lab: taro@gmai.com\n")
    milter = Milter(place, start=False, domains='registrations = { %s '
                    'aliases = "%s"; };\n' % (LOCAL, aliases))
    watcher = milter.watcher
    watcher.start()
    watcher.kill()
    put(watcher.file, aged(watcher.text(), 660))
    milter.start()
    milter.wait_log("is over ten minutes old")
    check(held(milter, "<lab@lists.univ.example>"), "an old file")
    time.sleep(1.5)
    same(milter.log().count("ten minutes"), 1, "reported")
    watcher.start(ready=False)
    milter.wait_log("is good again")


@case
def killed_while_it_writes(place):
    """kill -9 at any moment: the file is whole, and the next watcher goes
    on."""
    aliases = place.write("aliases", "lab: taro@gmai.com\n")
    milter = registered(place, 'aliases = "%s";' % aliases)
    watcher = milter.watcher
    for i in range(25):
        members = ", ".join("u%d.%d@gmai.com" % (i, k) for k in range(12))
        put(aliases, "lab: taro@gmai.com\n" + "".join(
            "l%d.%d: %s\n" % (i, k, members) for k in range(400)))
        watcher.reload()
        time.sleep(0.004 * i)
        watcher.kill()
        check(whole(watcher.text()), "the file", watcher.text()[-200:])
        check(held(milter, "<lab@lists.univ.example>"), "in force")
        watcher.start(ready=False)
        wait_until(lambda: len(os.listdir(os.path.dirname(watcher.file))) == 2
                   and "l%d.0\t" % i in watcher.text(), "the next one")
    check("damaged" not in milter.log() and "cut" not in milter.log(),
          "the gate saw half a file", milter.log())


@case
def a_source_that_cannot_be_read(place):
    """It keeps what it said before, and the others go on."""
    first = place.write("first", "lab: taro@gmai.com\n")
    second = place.write("second", "club: jiro@gmail.com\n")
    milter = registered(place, 'aliases = [ "%s", "%s" ];' % (first, second))
    os.chmod(first, 0)
    milter.watcher.wait_log("first: what it said before stays in force")
    put(second, "club: jiro@gmai.com\n")
    wait_held(milter, "<club@lists.univ.example>", True, "the other one")
    check(held(milter, "<lab@lists.univ.example>"), "what it said before")


@case
def what_the_gate_cannot_look_up(place):
    """Of patterns the watcher says that their mail is not held, once, and is
    not in want of another reading."""
    table = place.write("patterns", "/^(.*)@old\\.example$/ $1@gmai.com\n"
                        "!/univ/ taro@gmai.com\n/^right@/ taro@gmail.com\n")
    milter = registered(place, 'virtual = "regexp:%s";' % table)
    words = "%s:1: 2 wrong addresses of patterns" % table
    milter.watcher.wait_log(words)
    milter.watcher.wait_log("1 source read: 0 lists, 3 members, 0 wrong")
    time.sleep(2.5)
    same(milter.watcher.log().count(words), 1, "reported")
    check("stays in force" not in milter.watcher.log(), "its registrations",
          milter.watcher.log())
    put(table, "/^(.*)@old\\.example$/ $1@gmail.com\n")
    milter.watcher.wait_log("0 lists, 1 members")
    same(milter.watcher.log().count("of patterns"), 1, "when it is right")


@case
def a_new_watcher_knows_less(place):
    """A Postfix or a Mailman that does not answer it yet takes nothing out of
    the file that there is."""
    etc = place / "etc"
    os.mkdir(etc)
    virtual = place.write("virtual", "info@shop.example taro@gmai.com\n")
    main = place.write("etc/main.cf", "compatibility_level = 3.6\n"
                       "alias_maps =\nvirtual_alias_maps = texthash:%s\n"
                       % virtual)
    place.write("etc/master.cf", "")
    liar = Liar(place, one_list)
    milter = Milter(place, domains='registrations = { postfix = "%s"; '
                    'mailman3 = { url = "%s"; }; };\n' % (etc, liar.url))
    milter.wait_log("registrations: [23] lists, 2 members, 2 wrong")
    watcher = milter.watcher
    watcher.kill()
    os.rename(main, main + ".away")
    watcher.start(ready=False)
    watcher.wait_log("etc: .*main.cf")
    time.sleep(2)
    os.rename(main + ".away", main)
    liar.answer = drip
    watcher.kill()
    watcher.start(ready=False)
    time.sleep(2)
    for path in ("<info@shop.example>", "<lab@univ.example>"):
        check(held(milter, path), path, watcher.text())


# ---- beginning and end -------------------------------------------------------


@case
def the_gate_is_first(place):
    """It starts without a file, and takes it when it comes."""
    aliases = place.write("aliases", "lab: taro@gmai.com\n")
    milter = Milter(place, start=False, domains='registrations = { %s '
                    'aliases = "%s"; };\n' % (LOCAL, aliases))
    watcher, milter.watcher = milter.watcher, None
    milter.start()
    milter.wait_log("registrations: cannot open: No such file or directory; "
                    "no registrations are in force: "
                    "is doppelcheck --watch at work")
    check(not held(milter, "<lab@lists.univ.example>"), "before")
    watcher.start()
    milter.wait_log("is good again")
    check(held(milter, "<lab@lists.univ.example>"), "in force")


@case
def without_registrations(place):
    """There is no file, and nobody misses it; the watcher waits."""
    milter = Milter(place, domains="registrations = { };\n", start=False)
    watcher = milter.watcher
    watcher.start(ready=False)
    watcher.wait_log("names no registrations")
    milter.start()
    time.sleep(1.5)
    check(not os.path.exists(watcher.file), "a file")
    check("registrations" not in milter.log(), "the gate", milter.log())
    done = run(milter.argv() + ["-n"])
    same(done.stderr, "", "-n")
    aliases = place.write("aliases", "lab: taro@gmai.com\n")
    milter.configure(domains='registrations = { %s aliases = "%s"; };\n'
                     % (LOCAL, aliases))
    wait_until(lambda: os.path.exists(watcher.file), "a file")
    check("; now: " in milter.reload(), "reload", milter.log())
    check(held(milter, "<lab@lists.univ.example>"), "in force")


@contextlib.contextmanager
def manager_of(place, watcher):
    """Starts the watcher; where the service manager would hear from it."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(place / "notify")
        os.chmod(place / "notify", 0o666)
        listener.settimeout(PATIENCE)
        watcher.start(ready=False,
                      environment={"NOTIFY_SOCKET": place / "notify"})
        yield listener


READY = b"READY=1\nSTATUS="


def until_ready(listener):
    """What the manager hears until the watcher is ready.  How far it is the
    watcher says once a second."""
    heard = [listener.recv(200)]
    while heard[-1] != READY:
        check(heard[-1].startswith(b"STATUS=registrations: "), heard)
        heard.append(listener.recv(200))
    return heard[:-1]


@case
def reports_to_systemd(place):
    """It is ready after the first file, not before; it also reports
    reloads and the end."""
    aliases = place.write("aliases", "lab: taro@gmai.com\n")
    milter = Milter(place, start=False, domains='registrations = { %s '
                    'aliases = "%s"; };\n' % (
                        LOCAL.replace("refresh = 1", "refresh = 50"), aliases))
    watcher = milter.watcher
    with manager_of(place, watcher) as listener:
        same(until_ready(listener)[0],
             b"STATUS=registrations: 0 of 1 sources read", "how far it is")
        check(os.path.exists(watcher.file), "ready before the file")
        for number in (signal.SIGHUP, signal.SIGUSR1):
            watcher.signal(number)
            check(listener.recv(200).startswith(b"RELOADING=1\n"), "reload")
            same(listener.recv(200), READY, "after it")
        begin = time.monotonic()
        same(watcher.stop(), 0, "exit")
        check(time.monotonic() - begin < 20, "the stop waited for the look")
        same(listener.recv(200), b"STOPPING=1", "last")


@case
def a_first_reading_that_takes_long(place):
    """systemd would end it and begin it again: it is ready in time without the
    file, a gate that starts then takes the file when it comes, and nothing is
    read twice."""
    files = [place.write("aliases", "lab: taro@gmai.com\n"),
             place.write("other.slow", "club: taro@gmai.com\n")]
    milter = Milter(place, start=False, domains='registrations = { %s '
                    'aliases = [ "%s", "%s" ]; };\n' % (LOCAL, *files))
    watcher, milter.watcher = milter.watcher, None
    watcher.program = "doppelcheck-hurried"
    with manager_of(place, watcher) as listener:
        heard = until_ready(listener)
        same(heard[0], b"STATUS=registrations: 0 of 2 sources read", "first")
        same(listener.recv(200), b"STATUS=registrations: 1 of 2 sources read",
             "while it reads")
        check(not os.path.exists(watcher.file), "it was not slow")
        watcher.wait_log("registrations: reading takes long: 1 of 2 sources "
                         "read; doppelmilter has no registrations until")
        milter.start()
        milter.wait_log("no registrations are in force")
        place.write("other.slow.comes", "")
        same(until_ready(listener), [], "before the file")
        check(os.path.exists(watcher.file), "ready before the file")
    milter.wait_log("is good again")
    for name in ("lab", "club"):
        check(held(milter, "<%s@lists.univ.example>" % name), name)
    same(watcher.log().count("registrations: 2 sources read"), 1, "read once")
    same(watcher.log().count("takes long"), 1, "reported once")


@case
def cannot_begin(place):
    """What a watcher cannot do without ends it, with the reason."""
    aliases = place.write("aliases", "lab: taro@gmai.com\n")
    milter = Milter(place, start=False, domains='registrations = { %s '
                    'aliases = "%s"; };\n' % (LOCAL, aliases))
    program = build_path("doppelcheck")
    argv = [program, "-c", milter.domains, "--system", "--watch"]
    done = run(argv + [place / "nowhere/file"], expect=2)
    check("nowhere/file: " in done.stderr, "no directory", done.stderr)
    # A slip: what is watched, or another file of the administrator's.
    done = run(argv + [aliases], expect=2)
    check("something else is there" in done.stderr, "aliases", done.stderr)
    with open(aliases, encoding="utf-8") as file:
        same(file.read(), "lab: taro@gmai.com\n", "what was there")
    for more, words in ((["--dns"], "--watch: cannot be combined with --dns"),
                        (["--state", "x"],
                         "--watch: cannot be combined with --state"),
                        (["-f", "json"],
                         "--watch: cannot be combined with --format"),
                        (["a", "b"], "--system: takes no files")):
        done = run(argv + more, expect=2)
        check(words in done.stderr, words, done.stderr)
    done = run([program, "--watch"], expect=2)
    check("--watch: needs --system" in done.stderr, "alone", done.stderr)
    milter.configure(domains='registrations = { aliases = "%s"; };\n'
                     % aliases)
    done = run(argv, expect=2)
    check("needs local-domains" in done.stderr, "no domains", done.stderr)

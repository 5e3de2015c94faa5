# SPDX-License-Identifier: BSD-2-Clause
"""The lists of a Mailman 3, asked over REST: a real one, and liars."""

import os
import time

from lab.mailman import (PASSWORD, USER, Liar, Mailman, config, drip,
                         one_list, page)
from lab.milter import Milter
from lab.place import end_child, run, wait_until

from . import case, check, same
from .registering import has, held


def milter_of(place, url, mode=0o600, name="milter", start=True):
    """A milter with a watcher that asks the Mailman there, and the file of its
    password."""
    secret = place.write(name + "-password", PASSWORD + "\n", mode)
    run(["chown", "nobody", secret])
    return Milter(place, name=name, start=start, domains=(
        'registrations = { refresh = 1; mailman3 = { url = "%s"; user = "%s"; '
        'password-file = "%s"; }; };\n' % (url, USER, secret)))


@case
def mailman3_lists(place):
    """Members, owners and moderators of all lists; what changes there is
    seen."""
    mailman = Mailman(place)
    mailman.create("lab@lists.univ.example", "jiro@gmail.com",
                   "taro@gmai.com", owner="own@univ.example",
                   moderator="mod@gmeil.com")
    mailman.create("club@lists.univ.example", "jiro@gmail.com",
                   owner="mika@gmeil.com")
    milter = milter_of(place, mailman.url)
    milter.wait_log("registrations: 4 lists, 6 members, 3 wrong")
    check(held(milter, "<lab@lists.univ.example>"), "lab")
    has(milter.log(), "list=<lab@lists.univ.example>",
        "member=<taro@gmai.com>", 'registered="%s/lists/'
        'lab.lists.univ.example/roster/member?count=500&page=1:'
        % mailman.url)
    check(not held(milter, "<club@lists.univ.example>"), "club")
    check(held(milter, "<club-owner@lists.univ.example>"), "club's owner")
    check(held(milter, "<lab-owner@lists.univ.example>"), "lab's moderator")
    mailman.remove("lab@lists.univ.example", "taro@gmai.com")
    milter.watcher.reload()
    milter.wait_log("registrations: 4 lists, 5 members, 2 wrong")
    check(not held(milter, "<lab@lists.univ.example>"), "lab, put right")
    said = milter.log() + milter.watcher.log()
    check(PASSWORD not in said, "the password is shown", said)
    # It is down: what is known stays.
    end_child(mailman.child)
    milter.watcher.reload()
    milter.watcher.wait_log("/3.1/lists[?]count=500&page=1: Couldn't connect")
    milter.watcher.wait_log("3.1: what it said before stays in force")
    check(held(milter, "<club-owner@lists.univ.example>"), "while it is down")


def many(count, total=None):
    """So many members, on pages as they are asked for; total(page) is what
    each says of how many there are."""
    def answer(request):
        if "/roster/member?" not in request.path:
            return one_list(request)
        query = dict(part.split("=") for part in
                     request.path.split("?")[1].split("&"))
        size = int(query["count"])
        number = int(query["page"])
        first = (number - 1) * size
        return page([{"email": "u%d@gmail.com" % i}
                     for i in range(first, min(first + size, count))],
                    total(number) if total else count)
    return answer


LIES = (
    ("404", lambda _: (404, {}, b"{}"), "answers with 404"),
    ("401", lambda _: (401, {}, b"{}"), "401: user or password is wrong"),
    ("500", lambda _: (500, {}, b"Traceback"), "answers with 500"),
    ("elsewhere", lambda r: (302, {"Location": "http://127.0.0.1:1/"}, b""),
     "answers with 302"),
    ("a page", lambda _: (200, {}, b"<html>hello</html>"),
     "answers no JSON object"),
    ("nothing", lambda _: (200, {}, b""), "answers no JSON object"),
    ("an array", lambda _: (200, {}, b"[1]"), "answers no JSON object"),
    ("depth", lambda _: (200, {}, b"[" * 100000), "answers no JSON object"),
    ("no total", lambda _: (200, {}, b'{"entries": []}'),
     'no "total_size"'),
    ("no such total", lambda r: page([], "7"), 'no "total_size"'),
    ("less than none", lambda r: page([], -1), 'more entries than "total'),
    ("none at all", lambda r: page([{}], 0), 'more entries than "total_size"'),
    ("more than all", many(600, lambda n: 550),
     'page=2: has more entries than "total_size"'),
    ("one has gone", many(600, lambda n: 601 - n),
     "page=2: has changed while it was read"),
    ("no end", many(1 << 30, lambda n: n * 500 + 1),
     "page=2: has changed while it was read"),
    ("too few", lambda r: page([], 7), 'before all of "total_size"'),
    ("too many", lambda r: page([{}] * 501, 501), "as were asked for"),
    ("no objects", lambda r: page([1]), "an entry is no object"),
    ("no name", lambda r: page([{"list_id": "a.b"}]), "fqdn_listname"),
    ("no list", lambda r: page([{"list_id": "a", "fqdn_listname": "a"}]),
     "without @"),
    ("no members", lambda r: one_list(r) if "/roster" not in r.path
     else page([{"mail": "x"}]), 'no "email"'),
    ("no configuration", lambda r: page([]) if r.path.endswith("/config")
     else one_list(r), 'no "reply_goes_to_list"'),
    ("nothing but values", lambda r: (200, {}, b'{"total_size": 1, "entries": ['
                                      + b"{}," * 300000 + b"{}]}"),
     "over 262,144 values"),
    ("numbers", lambda r: one_list(r) if "/roster" not in r.path
     else page([{"email": 5}]), 'no "email"'),
    ("huge", lambda r: (200, {}, b" " * (17 << 20)), "a page over 16 MiB"),
)


@case
def mailman3_lies(place):
    """What answers instead of Mailman is reported, once, and what was known
    stays in force."""
    liar = Liar(place, one_list)
    milter = milter_of(place, liar.url)
    milter.wait_log("registrations: 2 lists, 1 members, 1 wrong"
                    "|registrations: 1 lists, 1 members, 1 wrong")
    for name, answer, words in LIES:
        liar.answer = answer
        watcher = milter.watcher
        before = len(watcher.log())
        watcher.reload()
        watcher.wait_log("(?s)^.{%d}.*what it said before stays in force"
                        % before)
        check(words in watcher.log()[before:], name, watcher.log()[before:])
        check(held(milter, "<lab@univ.example>"), "after " + name)
    # Names and addresses may have anything in them.
    liar.answer = lambda r: (
        page([{"list_id": "../../x?y#z", "fqdn_listname": "l\n@univ.example"}])
        if r.path.startswith("/3.1/lists?") else
        config() if r.path.endswith("/config") else
        page([{"email": "a\r\nX: y@gmai.com", "display_name": "\0"}]))
    milter.watcher.reload()
    wait_until(lambda: any("lists/..%2F..%2Fx%3Fy%23z/roster/owner" in path
                           for path in liar.paths), "the list's owners")
    liar.answer = many(1201)
    milter.watcher.reload()
    milter.wait_log("registrations: .* 1201 members, 0 wrong")


# What the owner or a member of one list, or the core at it, may answer.
ONE_LIES = (
    ("gone", (404, {}, b""), "answers with 404"),
    ("a fault of the core", (500, {}, b""), "answers with 500"),
    ("no address", page([{"email": ""}]), 'no "email"'),
    ("names", (200, {}, b" " * (17 << 20)), "a page over 16 MiB"),
    ("a change", page([], 7), 'before all of "total_size"'),
)


@case
def mailman3_one_lies(place):
    """What one list says keeps no other from being read, and of that list what
    was known stays in force."""
    lists = [{"list_id": name + ".univ.example",
              "fqdn_listname": name + "@univ.example"}
             for name in ("club", "lab", "team")]
    wrong = ["taro@gmail.com"]
    lie = []

    def answer(request):
        path = request.path
        if path.startswith("/3.1/lists?"):
            return page(lists)
        if "/club." in path and path.endswith("/config"):
            return config("explicit_header")  # and no address
        if path.endswith("/config"):
            return config()
        if "/lab." in path and lie:
            return lie[0]
        if "/roster/member?" not in path:
            return page([])
        return page([{"email": "jiro@gmai.com" if "/lab." in path
                      else wrong[0]}])

    liar = Liar(place, answer)
    milter = milter_of(place, liar.url)
    milter.wait_log("registrations: .* 3 members, 1 wrong")
    check(held(milter, "<lab@univ.example>"), "lab")
    for name, said, words in ONE_LIES:
        lie[:] = [said]
        wrong[0] = "taro@gmai.com"
        before = len(milter.watcher.log())
        milter.watcher.reload()
        wait_until(lambda: held(milter, "<team@univ.example>"),
                   "team: " + name)
        check(words in milter.watcher.log()[before:], name,
              milter.watcher.log()[before:])
        check(held(milter, "<lab@univ.example>"), "lab: " + name)
        check(held(milter, "<club@univ.example>"), "club: " + name)
        lie[:], wrong[0] = [], "taro@gmail.com"
        milter.watcher.reload()
        wait_until(lambda: not held(milter, "<team@univ.example>"),
                   "after " + name)


@case
def mailman3_replies_and_nonmembers(place):
    """The address that a list gives all replies is one of the list while it is
    used; a nonmember's holds no mail."""
    mailman = Mailman(place)
    lab, club = "lab@lists.univ.example", "club@lists.univ.example"
    mailman.create(lab, "jiro@gmail.com")
    mailman.create(club, "jiro@gmail.com")
    mailman.subscribe(club, "mika@gmeil.com", role="nonmember")
    mailman.configure(lab, reply_goes_to_list="explicit_header",
                      reply_to_address="Foo@gmai.com")
    milter = milter_of(place, mailman.url)
    milter.wait_log("registrations: 3 lists, 4 members, 2 wrong")
    check(held(milter, "<%s>" % lab), "lab")
    has(milter.log(), "list=<%s>" % lab, "member=<Foo@gmai.com>",
        'registered="%s/lists/lab.lists.univ.example/config:1"' % mailman.url)
    check(not held(milter, "<%s>" % club), "club, for a nonmember")
    for where, wrong in (("no_munging", 1), ("explicit_header_only", 2),
                         ("point_to_list", 1)):
        mailman.configure(lab, reply_goes_to_list=where)
        before = len(milter.log())
        milter.watcher.reload()
        wait_until(lambda: "members, %d wrong" % wrong in
                   milter.log()[before:], where)


@case
def mailman3_secret(place):
    """A password that others can read is not used."""
    liar = Liar(place, one_list)
    milter = milter_of(place, liar.url, 0o644)
    milter.watcher.wait_log("milter-password: mode 644: others than its owner")
    same(liar.paths, [], "asked")


@case
def mailman3_slow_does_not_hold_up(place):
    """Mail is judged and a stop is a stop, while it drips."""
    liar = Liar(place, drip)
    milter = milter_of(place, liar.url)
    check(not held(milter, "<lab@univ.example>"), "while it drips")
    begin = time.monotonic()
    same(milter.watcher.stop(), 0, "exit")
    # An answer has half a minute.
    check(time.monotonic() - begin < 15, "the stop waited")
    check(os.path.exists(milter.conf), "the case is over")

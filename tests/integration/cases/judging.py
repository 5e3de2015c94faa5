# SPDX-License-Identifier: BSD-2-Clause
"""What happens to a mail, by the address it goes to."""

from lab.gate import Gate
from lab.milter import Milter
from lab.samples import typo_of
from lab.wire import Wire

from . import case, check, same


def tagged(gate):
    """The mail that arrived says what is wrong with it, once."""
    headers = gate.sink.headers()
    same(len(headers), 1, "headers in %r" % gate.sink.mails[0].data)
    check("reason=typo" in headers[0], "the header", headers[0])


@case
def right_delivered(place):
    gate = Gate(place)
    replies = gate.send("taro@gmail.com")
    same(replies[0][0], 250, "RCPT")
    same(replies[1][0], 250, "end of data")
    check(gate.sink.wait(1), "nothing arrived")
    same(gate.sink.recipients(), ["taro@gmail.com"], "arrived")
    same(gate.sink.headers(), [], "headers in a mail that is fine")


@case
def wrong_rejected(place):
    gate = Gate(place)
    code, text = gate.send("taro@gmai.com")[0]
    same(code, 550, "RCPT")
    check(text.startswith("550 5.1.2 "), "no 5.1.2", text)
    check("did you mean taro@gmail.com?" in text, "nothing meant", text)
    line = gate.milter.wait_log("to=<taro@gmai.com>.*").group(0)
    for part in ("from=<hanako@univ.example>", "reason=known-doppelganger",
                 "confidence=certain", "meant=gmail.com", "action=reject"):
        check(part in line, "the log has no " + part, line)
    same(gate.sink.recipients(), [], "arrived")


@case
def only_wrong_one_refused(place):
    gate = Gate(place)
    replies = gate.send("taro@gmail.com", "taro@gmai.com", "jiro@yahoo.co.jp")
    same([r[0] for r in replies], [250, 550, 250, 250], "replies")
    check(gate.sink.wait(1), "nothing arrived")
    gate.postfix.wait_empty()
    same(gate.sink.recipients(), ["jiro@yahoo.co.jp", "taro@gmail.com"],
         "arrived")


@case
def likely_typo_held(place):
    gate = Gate(place)
    wrong = typo_of("likely")
    replies = gate.send(wrong, "taro@gmail.com")
    same([r[0] for r in replies], [250, 250, 250], "replies")
    held = gate.held()
    same(len(held), 1, "held mails")
    same(sorted(r["address"] for r in held[0]["recipients"]),
         sorted([wrong, "taro@gmail.com"]), "held for")
    line = gate.milter.wait_log("to=<%s>.*" % wrong).group(0)
    check("action=quarantine" in line and "reason=typo" in line,
          "the reason is not in the log", line)
    check(held[0]["queue_id"] in gate.milter.log(),
          "the log does not name the queue file", line)
    # Released by the administrator it goes out, and says why it was held.
    gate.postfix.command("postsuper", "-H", held[0]["queue_id"])
    gate.postfix.command("postqueue", "-f")
    check(gate.sink.wait(1), "not delivered after postsuper -H")
    tagged(gate)


@case
def possible_typo_tagged(place):
    gate = Gate(place)
    wrong = typo_of("possible")
    same(gate.send(wrong)[1][0], 250, "end of data")
    check(gate.sink.wait(1), "nothing arrived")
    tagged(gate)


@case
def subdomain_rejected(place):
    gate = Gate(place)
    for wrong in ("taro@mail.gmai.com", "taro@a.b.c.gmai.com"):
        same(gate.send(wrong)[0][0], 550, wrong)
    for right in ("taro@notgmai.com.example",):
        same(gate.send(right)[0][0], 250, right)


@case
def gate_proved_by_test_domain(place):
    gate = Gate(place)
    for wrong in ("anything@doppelganger.test", "x@sub.doppelganger.test",
                  "X@DOPPELGANGER.TEST"):
        code, text = gate.send(wrong)[0]
        same(code, 550, wrong)
        check("doppelganger.test" in text, "the reply names it", text)


@case
def written_otherwise_rejected(place):
    """The same name in every spelling that a client may send."""
    gate = Gate(place)
    with gate.client() as client:
        client.expect(250, "MAIL FROM:<hanako@univ.example>")
        for path in ("<taro@GMAI.COM>", "taro@gmai.com", "<taro@gmai.com.>",
                     "<@relay.example:taro@gmai.com>", "<taro@Gmai.Com>",
                     '<"taro yamada"@gmai.com>'):
            reply = client.command("RCPT TO:" + path)
            check(reply[0] // 100 == 5, path + " passed", reply[1])


@case
def rewritten_by_postfix_rejected(place):
    """What RFC 5321 does not know, and Postfix delivers to gmai.com."""
    gate = Gate(place, postfix={"smtpd_soft_error_limit": "1000",
                                "smtpd_hard_error_limit": "1000"})
    with gate.client() as client:
        client.expect(250, "MAIL FROM:<hanako@univ.example>")
        for path in ("<a@b@gmai.com>", "<taro%gmai.com@[127.0.0.1]>",
                     "<taro%gmai.com@lists.univ.example>", "<taro%gmai.com>",
                     "<taro@gmai.com@lists.univ.example>",
                     '<"taro@gmai.com"@lists.univ.example>',
                     '<"taro@gmai.com">', "<taro(x)@gmai.com>",
                     "<taro@gmai.com(x)>", "<taro@(x)gmai.com>",
                     "<taro @gmai.com>", "<taro@ gmai.com>",
                     "<taro@gmai .com>", "<taro\\@gmai.com>",
                     '<taro@"gmai.com">', "<taro@gmai\\.com>",
                     "<gmai.com!taro>", "<gmai.com!taro@lists.univ.example>",
                     "<@gmai.com>", "<taro:jiro@gmai.com>",
                     "<<taro@gmai.com>>", "<taro@gmai.com>>",
                     "<@a b:taro@gmai.com>", "<@:taro@gmai.com>",
                     "<taro@a_b.gmai.com>", "<taro@xn--zzzzzzzz.gmai.com>",
                     "<" + "a" * 600 + "@gmai.com>", "<taro\x01@gmai.com>"):
            code, text = client.command("RCPT TO:" + path)
            check(code == 550 and "doppelganger" in text, path + " passed",
                  text)


@case
def smtputf8_recipient(place):
    gate = Gate(place)
    replies = gate.send("太郎@gmail.com", "太郎@gmai.com", "taro@ｇｍａｉ.com",
                        "taro@gmai。com", options=" SMTPUTF8 BODY=8BITMIME")
    same([r[0] for r in replies], [250, 550, 550, 550, 250], "replies")
    for _, text in replies[:-1]:
        check(text.isascii(), "bytes beyond ASCII in a reply", text)
    check(gate.sink.wait(1), "nothing arrived")
    same(gate.sink.recipients(), ["太郎@gmail.com"], "arrived")


@case
def exempt_sender_and_list(place):
    gate = Gate(place, 'exempt = { senders = ["abuse@univ.example", '
                       '"@audit.example"]; };\n',
                lists={"exempt.list": "gmeil.com\n"})
    for sender, code in (("abuse@univ.example", 250),
                         ("anyone@audit.example", 250),
                         ("x@notaudit.example", 550),
                         ("hanako@univ.example", 550)):
        same(gate.send("taro@gmai.com", sender=sender)[0][0], code, sender)
    same(gate.send("taro@gmeil.com")[0][0], 250, "on the allow list")


@case
def exempt_client(place):
    gate = Gate(place, 'exempt = { clients = ["127.0.0.2/32"]; };\n')
    for source, code in (("127.0.0.2", 250), ("127.0.0.1", 550)):
        with gate.client(source=source) as client:
            same(client.mail(["taro@gmai.com"])[0][0], code, source)


@case
def monitor_only_logs(place):
    gate = Gate(place, 'mode = "monitor";\n')
    wrong = ["taro@gmai.com", typo_of("likely"), typo_of("possible")]
    same([r[0] for r in gate.send(*wrong)], [250] * 4, "replies")
    check(gate.sink.wait(1), "nothing arrived")
    gate.postfix.wait_empty()
    same(gate.sink.recipients(), sorted(wrong), "arrived")
    same(gate.sink.headers(), [], "tagged")
    for address, action in zip(wrong, ("reject", "quarantine", "tag")):
        line = gate.milter.wait_log("to=<%s>.*" % address).group(0)
        check(action in line and "monitor" in line, "log", line)


@case
def fifty_recipients_three_wrong(place):
    """With Postfix's own limits: three refusals are far from them."""
    gate = Gate(place)
    recipients = ["user%02d@gmail.com" % n for n in range(50)]
    for n in (7, 23, 49):
        recipients[n] = "user%02d@gmai.com" % n
    replies = gate.send(*recipients)
    same([n for n, r in enumerate(replies) if r[0] != 250], [7, 23, 49],
         "refused")
    right = [r for r in recipients if r.endswith("gmail.com")]
    gate.postfix.wait_empty()
    same(gate.sink.recipients(), right, "arrived")


@case
def many_wrong_recipients(place):
    """A list with sixty wrong members on a hop whose limits are raised as
    the README says."""
    gate = Gate(place, postfix={"smtpd_soft_error_limit": "1000",
                                "smtpd_hard_error_limit": "1000"})
    replies = gate.send(*["user%02d@gmai.com" % n for n in range(60)],
                        "taro@gmail.com")
    same([r[0] for r in replies], [550] * 60 + [250, 250], "replies")


@case
def exempt_authenticated(place):
    """By name, or all of them; {auth_authen} comes with MAIL FROM."""
    for settings, taro, jiro in (
            ('exempt = { users = ["taro"]; };\n', "c", "y"),
            ("exempt = { authenticated = true; };\n", "c", "c"),
            ("", "y", "y")):
        milter = Milter(place, settings, name="milter-%s%s%d" % (
            taro, jiro, len(settings)))
        with Wire(milter.address) as wire:
            wire.connect()
            for user, expected in (("taro", taro), ("jiro", jiro),
                                   (None, "y")):
                macros = {"auth_authen": user} if user else {}
                wire.mail("<hanako@univ.example>", **macros)
                same(wire.rcpt("<taro@gmai.com>")[0], expected,
                     "%r with %r" % (user, settings))
                wire.abort()


@case
def actions_as_configured(place):
    gate = Gate(place, "actions = { known-doppelganger = \"tempfail\"; "
                       "typo = { likely = \"reject\"; possible = \"log\"; }; "
                       "};\n")
    likely, possible = typo_of("likely"), typo_of("possible")
    replies = gate.send("taro@gmai.com", likely, possible)
    same([r[0] for r in replies], [451, 550, 250, 250], "replies")
    check(replies[0][1].startswith("451 4."), "class", replies[0][1])
    check(gate.sink.wait(1), "nothing arrived")
    same(gate.sink.headers(), [], "headers")
    gate.milter.wait_log("to=<%s>.*action=log" % possible)


@case
def held_and_tagged_in_one_mail(place):
    """The stronger action holds for the mail, each recipient has a line."""
    gate = Gate(place)
    likely, possible = typo_of("likely"), typo_of("possible")
    same([r[0] for r in gate.send("taro@gmai.com", possible, likely)],
         [550, 250, 250, 250], "replies")
    same(len(gate.held()), 1, "held")
    for address, action in (("taro@gmai.com", "reject"), (possible, "tag"),
                            (likely, "quarantine")):
        gate.milter.wait_log("to=<%s>.*action=%s" % (address, action))


@case
def mails_of_a_session_are_judged_apart(place):
    """A held mail, one that is given up, and right ones in one session."""
    gate = Gate(place)
    likely = typo_of("likely")
    with gate.client() as client:
        same([r[0] for r in client.mail([likely])], [250, 250], "held")
        client.expect(250, "MAIL FROM:<hanako@univ.example>")
        client.expect(250, "RCPT TO:<%s>" % likely)
        client.expect(250, "RSET")
        for n in range(5):
            same([r[0] for r in client.mail(["u%d@gmail.com" % n])],
                 [250, 250], "mail %d" % n)
    check(gate.sink.wait(5), "right ones did not arrive")
    same(len(gate.held()), 1, "held")
    same([m for m in gate.sink.mails if b"X-Doppelcheck" in m.data], [],
         "mails with a header of another one")

#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Writes a mail log of a Postfix that takes mail in and sends it on, always the
same for the same arguments.

    make_log.py [MEGABYTES [FORM]]      530 traditional; iso, 5424, docker

Of 20 mails 14 go to one recipient outside, 3 to a list of five, 2 to a mailbox
here, and one client is refused; each comes in from a client of its own, with
its lines of TLS, and is answered in the words of Postfix 3.7.  A recipient in
1,000 is at gmai.com.
"""
import random
import sys
import time

DOMAINS = ["gmail.com", "yahoo.co.jp", "outlook.com", "docomo.ne.jp",
           "example.ac.jp", "univ.example", "icloud.com", "softbank.ne.jp"]
HEX = "0123456789ABCDEF"
BEGIN = 1748736000  # 2025-06-01 UTC
CIPHER = ("TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits) "
          "key-exchange X25519 server-signature RSA-PSS (2048 bits) "
          "server-digest SHA256")


class Log:
    def __init__(self, form):
        self.random = random.Random(20261129)
        self.time = float(BEGIN)
        self.number = 0
        self.frame = getattr(self, "frame_" + form)

    def frame_traditional(self, tag, text):
        stamp = time.strftime("%b %e %H:%M:%S", time.gmtime(self.time))
        return "%s mx1 %s: %s\n" % (stamp, tag, text)

    def frame_iso(self, tag, text):
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(self.time))
        return "%s.%06d+00:00 mx1 %s: %s\n" % (
            stamp, self.time % 1 * 1000000, tag, text)

    def frame_5424(self, tag, text):
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(self.time))
        return "<22>1 %s.%06d+00:00 mx1 postfix %s - -  %s\n" % (
            stamp, self.time % 1 * 1000000, tag.split("[")[1][:-1], text)

    def frame_docker(self, tag, text):
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(self.time))
        line = self.frame_traditional(tag, text)[:-1].replace('"', '\\"')
        return '{"log":"%s\\n","stream":"stdout","time":"%s.%09dZ"}\n' % (
            line, stamp, self.time % 1 * 1000000000)

    def recipient(self):
        domain = "gmai.com" if self.random.random() < 0.001 else \
            self.random.choice(DOMAINS)
        return "user%d@%s" % (self.random.randrange(20000), domain)

    def lines(self):
        """Of one mail."""
        pick = self.random.random
        self.number += 1
        self.time += pick() * 20
        kind = self.random.randrange(20)
        queue_id = "".join(self.random.choices(HEX, k=11))
        client = "mail%d.example.net[192.0.2.%d]" % (
            self.random.randrange(5000), self.random.randrange(1, 255))
        smtpd = "postfix/smtpd[%d]" % self.random.randrange(1000, 30000)
        sender = "sender%d@example.ac.jp" % self.random.randrange(3000)
        yield smtpd, "connect from " + client
        yield smtpd, "Anonymous TLS connection established from %s: %s" % (
            client, CIPHER)
        if kind == 19:
            yield smtpd, ("NOQUEUE: reject: RCPT from %s: 554 5.7.1 <%s>: "
                          "Relay access denied; from=<%s> to=<%s> proto=ESMTP "
                          "helo=<mail.example.net>" % (
                              client, "x@example.org", sender,
                              "x@example.org"))
            yield smtpd, ("disconnect from %s ehlo=2 starttls=1 mail=1 "
                          "rcpt=0/1 quit=1 commands=5/6" % client)
            return
        yield smtpd, "%s: client=%s" % (queue_id, client)
        yield "postfix/cleanup[%d]" % self.random.randrange(1000, 30000), \
            "%s: message-id=<%d.%s@mail.example.net>" % (
                queue_id, self.number, queue_id.lower())
        count = 5 if kind >= 14 and kind < 17 else 1
        yield "postfix/qmgr[811]", \
            "%s: from=<%s>, size=%d, nrcpt=%d (queue active)" % (
                queue_id, sender, self.random.randrange(800, 90000), count)
        yield smtpd, ("disconnect from %s ehlo=2 starttls=1 mail=1 rcpt=1 "
                      "data=1 quit=1 commands=7" % client)
        via = "" if count == 1 else " orig_to=<lab@example.ac.jp>,"
        for _ in range(count):
            if kind >= 17:
                yield "postfix/local[%d]" % self.random.randrange(1000, 30000), \
                    ("%s: to=<user%d@mx1.example>, relay=local, delay=0.1, "
                     "delays=0.07/0.01/0/0.02, dsn=2.0.0, status=sent "
                     "(delivered to mailbox)" % (
                         queue_id, self.random.randrange(20000)))
                continue
            to = self.recipient()
            domain = to.split("@")[1]
            smtp = "postfix/smtp[%d]" % self.random.randrange(1000, 30000)
            if pick() < 0.3:
                yield smtp, ("Untrusted TLS connection established to mx.%s"
                             "[198.51.100.7]:25: %s" % (domain, CIPHER))
            yield smtp, (
                "%s: to=<%s>,%s relay=mx.%s[198.51.100.7]:25, delay=%.2f, "
                "delays=0.07/0.01/0.4/0.5, dsn=2.0.0, status=sent "
                "(250 2.0.0 OK  %d %s - gsmtp)" % (
                    queue_id, to, via, domain, 0.5 + pick(), int(self.time),
                    "".join(self.random.choices(HEX, k=16)).lower()))
        yield "postfix/qmgr[811]", queue_id + ": removed"

    def write(self, size, out):
        left = size
        while left > 0:
            text = "".join(self.frame(tag, line)
                           for _ in range(1000) for tag, line in self.lines())
            out.write(text.encode())
            left -= len(text)


if __name__ == "__main__":
    MEGABYTES = int(sys.argv[1]) if len(sys.argv) > 1 else 530
    Log(sys.argv[2] if len(sys.argv) > 2 else "traditional").write(
        MEGABYTES * 1000000, sys.stdout.buffer)

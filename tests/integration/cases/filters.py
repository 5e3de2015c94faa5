# SPDX-License-Identifier: BSD-2-Clause
"""What users' filters send mail to, by the programs that obey them and by
doppelcheck: the same addresses.  All of a table are doppelgangers, so that each
that is read is a finding."""

import json
import os
import re

from lab.delivery import Delivery, Fdm
from lab.exim import Exim
from lab.pigeonhole import MAIL, Pigeonhole
from lab.place import ROOT, build_path, run
from lab.sink import Sink

from . import case, same

# Each sends mail to what it names t0, t1, ... and to nothing that it names x.
SIEVE = {
    "redirect": r'redirect "t0@gmai.com";',
    "copies": r'require "copy"; redirect :copy "t0@gmai.com"; '
              r'redirect "t1@gmai.com";',
    "tests": r'if header :contains ["from", "to"] "x@gmai.com" '
             r'{ redirect "x@gmai.com.invalid"; } '
             r'else { redirect "t0@gmai.com"; }',
    "name": r'redirect "\"T, O\" <t0@gmai.com>";',
    "comment": r'redirect "t0 (x@gmai.com (x)) @ gmai . com";',
    "folded": 'redirect "Jiro <t0@\n gmai.com>";',
    "escapes": r'redirect "t\0@gm\ai.com";',
    "lines": "redirect text: # x@gmai.com\nt0@gmai.com\n.\n;",
    "remarks": '# redirect "x@gmai.com";\n/* redirect "x@gmai.com"; */ '
               'redirect /* x */ "t0@gmai.com" # x\n;',
    "encoded": r'require "encoded-character"; '
               r'redirect "t0${hex:40}gmai${unicode:2e 63 6f}m";',
    "constant": r'require ["variables", "copy"]; set "D" "gmai.com"; '
                r'redirect :copy "t0@${d}"; set :lower "a" "T1@${D}"; '
                r'redirect "${a}";',
    "modifiers": r'require "variables"; set :lowerfirst :upper "a" "ta"; '
                 r'set :length "n" "four"; redirect "${a}${n}@gmai.com";',
    "branches": r'require ["variables", "copy"]; set "d" "gmai.com"; '
                r'if true { set "d" "gmai.com"; } else { stop; } '
                r'redirect "t0@${d}";',
    "decoded first": r'require ["variables", "encoded-character"]; '
                     r'set "x" "t0"; redirect "${hex:24 7b}x}@gmai.com";',
    "notify": r'require "enotify"; notify :from "x@gmai.com" '
              r':message "x@gmai.com" "mailto:t0@gmai.com?cc=t1@gmai.com&'
              r'bcc=x@gmai.com&TO=t2%40gmai.com&body=x@gmai.com";',
    "percent": r'require "enotify"; notify "MAILTO:t0@gmai.com%2C'
               r'T%20O%20%3Ct1@gmai.com%3E%2c%20t%2B2@gmai.com";',
    "notify by a variable": r'require ["enotify", "variables"]; '
                            r'set "m" "mailto:t0@gmai.com"; notify "${m}";',
    "options": r'require "notify"; notify :method "mailto" :options '
               r'["t0@gmai.com", "t1@gmai.com"] :low :message "x@gmai.com";',
    "options alone": r'require "notify"; notify :options "t0@gmai.com";',
    "report": r'require "vnd.dovecot.report"; report :headers_only "abuse" '
              r'"x@gmai.com" "T <t0@gmai.com>";',
    "vacation": r'require "vacation"; vacation :addresses "x@gmai.com" '
                r':handle "x@gmai.com" "x@gmai.com"; redirect "t0@gmai.com";',
    "header": r'require "editheader"; addheader "Reply-To" "x@gmai.com"; '
              r'redirect "t0@gmai.com";',
    "flags": r'require ["imap4flags", "fileinto"]; '
             r'addflag ["\\Seen", "x@gmai.com"]; redirect "t0@gmai.com";',
    "extracted": r'require ["variables", "extracttext", "foreverypart"]; '
                 r'foreverypart { extracttext "x"; break; } '
                 r'redirect "t0@gmai.com";',
}

# Pigeonhole compiles none of these, and doppelcheck reads something.
NO_SIEVE = (r'redirect "t0@gmai.com, t1@gmai.com";',
            'redirect “t0@gmai.com”;', r'forward "t0@gmai.com";',
            r'redirect "t0@gmai.com" keep;', r'redirect "t0@gmai.com')


def audit(path):
    done = run([build_path("doppelcheck"), "--lists",
                os.path.join(ROOT, "domains/lists"), "--format", "json",
                "--quiet", path], expect=None)
    return done.returncode, sorted(
        json.loads(line)["address"] for line in done.stdout.splitlines())


@case(namespaces=True)
def sieve_as_pigeonhole(place):
    pigeonhole = Pigeonhole(place)
    for name, text in SIEVE.items():
        script = place.write("taro.sieve", text + "\n")
        recipients = pigeonhole.recipients(script)
        same(audit(script), (1, recipients), name)
    for text in NO_SIEVE:
        script = place.write("taro.sieve", text + "\n")
        same(pigeonhole.recipients(script), None, text)
        same(audit(script)[0], 2, text)


# What stands after the colon is where Exim would send it.
EXIM = {
    "deliver": "deliver t0@gmai.com",
    "several": 'unseen deliver "T O <t0@gmai.com>" deliver t1@gmai.com',
    "remarks": "# deliver x@gmai.com\ndeliver t0@gmai.com # x@gmai.com",
    "branches": "if $h_subject: contains x@gmai.com then deliver x@b.example "
                "elif ($h_to: is x or $h_from: contains sender) then "
                "deliver t0@gmai.com else finish endif",
    "escapes": 'deliver "t\\x30@gm\\141i.com" unseen deliver "t1\\\n'
               '    @gmai.com"',
    "expansion": r"deliver t0@gm\ai.com unseen deliver t1\N@\Ngmai.com",
    "mail": 'mail to "A <t0@gmai.com>, t1@gmai.com" cc t2@gmai.com bcc '
            't3@gmai.com subject "x@gmai.com" text "x@gmai.com" '
            'from x@gmai.com deliver t4@gmai.com',
    "prefixes": "noerror unseen deliver t0@gmai.com noerror save /x 600",
}

NO_EXIM = ('deliver "t0@gmai.com, t1@gmai.com"', "redirect t0@gmai.com",
           'deliver "t0@gmai.com', "if personal then deliver t0@gmai.com")


def delivered(said):
    return sorted(re.findall(r"t\d@gmai\.com", "\n".join(
        line for line in said.splitlines()
        if re.match(r"(?i)(?:unseen |noerror )*deliver |mail to:|\s*b?cc:",
                    line))))


@case(namespaces=True)
def filters_as_exim(place):
    exim = Exim(place)
    for name, text in EXIM.items():
        path = place.write("taro.forward", "# Exim filter\n" + text + "\n")
        said = exim.filter(path, MAIL)
        same(audit(path), (1, delivered(said)), name + "\n" + said)
    for text in NO_EXIM:
        path = place.write("taro.forward", "# Exim filter\n" + text + "\n")
        said = exim.filter(path, MAIL)
        same(("error" in said, audit(path)[0]), (True, 2), text + said)


PROCMAIL = {
    "words": ":0 c\n! t0@gmai.com, 't1@gmai.com' \"t2@gmai.com\" # x@gmai.com",
    "a variable": 'A="t0@gmai.com t1@gmai.com" # x\nB=t2@gmai.com, x@gmai.com\n'
                  ":0 c\n! $A\n:0\n! \"$B\"",
    "lines": "# x@gmai.com \\\n:0\n! t0@gmai.com \\\n t1@gmai.com \\\n"
             "# x@gmai.com \\\n x@gmai.com",
    "conditions": ":0 # x@gmai.com\n* ^From # x@gmai.com\n! x@univ.example\n"
                  "! x@gmai.com\n:2\n^From\n^To\n! t0@gmai.com",
    "defaults": ":0\n! ${A:-t0@gmai.com} ${A-\"t1@gmai.com\"} ${A:+x}",
    "a block": "A=t0@gmai.com\n:0 c\n* ^From\n{ A=t1@gmai.com\n:0 c\n! $A\n}\n"
               ":0\n! $A",
    "commands": ":0 c\n| $SENDMAIL -f x@gmai.com t0@gmai.com #x\n:0\n"
                "| cat; $SENDMAIL t1@gmai.com; echo x@gmai.com",
}

MAILDROP = {
    "words": 'cc "!t0@gmai.com, t1@gmai.com # x@gmai.com"\nto "!t2@gmai.com"',
    "a variable": "A='t0@gmai.com'\ncc '!$A' # x@gmai.com\n"
                  'B="!t1@gmai.com"\ncc $B; to "!" "t2" "@gmai.com"',
    "lines": 'cc "!t0@gmai.com \\\nt1@gmai.com" # x \\\nto "!t2@gmai.com"',
    "conditions": 'A="t0@gmai.com"\nif (/^From: "x@gmai.com/)\n{\n'
                  'xfilter "cat"\n}\nto "!$A"',
    "commands": 'cc "|$SENDMAIL \\"t0@gmai.com\\" \'t1@gmai.com\'"\n'
                "A=`$SENDMAIL t2@gmai.com`\n`$SENDMAIL t3@gmai.com`\n"
                "if (`$SENDMAIL t4@gmai.com` =~ /x@gmai.com/)\n{\n}",
    "values": 'A="t0"\ncc ("!" ${A} "@gmai.com")\n'
              'cc tolower("!t1@gmai.com")\nB=substr("xt2@gmai.com", 1)\n'
              'cc "!t3@gm\\\n    ai.com t\\4@gmai.com"',
}


@case(namespaces=True)
def filters_as_procmail_and_maildrop(place):
    delivery = Delivery(place)
    for program, name, table in (("procmail", "taro.procmailrc", PROCMAIL),
                                 ("maildrop", "taro.mailfilter", MAILDROP)):
        for what, text in table.items():
            path = place.write(name, text + "\n")
            same(audit(path), (1, delivery.recipients(program, text + "\n")),
                 program + ": " + what)


FDM = {
    "smtp": 'action "a" smtp server "127.0.0.1" port $sink from "x@gmai.com" '
            'to "t0@gmai.com" # x@gmai.com\n',
    "macros": '$a = "t0@" + \'gmai.com\' ${b-1} = "${a}"\nifdef $c\n'
              '$b-1 = "x@gmai.com.invalid"\nendif $a = "x@univ.example"\n'
              'action "a" smtp server "127.0.0.1" port $sink to ${b-1}\n',
    "commands": 'action "a" { pipe "sendmail t0@gmai.com # x@gmai.com" '
                'exec "sendmail\\tt1@gmai.com\\nexit # x@gmai.com" '
                'rewrite "cat; sendmail t\\2@gmai.com" drop }\n',
    "numbers": '%n = %(echo "1)" | cut -c 1)\n'
               'action "a" exec "sendmail t0@gmai.com -f %{n}@gmai.com"\n',
    "conditions": 'match account "stdin" and pipe "sendmail t0@gmai.com" '
                  'returns (0, ) action tag "x" continue\naction "a" drop\n'
                  'match string "x@gmai.com" to "x@gmai.com" action "a"\n',
}


@case
def filters_as_fdm(place):
    sink = Sink()
    place.undo.append(sink.close)
    fdm = Fdm(place, sink.port)
    for what, text in FDM.items():
        del sink.mails[:]
        text += 'match all action "a"\n'
        said = fdm.commanded(text)
        mailed = [one for mail in sink.mails for one in mail.recipients]
        same(audit(place.write("taro.fdm.conf", text)),
             (1, sorted(said + mailed)), what)

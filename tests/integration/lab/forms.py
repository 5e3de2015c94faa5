# SPDX-License-Identifier: BSD-2-Clause
"""Forms of a recipient that an MTA may read as one at another domain than the
one after its last @."""

import unicodedata

# Has an entry in the shipped list of doppelgangers.
DOUBLE = "gmai.com"

# {d} is the double, {D} the same in capitals, {w} and {i} in full width and
# with an ideographic full stop; {o} and {O} are the MTA's own name, {f} is
# somebody else's.  A backslash is one.
FORMS = r"""
u@{d}
u%{d}
{d}!u
u%{d}@{o}
{d}!u@{o}
u@{d}@{o}
u%{d}@
u@{d}@
{d}!u@
u%{d}%
u%{d}.@{o}
u%{d}@{o}.
u%{d}.@{o}.
{d}.!u@{o}
u@{d}.@{o}
u@{d}.
u%{D}@{O}
U%{D}
{D}!U@{O}
u@{D}@{O}
u%{d}@[127.0.0.1]
{d}!u@[127.0.0.1]
u@{d}@[127.0.0.1]
"u%{d}"@[127.0.0.1]
"u@{d}"@[127.0.0.1]
"{d}!u"@[127.0.0.1]
u%{d}@localhost
{d}!u@localhost
u%{d}%{o}
u%{d}%{o}@{o}
u%{d}%{o}%{o}@{o}
u%{d}%{o}%localhost@{o}
u%{d}%[127.0.0.1]@{o}
{o}!{d}!u
{o}!{d}!u@{o}
{o}!{o}!{d}!u
{o}!{o}!{d}!u@{o}
{d}!{o}!u@{o}
{d}!u%{o}
{d}!u%{o}@{o}
{o}!u%{d}
{o}!u%{d}@{o}
u%{d}!x@{o}
{o}!u@{d}
u%{o}@{d}
{f}!u@{d}
{d}!u@{f}
u%{d}@{f}
u@{d}%{o}
u@{d}@{o}@{o}
u%{d}@{o}@{o}
{d}!u@{o}@{o}
u%{f}%{d}@{o}
u%{d}%{f}@{o}
{d}!{f}!u@{o}
{f}!{d}!u@{o}
"u"@{d}
"u"%{d}
"u"%{d}@{o}
{d}!"u"
{d}!"u"@{o}
"u@{d}"
"u@{d}"@{o}
"u%{d}"
"u%{d}"@{o}
"{d}!u"
"{d}!u"@{o}
"u@{d}@{o}"@{o}
"u%{d}@{o}"@{o}
"u%{d}%{o}"@{o}
"{o}!{d}!u"@{o}
"u b%{d}"@{o}
"u b@{d}"@{o}
"{d}!u b"@{o}
"u% {d}"@{o}
"u%{d} "@{o}
"u@ {d} "@{o}
" {d} !u"@{o}
"u%{d}% localhost"@{o}
"u"@"{d}"
"u"@{d}@{o}
"\"u@{d}\""@{o}
"\u%{d}"@{o}
"\u@{d}"@{o}
"u\@{d}"@{o}
"u\%{d}"@{o}
u\@{d}@{o}
u\%{d}@{o}
u\@{d}
{d}\!u@{o}
"u"."v"%{d}@{o}
u."v@{d}"@{o}
@{o}:u@{d}
@{o}:u%{d}@{o}
@{o}:{d}!u@{o}
@{o}:u%{d}
@{o},@localhost:u@{d}
@{o},@{o}:u%{d}@{o}
@{d}:u@{o}
@{d},@{o}:u@{f}
@[127.0.0.1]:u%{d}@[127.0.0.1]
@{o}:@{o}:u@{d}
@{o}:"u@{d}"@{o}
u(c)%{d}@{o}
u%(c){d}@{o}
u@(c){d}
u(c)@{d}@{o}
u%{d}(c)@{o}
(c)u%{d}
u %{d}@{o}
u% {d}@{o}
u% {d}
u @ {d}
u+x%{d}@{o}
u%{d}+x@{o}
{d}!u+x@{o}
{d}+x!u@{o}
u+x@{d}@{o}
+x%{d}@{o}
u=x%{d}@{o}
%{d}@{o}
{d}!@{o}
@{d}@{o}
!u%{d}@{o}
u%%{d}@{o}
u@@{d}@{o}
u%{d}@mx
u@{w}
u%{w}@{o}
{w}!u@{o}
u@{w}@{o}
u%{i}@{o}
u%sub.{d}@{o}
sub.{d}!u@{o}
u%a_b.{d}@{o}
:u%{d}@{o}
g:u%{d}@{o};
<u%{d}@{o}>
u%{d},x@{o}
u%[{d}]@{o}
u%"{d}"@{o}
u%{d}..@{o}
u..%{d}@{o}
.u%{d}@{o}
""%{d}@{o}
""@{d}@{o}
é%{d}@{o}
＠%{d} %
u＠v%{d}@{o}
"é%{d}"@{o}
""".strip().split("\n")

# What is to arrive whatever it looks like: nothing in it is for this MTA.
INNOCENT = """
taro@gmail.com
u%gmai.com@partner.example
gmai.com!u@partner.example
"u@gmai.com"@partner.example
bounce+taro=gmai.com@list.example
u%partner.example@partner.example
""".strip().split("\n")


def forms(own, third="partner.example"):
    """All forms, each once."""
    return list(dict.fromkeys(form.format(
        d=DOUBLE, D=DOUBLE.title(), w="ｇｍａｉ．ｃｏｍ", i="gmai。com",
        o=own, O=own.upper(), f=third) for form in FORMS))


def is_double(recipient):
    """Whether an MTA, or the next one, sends it to the double."""
    domain = unicodedata.normalize("NFKC", recipient.rpartition("@")[2])
    domain = domain.replace("\u3002", ".").strip('[]".').lower()
    return ("." + domain).endswith("." + DOUBLE)

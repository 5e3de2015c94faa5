# SPDX-License-Identifier: BSD-2-Clause
"""Postfix's tables of each type, as postmap has them and as doppelcheck does:
all of their values are at a double, so that each one we read is a finding."""

import json
import os
import re

from lab.maps import MADE, Maps
from lab.place import ROOT, build_path, run

from . import case, check, same

LISTS = os.path.join(ROOT, "tests/cases/entrances")

# Each with keys; what they are looked up for is all that it has.
IN_LINE = (
    ("inline:{lab@x.example=t0@gmai.com, b@x.example=t1@gmai.com}",
     "lab@x.example", "b@x.example"),
    ("inline:{ { a = t0@gmai.com, t1@gmai.com } , c=t2@gmai.com }", "a", "c"),
    ("inline:{ { a = {t0@gmai.com} }, {x@gmai.com = x} }", "a"),
    ("inline:{a=t0@gmai.com b@x.example=t1@gmai.com}", "a", "b@x.example"),
    ("static:t0@gmai.com", "a"),
    ("static:{ t0@gmai.com, t1@gmai.com }", "a"),
    ("randmap:{t0@gmai.com}", "a"),
    ("unionmap:{static:t0@gmai.com,inline:{a=t1@gmai.com}}", "a", "b"),
    ("pipemap:{inline:{a=b},inline:{b=t0@gmai.com}}", "a", "b"),
    ("pipemap:{inline:{a=x@gmai.com},inline:{x@gmai.com=t0@gmai.com}}", "a"),
    ("pipemap:{unionmap:{static:0},pcre:{{/^(.)$/ t$1@gmai.com}}}", "a"),
    ("pcre:{{/^(.*)@x\\.example$/ t$1@gmai.com}, {/y/ t1@gmai.com}}",
     "0@x.example", "y"),
    ("pcre:{{if /x/}, {/lab/ t0@gmai.com}, {endif}}",
     "xlab", "lab"),
    ("regexp:{{/^lab@x\\.example$/ t0@gmai.com}}", "LAB@X.EXAMPLE"),
    ("cidr:{{192.0.2.0/24 t0@gmai.com}, {!192.0.2.0/25 x}}", "192.0.2.1"),
)


LISTERS = {"sqlite": "sqlite3 -csv -header FILE 'SELECT ...'",
           "cdb": "cdb -d -m FILE.cdb", "lmdb": None,
           "mysql": "mysql --batch -e 'SELECT ...'",
           "pgsql": "psql --csv -c 'SELECT ...'"}

# What a map of each type is, and whom it has.
ROWS = "CREATE TABLE v (list TEXT, mail TEXT); INSERT INTO v VALUES " \
    "('lab@x.example', 't0@gmai.com'), ('b@x.example', 't1@gmai.com');"
MAPS = {
    "sqlite": "dbpath = {place}/rows.db\n"
              "query = SELECT mail FROM v WHERE list = '%s'\n",
    # The directory doppelcheck asks itself.
    "ldap": "server_host = ldap://127.0.0.1:1\nsearch_base = dc=x\n",
    "mysql": "hosts = 127.0.0.1\ndbname = x\nquery = SELECT 1\n",
    "pgsql": "hosts = 127.0.0.1\ndbname = x\nquery = SELECT 1\n",
    "cdb": "lab@x.example t0@gmai.com\nb@x.example t1@gmai.com\n",
    "lmdb": "lab@x.example t0@gmai.com\nb@x.example t1@gmai.com\n",
}


def audit(maps, *arguments):
    """The exit status, whom it finds, what it says beside."""
    done = run([build_path("doppelcheck"), "--format", "json", "--quiet",
                *arguments], env=maps.environment, expect=None)
    return (done.returncode, {json.loads(line)["address"]
                              for line in done.stdout.splitlines()},
            done.stderr)


@case
def tables_in_line(place):
    """What postmap says for their keys is what they have."""
    maps = Maps(place)
    for table, *keys in IN_LINE:
        path = maps.write("virtual_alias_maps = %s\n" %
                          table.replace("$", "$$"))
        said = " ".join(maps.query(table, key) for key in keys)
        status, found, diagnostics = audit(
            maps, "--lists", LISTS, path)
        # What the pattern has found is 0.
        found = {one.replace("$1", "0") for one in found}
        same((status, found, diagnostics),
             (1, set(filter(None, re.split("[, ]+", said))), ""), table)


@case
def tables_of_other_programs(place):
    """postmap lists lmdb, and no other type that answers from elsewhere: what
    lists that instead is said, and what it prints can be audited."""
    maps = Maps(place)
    maps.program("sqlite3", place / "rows.db", ROWS)
    domains = place.write("domains.conf", "")
    for name, text in MAPS.items():
        path = maps.put(name, text.replace("{place}", place.path))
        table = "%s:%s" % (name, path)
        if name in MADE:
            same(maps.postmap(table).stderr, "", "made " + name)
            os.unlink(path)
        maps.write("virtual_alias_maps = %s\nalias_maps =\n"
                   "virtual_alias_domains = x.example\n" % table)
        place.write("domains.conf", 'lists = { directory = "%s"; };\n'
                    'registrations = { postfix = "%s"; };\n' % (
                        LISTS, maps.etc))
        listed = maps.postmap("-s", table)
        if name != "lmdb":
            check("sequence operation is not supported" in listed.stderr,
                  "postmap lists " + name, listed.stdout, listed.stderr)
        if name not in LISTERS:
            continue
        seen = audit(maps, "--config", domains, "--system")
        if name == "lmdb":
            same(len(listed.stdout.splitlines()), 2, "lines of lmdb")
            same(seen, (1, {"t0@gmai.com", "t1@gmai.com"}, ""), name)
            continue
        same(seen[:2], (2, set()), name)
        check("%s: postmap -s cannot list a table of this type: write its "
              "addresses to a file with %s" % (table, LISTERS[name]) in seen[2],
              name, seen[2])
    for name, text in (
            ("rows.csv", maps.program("sqlite3", "-csv", "-header", place /
                                      "rows.db", "SELECT list, mail FROM v")),
            ("virtual", maps.program("cdb", "-d", "-m", os.path.join(
                maps.etc, "cdb.cdb")))):
        same(audit(maps, "--lists", LISTS, place.write(name, text)),
             (1, {"t0@gmai.com", "t1@gmai.com"}, ""), name)

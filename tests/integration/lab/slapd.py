# SPDX-License-Identifier: BSD-2-Clause
"""A private slapd on a loopback port, with what a case wants in it; unpacked:
its package brings a service that begins with the machine."""

import base64
import glob
import os

from .place import accepts, end_child, free_port, run, wait_until
from .unpacked import fetch

BASE = "dc=univ,dc=example"
ADMIN, PASSWORD = "cn=admin," + BASE, "g'heim"

CONFIGURATION = """\
include {root}/etc/ldap/schema/core.schema
include {root}/etc/ldap/schema/cosine.schema
modulepath {root}/usr/lib/ldap
moduleload back_mdb
pidfile {dir}/pid
database mdb
maxsize 16777216
suffix "{base}"
rootdn "{admin}"
rootpw "{password}"
directory {dir}/data
{more}
access to * by users read by anonymous auth
"""

TABLE = """\
# as ldap_table(5) has it
server_host = 127.0.0.1
server_port = {port}
search_base = {base}
bind_dn = {admin}
bind_pw = {password}
query_filter = (&(objectClass=extensibleObject)
    (mail=%s))
result_attribute = description
"""


class Slapd:
    """entries: (key, value, ...), of bytes or texts."""

    def __init__(self, place, *entries, more=""):
        self.place = place
        # What it needs besides stands in the Makefile's DEPS_TEST.
        self.root = fetch("slapd", ("slapd",), "ldap")
        self.port = free_port()
        self.dir = place / "slapd"
        os.makedirs(self.dir + "/data")
        self.conf = place.write("slapd/slapd.conf", CONFIGURATION.format(
            root=self.root, dir=self.dir, base=BASE, more=more, admin=ADMIN, password=PASSWORD))
        text = "dn: %s\nobjectClass: domain\nobjectClass: dcObject\n" \
            "dc: univ\n\n" % BASE
        for number, (key, *values) in enumerate(entries):
            text += "dn: cn=%d,%s\nobjectClass: device\n" \
                "objectClass: extensibleObject\ncn: %d\nmail: %s\n" % (
                    number, BASE, number, key)
            for value in values:
                value = value.encode() if isinstance(value, str) else value
                text += "description:: %s\n" % \
                    base64.b64encode(value).decode()
            text += "\n"
        run(self.argv("-T", "add", "-q", "-l",
                      place.write("slapd/ldif", text)))
        self.start()

    def argv(self, *arguments):
        libraries = glob.glob(self.root + "/usr/lib/*-linux-gnu*")
        return ["env", "LD_LIBRARY_PATH=" + ":".join(libraries),
                self.root + "/usr/sbin/slapd", *arguments, "-f", self.conf]

    def start(self):
        self.child = self.place.start(
            self.argv("-d", "0", "-h", "ldap://127.0.0.1:%d" % self.port))
        wait_until(lambda: accepts(("127.0.0.1", self.port)), "slapd")

    def stop(self):
        end_child(self.child)

    def table(self, more=""):
        """The file of a table of Postfix's."""
        return self.place.write("lists.cf", TABLE.format(
            port=self.port, base=BASE, admin=ADMIN, password=PASSWORD) + more)

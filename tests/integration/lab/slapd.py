# SPDX-License-Identifier: BSD-2-Clause
"""A private slapd on a loopback port, with what a case wants in it."""

import base64
import os

from .place import accepts, end_child, free_port, run, wait_until

BASE = "dc=univ,dc=example"
ADMIN, PASSWORD = "cn=admin," + BASE, "g'heim"

CONFIGURATION = """\
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile {dir}/pid
database mdb
maxsize 16777216
suffix "{base}"
rootdn "{admin}"
rootpw "{password}"
directory {dir}/data
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

    def __init__(self, place, *entries):
        self.place = place
        self.port = free_port()
        self.dir = place / "slapd"
        os.makedirs(self.dir + "/data")
        self.conf = place.write("slapd/slapd.conf", CONFIGURATION.format(
            dir=self.dir, base=BASE, admin=ADMIN, password=PASSWORD))
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
        run(["/usr/sbin/slapadd", "-q", "-f", self.conf, "-l",
             place.write("slapd/ldif", text)])
        self.start()

    def start(self):
        self.child = self.place.start(
            ["/usr/sbin/slapd", "-f", self.conf, "-d", "0", "-h",
             "ldap://127.0.0.1:%d" % self.port])
        wait_until(lambda: accepts(("127.0.0.1", self.port)), "slapd", 20)

    def stop(self):
        end_child(self.child)

    def table(self, more=""):
        """The file of a table of Postfix's."""
        return self.place.write("lists.cf", TABLE.format(
            port=self.port, base=BASE, admin=ADMIN, password=PASSWORD) + more)

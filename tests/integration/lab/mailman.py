# SPDX-License-Identifier: BSD-2-Clause
"""A Mailman 3 core: the part that answers REST; and a liar in its place."""

import base64
import http.server
import json
import os
import pwd
import subprocess
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

from .place import PATIENCE, Failure, free_port, wait_until

USER, PASSWORD = "restadmin", "g'heim \"%s"

CONFIGURATION = """\
[mailman]
layout: here
site_owner: postmaster@univ.example
[paths.here]
var_dir: {dir}/var
bin_dir: /usr/lib/mailman3/bin
[database]
class: mailman.database.sqlite.SQLiteDatabase
url: sqlite:///{dir}/mailman.db
[webservice]
hostname: 127.0.0.1
port: {port}
admin_user: {user}
admin_pass: {password}
[mta]
incoming: mailman.mta.null.NullMTA
lmtp_port: {lmtp}
"""


class Mailman:
    """The runner that answers REST, from Debian's package mailman3, with a
    database of its own."""

    def __init__(self, place):
        self.dir = place / "mailman"
        os.mkdir(self.dir)
        self.port = free_port()
        self.url = "http://127.0.0.1:%d/3.1" % self.port
        path = place.write("mailman/mailman.cfg", CONFIGURATION.format(
            dir=self.dir, port=self.port, lmtp=free_port(), user=USER,
            password=PASSWORD), 0o644)
        owner = pwd.getpwnam("list")
        os.chown(self.dir, owner.pw_uid, owner.pw_gid)
        log = open(self.dir + "/output", "wb")
        # The schema is made by the first command; the runner needs it.
        as_list = ["setpriv", "--reuid", "list", "--regid", "list",
                   "--clear-groups"]
        subprocess.run([*as_list, "mailman", "-C", path, "info"], check=True,
                       stdout=log, stderr=log, timeout=PATIENCE, cwd=self.dir)
        self.child = place.start(
            [*as_list, "/usr/lib/mailman3/bin/runner", "-C", path,
             "-r", "rest:0:1"], stdout=log, stderr=log, cwd=self.dir)
        wait_until(self.answers, "Mailman's REST", step=0.2)

    def answers(self):
        try:
            return self.ask("lists")
        except (OSError, urllib.error.URLError):
            return None

    def ask(self, path, method=None, **fields):
        """The answer to a GET, or to a POST of fields."""
        data = urllib.parse.urlencode(fields).encode() if fields else None
        request = urllib.request.Request(
            self.url + "/" + path, data, method=method)
        word = base64.b64encode(("%s:%s" % (USER, PASSWORD)).encode())
        request.add_header("Authorization", "Basic " + word.decode())
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            body = answer.read()
        return json.loads(body) if body else None

    def create(self, name, *members, owner=None, moderator=None):
        domain = name.split("@")[1]
        try:
            self.ask("domains", mail_host=domain)
        except urllib.error.HTTPError:
            pass  # it is there
        self.ask("lists", fqdn_listname=name)
        for member in members:
            self.subscribe(name, member)
        if owner:
            self.subscribe(name, owner, role="owner")
        if moderator:
            self.subscribe(name, moderator, role="moderator")

    def subscribe(self, name, member, role="member"):
        self.ask("members", list_id=name.replace("@", "."), subscriber=member,
                 display_name="Somebody", role=role, pre_verified="yes",
                 pre_confirmed="yes", pre_approved="yes")

    def configure(self, name, **fields):
        self.ask("lists/%s/config" % name, "PATCH", **fields)

    def remove(self, name, member):
        found = self.ask("members/find", list_id=name.replace("@", "."),
                         subscriber=member)
        for entry in found["entries"]:
            self.ask("members/" + entry["member_id"], "DELETE")


class Liar:
    """An HTTP server that answers as a case wants: a function of the path that
    returns (status, headers, body), or writes itself and returns None."""

    def __init__(self, place, answer):
        liar = self
        self.answer = answer
        self.paths = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):  # the name is the library's
                liar.paths.append(self.path)
                made = liar.answer(self)
                if made is None:
                    return
                status, headers, body = made
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                try:
                    self.wfile.write(body)
                except OSError:
                    pass  # the client has had enough

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0),
                                                      Handler)
        self.server.daemon_threads = True
        self.url = "http://127.0.0.1:%d/3.1" % self.server.server_port
        threading.Thread(target=self.server.serve_forever, args=(0.05,),
                         daemon=True).start()
        place.undo.append(self.server.shutdown)


def page(entries, total=None):
    return 200, {}, json.dumps(
        {"start": 0, "total_size": len(entries) if total is None else total,
         "entries": entries}).encode()


def one_list(request):
    """One list with one wrong member."""
    if request.path.startswith("/3.1/lists?"):
        return page([{"list_id": "lab.univ.example",
                      "fqdn_listname": "lab@univ.example"}])
    if "/roster/member?" in request.path:
        return page([{"email": "taro@gmai.com", "display_name": "Taro"}])
    if request.path.endswith("/config"):
        return config()
    return page([])


def config(where="no_munging", address=""):
    """Of a list: reply_goes_to_list, reply_to_address."""
    return 200, {}, json.dumps({"reply_goes_to_list": where,
                                "reply_to_address": address}).encode()


def drip(request):
    """A byte a second, for ever."""
    request.send_response(200)
    request.end_headers()
    try:
        for _ in range(600):
            request.wfile.write(b" ")
            request.wfile.flush()
            time.sleep(0.5)
    except OSError:
        pass


__all__ = ["Mailman", "Liar", "Failure", "page", "config", "one_list", "drip", "USER",
           "PASSWORD"]

# SPDX-License-Identifier: BSD-2-Clause
"""A directory service that answers as no slapd does."""

import socketserver
import threading
import time

TABLE = """\
server_host = %s://127.0.0.1:%d
search_base = dc=univ,dc=example
query_filter = (mail=%%s)
result_attribute = maildrop
bind_dn = cn=reader
bind_pw = secret
"""

BIND, ENTRY, DONE = 0x61, 0x64, 0x65
SUCCESS = b"\x0a\x01\x00\x04\x00\x04\x00"
PAGES = b"1.2.840.113556.1.4.319"


def element(tag, *contents):
    """Of BER, with a long length."""
    content = b"".join(contents)
    return bytes([tag, 0x84]) + len(content).to_bytes(4, "big") + content


def message(number, operation, *controls):
    return element(0x30, element(0x02, bytes([number])), operation, *controls)


def text(value):
    return element(0x04, value)


def entry(number, **attributes):
    return message(number, element(ENTRY, text(b"cn=list"), element(0x30, *(
        element(0x30, text(name.encode()), element(0x31, text(value)))
        for name, value in attributes.items()))))


def page_end(number, cookie):
    return message(number, element(DONE, SUCCESS), element(
        0xa0, element(0x30, text(PAGES), text(element(
            0x30, element(0x02, b"\0"), text(cookie))))))


def half(send, number):
    """Of a message, and no more."""
    send(entry(number, mail=b"lab@univ.example", maildrop=b"taro@gmai.com")[:9])
    time.sleep(60)


def drip(send, number):
    """A message, a byte at a time."""
    for byte in element(0x30, bytes(600)):
        send(bytes([byte]))
        time.sleep(0.1)
    send(page_end(number, b""))


def flood(send, number):
    """Entries without an end, none of them of the table."""
    many = entry(number, cn=bytes(60000)) * 20
    while True:
        send(many)


def huge(send, number):
    """An entry that no reader has room for."""
    send(entry(number, mail=b"lab@univ.example", maildrop=bytes(17 << 20)) +
         page_end(number, b""))


def empty(send, _number):
    """A message that has nothing."""
    send(b"\x30\0")


def pages(send, number):
    """Pages without an end."""
    time.sleep(0.2)
    send(entry(number, mail=b"lab@univ.example", maildrop=b"jiro@gmail.com") +
         page_end(number, b"next"))


def hang_up(_send, _number):
    """In the middle of a search."""


class LdapLiar:
    """Takes any password, and answers each search with what a function of
    send() and the number of the message sends; None: it never says a word."""

    def __init__(self, place, name, answer):
        class Handler(socketserver.BaseRequestHandler):
            def handle(self):  # the name is the library's
                try:
                    while self.request.recv(4096):
                        self.reply()
                except OSError:
                    pass  # the client has had enough

            def reply(self):
                self.number = getattr(self, "number", 0) + 1
                if answer is None:
                    time.sleep(60)
                elif self.number == 1:
                    self.request.sendall(message(1, element(BIND, SUCCESS)))
                elif answer is hang_up:
                    self.request.close()
                else:
                    answer(self.request.sendall, self.number)

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.05,),
                         daemon=True).start()
        place.undo.append(self.server.shutdown)
        self.table = place.write(name + ".cf", TABLE % (
            "ldap" if answer is not None else "ldaps",
            self.server.server_address[1]), 0o644)

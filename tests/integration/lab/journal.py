# SPDX-License-Identifier: BSD-2-Clause
"""Journals of a machine with a mail system, as systemd's own program writes
them."""

import subprocess

from .suite import SECONDS

JOURNAL = "/lib/systemd/systemd-journal-remote"


def entry(number, text, **fields):
    """An entry of a mail system, so many microseconds after 29 November 2021,
    03:01:44 UTC, as an export of the journal has it."""
    fields = {"SYSLOG_FACILITY": "2", "SYSLOG_IDENTIFIER": "postfix/smtp",
              "SYSLOG_PID": "7", "_PID": "8", "_UID": "101",
              "_HOSTNAME": "mx", **fields}
    out = b"__REALTIME_TIMESTAMP=%d\n" % (1638154904000000 + number)
    out += b"__MONOTONIC_TIMESTAMP=%d\n_BOOT_ID=%032x\n" % (number, 1)
    for name, value in fields.items():
        out += b"%s=%s\n" % (name.encode(), value.encode())
    return out + b"MESSAGE\n" + len(text).to_bytes(8, "little") + text + b"\n\n"


def write(path, *entries):
    """A real journal; what is there already goes on."""
    with open(path + ".export", "wb") as out:
        out.write(b"".join(entries))
    subprocess.run([JOURNAL, "-o", path, path + ".export"], check=True,
                   capture_output=True, timeout=SECONDS)

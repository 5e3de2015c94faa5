# SPDX-License-Identifier: BSD-2-Clause
"""Debian packages that cannot be installed beside Postfix, unpacked."""

import fcntl
import glob
import os
import shutil
import subprocess

from .place import ROOT, Failure, run


def fetch(name, packages, etc=None):
    """Unpacks packages below .build/NAME; the directory that holds usr/ and,
    of etc/, the one that is named."""
    cache = os.path.join(ROOT, ".build", name)
    root = os.path.join(cache, "root")
    os.makedirs(cache, exist_ok=True)
    with open(os.path.join(cache, "lock"), "w", encoding="ascii") as lock:
        # Two cases that run side by side may want the same.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not os.path.exists(root):
            unpack(cache, root, packages, etc)
    return root


def unpack(cache, root, packages, etc):
    # Whole or not at all: an interrupted one is not found the next time.
    part = os.path.join(cache, "part")
    shutil.rmtree(part, ignore_errors=True)
    download(cache, packages)
    for package in [p for p in os.listdir(cache) if p.endswith(".deb")]:
        run(["dpkg-deb", "-x", package, part], cwd=cache)
    # Hooks, jobs: nobody's here.
    for other in glob.glob(os.path.join(part, "etc", "*")):
        if os.path.basename(other) != etc:
            run(["rm", "-r", other])
    # We are root, through sudo: whose tree it is must be able to clean it.
    run(["chown", "-R", "--reference=" + os.path.dirname(cache), cache])
    os.rename(part, root)


def download(cache, packages):
    for attempt in ("as it is", "after apt-get update"):
        if attempt != "as it is":
            subprocess.run(["apt-get", "update", "-q"], check=False,
                           capture_output=True)
        done = run(["apt-get", "download", "-q", *packages], cwd=cache,
                   expect=None, timeout=120)
        if done.returncode == 0:
            return
    raise Failure("cannot download %s:\n%s%s" % (
        " ".join(packages), done.stdout, done.stderr))

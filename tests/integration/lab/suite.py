# SPDX-License-Identifier: BSD-2-Clause
"""A suite: cases about what a command prints, each in a folder of its own.

    @case
    def nothing_leaked():
        out, errors = doppelcheck("list.txt", status=0)
        equal("errors", errors, "")

    sys.exit(run_cases(sys.argv[1:]))
"""

import contextlib
import inspect
import os
import subprocess

from .place import OPEN, ROOT, Failure, Place, build_path

SECONDS = 120

CASES = []
tally = {"passed": 0, "failed": 0}


def case(check):
    """It may take the path of its folder, in which it is."""
    CASES.append(check)
    return check


def here():
    """The Place of the case at hand."""
    return OPEN[-1]


def equal(what, seen, wanted):
    if seen != wanted:
        raise Failure("%s:\n  %s\nnot\n  %s" % (what, str(seen)[:3000],
                                                str(wanted)[:3000]))


def holds(what, seen, wanted):
    if wanted not in seen:
        raise Failure("%s: %s\n  lacks %s" % (what, str(seen)[:3000], wanted))


def lacks(what, seen, unwanted):
    if unwanted in seen:
        raise Failure("%s: %s\n  has %s" % (what, str(seen)[:3000],
                                               unwanted))


def expect(what, true, shown=""):
    """Counts by itself; the case goes on."""
    tally["passed" if true else "failed"] += 1
    if not true:
        print("FAIL %s: %s" % (what, shown))


def command(*arguments):
    """doppelcheck with the lists of the tree, which a replay finds in its
    configuration."""
    lists = [] if "--replay" in arguments else [
        "--lists", os.path.join(ROOT, "domains/lists")]
    return [build_path("doppelcheck"), *lists, *arguments]


def doppelcheck(*arguments, status=1, text=None, stdin=subprocess.DEVNULL,
                **environment):
    """What it prints, and its errors; the exit status is the wanted one, or
    one of them."""
    given = {"stdin": stdin} if text is None else {"input": text}
    done = subprocess.run(
        command(*arguments), **given, capture_output=True, timeout=SECONDS,
        check=False, env={**os.environ, "TZ": "Asia/Tokyo", "LANGUAGE": "",
                          **environment})
    if done.returncode not in (status if isinstance(status, tuple)
                               else (status,)):
        raise Failure("exit status %d, not %s: %s" % (
            done.returncode, status, done.stderr.decode()[:2000]))
    return done.stdout.decode(), done.stderr.decode()


def run_cases(names, around=contextlib.nullcontext):
    """Those whose names contain one of these, or all; the exit status."""
    for check in CASES:
        if names and not any(name in check.__name__ for name in names):
            continue
        with Place() as place:
            os.chdir(place.path)
            try:
                with around():
                    check(*[place.path][
                        :len(inspect.signature(check).parameters)])
                tally["passed"] += 1
                print("ok   " + check.__name__, flush=True)
            except Failure as error:
                tally["failed"] += 1
                print("FAIL %s: %s" % (check.__name__, error), flush=True)
            finally:
                os.chdir(ROOT)
    print("%(passed)d passed, %(failed)d failed" % tally)
    return 1 if tally["failed"] or not tally["passed"] else 0

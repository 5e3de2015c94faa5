# SPDX-License-Identifier: BSD-2-Clause
"""The table of integration cases; each module adds its own."""

import collections
import importlib

from lab.place import Failure

Case = collections.namedtuple("Case", "name function quick namespaces")

TABLE = []
MODULES = ("judging", "paths", "snippets", "registering", "routing", "watching", "mailman",
           "fetching", "services", "daily", "reloading", "lists", "daemon", "hostile", "scripts",
           "sendmail", "dns", "exporting", "zones", "killing", "load", "settings",
           "beside", "deciding", "destinations", "filters", "managers", "queues", "tables",
           "maillogs", "replaying", "remembering", "confirming", "clustering", "answering",
           "units")


def case(function=None, *, slow=False, namespaces=False):
    """Puts a function(place) into the table; slow ones are left out of the
    quick runs under sanitizers, those that need namespaces of their own where
    even root may not have any: in most containers."""
    def add(function):
        TABLE.append(Case(function.__name__, function, not slow, namespaces))
        return function
    return add(function) if function else add


def load():
    for module in MODULES:
        importlib.import_module("cases." + module)
    return TABLE


def check(condition, text, *more):
    if not condition:
        raise Failure("\n".join([text, *map(str, more)]))


def same(seen, expected, what):
    if seen != expected:
        raise Failure("%s\n  seen:     %r\n  expected: %r"
                      % (what, seen, expected))

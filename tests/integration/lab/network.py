# SPDX-License-Identifier: BSD-2-Clause
"""Machines on one cable: network namespaces with an address each, on a bridge
in one more."""

import concurrent.futures
import ctypes
import os
import threading

from .place import run

CLONE_NEWNET = 0x40000000


class Network:
    """
    addresses  {"gate1": "192.0.2.1", ...}; the names are short

        network.argv("gate1", "redis-server", ...)    what runs there
        network.within("gate1", accepts, ("192.0.2.1", 25))
    """

    def __init__(self, place, addresses):
        self.prefix = os.path.basename(place.path) + "-"
        self.addresses = addresses
        place.undo.append(self.close)
        run(["ip", "netns", "add", self.prefix + "cable"])
        self.cable("link", "add", "bridge", "type", "bridge")
        self.cable("link", "set", "bridge", "up")
        for name, address in addresses.items():
            own = self.prefix + name
            run(["ip", "netns", "add", own])
            self.cable("link", "add", name, "type", "veth", "peer", "name",
                       "eth0", "netns", own)
            self.cable("link", "set", name, "master", "bridge", "up")
            run(["ip", "-n", own, "address", "add", address + "/24", "dev",
                 "eth0"])
            for device in ("lo", "eth0"):
                run(["ip", "-n", own, "link", "set", device, "up"])

    def close(self):
        for name in (*self.addresses, "cable"):
            run(["ip", "netns", "delete", self.prefix + name], expect=None)

    def cable(self, *command):
        run(["ip", "-n", self.prefix + "cable", *command])

    def argv(self, name, *command):
        return ["ip", "netns", "exec", self.prefix + name, *command]

    def cut(self, name):
        self.cable("link", "set", name, "down")

    def join(self, name):
        self.cable("link", "set", name, "up")

    def enter(self, name):
        """The calling thread is there from now on; sockets that it makes stay
        there."""
        libc = ctypes.CDLL(None, use_errno=True)
        with open("/run/netns/" + self.prefix + name, "rb") as own:
            if libc.setns(own.fileno(), CLONE_NEWNET) < 0:
                raise OSError(ctypes.get_errno(), "setns")

    def within(self, name, function, *arguments):
        """What a function returns that runs there."""
        result = concurrent.futures.Future()

        def work():
            try:
                self.enter(name)
                result.set_result(function(*arguments))
            except Exception as error:
                result.set_exception(error)

        threading.Thread(target=work).start()
        return result.result()

# SPDX-License-Identifier: BSD-2-Clause
"""Three gateways with Redis, a replica and Sentinels, each in a network of its
own, from the files that doppelcheck-cluster(7) prints; NSD and doppelzone, from
those in conf/zones; numbered mails through them; and what may fail."""

import collections
import itertools
import os
import re
import shutil
import signal
import socket
import subprocess
import threading
import time

from .contacts import Contacts, datagram, observation
from .milter import Milter
from .network import Network
from .place import ROOT, Failure, accepts, build_path, run, wait_until
from .postfix import Postfix
from .sink import Sink
from .smtp import Client
from .wire import Wire
from .zones import SAMPLES, ZONE, Doppelzone

PAGE = os.path.join(ROOT, "man", "doppelcheck-cluster.7")
GATEWAYS = {"gate1": "192.0.2.11", "gate2": "192.0.2.12",
            "gate3": "192.0.2.13"}
SERVERS = {"redis1": "192.0.2.21", "redis2": "192.0.2.22"}
PRIMARY = "192.0.2.10"  # of the lists
OUTSIDE = "192.0.2.99"
REDIS, SENTINEL = 6379, 26379

MILTER = """
actions = {
    typo = { certain = "quarantine"; };
    similar-contact = { likely = "quarantine"; possible = "quarantine"; };
};
contacts = { clients = ["192.0.2.0/24"]; };
"""
# What stands in the lists that come by DNS from the start.
DOUBLE = "double-of-ours.example"

NSD = """\
server:
\tip-address: 0.0.0.0
\tusername: nsd
\tchroot: ""
\tzonesdir: "{dir}"
\tdatabase: ""
\tpidfile: "{dir}/pid"
\txfrdfile: "{dir}/xfrd.state"
\txfrdir: "{dir}"
\tzonelistfile: "{dir}/zone.list"
\tserver-count: 1
remote-control:
\tcontrol-enable: yes
\tcontrol-interface: "{dir}/control"
"""

LOCAL = 'registrations = { local-domains = ["univ.example"]; };\n'
POSTFIX = {"inet_interfaces": "all", "mynetworks": "192.0.2.0/24",
           "milter_connect_timeout": "5s", "smtp_connect_timeout": "3s"}

# In each load: of each kind one at each gateway, at least.
MAILS = int(os.environ.get("CLUSTER_MAILS", "18"))

DELIVERED, REFUSED, HELD = "delivered", "refused", "held"
Mail = collections.namedtuple("Mail", "number recipients")


def read_page():
    """{"redis.conf": text, ...}: what it has in files, without their names."""
    with open(PAGE, encoding="utf-8") as page:
        blocks = re.findall(r"^\.Bd -literal.*\n# /etc/\w+/(.*)\n((?:.*\n)*?)"
                            r"\.Ed", page.read(), re.M)
    return dict(blocks)


def persons():
    """Pairs of a contact and a slip of it."""
    families = ("tanaka", "suzuki", "takahashi", "watanabe", "yamamoto",
                "nakamura", "kobayashi", "matsumoto")
    given = ("hanako", "kenichi", "yoshiko", "masahiro", "tomoko", "takashi",
             "noriko", "shinichi", "kazuko", "hiroshi")
    for family in families:
        for name in given:
            yield ("%s.%s@partner.example" % (family, name),
                   "%s.%s@partner.example" % (family[:2] + family[3:], name))


class Cluster:
    def __init__(self, place):
        self.place = place
        self.files = read_page()
        self.network = Network(place, {**GATEWAYS, **SERVERS,
                                       "primary": PRIMARY, "outside": OUTSIDE})
        self.sink = self.network.within("outside", Sink, OUTSIDE)
        place.undo.append(self.sink.close)
        self.redis = {name: Server(self, name) for name in SERVERS}
        self.sentinels = {name: Server(self, name, True) for name in GATEWAYS}
        self.primary = Names(self, "primary")
        self.entries = [DOUBLE]
        self.publish()
        self.primary.start()
        self.wait_for_replica()
        self.gateways = [Gateway(self, name) for name in GATEWAYS]
        self.loads = []
        self.slips = persons()
        self.number = 0
        self.gateways[0].writer.observe_all(
            [pair[0] for pair in persons()], 5)

    def load(self, name):
        """Mails that are under way while it returns."""
        mails = [self.make_mail() for _ in range(MAILS)]
        self.loads.append(Load(self, name, mails))
        return self.loads[-1]

    def make_mail(self):
        """One of each kind in turn, at each gateway in turn."""
        n = self.number
        self.number += 1
        good = ("good-%d@gmail.com" % n, {DELIVERED})
        wrong = ("wrong-%d@%s" % (n, (DOUBLE, "gmai.com")[n % 2]), {REFUSED})
        kind = n // len(GATEWAYS) % 6
        if kind == 4:
            return Mail(n, [(next(self.slips)[1], {HELD, DELIVERED})])
        return Mail(n, {
            0: [good], 1: [wrong], 2: [good, wrong],
            3: [("typo-%d@hotmial.com" % n, {HELD})],
            5: [good, ("second-%d@univ.example" % n, {DELIVERED})]}[kind])

    def publish(self, *more):
        """The lists, with more in them."""
        self.entries += more
        path = self.place.write("doppelgangers.list", "".join(
            entry + " gmail.com\n" for entry in self.entries))
        if self.primary.child:
            self.primary.publish(path)
        else:
            run([build_path("doppellist"), "export", "--to", "zone", "-o",
                 self.primary.zone_file, path])

    def refuses(self, gateway, domain):
        """Does its gate?"""
        with Wire(gateway.milter.address) as wire:
            wire.connect("client", OUTSIDE)
            wire.mail("<hanako@univ.example>")
            return wire.rcpt("<taro@%s>" % domain)[0] == "y"

    def master(self):
        """The name of the Redis that takes writes."""
        for name, server in self.redis.items():
            if server.runs() and server.info("role") == "master" and \
                    server.info("min_slaves_good_slaves") == "1":
                return name
        return None

    def wait_for_replica(self):
        wait_until(self.master, "a master with a replica", step=0.1)
        wait_until(lambda: all(
            one.runs() and one.info("master0", 'name=contacts,status=ok,'
                                    'address=[^,]+,slaves=1,sentinels=3')
            for one in self.sentinels.values()),
            "all Sentinels to agree", step=0.1)

    def judge(self, gateway):
        """Has its gate ask for contacts."""
        with Wire(gateway.milter.address) as wire:
            wire.connect("client", "192.0.2.99")
            wire.mail("<hanako@univ.example>")
            wire.rcpt("<somebody@partner.example>")

    def settle(self, after):
        """All is well again: each gate knows what came by another."""
        self.wait_for_replica()
        for gateway in self.gateways:
            gateway.postfix.command("postqueue", "-f")
            wait_until(lambda: self.reads(gateway),
                       "%s to read contacts after %s" % (gateway.name, after),
                       step=0.2)
            looks = itertools.count(1)

            def is_done():
                # What a gate could not judge in time is deferred again.
                if next(looks) % 25 == 0:
                    gateway.postfix.command("postqueue", "-f")
                return gateway.is_done()
            wait_until(is_done, "the queue of %s" % gateway.name, step=0.2)

    def reads(self, gateway):
        self.judge(gateway)
        log = gateway.milter.log()
        return log.rfind("rules about contacts are off") <= \
            log.rfind("the store can be read again")

    def account(self):
        """What became of every recipient; lost and wrong are listed."""
        came = collections.Counter(self.sink.recipients())
        held = collections.Counter(
            recipient["address"] for gateway in self.gateways
            for mail in gateway.postfix.queue()
            for recipient in mail["recipients"]
            if mail["queue_name"] == "hold")
        sums = dict.fromkeys(("sent", DELIVERED, REFUSED, HELD, "slips held",
                              "tried again"), 0)
        sums.update(lost=[], wrong=[])
        for load in self.loads:
            sums["tried again"] += load.again
            for mail in load.mails:
                for address, right in mail.recipients:
                    become = [what for what, there in (
                        (DELIVERED, came[address]), (HELD, held[address]),
                        (REFUSED, address in load.refused)) if there]
                    sums["sent"] += 1
                    for what in become:
                        sums[what] += 1
                    sums["slips held"] += become == [HELD] and len(right) == 2
                    if not become:
                        sums["lost"].append((load.name, address))
                    elif len(become) > 1 or become[0] not in right:
                        sums["wrong"].append((load.name, address, become))
        return sums


class Server:
    """Redis, or a Sentinel on a gateway; runs from the start."""

    def __init__(self, cluster, name, sentinel=False):
        self.cluster, self.name, self.sentinel = cluster, name, sentinel
        self.program = "redis-sentinel" if sentinel else "redis-server"
        self.dir = cluster.place / (name + "-" + self.program)
        os.mkdir(self.dir, 0o700)
        text = cluster.files["sentinel.conf" if sentinel else "redis.conf"]
        if name == "redis2":
            text += cluster.files["redis.conf, on 192.0.2.22"]
        with open(os.path.join(self.dir, "conf"), "w",
                  encoding="ascii") as conf:
            conf.write("dir %s\nlogfile %s/log\n%s" % (self.dir, self.dir,
                                                       text))
        self.port = SENTINEL if sentinel else REDIS
        self.child = None
        self.start()

    def start(self):
        self.child = self.cluster.place.start(
            self.cluster.network.argv(self.name, self.program,
                                      os.path.join(self.dir, "conf")),
            stdout=subprocess.DEVNULL)
        wait_until(self.listens, self.program + " on " + self.name, step=0.05)

    def listens(self):
        return self.cluster.network.within(
            self.name, accepts, ("127.0.0.1", self.port))

    def runs(self):
        return self.child.poll() is None

    def kill(self):
        self.child.kill()
        self.child.wait()

    def info(self, key, pattern=r"[^\r\n]*"):
        """A field that INFO has, if it is of this form."""
        def ask():
            with socket.create_connection(("127.0.0.1", self.port), 5) as one:
                one.sendall(b"AUTH %s-PASSWORD\r\nINFO\r\n" % (
                    b"SENTINEL" if self.sentinel else b"REDIS"))
                answers = one.makefile("rb")
                answers.readline()
                return answers.read(int(answers.readline()[1:])).decode()
        try:
            found = re.search("^%s:(%s)" % (key, pattern),
                              self.cluster.network.within(self.name, ask),
                              re.M)
        except (OSError, ValueError):  # it is not up yet
            return None
        return found and found.group(1).strip()


class Names:
    """NSD with the file of conf/zones, as the primary or on a gateway."""

    def __init__(self, cluster, name):
        self.cluster, self.name = cluster, name
        role = "primary" if name == "primary" else "secondary"
        self.dir = cluster.place / (name + "-nsd")
        os.mkdir(self.dir, 0o755)
        shutil.chown(self.dir, "nsd", "nsd")
        self.zone_file = os.path.join(self.dir, ZONE + ".zone")
        with open(os.path.join(SAMPLES, "nsd-%s.conf" % role),
                  encoding="utf-8") as sample:
            text = sample.read().replace("/var/lib/nsd", self.dir)
        # The file has two gateways.
        text += "".join(line.replace("192.0.2.12", "192.0.2.13") + "\n"
                        for line in text.splitlines() if "192.0.2.12 " in line)
        self.conf = cluster.place.write(
            os.path.join(self.dir, "conf"), NSD.format(dir=self.dir) + text)
        self.child = None

    def start(self):
        with open(os.path.join(self.dir, "log"), "ab") as log:
            self.child = self.cluster.place.start(
                self.cluster.network.argv(self.name, "nsd", "-d", "-c",
                                          self.conf), stdout=log, stderr=log)

    def kill(self):
        """All of its processes, as the machine would."""
        os.killpg(self.child.pid, signal.SIGKILL)
        self.child.wait()

    def publish(self, path):
        """As it is installed."""
        environment = dict(
            os.environ, CONTROL="nsd-control -c " + self.conf,
            PATH="%s:%s" % (os.path.dirname(build_path("doppellist")),
                            os.environ["PATH"]))
        run(self.cluster.network.argv(
            self.name, os.path.join(SAMPLES, "publish-list"), "nsd", ZONE,
            path, self.zone_file), env=environment)


class Zone(Doppelzone):
    """On a gateway, which it has reload."""

    def __init__(self, cluster, name):
        self.network, self.machine = cluster.network, name
        self.pid = cluster.place / (name + ".pid")
        super().__init__(
            cluster.place, 53, "--run", cluster.place.write(
                name + ".reload", "#!/bin/sh\n[ ! -e %s ] || "
                "kill -USR1 $(cat %s)\n" % (self.pid, self.pid), 0o755),
            name=name + "-zone")

    def launch(self, argv, **more):
        return super().launch(self.network.argv(self.machine, *argv), **more)

    def start(self):
        super().start()
        wait_until(self.read, "a list from the DNS")


class NetworkMilter(Milter):
    """Of a gateway."""

    def __init__(self, place, network, name, domains, zone):
        self.network, self.machine, self.zone = network, name, zone
        super().__init__(place, name=name + "-milter", start=False)
        self.configure(MILTER, domains)

    def configure(self, settings="", domains=""):
        super().configure(settings, domains)
        with open(self.domains, encoding="utf-8") as file:
            text = file.read()
        self.put("domains.conf", text.replace(
            "lists = {", 'lists = { doppelgangers = "%s";' % self.zone.file,
            1))

    def argv(self):
        return self.network.argv(self.machine, *super().argv())

    def start(self, *arguments, **more):
        super().start(*arguments, **more)
        with open(self.zone.pid, "w", encoding="ascii") as file:
            file.write("%d\n" % self.child.pid)


class NetworkWriter(Contacts):
    def __init__(self, place, network, name):
        self.network, self.machine = network, name
        super().__init__(place, name=name + "-contacts")

    def argv(self, *arguments):
        return self.network.argv(self.machine, *super().argv(*arguments))

    def observe_all(self, addresses, times):
        now = int(time.time()) - 3600
        mails = [("sent", now, address) for address in addresses] * times
        for at in range(0, len(mails), 64):
            self.observe(*mails[at:at + 64])

    def report_many(self, count):
        """So many datagrams with as much as one holds, of one address."""
        data = datagram(*[observation("sent", int(time.time()) - 60,
                                      "often@partner.example")] * 64)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
            out.connect(self.socket)
            for _ in range(count):
                out.send(data)


class NetworkPostfix(Postfix):
    def __init__(self, place, network, name, host, milter, next_hop):
        self.network, self.machine = network, name
        super().__init__(
            place, name + "-mx", next_hop, host=host,
            settings={**POSTFIX, "smtpd_milters": milter.socket,
                      "relayhost": "[%s]:%d" % (OUTSIDE, next_hop)})

    def seeing_resolver(self):
        return self.network.argv(self.machine)

    def answers(self):
        return self.network.within(self.machine, super().answers)


class Gateway:
    def __init__(self, cluster, name):
        place, network = cluster.place, cluster.network
        self.name = name
        self.names = Names(cluster, name)
        self.names.start()
        self.zone = Zone(cluster, name)
        self.zone.start()
        self.writer = NetworkWriter(place, network, name)
        domains = cluster.files["domains.conf"].replace(
            "contacts = {", 'contacts = {\n    socket = "%s"; learning = 0;'
            % self.writer.socket) + LOCAL
        self.milter = NetworkMilter(place, network, name, domains, self.zone)
        for directory in (self.milter.dir, self.writer.dir):
            for secret in ("redis", "sentinel"):
                path = os.path.join(directory, secret + ".password")
                with open(path, "w", encoding="ascii") as file:
                    file.write(secret.upper() + "-PASSWORD\n")
                os.chmod(path, 0o600)
                shutil.chown(path, "nobody", "nogroup")
        with open(self.writer.domains, "w", encoding="ascii") as file:
            file.write(domains)
        self.writer.start()
        self.milter.start()
        self.postfix = NetworkPostfix(place, network, name, GATEWAYS[name],
                                      self.milter, cluster.sink.port)

    def is_done(self):
        """Nothing waits but what is held."""
        return all(mail["queue_name"] == "hold"
                   for mail in self.postfix.queue())

    def restart(self):
        self.postfix.stop()
        self.milter.stop()
        self.writer.stop()
        self.zone.stop()
        self.names.kill()
        time.sleep(0.5)
        self.names.start()
        self.zone.start()
        self.writer.start()
        self.milter.start()
        if not self.postfix.start():
            raise Failure("Postfix does not start again:\n" +
                          self.postfix.log())


class Load:
    """Sends mails from outside, each by the gateways in turn until one has
    answered for all of its recipients."""

    def __init__(self, cluster, name, mails):
        self.cluster, self.name, self.mails = cluster, name, mails
        self.todo = collections.deque(mails)
        self.refused = set()
        self.answered = self.again = 0
        self.errors = []
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.work, daemon=True)
                        for _ in range(3)]
        for thread in self.threads:
            thread.start()

    def work(self):
        self.cluster.network.enter("outside")
        while self.todo:
            try:
                self.send(self.todo.popleft())
            except IndexError:
                return
            except Exception as error:  # a thread's would be lost
                self.errors.append(repr(error))
                return

    def send(self, mail):
        gateways = self.cluster.gateways
        for number in range(mail.number, mail.number + 120):
            try:
                if self.try_at(gateways[number % len(gateways)], mail):
                    break
            except (OSError, AssertionError):
                pass
            self.again += 1
            time.sleep(0.25)
        else:
            raise Failure("nobody takes %r" % (mail,))
        with self.lock:
            self.answered += 1

    def try_at(self, gateway, mail):
        """Whether each recipient has its last answer."""
        with Client(gateway.postfix.port, timeout=8, source=OUTSIDE,
                    host=GATEWAYS[gateway.name]) as client:
            *rcpt, data = client.mail([to for to, _ in mail.recipients])
        taken = data is None or data[0] == 250
        with self.lock:
            self.refused |= {to for (to, _), (code, _) in zip(
                mail.recipients, rcpt) if code == 550}
        return taken and all(code in (250, 550) for code, _ in rcpt)

    def wait_for_answers(self, count):
        wait_until(lambda: self.answered >= count or self.errors,
                   "%d answers" % count)

    def finish(self):
        for thread in self.threads:
            thread.join(150)
        if self.errors or self.todo:
            raise Failure("%s: %s" % (self.name, self.errors or "no end"))


def kill_gate(cluster):
    gateway = cluster.gateways[0]
    gateway.milter.kill()
    time.sleep(1)
    gateway.milter.start()


def kill_writer(cluster):
    gateway = cluster.gateways[1]
    gateway.writer.kill()
    time.sleep(1)
    gateway.writer.start()


def cut_gateway(cluster):
    cluster.network.cut("gate3")
    time.sleep(3)
    cluster.network.join("gate3")


def restart_gateway(cluster):
    cluster.gateways[1].restart()


def kill_master(cluster):
    name = cluster.master()
    cluster.redis[name].kill()
    (other,) = set(SERVERS) - {name}
    wait_until(lambda: cluster.redis[other].info("role") == "master",
               "a failover", step=0.1)
    cluster.redis[name].start()


def kill_replica(cluster):
    (name,) = set(SERVERS) - {cluster.master()}
    cluster.redis[name].kill()
    time.sleep(1)
    cluster.redis[name].start()


def kill_sentinel(cluster):
    cluster.sentinels["gate1"].kill()
    time.sleep(1)
    cluster.sentinels["gate1"].start()


def publish_entry(cluster):
    """In force on all gateways some seconds later."""
    entry = "new-double-%d.example" % len(cluster.entries)
    cluster.publish(entry)
    for gateway in cluster.gateways:
        wait_until(lambda: cluster.refuses(gateway, entry),
                   entry + " to be refused by " + gateway.name)


def kill_primary(cluster):
    cluster.primary.kill()
    time.sleep(1)
    cluster.primary.start()


def kill_secondary(cluster):
    cluster.gateways[0].names.kill()
    time.sleep(4)  # doppelzone says so after three
    cluster.gateways[0].names.start()


FAULTS = {
    "an entry published": publish_entry,
    "the lists' primary killed": kill_primary,
    "a secondary killed": kill_secondary,
    "another entry published": publish_entry,
    "a gate killed": kill_gate,
    "a writer killed": kill_writer,
    "a gateway cut off": cut_gateway,
    "a gateway restarted": restart_gateway,
    "the master killed": kill_master,
    "the replica killed": kill_replica,
    "a Sentinel killed": kill_sentinel,
}

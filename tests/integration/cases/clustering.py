# SPDX-License-Identifier: BSD-2-Clause
"""Three gateways that share contacts and lists, as doppelcheck-cluster(7) has them, while
any one of the machines or processes fails."""

from lab.cluster import FAULTS, Cluster
from lab.place import wait_until

from . import case, check, same


@case(slow=True, namespaces=True)
def cluster_faults(place):
    """No mail is lost, and no verdict changes but the contacts' own."""
    cluster = Cluster(place)
    for name, fault in FAULTS.items():
        load = cluster.load(name)
        load.wait_for_answers(len(load.mails) // 4)
        fault(cluster)
        load.finish()
        cluster.settle(name)
    sums = cluster.account()
    same(sums.pop("lost"), [], "lost")
    same(sums.pop("wrong"), [], "wrong")
    same(sums["sent"], sums["delivered"] + sums["refused"] + sums["held"],
         "the sums %r" % sums)
    check(sums["slips held"] > 0, "the rule held nothing", sums)
    print("# " + ", ".join("%s %d" % pair for pair in sums.items()))


@case(slow=True, namespaces=True)
def cluster_log_of_one_cut_off(place):
    """Its logs say what it did without, and from when to when."""
    cluster = Cluster(place)
    gateway = cluster.gateways[2]
    cluster.network.cut(gateway.name)
    cluster.judge(gateway)
    off = gateway.milter.wait_log(
        r"contacts: redis\+sentinel://[^ ]+: .*; the rules about contacts are "
        "off until it can be read")
    gateway.writer.report_many(700)
    gateway.writer.wait_log(
        r"cannot write: redis\+sentinel://[^ ]+: .*; what comes in waits")
    gateway.milter.reload()  # the log goes on all the same
    check("PASSWORD" not in off.string + gateway.writer.log(), "a password")
    cluster.network.join(gateway.name)
    gateway.writer.wait_log(r"can write again; datagrams lost: [1-9]\d+")

    def is_back():
        cluster.judge(gateway)
        return "the store can be read again" in gateway.milter.log()

    wait_until(is_back, "the gate to read again", step=0.2)
    gateway.milter.wait_log("the store can be read again; recipients judged "
                            r"without it: [1-9]\d*$")
    same(gateway.milter.log().count("rules about contacts are off"), 1,
         "reports of it")
    same(gateway.writer.log().count("cannot write"), 1, "the writer's reports")

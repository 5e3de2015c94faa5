#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Writes a synthetic address list for benchmarks and an exact list of its wrong domains.

usage: make_list.py N OUT_LIST OUT_KNOWN
N addresses, one a line: three quarters at big providers, one in a thousand at 1,000 wrong domains (one slip from a
provider), the rest at a long tail of N/10 made-up domains. Always the same for the same N. OUT_KNOWN holds the wrong
domains as "@domain", for grep -F -f, without those that are the beginning of a right one.
"""
import random
import sys

BIG = {"gmail.com": 400, "yahoo.co.jp": 150, "hotmail.com": 40, "outlook.com": 25, "outlook.jp": 10, "icloud.com": 25,
       "docomo.ne.jp": 45, "ezweb.ne.jp": 20, "au.com": 20, "softbank.ne.jp": 15}
SUFFIXES = ["com", "com", "com", "org", "net", "de", "fr", "co.jp", "ne.jp", "ac.jp", "co.uk", "com.br", "ru", "it", "info"]
ONSETS = ["", "b", "br", "c", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "sh", "st", "t", "tr", "v", "w"]
VOWELS = ["a", "e", "i", "o", "u", "ai", "ea", "ou"]
CODAS = ["", "", "l", "n", "r", "s", "t", "x", "nd", "ng"]
FIRST = "taro hanako kenji yuki sakura hiroshi akira naoki mika emi john mary david anna maria wei li suzuki tanaka".split()


def word(rnd, syllables):
    return "".join(rnd.choice(ONSETS) + rnd.choice(VOWELS) + rnd.choice(CODAS) for _ in range(syllables))


def tail_domain(rnd):
    label = word(rnd, rnd.choice([1, 2, 2, 3]))
    if rnd.random() < 0.4:
        label += rnd.choice(["", "-"]) + word(rnd, rnd.choice([1, 2]))
    return label + "." + rnd.choice(SUFFIXES)


def slip(rnd, domain):
    i = rnd.randrange(len(domain) - 1)
    letter = rnd.choice("abcdefghijklmnopqrstuvwxyz")
    return rnd.choice([domain[:i] + domain[i + 1:], domain[:i] + letter + domain[i:],
                       domain[:i] + letter + domain[i + 1:],
                       domain[:i] + domain[i + 1] + domain[i] + domain[i + 2:]])


def main():
    n, out_list, out_known = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    rnd = random.Random(2023)
    tail = {}
    while len(tail) < max(1, n // 10):
        tail[tail_domain(rnd)] = None
    big = [domain for domain, share in BIG.items() for _ in range(share)]
    right = set(tail) | set(BIG)
    wrong = []
    while len(wrong) < 1000:
        domain = slip(rnd, rnd.choice(big))
        if domain not in right and ".." not in domain and domain[0] != "." and domain[-1] != ".":
            right.add(domain)
            wrong.append(domain)
    with open(out_known, "w") as f:
        f.writelines("@%s\n" % d for d in wrong if not any(b.startswith(d) for b in BIG))
    tail = list(tail)
    rnd.shuffle(tail)
    with open(out_list, "w") as f:
        for i in range(n):
            r = rnd.randrange(1000)
            domain = big[r] if r < 750 else rnd.choice(wrong) if r == 999 else tail[i % len(tail)]
            f.write("%s%s%d@%s\n" % (rnd.choice(FIRST), rnd.choice("._-"), rnd.randrange(99999), domain))


main()

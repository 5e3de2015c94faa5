#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Writes look_table.c: which letters beyond ASCII are taken for each other.

    domains/engine/name/look_table.py > domains/engine/name/look_table.c

Needs PyICU (Debian: python3-icu) and the locales of glibc (Debian: locales).
What looks alike is Unicode's knowledge (the skeletons of UTS 39), and so is
which kana differ only by size, script or voicing mark (equal at the primary
strength of the Unicode Collation Algorithm).  The forms of a character, as
simplified and traditional ones, are those of the table by K. and M. Yasuoka
that glibc has (translit_cjk_variants), where both are usual: in JIS X 0208, or
one in GB 2312 and one in Big5.
"""
import itertools
import re
import sys

import icu

VARIANTS = "/usr/share/i18n/locales/translit_cjk_variants"
HAN = list(itertools.chain([0x3005, 0x3007], range(0x4e00, 0xa000)))
KANA = list(itertools.chain(range(0x3041, 0x3097), range(0x309d, 0x309f),
                            range(0x30a1, 0x30fb), range(0x30fc, 0x30ff)))


def classes(codes, key):
    """The pairs of codes that have the same key."""
    found = {}
    for code in codes:
        found.setdefault(key(chr(code)), []).append(code)
    return {pair for same in found.values()
            for pair in itertools.combinations(same, 2)}


def fits(char, encoding):
    try:
        return len(char.encode(encoding)) > 1
    except UnicodeEncodeError:
        return False


def are_usual(a, b):
    return ((fits(a, "iso2022_jp") and fits(b, "iso2022_jp")) or
            (fits(a, "gb2312") and fits(b, "big5")) or
            (fits(b, "gb2312") and fits(a, "big5")))


def forms():
    for line in open(VARIANTS):
        codes = [int(c, 16) for c in re.findall(r"<U([0-9A-F]{4})>", line)]
        if line.startswith("<U") and len(codes) > 1:
            for code in codes[1:]:
                if (codes[0] in HAN and code in HAN and
                        are_usual(chr(codes[0]), chr(code))):
                    yield min(codes[0], code), max(codes[0], code)


def write(name, what, pairs):
    print("/* %s */\nstatic const uint32_t %s[] = {" % (what, name))
    pairs = sorted(pairs)
    for at in range(0, len(pairs), 6):
        print("\t" + " ".join("0x%04x%04x," % p for p in pairs[at:at + 6]))
    print("};\n")
    print("%s: %d pairs" % (name, len(pairs)), file=sys.stderr)


def main():
    collator = icu.Collator.createInstance(icu.Locale("root"))
    collator.setStrength(icu.Collator.PRIMARY)
    spoof = icu.SpoofChecker()
    looks = classes(KANA + HAN, lambda c: spoof.getSkeleton(0, c))
    kana = classes(KANA, lambda c: bytes(collator.getSortKey(c))) - looks
    print("""// SPDX-License-Identifier: BSD-2-Clause AND Unicode-DFS-2016
/* Look table: which letters beyond ASCII are taken for each other.
 *
 * Made by look_table.py from Unicode %s (UTS 39 confusables, the Unicode
 * Collation Algorithm) through ICU %s, and from translit_cjk_variants of glibc;
 * not to be edited.  The data of Unicode is a modified extract of its data
 * files: Copyright (c) 1991-2022 Unicode, Inc.  All rights reserved.
 * Distributed under https://www.unicode.org/copyright.html: permission is
 * granted, free of charge, to deal in the data files without restriction,
 * provided that this notice appears with all copies; they are provided "as is",
 * without warranty of any kind.
 */
#include "domains/engine/name/look_table.h"

/* clang-format off */""" % (icu.UNICODE_VERSION, icu.ICU_VERSION))
    write("looks", "Look alike.", looks)
    write("kana", "The same kana but for size, script or voicing mark.", kana)
    write("forms", "Forms of one character.", set(forms()) - looks)
    print("""/* clang-format on */

#define TABLE(pairs) {pairs, sizeof(pairs) / sizeof(*(pairs))}

const struct look_table look_tables[LOOKS] = {
    [LOOK_ALIKE] = TABLE(looks),
    [LOOK_KANA] = TABLE(kana),
    [LOOK_FORM] = TABLE(forms),
};""")


main()

#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Writes fold_table.c: which ASCII letters a code point looks like.

    domains/engine/name/fold_table.py > domains/engine/name/fold_table.c

Needs PyICU (Debian: python3-icu).  The knowledge is Unicode's: the skeletons
of UTS 39 (confusables.txt, in ICU's SpoofChecker) and the canonical
decompositions, so that accents fall off.  In the table are the code points a
U-label can hold (RFC 5892: letters, marks and digits that IDNA mapping leaves
as they are) and that come down to a-z, 0-9 and hyphen.
"""
import sys
import unicodedata

import icu

LDH = set("abcdefghijklmnopqrstuvwxyz0123456789-")
LOOKS_MAX = 3  # fold_table.h: room for so many
spoof = icu.SpoofChecker()


def without_marks(text):
    """The letters that stay when accents, strokes and hooks fall off."""
    text = icu.Normalizer2.getNFDInstance().normalize(text)
    return "".join(c for c in text
                   if icu.Char.charType(c) != icu.UCharCategory.NON_SPACING_MARK)


# ICU's skeletons are not all ASCII letters in lower case: m is "rn", 0 is "O".
# Where several letters share one, the letter itself or else the first has it.
SKELETON = {}
for letter in sorted(LDH, key=lambda c: (not c.isalpha(), c)):
    SKELETON.setdefault(spoof.getSkeleton(0, letter), letter)
SKELETON["l"] = "l"


def without_small_capitals(text):
    """Small capitals have skeletons of their own; they look like letters."""
    names = [(c, unicodedata.name(c, "").split(" SMALL CAPITAL ")) for c in text]
    return "".join(n[1].lower() if n[0] == "LATIN LETTER" and len(n[1]) == 1
                   else c for c, n in names)


def looks(char):
    """The ASCII text that char looks like, or None."""
    bare = without_small_capitals(
        without_marks(spoof.getSkeleton(0, char)))
    if bare in SKELETON:
        return SKELETON[bare]
    bare = bare.lower()
    return bare if bare and set(bare) <= LDH else None


def in_u_label(code):
    char = chr(code)
    kinds = {icu.UCharCategory.LOWERCASE_LETTER,
             icu.UCharCategory.OTHER_LETTER,
             icu.UCharCategory.MODIFIER_LETTER,
             icu.UCharCategory.DECIMAL_DIGIT_NUMBER}
    return (icu.Char.charType(char) in kinds and not
            icu.Char.hasBinaryProperty(
                char, icu.UProperty.CHANGES_WHEN_NFKC_CASEFOLDED))


def main():
    print("""// SPDX-License-Identifier: BSD-2-Clause AND Unicode-DFS-2016
/* Fold table: which ASCII letters a code point looks like.
 *
 * Made by fold_table.py from Unicode %s (UTS 39 confusables, canonical
 * decompositions) through ICU %s; not to be edited.  The data is a modified
 * extract of Unicode data files: Copyright (c) 1991-2022 Unicode, Inc.  All
 * rights reserved.  Distributed under https://www.unicode.org/copyright.html:
 * permission is granted, free of charge, to deal in the data files without
 * restriction, provided that this notice appears with all copies; they are
 * provided "as is", without warranty of any kind.
 */
#include "domains/engine/name/fold_table.h"

/* clang-format off */
const struct fold_entry fold_table[] = {""" % (icu.UNICODE_VERSION,
                                              icu.ICU_VERSION))
    count = 0
    for code in range(0x80, sys.maxunicode + 1):
        if 0xd800 <= code <= 0xdfff or not in_u_label(code):
            continue
        # Cyrillic and Greek have letters that look like their capitals.
        text = looks(chr(code)) or looks(
            chr(icu.Char.toupper(code)) if icu.Char.toupper(code) != code
            else "\uffff")
        if text and len(text) <= LOOKS_MAX:
            print('\t{0x%05x, "%s"}, /* %s */' % (
                code, text, unicodedata.name(chr(code), "").lower()))
            count += 1
    print("};\n/* clang-format on */\n")
    print("const size_t fold_table_count = sizeof fold_table / "
          "sizeof *fold_table;")
    print("%d code points" % count, file=sys.stderr)


main()

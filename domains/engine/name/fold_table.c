// SPDX-License-Identifier: BSD-2-Clause AND Unicode-DFS-2016
/* Fold table: which ASCII letters a code point looks like.
 *
 * Made by fold_table.py from Unicode 15.0 (UTS 39 confusables, canonical
 * decompositions) through ICU 72.1; not to be edited.  The data is a modified
 * extract of Unicode data files: Copyright (c) 1991-2022 Unicode, Inc.  All
 * rights reserved.  Distributed under https://www.unicode.org/copyright.html:
 * permission is granted, free of charge, to deal in the data files without
 * restriction, provided that this notice appears with all copies; they are
 * provided "as is", without warranty of any kind.
 */
#include "domains/engine/name/fold_table.h"

/* clang-format off */
const struct fold_entry fold_table[] = {
	{0x000e0, "a"}, /* latin small letter a with grave */
	{0x000e1, "a"}, /* latin small letter a with acute */
	{0x000e2, "a"}, /* latin small letter a with circumflex */
	{0x000e3, "a"}, /* latin small letter a with tilde */
	{0x000e4, "a"}, /* latin small letter a with diaeresis */
	{0x000e5, "a"}, /* latin small letter a with ring above */
	{0x000e6, "ae"}, /* latin small letter ae */
	{0x000e7, "c"}, /* latin small letter c with cedilla */
	{0x000e8, "e"}, /* latin small letter e with grave */
	{0x000e9, "e"}, /* latin small letter e with acute */
	{0x000ea, "e"}, /* latin small letter e with circumflex */
	{0x000eb, "e"}, /* latin small letter e with diaeresis */
	{0x000ec, "i"}, /* latin small letter i with grave */
	{0x000ed, "i"}, /* latin small letter i with acute */
	{0x000ee, "i"}, /* latin small letter i with circumflex */
	{0x000ef, "i"}, /* latin small letter i with diaeresis */
	{0x000f0, "d"}, /* latin small letter eth */
	{0x000f1, "n"}, /* latin small letter n with tilde */
	{0x000f2, "o"}, /* latin small letter o with grave */
	{0x000f3, "o"}, /* latin small letter o with acute */
	{0x000f4, "o"}, /* latin small letter o with circumflex */
	{0x000f5, "o"}, /* latin small letter o with tilde */
	{0x000f6, "o"}, /* latin small letter o with diaeresis */
	{0x000f8, "o"}, /* latin small letter o with stroke */
	{0x000f9, "u"}, /* latin small letter u with grave */
	{0x000fa, "u"}, /* latin small letter u with acute */
	{0x000fb, "u"}, /* latin small letter u with circumflex */
	{0x000fc, "u"}, /* latin small letter u with diaeresis */
	{0x000fd, "y"}, /* latin small letter y with acute */
	{0x000ff, "y"}, /* latin small letter y with diaeresis */
	{0x00101, "a"}, /* latin small letter a with macron */
	{0x00103, "a"}, /* latin small letter a with breve */
	{0x00105, "a"}, /* latin small letter a with ogonek */
	{0x00107, "c"}, /* latin small letter c with acute */
	{0x00109, "c"}, /* latin small letter c with circumflex */
	{0x0010b, "c"}, /* latin small letter c with dot above */
	{0x0010d, "c"}, /* latin small letter c with caron */
	{0x0010f, "d"}, /* latin small letter d with caron */
	{0x00111, "d"}, /* latin small letter d with stroke */
	{0x00113, "e"}, /* latin small letter e with macron */
	{0x00115, "e"}, /* latin small letter e with breve */
	{0x00117, "e"}, /* latin small letter e with dot above */
	{0x00119, "e"}, /* latin small letter e with ogonek */
	{0x0011b, "e"}, /* latin small letter e with caron */
	{0x0011d, "g"}, /* latin small letter g with circumflex */
	{0x0011f, "g"}, /* latin small letter g with breve */
	{0x00121, "g"}, /* latin small letter g with dot above */
	{0x00123, "g"}, /* latin small letter g with cedilla */
	{0x00125, "h"}, /* latin small letter h with circumflex */
	{0x00127, "h"}, /* latin small letter h with stroke */
	{0x00129, "i"}, /* latin small letter i with tilde */
	{0x0012b, "i"}, /* latin small letter i with macron */
	{0x0012d, "i"}, /* latin small letter i with breve */
	{0x0012f, "i"}, /* latin small letter i with ogonek */
	{0x00131, "i"}, /* latin small letter dotless i */
	{0x00135, "j"}, /* latin small letter j with circumflex */
	{0x00137, "k"}, /* latin small letter k with cedilla */
	{0x0013a, "l"}, /* latin small letter l with acute */
	{0x0013c, "l"}, /* latin small letter l with cedilla */
	{0x0013e, "l"}, /* latin small letter l with caron */
	{0x00142, "l"}, /* latin small letter l with stroke */
	{0x00144, "n"}, /* latin small letter n with acute */
	{0x00146, "n"}, /* latin small letter n with cedilla */
	{0x00148, "n"}, /* latin small letter n with caron */
	{0x0014d, "o"}, /* latin small letter o with macron */
	{0x0014f, "o"}, /* latin small letter o with breve */
	{0x00151, "o"}, /* latin small letter o with double acute */
	{0x00153, "oe"}, /* latin small ligature oe */
	{0x00155, "r"}, /* latin small letter r with acute */
	{0x00157, "r"}, /* latin small letter r with cedilla */
	{0x00159, "r"}, /* latin small letter r with caron */
	{0x0015b, "s"}, /* latin small letter s with acute */
	{0x0015d, "s"}, /* latin small letter s with circumflex */
	{0x0015f, "s"}, /* latin small letter s with cedilla */
	{0x00161, "s"}, /* latin small letter s with caron */
	{0x00163, "t"}, /* latin small letter t with cedilla */
	{0x00165, "t"}, /* latin small letter t with caron */
	{0x00167, "t"}, /* latin small letter t with stroke */
	{0x00169, "u"}, /* latin small letter u with tilde */
	{0x0016b, "u"}, /* latin small letter u with macron */
	{0x0016d, "u"}, /* latin small letter u with breve */
	{0x0016f, "u"}, /* latin small letter u with ring above */
	{0x00171, "u"}, /* latin small letter u with double acute */
	{0x00173, "u"}, /* latin small letter u with ogonek */
	{0x00175, "w"}, /* latin small letter w with circumflex */
	{0x00177, "y"}, /* latin small letter y with circumflex */
	{0x0017a, "z"}, /* latin small letter z with acute */
	{0x0017c, "z"}, /* latin small letter z with dot above */
	{0x0017e, "z"}, /* latin small letter z with caron */
	{0x00180, "b"}, /* latin small letter b with stroke */
	{0x00183, "b"}, /* latin small letter b with topbar */
	{0x00185, "b"}, /* latin small letter tone six */
	{0x0018c, "d"}, /* latin small letter d with topbar */
	{0x0018d, "g"}, /* latin small letter turned delta */
	{0x00192, "f"}, /* latin small letter f with hook */
	{0x00199, "k"}, /* latin small letter k with hook */
	{0x0019a, "l"}, /* latin small letter l with bar */
	{0x0019e, "n"}, /* latin small letter n with long right leg */
	{0x001a1, "o"}, /* latin small letter o with horn */
	{0x001a5, "p"}, /* latin small letter p with hook */
	{0x001a8, "2"}, /* latin small letter tone two */
	{0x001ad, "t"}, /* latin small letter t with hook */
	{0x001b0, "u"}, /* latin small letter u with horn */
	{0x001b4, "y"}, /* latin small letter y with hook */
	{0x001b6, "z"}, /* latin small letter z with stroke */
	{0x001bb, "2"}, /* latin letter two with stroke */
	{0x001bd, "s"}, /* latin small letter tone five */
	{0x001c0, "l"}, /* latin letter dental click */
	{0x001c1, "ll"}, /* latin letter lateral click */
	{0x001ce, "a"}, /* latin small letter a with caron */
	{0x001d0, "i"}, /* latin small letter i with caron */
	{0x001d2, "o"}, /* latin small letter o with caron */
	{0x001d4, "u"}, /* latin small letter u with caron */
	{0x001d6, "u"}, /* latin small letter u with diaeresis and macron */
	{0x001d8, "u"}, /* latin small letter u with diaeresis and acute */
	{0x001da, "u"}, /* latin small letter u with diaeresis and caron */
	{0x001dc, "u"}, /* latin small letter u with diaeresis and grave */
	{0x001df, "a"}, /* latin small letter a with diaeresis and macron */
	{0x001e1, "a"}, /* latin small letter a with dot above and macron */
	{0x001e3, "ae"}, /* latin small letter ae with macron */
	{0x001e5, "g"}, /* latin small letter g with stroke */
	{0x001e7, "g"}, /* latin small letter g with caron */
	{0x001e9, "k"}, /* latin small letter k with caron */
	{0x001eb, "o"}, /* latin small letter o with ogonek */
	{0x001ed, "o"}, /* latin small letter o with ogonek and macron */
	{0x001ef, "3"}, /* latin small letter ezh with caron */
	{0x001f0, "j"}, /* latin small letter j with caron */
	{0x001f5, "g"}, /* latin small letter g with acute */
	{0x001f9, "n"}, /* latin small letter n with grave */
	{0x001fb, "a"}, /* latin small letter a with ring above and acute */
	{0x001fd, "ae"}, /* latin small letter ae with acute */
	{0x001ff, "o"}, /* latin small letter o with stroke and acute */
	{0x00201, "a"}, /* latin small letter a with double grave */
	{0x00203, "a"}, /* latin small letter a with inverted breve */
	{0x00205, "e"}, /* latin small letter e with double grave */
	{0x00207, "e"}, /* latin small letter e with inverted breve */
	{0x00209, "i"}, /* latin small letter i with double grave */
	{0x0020b, "i"}, /* latin small letter i with inverted breve */
	{0x0020d, "o"}, /* latin small letter o with double grave */
	{0x0020f, "o"}, /* latin small letter o with inverted breve */
	{0x00211, "r"}, /* latin small letter r with double grave */
	{0x00213, "r"}, /* latin small letter r with inverted breve */
	{0x00215, "u"}, /* latin small letter u with double grave */
	{0x00217, "u"}, /* latin small letter u with inverted breve */
	{0x00219, "s"}, /* latin small letter s with comma below */
	{0x0021b, "t"}, /* latin small letter t with comma below */
	{0x0021d, "3"}, /* latin small letter yogh */
	{0x0021f, "h"}, /* latin small letter h with caron */
	{0x00223, "8"}, /* latin small letter ou */
	{0x00225, "z"}, /* latin small letter z with hook */
	{0x00227, "a"}, /* latin small letter a with dot above */
	{0x00229, "e"}, /* latin small letter e with cedilla */
	{0x0022b, "o"}, /* latin small letter o with diaeresis and macron */
	{0x0022d, "o"}, /* latin small letter o with tilde and macron */
	{0x0022f, "o"}, /* latin small letter o with dot above */
	{0x00231, "o"}, /* latin small letter o with dot above and macron */
	{0x00233, "y"}, /* latin small letter y with macron */
	{0x0023c, "c"}, /* latin small letter c with stroke */
	{0x00247, "e"}, /* latin small letter e with stroke */
	{0x00249, "j"}, /* latin small letter j with stroke */
	{0x0024d, "r"}, /* latin small letter r with stroke */
	{0x0024f, "y"}, /* latin small letter y with stroke */
	{0x00251, "a"}, /* latin small letter alpha */
	{0x00253, "b"}, /* latin small letter b with hook */
	{0x00256, "d"}, /* latin small letter d with tail */
	{0x00257, "d"}, /* latin small letter d with hook */
	{0x0025c, "3"}, /* latin small letter reversed open e */
	{0x00260, "g"}, /* latin small letter g with hook */
	{0x00261, "g"}, /* latin small letter script g */
	{0x00262, "g"}, /* latin letter small capital g */
	{0x00263, "y"}, /* latin small letter gamma */
	{0x00266, "h"}, /* latin small letter h with hook */
	{0x00268, "i"}, /* latin small letter i with stroke */
	{0x00269, "i"}, /* latin small letter iota */
	{0x0026a, "i"}, /* latin letter small capital i */
	{0x0026b, "l"}, /* latin small letter l with middle tilde */
	{0x0026d, "l"}, /* latin small letter l with retroflex hook */
	{0x0026f, "w"}, /* latin small letter turned m */
	{0x00271, "m"}, /* latin small letter m with hook */
	{0x00272, "n"}, /* latin small letter n with left hook */
	{0x00273, "n"}, /* latin small letter n with retroflex hook */
	{0x00274, "n"}, /* latin letter small capital n */
	{0x00275, "o"}, /* latin small letter barred o */
	{0x00276, "oe"}, /* latin letter small capital oe */
	{0x0027c, "r"}, /* latin small letter r with long leg */
	{0x0027d, "r"}, /* latin small letter r with tail */
	{0x00280, "r"}, /* latin letter small capital r */
	{0x00282, "s"}, /* latin small letter s with hook */
	{0x00288, "t"}, /* latin small letter t with retroflex hook */
	{0x00289, "u"}, /* latin small letter u bar */
	{0x0028b, "u"}, /* latin small letter v with hook */
	{0x0028f, "y"}, /* latin letter small capital y */
	{0x00290, "z"}, /* latin small letter z with retroflex hook */
	{0x00292, "3"}, /* latin small letter ezh */
	{0x00299, "b"}, /* latin letter small capital b */
	{0x0029c, "h"}, /* latin letter small capital h */
	{0x0029d, "j"}, /* latin small letter j with crossed-tail */
	{0x0029f, "l"}, /* latin letter small capital l */
	{0x002a0, "q"}, /* latin small letter q with hook */
	{0x002a3, "dz"}, /* latin small letter dz digraph */
	{0x002a6, "ts"}, /* latin small letter ts digraph */
	{0x002aa, "ls"}, /* latin small letter ls digraph */
	{0x002ab, "lz"}, /* latin small letter lz digraph */
	{0x00390, "i"}, /* greek small letter iota with dialytika and tonos */
	{0x003ac, "a"}, /* greek small letter alpha with tonos */
	{0x003ad, "e"}, /* greek small letter epsilon with tonos */
	{0x003ae, "n"}, /* greek small letter eta with tonos */
	{0x003af, "i"}, /* greek small letter iota with tonos */
	{0x003b0, "u"}, /* greek small letter upsilon with dialytika and tonos */
	{0x003b1, "a"}, /* greek small letter alpha */
	{0x003b2, "b"}, /* greek small letter beta */
	{0x003b3, "y"}, /* greek small letter gamma */
	{0x003b5, "e"}, /* greek small letter epsilon */
	{0x003b6, "z"}, /* greek small letter zeta */
	{0x003b7, "n"}, /* greek small letter eta */
	{0x003b8, "0"}, /* greek small letter theta */
	{0x003b9, "i"}, /* greek small letter iota */
	{0x003ba, "k"}, /* greek small letter kappa */
	{0x003bc, "m"}, /* greek small letter mu */
	{0x003bd, "v"}, /* greek small letter nu */
	{0x003bf, "o"}, /* greek small letter omicron */
	{0x003c1, "p"}, /* greek small letter rho */
	{0x003c3, "o"}, /* greek small letter sigma */
	{0x003c4, "t"}, /* greek small letter tau */
	{0x003c5, "u"}, /* greek small letter upsilon */
	{0x003c7, "x"}, /* greek small letter chi */
	{0x003ca, "i"}, /* greek small letter iota with dialytika */
	{0x003cb, "u"}, /* greek small letter upsilon with dialytika */
	{0x003cc, "o"}, /* greek small letter omicron with tonos */
	{0x003cd, "u"}, /* greek small letter upsilon with tonos */
	{0x003dd, "f"}, /* greek small letter digamma */
	{0x003e9, "2"}, /* coptic small letter hori */
	{0x003f3, "j"}, /* greek letter yot */
	{0x003fb, "m"}, /* greek small letter san */
	{0x00430, "a"}, /* cyrillic small letter a */
	{0x00431, "6"}, /* cyrillic small letter be */
	{0x00432, "b"}, /* cyrillic small letter ve */
	{0x00433, "r"}, /* cyrillic small letter ghe */
	{0x00435, "e"}, /* cyrillic small letter ie */
	{0x00437, "3"}, /* cyrillic small letter ze */
	{0x0043a, "k"}, /* cyrillic small letter ka */
	{0x0043c, "m"}, /* cyrillic small letter em */
	{0x0043d, "h"}, /* cyrillic small letter en */
	{0x0043e, "o"}, /* cyrillic small letter o */
	{0x00440, "p"}, /* cyrillic small letter er */
	{0x00441, "c"}, /* cyrillic small letter es */
	{0x00442, "t"}, /* cyrillic small letter te */
	{0x00443, "y"}, /* cyrillic small letter u */
	{0x00445, "x"}, /* cyrillic small letter ha */
	{0x0044b, "bl"}, /* cyrillic small letter yeru */
	{0x0044c, "b"}, /* cyrillic small letter soft sign */
	{0x0044e, "lo"}, /* cyrillic small letter yu */
	{0x00450, "e"}, /* cyrillic small letter ie with grave */
	{0x00451, "e"}, /* cyrillic small letter io */
	{0x00453, "r"}, /* cyrillic small letter gje */
	{0x00455, "s"}, /* cyrillic small letter dze */
	{0x00456, "i"}, /* cyrillic small letter byelorussian-ukrainian i */
	{0x00457, "i"}, /* cyrillic small letter yi */
	{0x00458, "j"}, /* cyrillic small letter je */
	{0x0045b, "h"}, /* cyrillic small letter tshe */
	{0x0045c, "k"}, /* cyrillic small letter kje */
	{0x0045e, "y"}, /* cyrillic small letter short u */
	{0x00461, "w"}, /* cyrillic small letter omega */
	{0x00463, "b"}, /* cyrillic small letter yat */
	{0x00473, "o"}, /* cyrillic small letter fita */
	{0x00475, "v"}, /* cyrillic small letter izhitsa */
	{0x00477, "v"}, /* cyrillic small letter izhitsa with double grave accent */
	{0x0047d, "w"}, /* cyrillic small letter omega with titlo */
	{0x0048d, "b"}, /* cyrillic small letter semisoft sign */
	{0x00493, "r"}, /* cyrillic small letter ghe with stroke */
	{0x00499, "3"}, /* cyrillic small letter ze with descender */
	{0x0049b, "k"}, /* cyrillic small letter ka with descender */
	{0x0049f, "k"}, /* cyrillic small letter ka with stroke */
	{0x004a3, "h"}, /* cyrillic small letter en with descender */
	{0x004ab, "c"}, /* cyrillic small letter es with descender */
	{0x004ad, "t"}, /* cyrillic small letter te with descender */
	{0x004af, "y"}, /* cyrillic small letter straight u */
	{0x004b1, "y"}, /* cyrillic small letter straight u with stroke */
	{0x004b3, "x"}, /* cyrillic small letter ha with descender */
	{0x004bb, "h"}, /* cyrillic small letter shha */
	{0x004bd, "e"}, /* cyrillic small letter abkhasian che */
	{0x004bf, "e"}, /* cyrillic small letter abkhasian che with descender */
	{0x004c8, "h"}, /* cyrillic small letter en with hook */
	{0x004ca, "h"}, /* cyrillic small letter en with tail */
	{0x004ce, "m"}, /* cyrillic small letter em with tail */
	{0x004cf, "i"}, /* cyrillic small letter palochka */
	{0x004d1, "a"}, /* cyrillic small letter a with breve */
	{0x004d3, "a"}, /* cyrillic small letter a with diaeresis */
	{0x004d5, "ae"}, /* cyrillic small ligature a ie */
	{0x004d7, "e"}, /* cyrillic small letter ie with breve */
	{0x004df, "3"}, /* cyrillic small letter ze with diaeresis */
	{0x004e1, "3"}, /* cyrillic small letter abkhasian dze */
	{0x004e7, "o"}, /* cyrillic small letter o with diaeresis */
	{0x004e9, "o"}, /* cyrillic small letter barred o */
	{0x004eb, "o"}, /* cyrillic small letter barred o with diaeresis */
	{0x004ef, "y"}, /* cyrillic small letter u with macron */
	{0x004f1, "y"}, /* cyrillic small letter u with diaeresis */
	{0x004f3, "y"}, /* cyrillic small letter u with double acute */
	{0x004f9, "bl"}, /* cyrillic small letter yeru with diaeresis */
	{0x00501, "d"}, /* cyrillic small letter komi de */
	{0x0050d, "g"}, /* cyrillic small letter komi sje */
	{0x0051b, "q"}, /* cyrillic small letter qa */
	{0x0051d, "w"}, /* cyrillic small letter we */
	{0x00561, "w"}, /* armenian small letter ayb */
	{0x00563, "q"}, /* armenian small letter gim */
	{0x00566, "q"}, /* armenian small letter za */
	{0x00570, "h"}, /* armenian small letter ho */
	{0x00578, "n"}, /* armenian small letter vo */
	{0x0057c, "n"}, /* armenian small letter ra */
	{0x0057d, "u"}, /* armenian small letter seh */
	{0x0057f, "s"}, /* armenian small letter tiwn */
	{0x00581, "g"}, /* armenian small letter co */
	{0x00584, "f"}, /* armenian small letter keh */
	{0x00585, "o"}, /* armenian small letter oh */
	{0x005d5, "l"}, /* hebrew letter vav */
	{0x005d8, "v"}, /* hebrew letter tet */
	{0x005df, "l"}, /* hebrew letter final nun */
	{0x005e1, "o"}, /* hebrew letter samekh */
	{0x005f0, "ll"}, /* hebrew ligature yiddish double vav */
	{0x00622, "l"}, /* arabic letter alef with madda above */
	{0x00623, "l"}, /* arabic letter alef with hamza above */
	{0x00625, "l"}, /* arabic letter alef with hamza below */
	{0x00627, "l"}, /* arabic letter alef */
	{0x00647, "o"}, /* arabic letter heh */
	{0x00661, "l"}, /* arabic-indic digit one */
	{0x00665, "o"}, /* arabic-indic digit five */
	{0x00667, "v"}, /* arabic-indic digit seven */
	{0x00673, "l"}, /* arabic letter alef with wavy hamza below */
	{0x006be, "o"}, /* arabic letter heh doachashmee */
	{0x006c0, "o"}, /* arabic letter heh with yeh above */
	{0x006c1, "o"}, /* arabic letter heh goal */
	{0x006c2, "o"}, /* arabic letter heh goal with hamza above */
	{0x006d5, "o"}, /* arabic letter ae */
	{0x006f1, "l"}, /* extended arabic-indic digit one */
	{0x006f5, "o"}, /* extended arabic-indic digit five */
	{0x006f7, "v"}, /* extended arabic-indic digit seven */
	{0x006ff, "o"}, /* arabic letter heh with inverted v */
	{0x007c0, "0"}, /* nko digit zero */
	{0x007ca, "l"}, /* nko letter a */
	{0x00966, "o"}, /* devanagari digit zero */
	{0x009e6, "0"}, /* bengali digit zero */
	{0x009ea, "8"}, /* bengali digit four */
	{0x009ed, "9"}, /* bengali digit seven */
	{0x00a66, "o"}, /* gurmukhi digit zero */
	{0x00a67, "9"}, /* gurmukhi digit one */
	{0x00a6a, "8"}, /* gurmukhi digit four */
	{0x00ae6, "o"}, /* gujarati digit zero */
	{0x00b20, "0"}, /* oriya letter ttha */
	{0x00b66, "0"}, /* oriya digit zero */
	{0x00b68, "9"}, /* oriya digit two */
	{0x00be6, "o"}, /* tamil digit zero */
	{0x00c66, "o"}, /* telugu digit zero */
	{0x00ce6, "o"}, /* kannada digit zero */
	{0x00d20, "o"}, /* malayalam letter ttha */
	{0x00d66, "o"}, /* malayalam digit zero */
	{0x00d6d, "9"}, /* malayalam digit seven */
	{0x00e50, "o"}, /* thai digit zero */
	{0x00ed0, "o"}, /* lao digit zero */
	{0x0101d, "o"}, /* myanmar letter wa */
	{0x01040, "o"}, /* myanmar digit zero */
	{0x010e7, "y"}, /* georgian letter qar */
	{0x010ff, "o"}, /* georgian letter labial sign */
	{0x01200, "u"}, /* ethiopic syllable ha */
	{0x012d0, "0"}, /* ethiopic syllable pharyngeal a */
	{0x0142f, "v"}, /* canadian syllabics pe */
	{0x0144c, "u"}, /* canadian syllabics te */
	{0x0146d, "p"}, /* canadian syllabics ki */
	{0x0146f, "d"}, /* canadian syllabics ko */
	{0x01472, "b"}, /* canadian syllabics ka */
	{0x01473, "b"}, /* canadian syllabics kaa */
	{0x0148d, "j"}, /* canadian syllabics co */
	{0x014aa, "l"}, /* canadian syllabics ma */
	{0x014bf, "2"}, /* canadian syllabics sayisi m */
	{0x01541, "x"}, /* canadian syllabics sayisi yi */
	{0x0157c, "h"}, /* canadian syllabics nunavut h */
	{0x0157d, "x"}, /* canadian syllabics hk */
	{0x01587, "r"}, /* canadian syllabics tlhi */
	{0x015af, "b"}, /* canadian syllabics aivilik b */
	{0x015b4, "f"}, /* canadian syllabics blackfoot we */
	{0x015c5, "a"}, /* canadian syllabics carrier gho */
	{0x015de, "d"}, /* canadian syllabics carrier the */
	{0x015ea, "d"}, /* canadian syllabics carrier pe */
	{0x015f0, "m"}, /* canadian syllabics carrier go */
	{0x015f7, "b"}, /* canadian syllabics carrier khe */
	{0x016b7, "x"}, /* runic letter gebo gyfu g */
	{0x016c1, "l"}, /* runic letter isaz is iss i */
	{0x016d5, "k"}, /* runic letter open-p */
	{0x016d6, "m"}, /* runic letter ehwaz eh e */
	{0x01d00, "a"}, /* latin letter small capital a */
	{0x01d04, "c"}, /* latin letter small capital c */
	{0x01d05, "d"}, /* latin letter small capital d */
	{0x01d07, "e"}, /* latin letter small capital e */
	{0x01d0a, "j"}, /* latin letter small capital j */
	{0x01d0f, "o"}, /* latin letter small capital o */
	{0x01d11, "o"}, /* latin small letter sideways o */
	{0x01d18, "p"}, /* latin letter small capital p */
	{0x01d1b, "t"}, /* latin letter small capital t */
	{0x01d1c, "u"}, /* latin letter small capital u */
	{0x01d20, "v"}, /* latin letter small capital v */
	{0x01d21, "w"}, /* latin letter small capital w */
	{0x01d22, "z"}, /* latin letter small capital z */
	{0x01d26, "r"}, /* greek letter small capital gamma */
	{0x01d29, "p"}, /* greek letter small capital rho */
	{0x01d6b, "ue"}, /* latin small letter ue */
	{0x01d6e, "f"}, /* latin small letter f with middle tilde */
	{0x01d6f, "m"}, /* latin small letter m with middle tilde */
	{0x01d70, "n"}, /* latin small letter n with middle tilde */
	{0x01d72, "r"}, /* latin small letter r with middle tilde */
	{0x01d74, "s"}, /* latin small letter s with middle tilde */
	{0x01d75, "t"}, /* latin small letter t with middle tilde */
	{0x01d76, "z"}, /* latin small letter z with middle tilde */
	{0x01d7b, "i"}, /* latin small capital letter i with stroke */
	{0x01d7c, "i"}, /* latin small letter iota with stroke */
	{0x01d7d, "p"}, /* latin small letter p with stroke */
	{0x01d7e, "u"}, /* latin small capital letter u with stroke */
	{0x01d83, "g"}, /* latin small letter g with palatal hook */
	{0x01d8c, "y"}, /* latin small letter v with palatal hook */
	{0x01e01, "a"}, /* latin small letter a with ring below */
	{0x01e03, "b"}, /* latin small letter b with dot above */
	{0x01e05, "b"}, /* latin small letter b with dot below */
	{0x01e07, "b"}, /* latin small letter b with line below */
	{0x01e09, "c"}, /* latin small letter c with cedilla and acute */
	{0x01e0b, "d"}, /* latin small letter d with dot above */
	{0x01e0d, "d"}, /* latin small letter d with dot below */
	{0x01e0f, "d"}, /* latin small letter d with line below */
	{0x01e11, "d"}, /* latin small letter d with cedilla */
	{0x01e13, "d"}, /* latin small letter d with circumflex below */
	{0x01e15, "e"}, /* latin small letter e with macron and grave */
	{0x01e17, "e"}, /* latin small letter e with macron and acute */
	{0x01e19, "e"}, /* latin small letter e with circumflex below */
	{0x01e1b, "e"}, /* latin small letter e with tilde below */
	{0x01e1d, "e"}, /* latin small letter e with cedilla and breve */
	{0x01e1f, "f"}, /* latin small letter f with dot above */
	{0x01e21, "g"}, /* latin small letter g with macron */
	{0x01e23, "h"}, /* latin small letter h with dot above */
	{0x01e25, "h"}, /* latin small letter h with dot below */
	{0x01e27, "h"}, /* latin small letter h with diaeresis */
	{0x01e29, "h"}, /* latin small letter h with cedilla */
	{0x01e2b, "h"}, /* latin small letter h with breve below */
	{0x01e2d, "i"}, /* latin small letter i with tilde below */
	{0x01e2f, "i"}, /* latin small letter i with diaeresis and acute */
	{0x01e31, "k"}, /* latin small letter k with acute */
	{0x01e33, "k"}, /* latin small letter k with dot below */
	{0x01e35, "k"}, /* latin small letter k with line below */
	{0x01e37, "l"}, /* latin small letter l with dot below */
	{0x01e39, "l"}, /* latin small letter l with dot below and macron */
	{0x01e3b, "l"}, /* latin small letter l with line below */
	{0x01e3d, "l"}, /* latin small letter l with circumflex below */
	{0x01e3f, "m"}, /* latin small letter m with acute */
	{0x01e41, "m"}, /* latin small letter m with dot above */
	{0x01e43, "m"}, /* latin small letter m with dot below */
	{0x01e45, "n"}, /* latin small letter n with dot above */
	{0x01e47, "n"}, /* latin small letter n with dot below */
	{0x01e49, "n"}, /* latin small letter n with line below */
	{0x01e4b, "n"}, /* latin small letter n with circumflex below */
	{0x01e4d, "o"}, /* latin small letter o with tilde and acute */
	{0x01e4f, "o"}, /* latin small letter o with tilde and diaeresis */
	{0x01e51, "o"}, /* latin small letter o with macron and grave */
	{0x01e53, "o"}, /* latin small letter o with macron and acute */
	{0x01e55, "p"}, /* latin small letter p with acute */
	{0x01e57, "p"}, /* latin small letter p with dot above */
	{0x01e59, "r"}, /* latin small letter r with dot above */
	{0x01e5b, "r"}, /* latin small letter r with dot below */
	{0x01e5d, "r"}, /* latin small letter r with dot below and macron */
	{0x01e5f, "r"}, /* latin small letter r with line below */
	{0x01e61, "s"}, /* latin small letter s with dot above */
	{0x01e63, "s"}, /* latin small letter s with dot below */
	{0x01e65, "s"}, /* latin small letter s with acute and dot above */
	{0x01e67, "s"}, /* latin small letter s with caron and dot above */
	{0x01e69, "s"}, /* latin small letter s with dot below and dot above */
	{0x01e6b, "t"}, /* latin small letter t with dot above */
	{0x01e6d, "t"}, /* latin small letter t with dot below */
	{0x01e6f, "t"}, /* latin small letter t with line below */
	{0x01e71, "t"}, /* latin small letter t with circumflex below */
	{0x01e73, "u"}, /* latin small letter u with diaeresis below */
	{0x01e75, "u"}, /* latin small letter u with tilde below */
	{0x01e77, "u"}, /* latin small letter u with circumflex below */
	{0x01e79, "u"}, /* latin small letter u with tilde and acute */
	{0x01e7b, "u"}, /* latin small letter u with macron and diaeresis */
	{0x01e7d, "v"}, /* latin small letter v with tilde */
	{0x01e7f, "v"}, /* latin small letter v with dot below */
	{0x01e81, "w"}, /* latin small letter w with grave */
	{0x01e83, "w"}, /* latin small letter w with acute */
	{0x01e85, "w"}, /* latin small letter w with diaeresis */
	{0x01e87, "w"}, /* latin small letter w with dot above */
	{0x01e89, "w"}, /* latin small letter w with dot below */
	{0x01e8b, "x"}, /* latin small letter x with dot above */
	{0x01e8d, "x"}, /* latin small letter x with diaeresis */
	{0x01e8f, "y"}, /* latin small letter y with dot above */
	{0x01e91, "z"}, /* latin small letter z with circumflex */
	{0x01e93, "z"}, /* latin small letter z with dot below */
	{0x01e95, "z"}, /* latin small letter z with line below */
	{0x01e96, "h"}, /* latin small letter h with line below */
	{0x01e97, "t"}, /* latin small letter t with diaeresis */
	{0x01e98, "w"}, /* latin small letter w with ring above */
	{0x01e99, "y"}, /* latin small letter y with ring above */
	{0x01e9d, "f"}, /* latin small letter long s with high stroke */
	{0x01ea1, "a"}, /* latin small letter a with dot below */
	{0x01ea3, "a"}, /* latin small letter a with hook above */
	{0x01ea5, "a"}, /* latin small letter a with circumflex and acute */
	{0x01ea7, "a"}, /* latin small letter a with circumflex and grave */
	{0x01ea9, "a"}, /* latin small letter a with circumflex and hook above */
	{0x01eab, "a"}, /* latin small letter a with circumflex and tilde */
	{0x01ead, "a"}, /* latin small letter a with circumflex and dot below */
	{0x01eaf, "a"}, /* latin small letter a with breve and acute */
	{0x01eb1, "a"}, /* latin small letter a with breve and grave */
	{0x01eb3, "a"}, /* latin small letter a with breve and hook above */
	{0x01eb5, "a"}, /* latin small letter a with breve and tilde */
	{0x01eb7, "a"}, /* latin small letter a with breve and dot below */
	{0x01eb9, "e"}, /* latin small letter e with dot below */
	{0x01ebb, "e"}, /* latin small letter e with hook above */
	{0x01ebd, "e"}, /* latin small letter e with tilde */
	{0x01ebf, "e"}, /* latin small letter e with circumflex and acute */
	{0x01ec1, "e"}, /* latin small letter e with circumflex and grave */
	{0x01ec3, "e"}, /* latin small letter e with circumflex and hook above */
	{0x01ec5, "e"}, /* latin small letter e with circumflex and tilde */
	{0x01ec7, "e"}, /* latin small letter e with circumflex and dot below */
	{0x01ec9, "i"}, /* latin small letter i with hook above */
	{0x01ecb, "i"}, /* latin small letter i with dot below */
	{0x01ecd, "o"}, /* latin small letter o with dot below */
	{0x01ecf, "o"}, /* latin small letter o with hook above */
	{0x01ed1, "o"}, /* latin small letter o with circumflex and acute */
	{0x01ed3, "o"}, /* latin small letter o with circumflex and grave */
	{0x01ed5, "o"}, /* latin small letter o with circumflex and hook above */
	{0x01ed7, "o"}, /* latin small letter o with circumflex and tilde */
	{0x01ed9, "o"}, /* latin small letter o with circumflex and dot below */
	{0x01edb, "o"}, /* latin small letter o with horn and acute */
	{0x01edd, "o"}, /* latin small letter o with horn and grave */
	{0x01edf, "o"}, /* latin small letter o with horn and hook above */
	{0x01ee1, "o"}, /* latin small letter o with horn and tilde */
	{0x01ee3, "o"}, /* latin small letter o with horn and dot below */
	{0x01ee5, "u"}, /* latin small letter u with dot below */
	{0x01ee7, "u"}, /* latin small letter u with hook above */
	{0x01ee9, "u"}, /* latin small letter u with horn and acute */
	{0x01eeb, "u"}, /* latin small letter u with horn and grave */
	{0x01eed, "u"}, /* latin small letter u with horn and hook above */
	{0x01eef, "u"}, /* latin small letter u with horn and tilde */
	{0x01ef1, "u"}, /* latin small letter u with horn and dot below */
	{0x01ef3, "y"}, /* latin small letter y with grave */
	{0x01ef5, "y"}, /* latin small letter y with dot below */
	{0x01ef7, "y"}, /* latin small letter y with hook above */
	{0x01ef9, "y"}, /* latin small letter y with tilde */
	{0x01eff, "y"}, /* latin small letter y with loop */
	{0x01f00, "a"}, /* greek small letter alpha with psili */
	{0x01f01, "a"}, /* greek small letter alpha with dasia */
	{0x01f02, "a"}, /* greek small letter alpha with psili and varia */
	{0x01f03, "a"}, /* greek small letter alpha with dasia and varia */
	{0x01f04, "a"}, /* greek small letter alpha with psili and oxia */
	{0x01f05, "a"}, /* greek small letter alpha with dasia and oxia */
	{0x01f06, "a"}, /* greek small letter alpha with psili and perispomeni */
	{0x01f07, "a"}, /* greek small letter alpha with dasia and perispomeni */
	{0x01f10, "e"}, /* greek small letter epsilon with psili */
	{0x01f11, "e"}, /* greek small letter epsilon with dasia */
	{0x01f12, "e"}, /* greek small letter epsilon with psili and varia */
	{0x01f13, "e"}, /* greek small letter epsilon with dasia and varia */
	{0x01f14, "e"}, /* greek small letter epsilon with psili and oxia */
	{0x01f15, "e"}, /* greek small letter epsilon with dasia and oxia */
	{0x01f20, "n"}, /* greek small letter eta with psili */
	{0x01f21, "n"}, /* greek small letter eta with dasia */
	{0x01f22, "n"}, /* greek small letter eta with psili and varia */
	{0x01f23, "n"}, /* greek small letter eta with dasia and varia */
	{0x01f24, "n"}, /* greek small letter eta with psili and oxia */
	{0x01f25, "n"}, /* greek small letter eta with dasia and oxia */
	{0x01f26, "n"}, /* greek small letter eta with psili and perispomeni */
	{0x01f27, "n"}, /* greek small letter eta with dasia and perispomeni */
	{0x01f30, "i"}, /* greek small letter iota with psili */
	{0x01f31, "i"}, /* greek small letter iota with dasia */
	{0x01f32, "i"}, /* greek small letter iota with psili and varia */
	{0x01f33, "i"}, /* greek small letter iota with dasia and varia */
	{0x01f34, "i"}, /* greek small letter iota with psili and oxia */
	{0x01f35, "i"}, /* greek small letter iota with dasia and oxia */
	{0x01f36, "i"}, /* greek small letter iota with psili and perispomeni */
	{0x01f37, "i"}, /* greek small letter iota with dasia and perispomeni */
	{0x01f40, "o"}, /* greek small letter omicron with psili */
	{0x01f41, "o"}, /* greek small letter omicron with dasia */
	{0x01f42, "o"}, /* greek small letter omicron with psili and varia */
	{0x01f43, "o"}, /* greek small letter omicron with dasia and varia */
	{0x01f44, "o"}, /* greek small letter omicron with psili and oxia */
	{0x01f45, "o"}, /* greek small letter omicron with dasia and oxia */
	{0x01f50, "u"}, /* greek small letter upsilon with psili */
	{0x01f51, "u"}, /* greek small letter upsilon with dasia */
	{0x01f52, "u"}, /* greek small letter upsilon with psili and varia */
	{0x01f53, "u"}, /* greek small letter upsilon with dasia and varia */
	{0x01f54, "u"}, /* greek small letter upsilon with psili and oxia */
	{0x01f55, "u"}, /* greek small letter upsilon with dasia and oxia */
	{0x01f56, "u"}, /* greek small letter upsilon with psili and perispomeni */
	{0x01f57, "u"}, /* greek small letter upsilon with dasia and perispomeni */
	{0x01f70, "a"}, /* greek small letter alpha with varia */
	{0x01f72, "e"}, /* greek small letter epsilon with varia */
	{0x01f74, "n"}, /* greek small letter eta with varia */
	{0x01f76, "i"}, /* greek small letter iota with varia */
	{0x01f78, "o"}, /* greek small letter omicron with varia */
	{0x01f7a, "u"}, /* greek small letter upsilon with varia */
	{0x01fb0, "a"}, /* greek small letter alpha with vrachy */
	{0x01fb1, "a"}, /* greek small letter alpha with macron */
	{0x01fb6, "a"}, /* greek small letter alpha with perispomeni */
	{0x01fc6, "n"}, /* greek small letter eta with perispomeni */
	{0x01fd0, "i"}, /* greek small letter iota with vrachy */
	{0x01fd1, "i"}, /* greek small letter iota with macron */
	{0x01fd2, "i"}, /* greek small letter iota with dialytika and varia */
	{0x01fd6, "i"}, /* greek small letter iota with perispomeni */
	{0x01fd7, "i"}, /* greek small letter iota with dialytika and perispomeni */
	{0x01fe0, "u"}, /* greek small letter upsilon with vrachy */
	{0x01fe1, "u"}, /* greek small letter upsilon with macron */
	{0x01fe2, "u"}, /* greek small letter upsilon with dialytika and varia */
	{0x01fe4, "p"}, /* greek small letter rho with psili */
	{0x01fe5, "p"}, /* greek small letter rho with dasia */
	{0x01fe6, "u"}, /* greek small letter upsilon with perispomeni */
	{0x01fe7, "u"}, /* greek small letter upsilon with dialytika and perispomeni */
	{0x02c66, "t"}, /* latin small letter t with diagonal stroke */
	{0x02c68, "h"}, /* latin small letter h with descender */
	{0x02c6a, "k"}, /* latin small letter k with descender */
	{0x02c85, "r"}, /* coptic small letter gamma */
	{0x02c8f, "h"}, /* coptic small letter hate */
	{0x02c93, "l"}, /* coptic small letter iauda */
	{0x02c95, "k"}, /* coptic small letter kapa */
	{0x02c99, "m"}, /* coptic small letter mi */
	{0x02c9b, "n"}, /* coptic small letter ni */
	{0x02c9f, "o"}, /* coptic small letter o */
	{0x02ca3, "p"}, /* coptic small letter ro */
	{0x02ca5, "c"}, /* coptic small letter sima */
	{0x02ca7, "t"}, /* coptic small letter tau */
	{0x02ca9, "y"}, /* coptic small letter ua */
	{0x02cad, "x"}, /* coptic small letter khi */
	{0x02cbb, "-"}, /* coptic small letter dialect-p ni */
	{0x02ccb, "9"}, /* coptic small letter dialect-p hori */
	{0x02ccd, "3"}, /* coptic small letter old coptic hori */
	{0x02cd1, "l"}, /* coptic small letter l-shaped ha */
	{0x02cd3, "6"}, /* coptic small letter old coptic hei */
	{0x02d31, "0"}, /* tifinagh letter yab */
	{0x02d38, "v"}, /* tifinagh letter yadh */
	{0x02d39, "e"}, /* tifinagh letter yadd */
	{0x02d41, "0"}, /* tifinagh letter berber academy yah */
	{0x02d4f, "l"}, /* tifinagh letter yan */
	{0x02d54, "0"}, /* tifinagh letter yar */
	{0x02d55, "q"}, /* tifinagh letter yarr */
	{0x02d5d, "x"}, /* tifinagh letter yath */
	{0x0a4d0, "b"}, /* lisu letter ba */
	{0x0a4d1, "p"}, /* lisu letter pa */
	{0x0a4d2, "d"}, /* lisu letter pha */
	{0x0a4d3, "d"}, /* lisu letter da */
	{0x0a4d4, "t"}, /* lisu letter ta */
	{0x0a4d6, "g"}, /* lisu letter ga */
	{0x0a4d7, "k"}, /* lisu letter ka */
	{0x0a4d9, "j"}, /* lisu letter ja */
	{0x0a4da, "c"}, /* lisu letter ca */
	{0x0a4dc, "z"}, /* lisu letter dza */
	{0x0a4dd, "f"}, /* lisu letter tsa */
	{0x0a4df, "m"}, /* lisu letter ma */
	{0x0a4e0, "n"}, /* lisu letter na */
	{0x0a4e1, "l"}, /* lisu letter la */
	{0x0a4e2, "s"}, /* lisu letter sa */
	{0x0a4e3, "r"}, /* lisu letter zha */
	{0x0a4e6, "v"}, /* lisu letter ha */
	{0x0a4e7, "h"}, /* lisu letter xa */
	{0x0a4ea, "w"}, /* lisu letter wa */
	{0x0a4eb, "x"}, /* lisu letter sha */
	{0x0a4ec, "y"}, /* lisu letter ya */
	{0x0a4ee, "a"}, /* lisu letter a */
	{0x0a4f0, "e"}, /* lisu letter e */
	{0x0a4f2, "l"}, /* lisu letter i */
	{0x0a4f3, "0"}, /* lisu letter o */
	{0x0a4f4, "u"}, /* lisu letter u */
	{0x0a645, "2"}, /* cyrillic small letter reversed dze */
	{0x0a647, "i"}, /* cyrillic small letter iota */
	{0x0a695, "h"}, /* cyrillic small letter hwe */
	{0x0a699, "oo"}, /* cyrillic small letter double o */
	{0x0a6df, "v"}, /* bamum letter ko */
	{0x0a729, "t3"}, /* latin small letter tz */
	{0x0a730, "f"}, /* latin letter small capital f */
	{0x0a731, "s"}, /* latin letter small capital s */
	{0x0a733, "aa"}, /* latin small letter aa */
	{0x0a735, "ao"}, /* latin small letter ao */
	{0x0a737, "au"}, /* latin small letter au */
	{0x0a739, "av"}, /* latin small letter av */
	{0x0a73b, "av"}, /* latin small letter av with horizontal bar */
	{0x0a73d, "ay"}, /* latin small letter ay */
	{0x0a741, "k"}, /* latin small letter k with stroke */
	{0x0a74b, "o"}, /* latin small letter o with long stroke overlay */
	{0x0a74f, "oo"}, /* latin small letter oo */
	{0x0a75b, "2"}, /* latin small letter r rotunda */
	{0x0a761, "w"}, /* latin small letter vy */
	{0x0a76b, "3"}, /* latin small letter et */
	{0x0a76f, "9"}, /* latin small letter con */
	{0x0a777, "tf"}, /* latin small letter tum */
	{0x0a799, "f"}, /* latin small letter f with stroke */
	{0x0a79f, "u"}, /* latin small letter volapuk ue */
	{0x0a7af, "q"}, /* latin letter small capital q */
	{0x0a7b5, "b"}, /* latin small letter beta */
	{0x0ab32, "e"}, /* latin small letter blackletter e */
	{0x0ab35, "f"}, /* latin small letter lenis f */
	{0x0ab3d, "o"}, /* latin small letter blackletter o */
	{0x0ab3e, "o"}, /* latin small letter blackletter o with stroke */
	{0x0ab47, "r"}, /* latin small letter r without handle */
	{0x0ab48, "r"}, /* latin small letter double r */
	{0x0ab4e, "u"}, /* latin small letter u with short right leg */
	{0x0ab52, "u"}, /* latin small letter u with left hook */
	{0x0ab53, "x"}, /* latin small letter chi */
	{0x0ab5a, "y"}, /* latin small letter y with short right leg */
	{0x0ab63, "uo"}, /* latin small letter uo */
	{0x10282, "b"}, /* lycian letter b */
	{0x10286, "e"}, /* lycian letter i */
	{0x10287, "f"}, /* lycian letter w */
	{0x1028a, "l"}, /* lycian letter j */
	{0x10290, "x"}, /* lycian letter mm */
	{0x10292, "0"}, /* lycian letter u */
	{0x10295, "p"}, /* lycian letter r */
	{0x10296, "s"}, /* lycian letter s */
	{0x10297, "t"}, /* lycian letter t */
	{0x102a0, "a"}, /* carian letter a */
	{0x102a1, "b"}, /* carian letter p2 */
	{0x102a2, "c"}, /* carian letter d */
	{0x102a5, "f"}, /* carian letter r */
	{0x102ab, "0"}, /* carian letter o */
	{0x102b0, "m"}, /* carian letter s */
	{0x102b1, "t"}, /* carian letter c-18 */
	{0x102b2, "y"}, /* carian letter u */
	{0x102b4, "x"}, /* carian letter x */
	{0x102cf, "h"}, /* carian letter e2 */
	{0x10301, "b"}, /* old italic letter be */
	{0x10302, "c"}, /* old italic letter ke */
	{0x10309, "l"}, /* old italic letter i */
	{0x10311, "m"}, /* old italic letter she */
	{0x10315, "t"}, /* old italic letter te */
	{0x10317, "x"}, /* old italic letter eks */
	{0x1031a, "8"}, /* old italic letter ef */
	{0x1042c, "o"}, /* deseret small letter long o */
	{0x1043d, "c"}, /* deseret small letter chee */
	{0x10443, "l"}, /* deseret small letter eth */
	{0x10448, "s"}, /* deseret small letter zhee */
	{0x104dc, "r"}, /* osage small letter bra */
	{0x104ea, "o"}, /* osage small letter o */
	{0x104f6, "u"}, /* osage small letter u */
	{0x104fa, "7"}, /* osage small letter za */
	{0x10513, "n"}, /* elbasan letter ne */
	{0x10516, "0"}, /* elbasan letter o */
	{0x10518, "k"}, /* elbasan letter qe */
	{0x1051c, "c"}, /* elbasan letter she */
	{0x1051d, "v"}, /* elbasan letter te */
	{0x10525, "f"}, /* elbasan letter ghe */
	{0x10526, "l"}, /* elbasan letter ghamma */
	{0x10527, "x"}, /* elbasan letter khe */
	{0x114c5, "w"}, /* tirhuta gvang */
	{0x114d0, "0"}, /* tirhuta digit zero */
	{0x11700, "m"}, /* ahom letter ka */
	{0x11706, "v"}, /* ahom letter pa */
	{0x1170a, "w"}, /* ahom letter ja */
	{0x1170e, "w"}, /* ahom letter la */
	{0x1170f, "w"}, /* ahom letter sa */
	{0x118c0, "v"}, /* warang citi small letter ngaa */
	{0x118c1, "s"}, /* warang citi small letter a */
	{0x118c2, "f"}, /* warang citi small letter wi */
	{0x118c3, "i"}, /* warang citi small letter yu */
	{0x118c4, "z"}, /* warang citi small letter ya */
	{0x118c6, "7"}, /* warang citi small letter ii */
	{0x118c8, "o"}, /* warang citi small letter e */
	{0x118c9, "z"}, /* warang citi small letter o */
	{0x118ca, "3"}, /* warang citi small letter ang */
	{0x118cc, "9"}, /* warang citi small letter ko */
	{0x118ce, "e"}, /* warang citi small letter yuj */
	{0x118cf, "4"}, /* warang citi small letter uc */
	{0x118d2, "l"}, /* warang citi small letter tte */
	{0x118d5, "6"}, /* warang citi small letter at */
	{0x118d6, "9"}, /* warang citi small letter am */
	{0x118d7, "o"}, /* warang citi small letter bu */
	{0x118d8, "u"}, /* warang citi small letter pu */
	{0x118db, "5"}, /* warang citi small letter horr */
	{0x118dc, "y"}, /* warang citi small letter har */
	{0x118e0, "0"}, /* warang citi digit zero */
	{0x118e3, "m"}, /* warang citi digit three */
	{0x118e5, "z"}, /* warang citi digit five */
	{0x118e6, "w"}, /* warang citi digit six */
	{0x118e9, "c"}, /* warang citi digit nine */
	{0x16f08, "v"}, /* miao letter va */
	{0x16f0a, "t"}, /* miao letter ta */
	{0x16f16, "l"}, /* miao letter la */
	{0x16f28, "l"}, /* miao letter gha */
	{0x16f35, "r"}, /* miao letter zha */
	{0x16f3a, "s"}, /* miao letter sa */
	{0x16f3b, "3"}, /* miao letter za */
	{0x16f40, "a"}, /* miao letter zzya */
	{0x16f42, "u"}, /* miao letter wa */
	{0x16f43, "y"}, /* miao letter ah */
};
/* clang-format on */

const size_t fold_table_count = sizeof fold_table / sizeof *fold_table;

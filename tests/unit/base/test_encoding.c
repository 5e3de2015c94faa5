/* SPDX-License-Identifier: BSD-2-Clause */
/* Registers in Latin-1, and those in Shift_JIS that look like it. */
#include "domains/base/encoding.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *bytes;
	enum encoding encoding;
} texts[] = {
    {"M\xfcller;J\xfcrgen;u@b.de\nWei\xdf;K\xe4the;v@b.de\n", ENCODING_CP1252},
    {"Gr\xf6\xdfmann\n", ENCODING_CP1252},
    {"\xc9ric Lef\xe8vre,No\xebl,Fran\xe7ois,l\x92"
     "am\n",
	ENCODING_CP1252},
    {"Mu\xf1oz,\xcd\xf1igo,Pe\xf1"
     "a\n",
	ENCODING_CP1252},
    {"\xc5sa \xd6"
     "berg,Bj\xf8rn \xd8"
     "deg\xe5rd\n",
	ENCODING_CP1252},
    {"Jo\xe3o Concei\xe7\xe3o\n", ENCODING_CP1252},
    {"M\xc3\xbcller\n", ENCODING_UTF8},
    /* 山田太郎 */
    {"name,mail\n\x8e\x52\x93\x63\x91\xbe\x98\x59,a@b.jp\n", ENCODING_CP932},
    /* 澤村, 齋藤, 黒澤: the first byte of some stands for a Latin letter. */
    {"\xe0\x56\x91\xba,a@b.jp\n", ENCODING_CP932},
    {"\xe2\x56\x93\xa1,a@b.jp\n", ENCODING_CP932},
    {"Kurosawa,\x8d\x95\xe0\x56,a@b.jp\n", ENCODING_CP932},
    {"\xe0\x56,a@b.jp\n", ENCODING_CP932},
    /* ソニー, 表, 予 end with what ASCII has. */
    {"\x83\x5c\x83\x6a\x81\x5b,\x95\x5c,\x97\x5c\n", ENCODING_CP932},
    /* ﾔﾏﾀﾞ ﾀﾛｳ, half-width */
    {"\xd4\xcf\xc0\xde \xc0\xdb\xb3,a@b.jp\n", ENCODING_CP932},
    {"A\xb8\xd7\xbd,a@b.jp\n", ENCODING_CP932},
    /* 山田 of EUC-JP */
    {"\xbb\xb3\xc5\xc4,a@b.jp\n", ENCODING_EUC_JP},
    {"name,mail\n\x1b(B\x1b$B;3ED\x1b(B,a@b.jp\n", ENCODING_ISO_2022_JP},
    {"name,mail\n\x1b(I5\x1b(B,a@b.jp\n", ENCODING_ISO_2022_JP},
    {"a@b.jp\x1b$B", ENCODING_ISO_2022_JP},
    {"a@b.jp\x1b$", ENCODING_UTF8},
    {"\x1b$b \x1b(j \x1b(B,a@b.jp\n", ENCODING_UTF8},
    {"\xbb\xb3\xc5\xc4,a@b.jp\x1b$B;3ED\n", ENCODING_EUC_JP},
};

Test(encoding, latin_and_japanese)
{
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		cr_expect_eq(encoding_detect(texts[i].bytes,
				 strlen(texts[i].bytes)),
		    texts[i].encoding, "row %zu", i);
}

Test(encoding, latin_is_decoded)
{
	struct diagnostics diagnostics = {0};
	const char bytes[] = "Gr\xf6\xdfmann \x96 u@b.de";
	char *text;
	size_t len;

	cr_assert_eq(encoding_decode(ENCODING_AUTO, "f", bytes, strlen(bytes),
			 &diagnostics, &text, &len),
	    0);
	cr_expect_str_eq(text, "Größmann – u@b.de");
	cr_expect_eq(diagnostics.count, 0);
	free(text);
	diagnostics_clear(&diagnostics);
}

/* Programs of DOS, and those that went on as they did, end a text with 0x1a, or
 * fill the last block with it. */
Test(encoding, the_end_of_a_dos_file_is_no_text)
{
	static const struct {
		const char *bytes, *text;
	} files[] = {
	    {"a@b.de\r\n\x1a", "a@b.de\r\n"},
	    {"a@b.de\x1a\x1a\x1a", "a@b.de"},
	    {"\x1a", ""},
	    {"a\x1a@b.de\n", "a\x1a@b.de\n"},
	    {"\x8e\x52\x93\x63,\x91\xbe\x98\x59\r\n\x1a",
		"\xe5\xb1\xb1\xe7\x94\xb0,\xe5\xa4\xaa\xe9\x83\x8e\r\n"},
	};

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		struct diagnostics diagnostics = {0};
		char *text;
		size_t len;

		cr_assert_eq(encoding_decode(ENCODING_AUTO, "f", files[i].bytes,
				 strlen(files[i].bytes), &diagnostics, &text,
				 &len),
		    0);
		cr_expect_eq(len, strlen(files[i].text), "row %zu", i);
		cr_expect_str_eq(text, files[i].text, "row %zu", i);
		cr_expect_eq(diagnostics.count, 0);
		free(text);
	}
}

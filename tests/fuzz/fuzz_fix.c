// SPDX-License-Identifier: BSD-2-Clause
/* Fuzz target: --fix over all encodings.  The first byte chooses the type of
 * the file, the second one its encoding.  A correction changes the bytes of
 * its address and no others, whatever stands around it; what is read again has
 * the correction at its place. */
#include "domains/doppelcheck/fix.h"

#include <string.h>
#include <unistd.h>

#include "domains/readers/reader.h"
#include "tests/fuzz/fuzz.h"

#define INSTEAD "x@mended.example"

struct places {
	struct fix fix;
	size_t first, last; /* bytes of text before the first correction, and
	                       after the last one's end */
};

static int
take(void *context, const struct member *member)
{
	struct places *places = context;
	struct fix *fix = &places->fix;

	if (!member->in_text || member->target != MEMBER_ADDRESS ||
	    member->error != ADDRESS_FINE || fix->count >= 64)
		return 0;
	FUZZ_CHECK(fix_add(fix, member, INSTEAD) == 0);
	if (fix->count == 1 || member->at < places->first)
		places->first = member->at;
	if (member->at + member->address.len > places->last)
		places->last = member->at + member->address.len;
	return 0;
}

static char *
decode(enum encoding encoding, const char *bytes, size_t len, size_t *len_r)
{
	struct diagnostics diagnostics = {0};
	char *text;

	FUZZ_CHECK(encoding_decode(encoding, "", bytes, len, &diagnostics,
		       &text, len_r) == 0);
	diagnostics_clear(&diagnostics);
	return text;
}

/* Before the first and after the last correction nothing has changed. */
static void
check_ends(const struct places *places, enum encoding encoding,
    const struct span *old, const struct span *new)
{
	size_t old_len, new_len, after;
	char *old_text = decode(encoding, old->bytes, old->len, &old_len),
	     *new_text = decode(encoding, new->bytes, new->len, &new_len);

	after = old_len - places->last;
	FUZZ_CHECK(memcmp(old_text, new_text, places->first) == 0);
	FUZZ_CHECK(
	    strncmp(new_text + places->first, INSTEAD, strlen(INSTEAD)) == 0);
	FUZZ_CHECK(new_len >= after);
	FUZZ_CHECK(memcmp(old_text + places->last, new_text + new_len - after,
		       after) == 0);
	FUZZ_CHECK(strncmp(new_text + new_len - after - strlen(INSTEAD),
		       INSTEAD, strlen(INSTEAD)) == 0);
	free(old_text);
	free(new_text);
}

static void
check_fix(struct places *places, enum encoding encoding,
    const struct span *bytes)
{
	char path[256], copy[280];
	FILE *err = stderr, *none = fopen("/dev/null", "w");
	struct span fixed;
	char *text;
	int result;

	snprintf(path, sizeof(path), "%s",
	    fuzz_write("fix", bytes->bytes, bytes->len));
	snprintf(copy, sizeof(copy), "%s.fixed", path);
	(void)unlink(copy);
	FUZZ_CHECK(none != NULL);
	stderr = none;
	result = fix_write(&places->fix, path, encoding, false);
	stderr = err;
	fclose(none);
	text = fuzz_read(copy, &fixed.len);
	FUZZ_CHECK((text != NULL) == (result == 0));
	fixed.bytes = text;
	if (text != NULL)
		check_ends(places, encoding, bytes, &fixed);
	free(text);
	text = fuzz_read(path, &fixed.len);
	FUZZ_CHECK(fixed.len == bytes->len &&
		   memcmp(text, bytes->bytes, bytes->len) == 0);
	free(text);
}

int
fuzz_fix(const uint8_t *data, size_t size)
{
	struct places places = {.first = 0};
	struct diagnostics diagnostics = {0};

	if (size < 2)
		return 0;
	const struct span bytes = {(const char *)data + 2, size - 2};
	struct reader_options options = {
	    .type = data[0] % READER_TYPES,
	    .encoding = data[1] % ENCODINGS,
	};

	if (options.encoding == ENCODING_AUTO)
		options.encoding = encoding_detect(bytes.bytes, bytes.len);
	(void)reader_parse("fuzz/x", bytes.bytes, bytes.len, &options, take,
	    &places, &diagnostics);
	diagnostics_clear(&diagnostics);
	if (places.fix.count != 0)
		check_fix(&places, options.encoding, &bytes);
	fix_clear(&places.fix);
	return 0;
}

FUZZ_ENTRY(fuzz_fix)

// SPDX-License-Identifier: BSD-2-Clause
/* Fuzz target: the ESMTP arguments of RCPT TO, one a line after the recipient.
 * What is found is a text that differs from the recipient; and any text that a
 * hop writes as xtext is found as it was. */
#include "domains/engine/name/orcpt.h"

#include <string.h>
#include <strings.h>

#include "domains/base/buffer.h"
#include "tests/fuzz/fuzz.h"

#define ARGUMENTS_MAX 8

/* Adds it as RFC 3461 4 writes it. */
static void
add_xtext(struct buffer *out, const char *text)
{
	for (; *text != '\0'; text++)
		if (*text < '!' || *text > '~' || *text == '+' || *text == '=')
			buffer_add_format(out, "+%02X", (unsigned char)*text);
		else
			buffer_add(out, text, 1);
}

static void
check_round_trip(const char *text)
{
	struct buffer argument = {0};
	char found[ORCPT_SIZE];

	if (strlen(text) >= ORCPT_SIZE || *text == '\0')
		return;
	buffer_add_text(&argument, "ORCPT=rfc822;");
	add_xtext(&argument, text);
	buffer_add(&argument, "", 1);
	FUZZ_CHECK(!argument.failed);

	char *arguments[] = {argument.bytes, NULL};

	if (orcpt_find(arguments, "<another@a.example>", 19, found))
		FUZZ_CHECK(strcmp(found, text) == 0);
	buffer_clear(&argument);
}

int
fuzz_orcpt(const uint8_t *data, size_t size)
{
	struct span path = fuzz_take(&data, &size, '\n');
	char *arguments[ARGUMENTS_MAX + 1] = {NULL};
	char found[ORCPT_SIZE];
	size_t count = 0;

	while (size != 0 && count < ARGUMENTS_MAX) {
		struct span part = fuzz_take(&data, &size, '\n');

		arguments[count++] =
		    fuzz_string((const uint8_t *)part.bytes, part.len);
	}
	if (orcpt_find(arguments, path.bytes, path.len, found)) {
		FUZZ_CHECK(memchr(found, '\0', ORCPT_SIZE) != NULL);
		escape_path(&path.bytes, &path.len);
		FUZZ_CHECK(strlen(found) != path.len ||
			   strncasecmp(found, path.bytes, path.len) != 0);
	}
	for (size_t i = 0; i < count; i++) {
		check_round_trip(arguments[i]);
		free(arguments[i]);
	}
	return 0;
}

FUZZ_ENTRY(fuzz_orcpt)

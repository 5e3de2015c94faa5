// SPDX-License-Identifier: BSD-2-Clause
/* Fuzz target: what postconf prints.  Tables that its settings name print the
 * same bytes.  What comes out is canonical, and never more than the limits. */
#include "domains/readers/mta/postfix.h"

#include <string.h>

#include "domains/engine/name/name.h"
#include "tests/fuzz/fuzz.h"

static void
check_domains(const struct strings *domains)
{
	FUZZ_CHECK(domains->count <= POSTFIX_DOMAINS_MAX);
	for (size_t i = 0; i < domains->count; i++) {
		const char *text = domains->list[i];
		enum name_error error;
		struct name name;

		FUZZ_CHECK(name_parse(text, strlen(text), &name, &error) == 0);
		FUZZ_CHECK(strcmp(name.text, text) == 0);
	}
}

int
fuzz_postconf(const uint8_t *data, size_t size)
{
	const struct span prints = {(const char *)data, size};
	struct diagnostics diagnostics = {0};
	struct postfix postfix;

	/* A file of domains would be read, whatever its name. */
	if (size != 0 && memmem(data, size, "/", 1) != NULL &&
	    memmem(data, size, "mydestination", 13) != NULL)
		return 0;
	fuzz_subprocess_prints = &prints;
	if (postfix_ask(NULL, NULL, &diagnostics, &postfix) == 0) {
		check_domains(&postfix.domains);
		for (size_t i = 0; i < postfix.forward_count; i++)
			FUZZ_CHECK(*postfix.forwards[i].path == '/');
		postfix_clear(&postfix);
	} else {
		FUZZ_CHECK(diagnostics.count != 0);
	}
	fuzz_subprocess_prints = NULL;
	diagnostics_clear(&diagnostics);
	return 0;
}

FUZZ_ENTRY(fuzz_postconf)

/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the tables at directory services. */
#include "domains/doppelfetch/tables.h"

#include <stdlib.h>
#include <string.h>

#include "domains/base/subprocess.h"
#include "domains/readers/lists/fetched.h"
#include "domains/readers/mta/parameters.h"
#include "domains/readers/mta/postfix.h"

static const char separators[] = " ,\t\n{}";

static int
add(struct strings *tables, const char *name, struct diagnostics *diagnostics)
{
	const char *table = fetched_table(name);

	if (table == NULL)
		return 0;
	for (size_t i = 0; i < tables->count; i++)
		if (strcmp(tables->list[i], table) == 0)
			return 0;
	return strings_add(tables, strdup(table)) < 0
	           ? diagnostics_no_memory(diagnostics, table)
	           : 0;
}

/* The settings whose tables are read, but for restrictions. */
static int
ask_postfix(const char *directory, struct diagnostics *diagnostics,
    char **bytes_r)
{
	const char *argv[PARAMETERS_MAX + 5] = {"postconf", "-c", directory,
	    "-hx"};
	const struct parameter *parameter;
	size_t count = 4, len;

	for (size_t i = 0; (parameter = parameter_at(i)) != NULL; i++)
		if (parameter->tables)
			argv[count++] = parameter->name;
	return subprocess_read(directory, argv, NULL, diagnostics, bytes_r,
	    &len);
}

static int
add_all(struct strings *tables, char *bytes, struct diagnostics *diagnostics)
{
	char *word;

	while ((word = strsep(&bytes, separators)) != NULL)
		if (add(tables, word, diagnostics) < 0)
			return -1;
	return 0;
}

int
tables_find(const struct settings_registrations *registrations,
    struct diagnostics *diagnostics, struct strings *tables)
{
	const char *directory = registrations->postfix;
	struct diagnostics ignored = {.limit = 1};
	char *here, *bytes = NULL;
	int result;

	for (size_t i = 0; i < registrations->source_count; i++)
		if (registrations->sources[i].table &&
		    add(tables, registrations->sources[i].what, diagnostics) <
			0)
			return -1;
	/* The Postfix that is here is audited without a word, too: it need not
	 * be in use. */
	if (directory != NULL)
		result = ask_postfix(directory, diagnostics, &bytes);
	else {
		here = postfix_find(&ignored);
		result =
		    here == NULL ? -1 : ask_postfix(here, &ignored, &bytes);
		free(here);
	}
	diagnostics_clear(&ignored);
	if (result < 0)
		return directory != NULL ? -1 : 0;
	result = add_all(tables, bytes, diagnostics);
	free(bytes);
	return result;
}

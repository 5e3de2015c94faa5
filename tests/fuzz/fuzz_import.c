// SPDX-License-Identifier: BSD-2-Clause
/* Fuzz target: what doppellist import reads.  The first byte chooses the form.
 * What it writes is a list without a fault, whose names come from the input.
 */
#include "domains/doppellist/import/import.h"

#include <string.h>

#include "domains/doppellist/command.h"
#include "domains/doppellist/import/forms.h"
#include "tests/fuzz/fuzz.h"

static int
take_entry(void *context, const struct listfile_entry *entry)
{
	(void)context;
	FUZZ_CHECK(entry->name.len != 0 && entry->meant.len != 0);
	FUZZ_CHECK(entry->source != NULL && !entry->take_back);
	return 0;
}

static void
check_list(const char *text, size_t len)
{
	struct diagnostics diagnostics = {0};

	FUZZ_CHECK(listfile_parse("import", text, len, LISTFILE_DOPPELGANGERS,
		       take_entry, NULL, &diagnostics) == 0);
	FUZZ_CHECK(diagnostics.count == 0);
}

/* The lists in force: gmail.com is meant. */
static const char *
write_lists(void)
{
	static char config[256];
	static const char provider[] = "gmail.com weight=0.3\n";

	for (int kind = 0; *config == '\0' && kind < LISTFILE_KINDS; kind++) {
		char name[64];

		snprintf(name, sizeof(name), "%s.list",
		    listfile_kind_name((enum listfile_kind)kind));
		(void)fuzz_write(name, provider,
		    kind == LISTFILE_PROVIDERS ? strlen(provider) : 0);
	}
	if (*config == '\0')
		snprintf(config, sizeof(config), "%s",
		    fuzz_write("domains.conf", "", 0));
	return config;
}

/* Runs the command, whose output is caught. */
static int
run(char **argv, int argc, char **text_r, size_t *len_r)
{
	struct doppellist list = {
	    .config = write_lists(),
	    .lists = fuzz_folder(),
	    .command = &doppellist_import,
	};
	FILE *out = stdout, *err = stderr, *none = fopen("/dev/null", "w");
	int status;

	stdout = open_memstream(text_r, len_r);
	FUZZ_CHECK(stdout != NULL && none != NULL);
	stderr = none;
	doppellist_set_today(&list);
	status = doppellist_import.run(&list, argc, argv);
	doppellist_report(&list);
	if (list.loaded)
		settings_clear(&list.settings);
	fclose(stdout);
	fclose(none);
	stdout = out;
	stderr = err;
	return status;
}

int
fuzz_import(const uint8_t *data, size_t size)
{
	char from[] = "--from", source[] = "--source", name[] = "import",
	     page[] = "https://www.example/", meant[] = "--meant",
	     target[] = "gmail.com", path[256], form[32];
	char *argv[] = {name, from, form, source, page, NULL, NULL, NULL, NULL};
	char *text;
	size_t len;
	int status, argc = 5;

	if (size == 0)
		return 0;
	snprintf(form, sizeof(form), "%s",
	    import_form_names[data[0] % IMPORT_FORMS]);
	snprintf(path, sizeof(path), "%s",
	    fuzz_write("input", data + 1, size - 1));
	if (data[0] / IMPORT_FORMS % 2 != 0) {
		argv[argc++] = meant;
		argv[argc++] = target;
	}
	argv[argc++] = path;
	status = run(argv, argc, &text, &len);
	FUZZ_CHECK(status >= DOPPELLIST_NOTHING && status <= DOPPELLIST_ERROR);
	check_list(text, len);
	free(text);
	return 0;
}

FUZZ_ENTRY(fuzz_import)

/* SPDX-License-Identifier: BSD-2-Clause */
/* Loads domains.conf and its lists, and keeps their stamps. */
#include "domains/doppelcheck/configuration.h"

#include <string.h>

#include "domains/engine/lists/end_mark.h"

struct marks {
	const struct strings *before;
	struct strings now;
};

static bool
was_marked(const struct strings *before, const char *path)
{
	for (size_t i = 0; i < before->count; i++)
		if (strcmp(before->list[i], path) == 0)
			return true;
	return false;
}

/* As struct doppel_options has it. */
static int
inspect_mark(void *context, struct doppel_reading *reading,
    struct diagnostics *diagnostics)
{
	struct marks *marks = context;
	const char *path = reading->list->path;

	if (reading->end_mark && strings_add(&marks->now, strdup(path)) < 0)
		return diagnostics_add(diagnostics, path, 0, "out of memory");
	if (!reading->end_mark && reading->bytes != NULL &&
	    was_marked(marks->before, path))
		return end_mark_report_missing(path, diagnostics);
	return 0;
}

static void
note_files(struct stamped_files *files, const struct settings *settings)
{
	for (size_t i = 0; i < settings->engine.list_count; i++)
		stamped_files_add(files, settings->engine.lists[i].path);
	if (settings->known_real != NULL)
		stamped_files_add(files, settings->known_real);
}

int
configuration_load(struct configuration *configuration,
    struct diagnostics *diagnostics)
{
	const char *path = configuration->path;
	struct settings settings;
	struct doppel *doppel = NULL;
	struct marks marks = {.before = &configuration->marked};

	stamped_files_clear(&configuration->files);
	stamped_files_add(&configuration->files,
	    path != NULL ? path : DOPPEL_SYSCONFDIR "/domains.conf");
	if (settings_load(path, configuration->lists_dir, diagnostics,
		&settings) < 0)
		return -1;
	note_files(&configuration->files, &settings);
	settings.engine.inspect = inspect_mark;
	settings.engine.context = &marks;
	if (settings_check_local(&settings.registrations, path, diagnostics) <
		0 ||
	    doppel_open(&settings.engine, diagnostics, &doppel) < 0) {
		strings_clear(&marks.now);
		settings_clear(&settings);
		return -1;
	}
	settings.engine.inspect = NULL;
	settings.engine.context = NULL;
	strings_clear(&configuration->marked);
	configuration->marked = marks.now;
	doppel_close(&configuration->doppel);
	settings_clear(&configuration->settings);
	configuration->settings = settings;
	configuration->doppel = doppel;
	return 0;
}

bool
configuration_has_changed(const struct configuration *configuration)
{
	const struct stamped_files *files = &configuration->files;
	bool young = false;

	for (size_t i = 0; i < files->count; i++) {
		struct stamp now = stamp_of(files->list[i].path);

		if (!stamp_equal(&now, &files->list[i].stamp))
			return true;
		young |= stamp_is_young(&now);
	}
	/* Once it is old enough for a stamp to show it. */
	return files->young && !young;
}

void
configuration_clear(struct configuration *configuration)
{
	doppel_close(&configuration->doppel);
	settings_clear(&configuration->settings);
	strings_clear(&configuration->marked);
	stamped_files_clear(&configuration->files);
}

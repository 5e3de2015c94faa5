/* SPDX-License-Identifier: BSD-2-Clause */
/* Loads domains.conf and its lists, and keeps their stamps. */
#include "domains/doppelcheck/configuration.h"

#include <stdlib.h>
#include <string.h>

static void
forget_files(struct configuration *configuration)
{
	for (size_t i = 0; i < configuration->file_count; i++)
		free(configuration->files[i]);
	free(configuration->files);
	free(configuration->stamps);
	configuration->files = NULL;
	configuration->stamps = NULL;
	configuration->file_count = 0;
	configuration->young = false;
}

/* A file that finds no memory is one that may have changed. */
static void
note_file(struct configuration *configuration, const char *path)
{
	size_t count = configuration->file_count;
	char **files =
	    reallocarray(configuration->files, count + 1, sizeof(*files));
	struct stamp *stamps =
	    reallocarray(configuration->stamps, count + 1, sizeof(*stamps));

	if (files != NULL)
		configuration->files = files;
	if (stamps != NULL)
		configuration->stamps = stamps;
	if (files != NULL)
		files[count] = strdup(path);
	if (files == NULL || stamps == NULL || files[count] == NULL) {
		configuration->young = true;
		return;
	}
	stamps[count] = stamp_of(path);
	configuration->young |=
	    stamps[count].error == 0 && stamp_is_young(&stamps[count]);
	configuration->file_count++;
}

static void
note_files(struct configuration *configuration, const struct settings *settings)
{
	for (size_t i = 0; i < settings->engine.list_count; i++)
		note_file(configuration, settings->engine.lists[i].path);
	if (settings->known_real != NULL)
		note_file(configuration, settings->known_real);
}

int
configuration_load(struct configuration *configuration,
    struct diagnostics *diagnostics)
{
	const char *path = configuration->path;
	struct settings settings;
	struct doppel *doppel = NULL;

	forget_files(configuration);
	note_file(configuration,
	    path != NULL ? path : DOPPEL_SYSCONFDIR "/domains.conf");
	if (settings_load(path, configuration->lists_dir, diagnostics,
		&settings) < 0)
		return -1;
	note_files(configuration, &settings);
	if (settings_check_local(&settings.registrations, path, diagnostics) <
		0 ||
	    doppel_open(&settings.engine, diagnostics, &doppel) < 0) {
		settings_clear(&settings);
		return -1;
	}
	doppel_close(&configuration->doppel);
	settings_clear(&configuration->settings);
	configuration->settings = settings;
	configuration->doppel = doppel;
	return 0;
}

bool
configuration_has_changed(const struct configuration *configuration)
{
	bool young = false;

	for (size_t i = 0; i < configuration->file_count; i++) {
		struct stamp now = stamp_of(configuration->files[i]);

		if (!stamp_equal(&now, &configuration->stamps[i]))
			return true;
		young |= now.error == 0 && stamp_is_young(&now);
	}
	/* Once it is old enough for a stamp to show it. */
	return configuration->young && !young;
}

void
configuration_clear(struct configuration *configuration)
{
	doppel_close(&configuration->doppel);
	settings_clear(&configuration->settings);
	forget_files(configuration);
}

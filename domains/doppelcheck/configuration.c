/* SPDX-License-Identifier: BSD-2-Clause */
/* Loads domains.conf and its lists, and keeps their stamps. */
#include "domains/doppelcheck/configuration.h"

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

	stamped_files_clear(&configuration->files);
	stamped_files_add(&configuration->files,
	    path != NULL ? path : DOPPEL_SYSCONFDIR "/domains.conf");
	if (settings_load(path, configuration->lists_dir, diagnostics,
		&settings) < 0)
		return -1;
	note_files(&configuration->files, &settings);
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
	stamped_files_clear(&configuration->files);
}

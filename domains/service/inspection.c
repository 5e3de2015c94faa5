/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads what a gate reads: see the header. */
#include "domains/service/inspection.h"

void
inspection_begin(const char *path, struct inspection *inspection_r)
{
	struct inspection *inspection = inspection_r;
	struct diagnostics in_place = {0};
	const struct snapshot *snapshot;

	*inspection = (struct inspection){.snapshot = NULL};
	if (snapshot_load(path, &inspection->copies, &in_place,
		&inspection->errors, &inspection->snapshot) == 0) {
		snapshot = inspection->snapshot;
		diagnostics_add_all(&inspection->warnings,
		    &inspection->copies.warnings);
		diagnostics_add_all(&inspection->warnings, &in_place);
		diagnostics_add_all(&inspection->warnings,
		    doppel_warnings(snapshot->engine));
		settings_check_places(&snapshot->domains.registrations,
		    snapshot->settings.domains, &inspection->errors);
		inspection->has_privilege =
		    privilege_find(path, snapshot->settings.user,
			snapshot->settings.socket_group, &inspection->errors,
			&inspection->privilege) == 0;
	}
	diagnostics_clear(&in_place);
}

void
inspection_end(struct inspection *inspection)
{
	list_copies_clear(&inspection->copies);
	diagnostics_clear(&inspection->warnings);
	diagnostics_clear(&inspection->errors);
	snapshot_free(&inspection->snapshot);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* doppellist accept: confirms a list that the gate refuses because much of it
 * is gone. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "domains/base/file.h"
#include "domains/doppellist/model/collection.h"
#include "domains/engine/lists/end_mark.h"
#include "domains/service/list_copies.h"
#include "domains/settings/milter.h"

#define CONFIGURATION DOPPEL_SYSCONFDIR "/milter.conf"

struct accept {
	struct doppellist *list;
	const char *milter; /* --milter */
	struct settings_milter gate;
	struct settings domains;
};

/* The gate's list that a path is, or NULL. */
static const struct doppel_list *
find_list(const struct accept *accept, const char *path)
{
	const struct doppel_options *engine = &accept->domains.engine;

	for (size_t i = 0; i < engine->list_count; i++)
		if (collection_is_same_file(engine->lists[i].path, path))
			return &engine->lists[i];
	return NULL;
}

static int
count_entry(void *context, const struct listfile_entry *entry)
{
	(void)entry;
	++*(size_t *)context;
	return 0;
}

static int
accept_bytes(const struct accept *accept, const struct doppel_list *of,
    const char *bytes, size_t len)
{
	struct diagnostics *diagnostics = &accept->list->diagnostics;
	struct list_content content = {
	    .path = of->path,
	    .bytes = bytes,
	    .len = len,
	};
	struct end_mark mark;

	if (listfile_parse(of->path, bytes, len, of->kind, count_entry,
		&content.entries, diagnostics) < 0)
		return diagnostics_add(diagnostics, of->path, 0,
		    "is not accepted while it has errors");
	content.end_mark = end_mark_find(bytes, len, &mark);
	if (list_copies_accept(accept->gate.state_directory, &content,
		diagnostics) < 0)
		return -1;
	printf("%s: accepted as it is now, entries=%zu; the gate takes it at "
	       "the next reload\n",
	    of->path, content.entries);
	return 0;
}

/* A list that need not be there may be gone. */
static int
accept_list(const struct accept *accept, const struct doppel_list *of)
{
	char *bytes;
	size_t len;
	int result;

	if (of->optional && access(of->path, F_OK) < 0 && errno == ENOENT)
		return accept_bytes(accept, of, "", 0);
	if (file_read(of->path, LISTFILE_SIZE_MAX, &accept->list->diagnostics,
		&bytes, &len) < 0)
		return -1;
	result = accept_bytes(accept, of, bytes, len);
	free(bytes);
	return result;
}

static int
accept_path(struct accept *accept, const char *path)
{
	struct diagnostics *diagnostics = &accept->list->diagnostics;
	const struct doppel_list *of;
	int result;

	if (settings_milter_load(accept->milter, diagnostics, &accept->gate) <
	    0)
		return -1;
	if (*accept->gate.state_directory == '\0')
		result = diagnostics_add(diagnostics, accept->milter, 0,
		    "state-directory is empty: the gate keeps nothing to "
		    "compare with");
	else
		result = settings_load(accept->gate.domains, NULL, diagnostics,
		    &accept->domains);
	if (result == 0) {
		of = find_list(accept, path);
		result = of != NULL ? accept_list(accept, of)
		                    : diagnostics_add(diagnostics, path, 0,
					  "is no list of the gate: %s",
					  accept->gate.domains);
		settings_clear(&accept->domains);
	}
	settings_milter_clear(&accept->gate);
	return result;
}

static int
accept_run(struct doppellist *list, int argc, char **argv)
{
	struct accept accept = {.list = list, .milter = CONFIGURATION};
	char **paths = doppellist_parse(list, argc, argv, &accept);

	if (paths == NULL)
		return list->status;
	if (list->config != NULL || list->lists != NULL)
		return doppellist_misused(list,
		    list->config != NULL ? "--config" : "--lists",
		    "is not for this command: the gate's milter.conf leads to "
		    "the lists");
	return accept_path(&accept, paths[0]) < 0 ? DOPPELLIST_ERROR
	                                          : DOPPELLIST_NOTHING;
}

static const struct option_row rows[] = {
    {"milter", 'm', OPTION_TEXT, "FILE",
	"the gate's configuration (default " CONFIGURATION ")",
	.offset = offsetof(struct accept, milter)},
    {NULL},
};

const struct doppellist_command doppellist_accept = {
    .name = "accept",
    .brief = "confirm a list that the gate refuses as cut",
    .usage = "[options] FILE",
    .rows = rows,
    .least = 1,
    .most = 1,
    .wanted = "needs one list",
    .run = accept_run,
};

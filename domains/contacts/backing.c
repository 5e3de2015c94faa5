/* SPDX-License-Identifier: BSD-2-Clause */
/* Chooses a back end by the place of a store, and opens it. */
#include "domains/contacts/backing.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/translation.h"

#define WRITER_WAIT_MS 5000

/* By what comes before the first colon of a place. */
static const struct {
	const char *scheme;
	const struct backend *backend;
} backends[] = {
    {"sqlite", &backend_sqlite},
    {"redis", &backend_redis},
    {"rediss", &backend_redis},
    {"redis+unix", &backend_redis},
    {"redis+sentinel", &backend_redis},
};

static const struct backend *
find_backend(const char *place, const char **path_r)
{
	for (size_t i = 0; i < sizeof(backends) / sizeof(*backends); i++) {
		size_t len = strlen(backends[i].scheme);

		if (strncmp(place, backends[i].scheme, len) == 0 &&
		    place[len] == ':' && place[len + 1] != '\0') {
			*path_r = place + len + 1;
			return backends[i].backend;
		}
	}
	return NULL;
}

const char *
store_refuse_place(const char *place)
{
	const char *path;
	const struct backend *backend = find_backend(place, &path);

	if (backend == NULL)
		return N_("should be sqlite:FILE or redis://HOST[:PORT]");
	return backend->refuse == NULL ? NULL : backend->refuse(place);
}

int
backing_open(const struct store_options *options, uint64_t key_check,
    struct diagnostics *diagnostics, struct backing *backing_r)
{
	const char *why = store_refuse_place(options->place);
	struct backing backing = {.place = strdup(options->place)};
	struct store_options *asked = &backing.options.asked;

	if (why != NULL || backing.place == NULL) {
		free(backing.place);
		return diagnostics_add(diagnostics, options->place, 0, "%s",
		    why != NULL ? _(why) : strerror(ENOMEM));
	}
	backing.options = (struct backend_options){
	    .asked = *options,
	    .makes = options->writes,
	    .key_check = key_check,
	};
	asked->place = backing.place;
	backing.backend = find_backend(backing.place, &backing.options.path);
	if (asked->wait_ms == 0)
		asked->wait_ms = options->writes
		                     ? WRITER_WAIT_MS
		                     : backing.backend->reader_wait_ms;
	if (backing.backend->open(&backing.options, diagnostics,
		&backing.state) < 0) {
		free(backing.place);
		return -1;
	}
	/* Of what is opened later. */
	asked->password_file = NULL;
	asked->sentinel_user = NULL;
	asked->sentinel_password_file = NULL;
	backing.options.makes = false;
	*backing_r = backing;
	return 0;
}

static void
close_state(struct backing *backing)
{
	if (backing->state != NULL)
		backing->backend->close(backing->state);
	backing->state = NULL;
}

void
backing_close(struct backing *backing)
{
	close_state(backing);
	free(backing->place);
}

static int
open_again(struct backing *backing)
{
	struct diagnostics diagnostics = {.limit = 1};
	int result;

	/* First: of two in one process the one that is closed takes the other's
	 * locks along. */
	close_state(backing);
	result = backing->backend->open(&backing->options, &diagnostics,
	    &backing->state);
	if (result < 0 && diagnostics.kept != 0)
		snprintf(backing->why, sizeof(backing->why), "%s: %s",
		    diagnostics.list->file, diagnostics.list->text);
	diagnostics_clear(&diagnostics);
	return result;
}

int
backing_follow(struct backing *backing)
{
	if (!backing->options.asked.writes || backing->backend->look == NULL)
		return 0;
	if (backing->state != NULL)
		switch (backing->backend->look(backing->state)) {
		case STORE_FOUND:
			return 0;
		case STORE_ERROR:
			return -1;
		case STORE_NONE:
			break;
		}
	return open_again(backing);
}

const char *
backing_why(const struct backing *backing)
{
	return backing->state != NULL ? backing->backend->why(backing->state)
	                              : backing->why;
}

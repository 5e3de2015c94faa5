/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes lines to Redis, from Sentinel's word to the check of the store, and
 * runs pipelines over them. */
#include "domains/contacts/redis_connection.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/file.h"
#include "domains/base/translation.h"
#include "domains/contacts/backend.h"
#include "domains/contacts/breaker.h"
#include "domains/contacts/fields.h"
#include "domains/contacts/redis_errors.h"
#include "domains/contacts/redis_line.h"

#define PASSWORD_FILE_MAX 4096

/* One connection is waited for so long, call after call. */
#define CONNECT_US UINT64_C(2000000)

enum stage {
	CLOSED,
	ASKING, /* a Sentinel */
	GREETING,
	READY,
};

struct redis_connection {
	struct redis_options options;
	struct redis_place place;
	char *text;                         /* the place, for messages */
	char *password, *sentinel_password; /* NULL: there is none */
	struct redis_line line;
	enum stage stage;
	struct redis_host *host;  /* that it goes to */
	size_t turn;              /* of the Sentinels */
	struct redis_host master; /* what one said; without a port: nothing */
	uint64_t began;
	struct redis_pipeline greeting, queue;
	struct breaker breaker;
	bool lost, late; /* the last failure */
	char why[BACKEND_WHY_SIZE];
};

/* ---- errors -------------------------------------------------------------- */

void
redis_refuse(struct redis_connection *connection, const char *why)
{
	connection->lost = connection->late = false;
	snprintf(connection->why, sizeof(connection->why), "%s: %s",
	    connection->text, why);
}

static int
lose(struct redis_connection *connection, const char *why, bool late)
{
	redis_refuse(connection, why);
	connection->lost = true;
	connection->late = late;
	return -1;
}

const char *
redis_why(const struct redis_connection *connection)
{
	return connection->why;
}

bool
redis_is_lost(const struct redis_connection *connection)
{
	return connection->lost;
}

void
redis_add(struct redis_connection *connection, const char *types, ...)
{
	va_list values;

	va_start(values, types);
	redis_pipeline_add_values(&connection->queue, types, values);
	va_end(values);
}

void
redis_forget_queue(struct redis_connection *connection)
{
	redis_pipeline_clear(&connection->queue);
}

size_t
redis_count_answers(const struct redis_connection *connection)
{
	return connection->line.count;
}

uint64_t
redis_deadline(unsigned wait_ms)
{
	return redis_line_clock() + (uint64_t)wait_ms * 1000;
}

struct redis_value
redis_value(const struct redis_connection *connection, size_t at)
{
	return redis_line_value(&connection->line, at);
}

static void
drop(struct redis_connection *connection)
{
	redis_line_close(&connection->line);
	if (connection->stage == ASKING)
		connection->turn =
		    (connection->turn + 1) % connection->place.host_count;
	connection->stage = CLOSED;
	connection->master.port = 0;
}

/* One that passes is not asked for over this connection: Sentinel may know
 * another server meanwhile. */
static int
look_for_errors(struct redis_connection *connection)
{
	struct span error;
	char words[256], why[320];
	bool passes;

	if (!redis_line_find_error(&connection->line, &error))
		return 0;
	passes = redis_errors_explain(error, words, sizeof(words));
	snprintf(why, sizeof(why),
	    connection->stage == ASKING ? _("has a Sentinel that %s") : "%s",
	    words);
	if (passes)
		drop(connection);
	redis_refuse(connection, why);
	return -1;
}

/* All answers are there, or the failure is a lost connection. */
static int
exchange(struct redis_connection *connection, struct redis_pipeline *pipeline,
    uint64_t deadline)
{
	int result = redis_line_exchange(&connection->line, pipeline, deadline);

	if (result == 0)
		return lose(connection, _("does not answer in time"), true);
	return result < 0 ? lose(connection, connection->line.why, false) : 0;
}

/* ---- connecting ---------------------------------------------------------- */

static void
add_password(struct redis_pipeline *greeting, const char *user,
    const char *password)
{
	if (password != NULL && user != NULL && user[0] != '\0')
		redis_pipeline_add(greeting, "sss", "AUTH", user, password);
	else if (password != NULL)
		redis_pipeline_add(greeting, "ss", "AUTH", password);
}

static void
greet(struct redis_connection *connection)
{
	const struct redis_place *place = &connection->place;
	struct redis_pipeline *greeting = &connection->greeting;

	redis_pipeline_clear(greeting);
	if (connection->stage == ASKING) {
		add_password(greeting, connection->options.asked.sentinel_user,
		    connection->sentinel_password);
		redis_pipeline_add(greeting, "sss", "SENTINEL",
		    "get-master-addr-by-name", place->master);
		return;
	}
	add_password(greeting, place->user, connection->password);
	if (place->database != 0)
		redis_pipeline_add(greeting, "sn", "SELECT",
		    (int64_t)place->database);
	if (place->master[0] != '\0')
		redis_pipeline_add(greeting, "s", "ROLE");
	redis_pipeline_add(greeting, "ss", "HGETALL", connection->options.mark);
}

static int
begin_stage(struct redis_connection *connection)
{
	struct redis_place *place = &connection->place;
	bool asks = place->master[0] != '\0' && connection->master.port == 0;

	connection->host = place->master[0] == '\0' ? &place->hosts[0]
	                   : asks ? &place->hosts[connection->turn]
	                          : &connection->master;
	connection->stage = asks ? ASKING : GREETING;
	connection->began = redis_line_clock();
	greet(connection);
	redis_line_forget(&connection->line);
	if (connection->greeting.bytes.failed)
		return lose(connection, strerror(ENOMEM), false);
	return redis_line_open(&connection->line, place->path,
		   connection->host) < 0
	           ? lose(connection, connection->line.why, false)
	           : 0;
}

static int
take_master(struct redis_connection *connection)
{
	const struct redis_value address =
	    redis_value(connection, connection->greeting.count - 1);
	const struct span name = redis_item(address, 0).bytes;
	const struct span port = redis_item(address, 1).bytes;
	struct redis_host master = {.port = 0};
	int64_t number;

	if (name.len == 0 || name.len >= sizeof(master.name) ||
	    !fields_take_number(port, 5, &number) || number == 0 ||
	    number > 65535)
		return lose(connection,
		    _("has a Sentinel that does not know the master"), false);
	memcpy(master.name, name.bytes, name.len);
	master.port = (int)number;
	redis_line_close(&connection->line);
	connection->stage = CLOSED;
	connection->master = master;
	return 0;
}

static int
finish_stage(struct redis_connection *connection)
{
	const struct redis_options *options = &connection->options;
	const size_t last = connection->greeting.count - 1;
	const char *why;

	/* To look a name up may take long. */
	if (!options->asked.writes)
		redis_line_keep_address(&connection->line, connection->host);
	if (look_for_errors(connection) < 0)
		return -1;
	if (connection->stage == ASKING)
		return take_master(connection);
	if (connection->place.master[0] != '\0' &&
	    !span_equal(redis_item(redis_value(connection, last - 1), 0).bytes,
		"master"))
		return lose(connection,
		    _("is no master yet, though a Sentinel says so"), false);
	why = options->check(options->context, redis_value(connection, last));
	if (why != NULL) {
		redis_refuse(connection, why);
		return -1;
	}
	connection->stage = READY;
	return 0;
}

/* One that is late goes on at the next call, but not for ever.  Returns 0, 1:
 * it is late, -1. */
static int
connect_once(struct redis_connection *connection, uint64_t deadline)
{
	uint64_t end;

	if (connection->stage == CLOSED && begin_stage(connection) < 0)
		return -1;
	end = connection->began + CONNECT_US;
	if (exchange(connection, &connection->greeting,
		end < deadline ? end : deadline) == 0)
		return finish_stage(connection);
	return connection->late && redis_line_clock() < end ? 1 : -1;
}

static int
connect_all(struct redis_connection *connection, uint64_t deadline)
{
	size_t silent = 0;

	while (connection->stage != READY) {
		int result = connect_once(connection, deadline);

		if (result == 0)
			continue;
		if (result > 0)
			return -1;
		drop(connection);
		/* The next Sentinel. */
		if (connection->place.master[0] == '\0' ||
		    connection->host == &connection->master ||
		    ++silent == connection->place.host_count)
			return -1;
	}
	return 0;
}

/* ---- running ------------------------------------------------------------- */

static int
run_queue(struct redis_connection *connection, uint64_t deadline)
{
	redis_line_forget(&connection->line);
	connection->queue.sent = 0;
	if (connection->queue.bytes.failed) {
		redis_refuse(connection, strerror(ENOMEM));
		return -1;
	}
	if (exchange(connection, &connection->queue, deadline) == 0)
		return look_for_errors(connection);
	drop(connection);
	return -1;
}

static int
finish_run(struct redis_connection *connection, int result)
{
	redis_pipeline_clear(&connection->queue);
	if (result == 0)
		breaker_close(&connection->breaker);
	else
		breaker_fail(&connection->breaker, redis_line_clock() / 1000);
	return result;
}

int
redis_run_on(struct redis_connection *connection, uint64_t deadline)
{
	return finish_run(connection,
	    connection->stage != READY
		? lose(connection, _("has closed the connection"), false)
		: run_queue(connection, deadline));
}

int
redis_run(struct redis_connection *connection, uint64_t deadline)
{
	bool was_ready = connection->stage == READY;
	int result;

	if (!connection->options.asked.writes &&
	    !breaker_allows(&connection->breaker, redis_line_clock() / 1000)) {
		redis_pipeline_clear(&connection->queue);
		return -1;
	}
	result = connect_all(connection, deadline);
	if (result == 0)
		result = run_queue(connection, deadline);
	/* It had gone since the last time. */
	if (result < 0 && was_ready && connection->lost && !connection->late &&
	    connect_all(connection, deadline) == 0)
		result = run_queue(connection, deadline);
	return finish_run(connection, result);
}

/* ---- opening ------------------------------------------------------------- */

static void
free_password(char *password)
{
	if (password != NULL)
		explicit_bzero(password, strlen(password));
	free(password);
}

/* The first line of a file that others may not read; NULL of NULL.  Returns 0,
 * or -1 with a diagnostic. */
static int
read_password(const char *path, struct diagnostics *diagnostics,
    char **password_r)
{
	char *password;
	size_t len;

	if (path == NULL)
		return 0;
	if (file_read_secret(path, PASSWORD_FILE_MAX, diagnostics, &password,
		&len) < 0)
		return -1;
	password[strcspn(password, "\r\n")] = '\0';
	if (*password == '\0') {
		free_password(password);
		return diagnostics_add(diagnostics, path, 0,
		    "has no password in its first line");
	}
	*password_r = password;
	return 0;
}

static int
prepare(struct redis_connection *connection, struct diagnostics *diagnostics)
{
	const struct store_options *options = &connection->options.asked;
	const char *why = redis_place_parse(options->place, &connection->place);

	if (why != NULL)
		return diagnostics_add(diagnostics, options->place, 0, "%s",
		    _(why));
	if (redis_line_load(&why) < 0)
		return diagnostics_add(diagnostics, options->place, 0, "%s",
		    why);
	if (options->password_file == NULL && connection->place.user[0] != '\0')
		return diagnostics_add(diagnostics, options->place, 0,
		    "has a user, but there is no contacts.password-file");
	if (options->sentinel_password_file == NULL &&
	    options->sentinel_user != NULL)
		return diagnostics_add(diagnostics, options->place, 0,
		    "there is a contacts.sentinel-user, but no "
		    "contacts.sentinel-password-file");
	if (options->sentinel_password_file != NULL &&
	    connection->place.master[0] == '\0')
		return diagnostics_add(diagnostics, options->place, 0,
		    "has no Sentinels, but there is a "
		    "contacts.sentinel-password-file");
	return read_password(options->password_file, diagnostics,
		   &connection->password) < 0 ||
	               read_password(options->sentinel_password_file,
			   diagnostics, &connection->sentinel_password) < 0
	           ? -1
	           : 0;
}

int
redis_open(const struct redis_options *options, unsigned wait_ms,
    struct diagnostics *diagnostics, struct redis_connection **connection_r)
{
	struct redis_connection *connection = calloc(1, sizeof(*connection));

	if (connection != NULL)
		connection->text = strdup(options->asked.place);
	if (connection == NULL || connection->text == NULL) {
		free(connection);
		return diagnostics_no_memory(diagnostics, options->asked.place);
	}
	connection->options = *options;
	connection->options.asked.place = connection->text;
	if (prepare(connection, diagnostics) == 0) {
		if (connect_all(connection, redis_deadline(wait_ms)) == 0) {
			*connection_r = connection;
			return 0;
		}
		diagnostics_add(diagnostics, options->asked.place, 0, "%s",
		    connection->why + strlen(connection->text) + 2);
	}
	redis_close(&connection);
	return -1;
}

void
redis_close(struct redis_connection **connection)
{
	struct redis_connection *old = *connection;

	*connection = NULL;
	if (old == NULL)
		return;
	redis_pipeline_clear(&old->greeting);
	redis_pipeline_clear(&old->queue);
	redis_line_free(&old->line);
	free_password(old->password);
	free_password(old->sentinel_password);
	free(old->text);
	free(old);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Connection to Redis: pipelines of commands with a deadline, over a line
 * (redis_line.h) that is made again when it is lost.
 *
 *     redis_add(connection, "sbs", "HGET", key, "row");
 *     if (redis_run(connection, redis_deadline(2)) < 0)
 *             ... redis_why(connection)
 *     value = redis_value(connection, 0);
 *
 * Each new connection asks Sentinel where the master is, if there are any,
 * gives the password, chooses the database and is checked by its user before
 * anything else goes over it.  No call waits for longer than it is given,
 * connecting included, but to look a host's name up; one that only reads keeps
 * the address that it has found.  What is not connected in time goes on at the
 * next call.
 *
 * Neither keys nor passwords are in what redis_why() says.
 */
#ifndef DOMAINS_CONTACTS_REDIS_CONNECTION_H
#define DOMAINS_CONTACTS_REDIS_CONNECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/base/diagnostic.h"
#include "domains/base/span.h"
#include "domains/contacts/store.h"

struct redis_connection;

enum redis_kind {
	REDIS_NONE,
	REDIS_BYTES,
	REDIS_NUMBER,
	REDIS_LIST,
};

/* Holds until the next run. */
struct redis_value {
	enum redis_kind kind;
	int64_t number;
	struct span bytes;
	size_t count;
	const void *items; /* redis_item() */
};

/* asked: its place (redis_place.h) and passwords; after failures no call of one
 * that only reads waits (breaker.h). */
struct redis_options {
	struct store_options asked;
	const char *mark; /* a hash that each new connection reads */
	/* In words why it is not what it should be, or NULL. */
	const char *(*check)(void *context, struct redis_value mark);
	void *context;
};

/* Connects.  Returns 0, or -1 with a diagnostic. */
int
redis_open(const struct redis_options *options, unsigned wait_ms,
    struct diagnostics *diagnostics, struct redis_connection **connection_r);

void
redis_close(struct redis_connection **connection);

/* "redis://HOST: is full", of the last error. */
const char *
redis_why(const struct redis_connection *connection);

/* Makes another error the last one. */
void
redis_refuse(struct redis_connection *connection, const char *why);

/* Was the last error one of the connection, so that nobody knows what became of
 * the commands? */
bool
redis_is_lost(const struct redis_connection *connection);

/* So long from now, for runs. */
uint64_t
redis_deadline(unsigned wait_ms);

/* Adds a command to the pipeline; types has for each of its words s for a
 * string, b for a struct span, n for an int64_t. */
void
redis_add(struct redis_connection *connection, const char *types, ...);

/* Forgets the commands that were added. */
void
redis_forget_queue(struct redis_connection *connection);

/* Runs the pipeline.  An answer that is an error is one of the run's.  Returns
 * 0, or -1.  Commands that change something should be the same twice, or go
 * over redis_run_on(). */
int
redis_run(struct redis_connection *connection, uint64_t deadline);

/* The same over the connection that ran the one before, or not at all. */
int
redis_run_on(struct redis_connection *connection, uint64_t deadline);

/* How many answers there are. */
size_t
redis_count_answers(const struct redis_connection *connection);

/* The answer to a command of the pipeline, counted from 0. */
struct redis_value
redis_value(const struct redis_connection *connection, size_t at);

struct redis_value
redis_item(struct redis_value list, size_t at);

#endif

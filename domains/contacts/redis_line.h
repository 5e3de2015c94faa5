/* SPDX-License-Identifier: BSD-2-Clause */
/* Line: one socket to Redis, commands that go over it together, and their
 * answers.  Only user of hiredis.  redis_connection.c makes lines and knows
 * what they are for.
 */
#ifndef DOMAINS_CONTACTS_REDIS_LINE_H
#define DOMAINS_CONTACTS_REDIS_LINE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/base/buffer.h"
#include "domains/contacts/redis_connection.h"
#include "domains/contacts/redis_place.h"

/* Commands that are sent together. */
struct redis_pipeline {
	struct buffer bytes;
	size_t count;
	size_t sent; /* of the bytes */
};

/* Bytes of all answers to a pipeline: a batch of rows has a tenth of it. */
#define REDIS_LINE_RECEIVED_MAX ((size_t)16 * 1024 * 1024)

/* Items of all lists in them, which take four bytes at least.  A server says
 * how many will come, and hiredis makes room for them before they do. */
#define REDIS_LINE_ITEMS_MAX (REDIS_LINE_RECEIVED_MAX / 4)

struct redis_line {
	void *context;  /* hiredis'; NULL: closed */
	void *counting; /* of the items that it makes room for */
	void **replies; /* of the last pipeline */
	size_t count, room;
	size_t received; /* bytes of them */
	const char *why; /* of the last error, translated; holds until the
	                    next */
	char text[128];
};

/* Loads hiredis.  Returns 0, or -1 with words. */
int
redis_line_load(const char **why_r);

/* As redis_add(); the bytes are wiped by redis_pipeline_clear(). */
void
redis_pipeline_add(struct redis_pipeline *pipeline, const char *types, ...);
void
redis_pipeline_add_values(struct redis_pipeline *pipeline, const char *types,
    va_list values);
void
redis_pipeline_clear(struct redis_pipeline *pipeline);

/* Begins to connect; host is looked up where path is "".  Returns 0, or -1 with
 * line->why. */
int
redis_line_open(struct redis_line *line, const char *path,
    const struct redis_host *host);

/* Answers are there until the next exchange or redis_line_free(). */
void
redis_line_close(struct redis_line *line);
void
redis_line_free(struct redis_line *line);

/* Takes the address that the line goes to for the host's name. */
void
redis_line_keep_address(const struct redis_line *line, struct redis_host *host);

/* Microseconds, of deadlines. */
uint64_t
redis_line_clock(void);

/* Sends what is left of a pipeline and takes the answers.  Returns 1: all are
 * there; 0: the deadline came first; -1 with line->why. */
int
redis_line_exchange(struct redis_line *line, struct redis_pipeline *pipeline,
    uint64_t deadline);

/* Before another pipeline. */
void
redis_line_forget(struct redis_line *line);

/* The first answer that is an error. */
bool
redis_line_find_error(const struct redis_line *line, struct span *error_r);

struct redis_value
redis_line_value(const struct redis_line *line, size_t at);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Record set: what one source of registrations says, judged and kept.
 *
 * Of a list with ten thousand right members nothing is kept but its name: a set
 * holds the lists, the members that are wrong, and those that may be lists
 * again.  It is immutable and counted, so that what one file says is taken over
 * from one state of the registrations to the next while the file stays.
 *
 *     struct recordset_builder *builder =
 *         recordset_begin(engine, &policies);
 *     records_read(path, &options, recordset_take, builder, &faults);
 *     recordset_end(&builder, path, &faults, &set);
 */
#ifndef DOMAINS_RECORDS_RECORDSET_H
#define DOMAINS_RECORDS_RECORDSET_H

#include <stddef.h>
#include <stdint.h>

#include "domains/engine/doppel.h"
#include "domains/engine/fault.h"
#include "domains/engine/verdict.h"
#include "domains/records/judge.h"
#include "domains/records/names.h"
#include "domains/records/registration.h"

/* Wrong members of one list that are kept, the worst ones; the others are
 * counted.  A list has one or two. */
#define RECORDSET_WRONG_MAX 16

/* Members of one source; beyond it is a fault.  A university has 100,000. */
#define RECORDSET_MEMBERS_MAX 4000000

/* A member that is wrong. */
struct recordset_wrong {
	struct verdict verdict; /* borrows nothing from an engine */
	uint32_t member;        /* name: as it stands in the file */
	uint32_t file;          /* name: where, which may be an included one */
	unsigned line;
	uint32_t next;          /* of the same list, the worse first; NONE */
};

struct recordset_list {
	uint32_t first_wrong; /* NAMES_NONE */
	size_t wrong_count;   /* also those that are not kept */
	size_t kept;
};

/* A member that may be a list itself. */
struct recordset_link {
	uint32_t list;
	uint32_t to; /* name: an address, or a local name */
};

struct recordset {
	struct names *list_names; /* keys as key_of_list() makes them */
	struct recordset_list *lists; /* by the number of the name */
	struct names *names;
	struct recordset_wrong *wrong;
	size_t wrong_count;
	struct recordset_link *links;
	size_t link_count;
	size_t member_count;
	_Atomic uint32_t references; /* of who shares it */
};

/* Asked once for each list. */
typedef struct judge_demands (*recordset_ask)(const void *context,
    struct span list);

struct recordset_builder;

/* The engine and the context outlive the builder.  ask NULL: nothing more is
 * demanded.  NULL when memory is out. */
struct recordset_builder *
recordset_begin(const struct doppel *engine, recordset_ask ask,
    const void *context);

/* As registration_take; context is the builder. */
int
recordset_take(void *context, const struct registration *registration);

/* Frees the builder.  source is for messages.  Returns 0 with one reference
 * that is the caller's, or -1 with a fault added: memory or a limit. */
int
recordset_end(struct recordset_builder **builder, const char *source,
    struct faults *faults, struct recordset **set_r);

/* Thread-safe. */
struct recordset *
recordset_share(struct recordset *set);

/* Sets *set to NULL; NULL in it is fine.  Thread-safe. */
void
recordset_release(struct recordset **set);

/* How bad a verdict is: of two, the greater one is told first. */
unsigned
recordset_rank(const struct verdict *verdict);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Member set: what one source of registrations says, judged and kept.
 *
 * Of a list with ten thousand right members nothing is kept but its name: a set
 * holds the lists, the members that are wrong, and those that may be lists
 * again.  It is immutable and counted, so that what one file says is taken over
 * from one state of the registrations to the next while the file stays.
 *
 *     struct member_set_builder *builder =
 *         member_set_begin(engine, &rules, ask, policies);
 *     reader_read(path, &options, member_set_take, builder, &diagnostics);
 *     member_set_end(&builder, path, &diagnostics, &set);
 */
#ifndef DOMAINS_REGISTRATIONS_MEMBER_SET_H
#define DOMAINS_REGISTRATIONS_MEMBER_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/engine/doppel.h"
#include "domains/base/diagnostic.h"
#include "domains/engine/verdict.h"
#include "domains/registrations/judge.h"
#include "domains/base/interning.h"
#include "domains/registrations/member.h"

/* Wrong members of one list that are kept, the worst ones; the others are
 * counted.  A list has one or two. */
#define MEMBER_SET_WRONG_MAX 16

/* Members of one source; more is an error.  A university has 100,000. */
#define MEMBER_SET_MEMBERS_MAX 4000000

/* A member that is wrong: of its finding, which takes some 2 KB, what the
 * registrations file says.  It borrows nothing. */
struct wrong_member {
	enum verdict_reason reason;
	enum verdict_confidence confidence;
	unsigned rank; /* finding_rank() */
	unsigned line;
	const char *file;
	const char *cell; /* of a spreadsheet; or "" */
	struct span address;
	const char *meant;  /* the intended domain, or "" */
	const char *slips;  /* verdict_slip_names() */
	const char *detail; /* why, or what was left out of it; or "" */
};

struct member_set_wrong {
	struct wrong_member *member;
	uint32_t next; /* of the same list, the worse first; NONE */
};

struct member_set_list {
	uint32_t first_wrong; /* INTERNING_NONE */
	size_t wrong_count;   /* also those that are not kept */
	size_t kept;
};

/* A member that may be a list itself. */
struct member_set_link {
	uint32_t list;
	uint32_t to; /* name: an address, or a local name */
};

struct member_set {
	struct interning
	    *list_names; /* keys as lookup_key_of_list() makes them */
	struct member_set_list *lists; /* by the number of the name */
	struct interning *names;
	struct member_set_wrong *wrong;
	size_t wrong_count;
	struct member_set_link *links;
	size_t link_count;
	size_t member_count;
	uint32_t references; /* of who shares it */
	bool has_errors;     /* it lacks what was wrong with its source: of a
	                        list the set before it holds in a directory,
	                        unless this one has more wrong members */
};

/* Asked once for each list. */
typedef struct judge_demands (
    *member_set_ask)(const void *context, struct span list);

struct member_set_builder;

/* The engine, the rules (as struct judge has them) and the context outlive the
 * builder.  ask NULL: nothing more is demanded.  NULL when memory is out. */
struct member_set_builder *
member_set_begin(const struct doppel *engine,
    const struct lookup_key_rules *rules, member_set_ask ask,
    const void *context);

/* Asks, of each member whose list demands it, whether anybody was heard from,
 * too. */
void
member_set_listen(struct member_set_builder *builder,
    struct judge_silence silence);

/* As member_take; context is the builder. */
int
member_set_take(void *context, const struct member *member);

/* Wrong members that are kept so far. */
size_t
member_set_count_kept(const struct member_set_builder *builder);

/* Frees the builder.  source is for messages.  Returns 0 with one reference
 * that is the caller's, or -1 with an error added: memory or a limit. */
int
member_set_end(struct member_set_builder **builder, const char *source,
    struct diagnostics *diagnostics, struct member_set **set_r);

/* What was wrong and is not in the set: a recipient of it is no key. */
void
member_set_report_unlooked(const struct member_set_builder *builder,
    struct diagnostics *diagnostics);

/* Not thread-safe. */
struct member_set *
member_set_share(struct member_set *set);

/* Sets *set to NULL; NULL in it is fine. */
void
member_set_release(struct member_set **set);

#endif

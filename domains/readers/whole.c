/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads a source within its budget. */
#include "domains/readers/whole.h"

#include <string.h>

/* The shortest members take so many bytes: "a,". */
#define MEMBER_BYTES 2

/* And those that are wrong: "a@gmai.c". */
#define WRONG_BYTES 8

struct counted {
	struct budgets *budgets;
	member_take take; /* NULL: they are only counted */
	void *context;
};

/* As member_take. */
static int
take_counted(void *context, const struct member *member)
{
	const struct counted *counted = context;

	if (!budget_spend(counted->budgets, BUDGET_MEMBERS, 1))
		return -1;
	return counted->take != NULL ? counted->take(counted->context, member)
	                             : 0;
}

/* A reading of the text. */
struct reading {
	struct reader_text text;
	struct include include;
	struct included included;
	int (*read)(const struct reader_text *text);
};

/* Counts what it would take: openings and bytes, or members too.  Returns the
 * bytes. */
static uint64_t
count(struct reading *reading, bool includes_only, member_take weigh)
{
	struct counted counted = {reading->included.budgets, weigh,
	    reading->text.context};
	struct diagnostics ignored = {.limit = 1};
	struct reader_text text = reading->text;
	uint64_t bytes;

	text.includes_only = includes_only;
	text.counting = weigh == NULL;
	text.take = take_counted;
	text.context = &counted;
	text.diagnostics = &ignored;
	text.notes = NULL;
	do {
		(void)reading->read(&text);
		included_repeat(&reading->included);
	} while (included_leave_out(&reading->included));
	diagnostics_clear(&ignored);
	bytes = counted.budgets->spent[BUDGET_BYTES];
	if (counted.budgets->why == NULL)
		budget_repeat(counted.budgets);
	return bytes;
}

int
whole_read(const struct reader_text *text, const struct include *from,
    struct budgets *budgets, member_take weigh,
    int (*read)(const struct reader_text *text))
{
	struct counted counted = {budgets, text->take, text->context};
	struct reading reading = {
	    .text = *text,
	    .include = *from,
	    .included = {.budgets = budgets},
	    .read = read,
	};
	uint64_t members = budget_left(budgets, BUDGET_MEMBERS);
	uint64_t findings = budget_left(budgets, BUDGET_FINDINGS);
	uint64_t bytes = text->text.len;
	int result = -1;

	reading.include.included = &reading.included;
	reading.text.include = &reading.include;
	reading.text.budgets = budgets;
	if (include_may_be_in(text->text))
		bytes += count(&reading, true, NULL);
	/* What is packed may hold any number of them. */
	if (budgets->why == NULL &&
	    (bytes / MEMBER_BYTES > members ||
		(text->fd != NULL && budgets->owner != NULL) ||
		(weigh != NULL &&
		    (budgets->owner != NULL || reading.included.has_users) &&
		    bytes / WRONG_BYTES > findings)))
		(void)count(&reading, false, weigh);
	reading.text.take = take_counted;
	reading.text.context = &counted;
	if (budgets->why == NULL)
		result = read(&reading.text);
	included_clear(&reading.included);
	budget_report(budgets, text->file, text->diagnostics);
	return result;
}

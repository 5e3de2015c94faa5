/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads a source within its budget. */
#include "domains/registrations/readers/whole.h"

#include <string.h>

/* The shortest members take so many bytes: "a,". */
#define MEMBER_BYTES 2

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

static bool
has_includes(struct span text)
{
	static const char include[] = ":include:";
	const char *colon;

	while (text.len >= strlen(include) &&
	       (colon = memchr(text.bytes, ':', text.len)) != NULL) {
		text = span_after(text, (size_t)(colon - text.bytes));
		if (span_begins(text, include))
			return true;
		text = span_after(text, 1);
	}
	return false;
}

static int
read_counting(const struct reader_text *text, const struct include *from,
    struct counted *counted,
    int (*read)(const struct reader_text *text, const void *how),
    const void *how)
{
	struct reader_text own = *text;
	struct include include = *from;
	struct included included = {.budgets = counted->budgets};
	int result;

	include.included = &included;
	own.include = &include;
	own.budgets = counted->budgets;
	own.take = take_counted;
	own.context = counted;
	result = read(&own, how);
	included_clear(&included);
	return result;
}

int
whole_read(const struct reader_text *text, const struct include *from,
    struct budgets *budgets,
    int (*read)(const struct reader_text *text, const void *how),
    const void *how)
{
	struct counted counted = {.budgets = budgets};
	struct diagnostics ignored = {.limit = 1};
	struct reader_text own = *text;
	int result = -1;

	if (has_includes(text->text) ||
	    text->text.len / MEMBER_BYTES >
		budget_left(budgets, BUDGET_MEMBERS)) {
		own.diagnostics = &ignored;
		(void)read_counting(&own, from, &counted, read, how);
		diagnostics_clear(&ignored);
		/* The files that it opens were named. */
		own = *text;
		own.opening = NULL;
		if (budgets->why == NULL)
			budget_repeat(budgets);
	}
	counted.take = text->take;
	counted.context = text->context;
	if (budgets->why == NULL)
		result = read_counting(&own, from, &counted, read, how);
	if (budgets->why != NULL)
		diagnostics_add(text->diagnostics, text->file, 0,
		    "is left out: %s", budgets->why);
	return result;
}

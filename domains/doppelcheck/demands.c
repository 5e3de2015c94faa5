/* SPDX-License-Identifier: BSD-2-Clause */
/* Chooses lists by what is demanded: see the header. */
#include "domains/doppelcheck/demands.h"

/* Does anything ask whether a domain is one of private persons? */
static bool
wants_private(const struct audit_demands *demands)
{
	bool wanted = demands->no_private;

	for (size_t i = 0; i < demands->policies->count; i++)
		wanted =
		    wanted || (!demands->any_private &&
				  demands->policies->list[i].private_address);
	return wanted;
}

/* The optional lists are for the DNS and for what a policy demands: to read all
 * of them takes a third of the time for one address. */
void
demands_leave_out_lists(const struct audit_demands *demands, bool dns,
    struct settings *settings)
{
	bool private = wants_private(demands);

	for (size_t i = 0; i < settings->engine.list_count; i++) {
		struct doppel_list *list = &settings->lists[i];

		if (list->kind == LISTFILE_PRIVATE)
			list->unread = !private;
		else if (list->kind == LISTFILE_COLLECTORS ||
			 list->kind == LISTFILE_HOSTERS)
			list->unread = !dns;
	}
}

/* Without the list of private domains none would be found. */
int
demands_check(const struct audit_demands *demands, const struct doppel *doppel,
    struct diagnostics *diagnostics)
{
	if (!wants_private(demands) ||
	    doppel_count(doppel, LISTFILE_PRIVATE) != 0)
		return 0;
	return diagnostics_add(diagnostics, "private-address", 0,
	    "private.list, which says what is private, is missing or empty");
}

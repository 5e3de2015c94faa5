/* SPDX-License-Identifier: BSD-2-Clause */
/* Leaves the members whose owners may be asked. */
#include "domains/doppelcheck/candidates.h"

#include <stdlib.h>

#include "domains/base/interning.h"
#include "domains/contacts/contact.h"
#include "domains/reports/unheard.h"

struct candidates {
	const char *path;
	struct interning *wrong; /* addresses */
};

struct candidates *
candidates_new(const char *path)
{
	struct candidates *candidates = calloc(1, sizeof(*candidates));

	if (candidates == NULL)
		return NULL;
	candidates->path = path;
	candidates->wrong = interning_new();
	if (candidates->wrong == NULL)
		candidates_free(&candidates);
	return candidates;
}

void
candidates_free(struct candidates **candidates)
{
	struct candidates *gone = *candidates;

	*candidates = NULL;
	if (gone == NULL)
		return;
	interning_free(&gone->wrong);
	free(gone);
}

int
candidates_note(struct candidates *candidates, const struct finding *finding)
{
	char address[CONTACT_ADDRESS_SIZE];
	size_t len;

	if (finding->verdict.reason == VERDICT_UNCONFIRMED)
		return 0;
	len = contact_write_address(finding->member.mended, address);
	return len != 0 && interning_add(candidates->wrong,
			       (struct span){address, len}) == INTERNING_NONE
	           ? -1
	           : 0;
}

struct leaving {
	const struct candidates *candidates;
	const struct contacts *contacts;
	struct buffer rows;
};

/* As unconfirmed_take has it. */
static void
leave(void *context, const char *member, const char *list)
{
	struct leaving *leaving = context;
	char contact[CONTACT_SIZE];

	if (interning_find(leaving->candidates->wrong, span_of(member)) !=
	    INTERNING_NONE)
		return;
	unheard_add(&leaving->rows, member, list,
	    contacts_find(leaving->contacts, span_of(list), contact) ? contact
								     : NULL);
}

int
candidates_leave(const struct candidates *candidates,
    const struct unconfirmed *unconfirmed, const struct contacts *contacts,
    struct diagnostics *diagnostics)
{
	struct leaving leaving = {candidates, contacts, {0}};
	int result;

	unconfirmed_each_silent(unconfirmed, leave, &leaving);
	result = unheard_write(candidates->path, &leaving.rows, diagnostics);
	buffer_clear(&leaving.rows);
	return result;
}

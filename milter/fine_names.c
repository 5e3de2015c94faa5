/* SPDX-License-Identifier: BSD-2-Clause */
/* Fine names: a ring. */
#include "milter/fine_names.h"

#include <string.h>

void
fine_names_begin(struct fine_names *fine, uint64_t number)
{
	if (fine->number == number)
		return;
	for (unsigned i = 0; i < FINE_NAMES_MAX; i++)
		fine->names[i].len = 0;
	fine->number = number;
}

bool
fine_names_have(const struct fine_names *fine, const struct name *name)
{
	for (unsigned i = 0; i < FINE_NAMES_MAX; i++)
		if (fine->names[i].len == name->len &&
		    memcmp(fine->names[i].text, name->text, name->len) == 0)
			return true;
	return false;
}

void
fine_names_add(struct fine_names *fine, const struct name *name)
{
	unsigned at = fine->next;

	fine->names[at].len = name->len;
	memcpy(fine->names[at].text, name->text, name->len);
	fine->next = (at + 1) % FINE_NAMES_MAX;
}

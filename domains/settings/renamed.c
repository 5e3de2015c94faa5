/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of renamed settings and reasons. */
#include "domains/settings/renamed.h"

#include <stddef.h>
#include <string.h>

static const struct renamed table[] = {
    {"near-contact", "misspelled-name", "0.2.0"},
};

const struct renamed *
renamed_find(const char *name)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (strcmp(name, table[i].old) == 0)
			return &table[i];
	return NULL;
}

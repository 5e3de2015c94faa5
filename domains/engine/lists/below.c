/* SPDX-License-Identifier: BSD-2-Clause */
/* Looks for a subdomain in a list of them. */
#include "domains/engine/lists/below.h"

#include <string.h>

static const char any[] = "any";

/* Cuts the next subdomain off *rest; its length is 0 where two commas stand
 * side by side.  NULL at the end. */
static const char *
next_subdomain(const char **rest, size_t *len_r)
{
	const char *subdomain = *rest;

	if (subdomain == NULL)
		return NULL;
	*len_r = strcspn(subdomain, ",");
	*rest = subdomain[*len_r] == ',' ? subdomain + *len_r + 1 : NULL;
	return subdomain;
}

/* Is it a name with the entry's name after it, and written as that is? */
static bool
is_subdomain(const char *subdomain, size_t len, const struct name *name)
{
	char text[2 * NAME_SIZE];
	struct name whole;

	if (len == 0 || len >= NAME_SIZE)
		return false;
	memcpy(text, subdomain, len);
	text[len] = '.';
	memcpy(text + len + 1, name->text, name->len);
	return name_parse(text, len + 1 + name->len, &whole, NULL) == 0 &&
	       memcmp(whole.text, text, len + 1) == 0;
}

bool
below_is_valid(const char *below, const struct name *name)
{
	const char *rest = below, *subdomain;
	size_t len;

	if (strcmp(below, any) == 0)
		return true;
	while ((subdomain = next_subdomain(&rest, &len)) != NULL)
		if (!is_subdomain(subdomain, len, name))
			return false;
	return true;
}

bool
below_has(const char *below, const char *before, size_t len)
{
	const char *rest = below, *subdomain;
	size_t part;

	if (below != NULL && strcmp(below, any) == 0)
		return true;
	while ((subdomain = next_subdomain(&rest, &part)) != NULL)
		if (part <= len &&
		    memcmp(before + len - part, subdomain, part) == 0 &&
		    (part == len || before[len - part - 1] == '.'))
			return true;
	return false;
}

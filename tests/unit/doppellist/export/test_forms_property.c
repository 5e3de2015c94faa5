/* SPDX-License-Identifier: BSD-2-Clause */
/* Property: by the rules of RFC 1034 and RFC 4592 a policy zone answers for the
 * names of the list, all below them, and no other; each rule stands once. */
#include "domains/doppellist/export/forms.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/property.h"
#include "tests/unit/text.h"

#define NAMES_MAX 8
#define NAME_LEN 64
#define OWNERS_MAX (2 * NAMES_MAX + 4)

struct zone {
	char owners[OWNERS_MAX][NAME_LEN + 2];
	size_t count;
};

/* Few labels, so that names stand below each other. */
static void
make_name(struct property *random, char name[static NAME_LEN])
{
	static const char *const labels[] = {"a", "b", "ab", "www"};
	static const char *const tops[] = {"com", "co.jp", "a.com"};
	size_t len = 0;

	for (size_t n = property_below(random, 4) + 1; n > 0; n--)
		text_put(name, NAME_LEN, &len, "%s.",
		    property_one_of(random, labels));
	text_put(name, NAME_LEN, &len, "%s", property_one_of(random, tops));
}

/* The names that have a rule "CNAME .". */
static void
read_zone(const char *text, struct zone *zone)
{
	zone->count = 0;
	while (*text != '\0') {
		size_t len = strcspn(text, "\n");
		const char *blank = memchr(text, ' ', len);

		if (blank != NULL && strncmp(blank, " CNAME .", 8) == 0) {
			cr_assert(zone->count < OWNERS_MAX &&
				  (size_t)(blank - text) <= NAME_LEN);
			memcpy(zone->owners[zone->count], text,
			    (size_t)(blank - text));
			zone->owners[zone->count++][blank - text] = '\0';
		}
		text += len + (text[len] == '\n');
	}
}

static size_t
count_rules(const struct zone *zone, const char *owner)
{
	size_t count = 0;

	for (size_t i = 0; i < zone->count; i++)
		count += strcmp(zone->owners[i], owner) == 0;
	return count;
}

/* Does a name exist in the zone: is it an owner, or above one? */
static bool
exists(const struct zone *zone, const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < zone->count; i++) {
		size_t owner = strlen(zone->owners[i]);

		if (owner >= len &&
		    strcmp(zone->owners[i] + owner - len, name) == 0 &&
		    (owner == len || zone->owners[i][owner - len - 1] == '.'))
			return true;
	}
	return false;
}

/* What a resolver finds: the name itself, or the wildcard below the closest
 * name that exists. */
static bool
answers(const struct zone *zone, const char *name)
{
	char wildcard[NAME_LEN + 2];

	if (exists(zone, name))
		return count_rules(zone, name) != 0;
	while ((name = strchr(name, '.')) != NULL)
		if (exists(zone, ++name)) {
			snprintf(wildcard, sizeof(wildcard), "*.%s", name);
			return count_rules(zone, wildcard) != 0;
		}
	return false;
}

/* Is the name, or one above it, in the list? */
static bool
is_listed(char names[][NAME_LEN], size_t count, const char *name)
{
	for (; name != NULL; name = strchr(name, '.'), name += name != NULL)
		for (size_t i = 0; i < count; i++)
			if (strcmp(names[i], name) == 0)
				return true;
	return false;
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* Sorted, without doubles. */
static size_t
make_names(struct property *random, char names[][NAME_LEN])
{
	size_t count = property_below(random, NAMES_MAX) + 1, kept = 0;

	for (size_t i = 0; i < count; i++)
		make_name(random, names[i]);
	qsort(names, count, NAME_LEN, compare_names);
	for (size_t i = 0; i < count; i++)
		if (i == 0 || strcmp(names[i], names[kept - 1]) != 0)
			memmove(names[kept++], names[i], NAME_LEN);
	return kept;
}

static char *
write_zone(char names[][NAME_LEN], size_t count)
{
	static const struct collection nothing;
	struct entry entries[NAMES_MAX];
	struct collection_entry rows[NAMES_MAX];
	struct export_job job = {
	    .collection = &nothing,
	    .entries = rows,
	    .count = count,
	    .program = "test",
	};
	char *text = NULL;
	size_t len;

	for (size_t i = 0; i < count; i++) {
		entries[i] =
		    (struct entry){.name = names[i], .meant = "gmail.com"};
		rows[i] = (struct collection_entry){.entry = &entries[i]};
	}
	job.out = open_memstream(&text, &len);
	cr_assert_not_null(job.out);
	cr_assert_eq(export_form_write(export_form_find("rpz"), &job), 0);
	cr_assert_eq(fclose(job.out), 0);
	return text;
}

Test(policy_zone_property, it_answers_for_what_is_listed_and_no_more)
{
	char names[NAMES_MAX][NAME_LEN], asked[NAME_LEN];
	struct zone zone;

	PROPERTY_CASES(random, "policy zone")
	{
		size_t count = make_names(&random, names);
		char *text = write_zone(names, count);

		read_zone(text, &zone);
		for (size_t i = 0; i < zone.count; i++)
			property_check(&random,
			    count_rules(&zone, zone.owners[i]) == 1,
			    "a rule twice", text, strlen(text));
		for (size_t i = 0; i < 24; i++) {
			if (i < count)
				memcpy(asked, names[i], NAME_LEN);
			else
				make_name(&random, asked);
			property_check(&random,
			    answers(&zone, asked) ==
				is_listed(names, count, asked),
			    asked, text, strlen(text));
		}
		free(text);
	}
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Which domains that are learnt may have one owner: see the header. */
#include "domains/doppelcheck/learn_owners.h"

#include <stdlib.h>
#include <string.h>

#include "domains/doppelcheck/houses.h"

/* A slip is likely; or it is none that somebody makes. */
#define SLIP_COST_MAX 6.0f
#define SLIP_SIZE 128

bool
learnt_is_listed(const struct learning *learning, const struct learnt *learnt,
    const enum listfile_kind *kinds, size_t count)
{
	const char *name = learnt_name(learning, learnt);
	struct doppel_listing listing;

	for (size_t i = 0; i < count; i++)
		if (doppel_listed(learning->doppel, kinds[i], name,
			strlen(name), &listing))
			return true;
	return false;
}

/* May somebody here say who owns it?  Of those that everybody knows it is
 * known, and a public suffix is nobody's alone. */
static bool
may_have_owner(const struct learning *learning, const struct learnt *learnt)
{
	static const enum listfile_kind known[] = {LISTFILE_PROVIDERS,
	    LISTFILE_INNOCENT, LISTFILE_DOPPELGANGERS};

	return learnt->persons.count >= OWNERS_SHARED_MIN &&
	       (learnt->fate != FATE_FLAGGED || learnt->why != NULL) &&
	       !learnt_is_listed(learning, learnt, known,
		   sizeof(known) / sizeof(known[0]));
}

/* Is it below the other, or are both in a list as one owner's? */
static bool
is_known_of(const struct learning *learning, const struct learnt *learnt,
    const struct learnt *main)
{
	const char *text = learnt_name(learning, learnt);
	const char *main_text = learnt_name(learning, main);
	struct name name;

	return name_parse(main_text, strlen(main_text), &name, NULL) < 0 ||
	       doppel_same_owner(learning->doppel, &name, text, strlen(text));
}

/* The same by the DNS, of the domains with these numbers. */
static int
find_houses(struct learning *learning, const uint32_t *numbers, size_t count)
{
	struct houses_domain *domains = calloc(count + 1, sizeof(*domains));
	int result = -1;

	for (size_t i = 0; domains != NULL && i < count; i++) {
		const char *name =
		    learnt_name(learning, &learning->list[numbers[i]]);

		(void)name_parse(name, strlen(name), &domains[i].name, NULL);
	}
	if (domains != NULL)
		result = houses_find(learning->doppel, learning->batch, domains,
		    count);
	for (size_t i = 0; result == 0 && i < count; i++) {
		struct learnt *learnt = &learning->list[numbers[i]];
		uint32_t house = domains[i].house;

		if (house == HOUSES_NONE ||
		    is_known_of(learning, learnt,
			&learning->list[numbers[house]]))
			continue;
		learnt->owners.main = numbers[house];
		learnt->host = strdup(domains[i].host);
		result = learnt->host != NULL ? 0 : -1;
	}
	free(domains);
	return result;
}

int
learn_owners_find(struct learning *learning)
{
	struct owners_domain *domains =
	    calloc(learning->count + 1, sizeof(*domains));
	uint32_t *numbers = calloc(learning->count + 1, sizeof(*numbers));
	size_t count = 0;
	int result = -1;

	for (size_t i = 0;
	     domains != NULL && numbers != NULL && i < learning->count; i++) {
		if (!may_have_owner(learning, &learning->list[i]))
			continue;
		domains[count].persons = &learning->list[i].persons;
		numbers[count++] = (uint32_t)i;
	}
	if (domains != NULL && numbers != NULL)
		result = owners_find(domains, count);
	for (size_t i = 0; result == 0 && i < count; i++) {
		struct learnt *learnt = &learning->list[numbers[i]];

		if (domains[i].main == OWNERS_NONE ||
		    is_known_of(learning, learnt,
			&learning->list[numbers[domains[i].main]]))
			continue;
		learnt->owners = domains[i];
		learnt->owners.main = numbers[domains[i].main];
	}
	if (result == 0 && learning->batch != NULL)
		result = find_houses(learning, numbers, count);
	free(domains);
	free(numbers);
	return result;
}

/* How the one may be a slip of the other; "" when it is none. */
static void
format_slip(const char *meant_text, const char *seen_text,
    char buf[static SLIP_SIZE])
{
	char slip[SLIP_SIZE / 2];
	struct name meant, seen;
	struct typo typo;

	buf[0] = '\0';
	if (name_parse(meant_text, strlen(meant_text), &meant, NULL) < 0 ||
	    name_parse(seen_text, strlen(seen_text), &seen, NULL) < 0 ||
	    !typo_explain(&meant, &seen, SLIP_COST_MAX, &typo) ||
	    typo.slips != 1)
		return;
	(void)typo_slip_format(&typo.slip[0], slip, sizeof(slip));
	snprintf(buf, SLIP_SIZE, ", or a slip (%s)", slip);
}

void
learn_owners_write(const struct learning *learning, const struct learnt *learnt,
    FILE *out)
{
	const char *name = learnt_name(learning, learnt), *main;
	char slip[SLIP_SIZE];

	if (learnt->owners.main == OWNERS_NONE ||
	    learning->list[learnt->owners.main].fate == FATE_FLAGGED)
		return;
	main = learnt_name(learning, &learning->list[learnt->owners.main]);
	format_slip(main, name, slip);
	fprintf(out, "# one owner%s?  ", slip);
	if (learnt->host != NULL)
		fprintf(out, "Mail for %s goes to %s, as for %s.", name,
		    learnt->host, main);
	else
		fprintf(out, "Of %u local parts at %s, %u are at %s too.",
		    learnt->owners.of, name, learnt->owners.shared, main);
	fprintf(out, "  If so:\n#%s  owner=%s\n", name, main);
}

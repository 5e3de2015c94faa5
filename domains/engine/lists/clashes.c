/* SPDX-License-Identifier: BSD-2-Clause */
/* Compares entries of the lists in force with each other. */
#include "domains/engine/lists/clashes.h"

#include <stdio.h>
#include <string.h>

struct search {
	const struct list_entries *lists;
	const struct list_entry *of; /* the one that is asked for; NULL: all */
	list_clash_take take;
	void *context;
	const struct list_entry *last; /* that is meant, and clashes */
	bool clash_meant;              /* there is one */
	size_t looked_up;              /* in the Public Suffix List */
};

/* libpsl takes more than a microsecond for a name.  Of a list with a million
 * entries it is asked about so many, and about all with a first label as short
 * as those of nearly all suffixes (co, com, edu). */
#define LOOKUPS_MAX 20000
#define SHORT_LABEL 4

static const enum listfile_kind real_kinds[] = {LISTFILE_PROVIDERS,
    LISTFILE_PROTECTED};

#define REAL_KINDS (sizeof(real_kinds) / sizeof(real_kinds[0]))

/* Whoever runs the gate knows the names here better than others do. */
static bool
overrules(const struct list_entry *real, const struct list_entry *doppelganger)
{
	return real->keeper == LIST_OWN && doppelganger->keeper != LIST_OWN;
}

bool
list_clash_is_overruled(
    const struct list_entry *const found[static LISTFILE_KINDS])
{
	const struct list_entry *doppelganger = found[LISTFILE_DOPPELGANGERS];

	if (found[LISTFILE_EXEMPT] != NULL)
		return true;
	for (size_t i = 0; i < REAL_KINDS; i++) {
		const struct list_entry *real = found[real_kinds[i]];

		/* What stands above a doppelganger says nothing about it. */
		if (real != NULL && real->len >= doppelganger->len &&
		    overrules(real, doppelganger))
			return true;
	}
	return false;
}

static void
give(const struct search *search, enum list_clash_kind kind,
    const struct list_entry *doppelganger, const struct list_entry *other,
    const struct list_entry *entry)
{
	if (search->of != NULL)
		entry = search->of;
	search->take(search->context, &(struct list_clash){
					  .kind = kind,
					  .doppelganger = doppelganger,
					  .other = other,
					  .entry = entry,
				      });
}

bool
list_clash_overrules(const struct list_clash *clash)
{
	return clash->entry == clash->other &&
	       clash->kind != LIST_CLASH_MEANT &&
	       clash->kind != LIST_CLASH_SUFFIX;
}

bool
list_clash_is_error(const struct list_clash *clash)
{
	return clash->kind == LIST_CLASH_LOCAL
	           ? clash->doppelganger->keeper == LIST_OWN
	           : clash->kind != LIST_CLASH_OWNER &&
	                 !list_clash_overrules(clash);
}

/* A name that is right, and a doppelganger that says it is not. */
static void
give_real(const struct search *search, enum list_clash_kind kind,
    const struct list_entry *doppelganger, const struct list_entry *real)
{
	give(search, kind, doppelganger, real,
	    overrules(real, doppelganger) ? real : doppelganger);
}

static void
check_name(const struct search *search, const struct list_entry *entry)
{
	const struct list_entry *found[LISTFILE_KINDS];

	list_entries_find_parents(search->lists, entry->name, entry->len,
	    found);
	for (size_t i = 0; i < REAL_KINDS; i++) {
		const struct list_entry *real = found[real_kinds[i]];

		if (real != NULL && real->len == entry->len)
			give_real(search, LIST_CLASH_IS, entry, real);
	}
	if (found[LISTFILE_EXEMPT] != NULL)
		give(search, LIST_CLASH_EXEMPT, entry, found[LISTFILE_EXEMPT],
		    found[LISTFILE_EXEMPT]);
}

/* Is a name real, so that the doppelganger of that name clashes already? */
static bool
is_real(const struct list_entry *const found[static LISTFILE_KINDS],
    uint8_t len)
{
	for (size_t i = 0; i < REAL_KINDS; i++)
		if (found[real_kinds[i]] != NULL &&
		    found[real_kinds[i]]->len == len)
			return true;
	return false;
}

/* One's own doppelganger is the slip, not the entries of others that mean its
 * name: it clashes with one of them. */
static void
check_meant(struct search *search, const struct list_entry *entry)
{
	const struct list_entry *found[LISTFILE_KINDS], *doppelganger;
	const char *meant = list_entry_more(entry);
	bool by_own;

	if (meant == NULL)
		return;
	list_entries_find_parents(search->lists, meant, strlen(meant), found);
	doppelganger = found[LISTFILE_DOPPELGANGERS];
	if (doppelganger == NULL || list_clash_is_overruled(found) ||
	    is_real(found, doppelganger->len))
		return;
	search->clash_meant = true;
	by_own = doppelganger->keeper != LIST_SHIPPED;
	if (by_own && doppelganger == search->last)
		return;
	search->last = doppelganger;
	give(search, LIST_CLASH_MEANT, doppelganger, entry,
	    by_own ? doppelganger : entry);
}

/* A doppelganger above a real name takes that name's mail away. */
static void
check_above(const struct search *search, const struct list_entry *entry)
{
	const struct list_entry *found[LISTFILE_KINDS], *doppelganger;
	const char *dot = memchr(entry->name, '.', entry->len);

	if (dot == NULL)
		return;
	list_entries_find_parents(search->lists, dot + 1,
	    (size_t)(entry->name + entry->len - dot - 1), found);
	doppelganger = found[LISTFILE_DOPPELGANGERS];
	if (doppelganger != NULL)
		give_real(search, LIST_CLASH_COVERS, doppelganger, entry);
}

/* An entry stands for what is below it, too.  What companies give out
 * (github.io) may be protected, which nobody needs to exempt. */
static void
check_suffix(struct search *search, const struct list_entry *entry)
{
	const char *dot = memchr(entry->name, '.', entry->len);
	bool exempt = entry->kind == LISTFILE_EXEMPT;
	struct name name;

	if (entry->keeper == LIST_SHIPPED && !exempt)
		return;
	/* A provider stands for what below= says and no more. */
	if (entry->kind == LISTFILE_PROVIDERS && dot != NULL &&
	    list_entry_more(entry) == NULL)
		return;
	if (!exempt && dot != NULL && dot - entry->name > SHORT_LABEL &&
	    search->looked_up++ >= LOOKUPS_MAX)
		return;
	if (name_parse(entry->name, entry->len, &name, NULL) == 0 &&
	    (exempt ? name_is_public_suffix(&name) : name_is_registry(&name)))
		give(search, LIST_CLASH_SUFFIX, NULL, entry, entry);
}

/* A slip in owner= leaves a name of its own where a group was meant. */
static void
check_owner(const struct search *search, const struct list_entry *entry)
{
	const struct list_entry *owner =
	    list_entries_owner(search->lists, entry);

	if (owner == NULL || (owner != entry && list_entry_more(owner) != NULL))
		give(search, LIST_CLASH_OWNER, NULL, owner, entry);
}

/* alone: no other list has the name, nor is any exempt; none: there is no
 * doppelganger. */
static void
check_entry(struct search *search, const struct list_entry *entry, bool alone,
    bool none)
{
	switch ((enum listfile_kind)entry->kind) {
	case LISTFILE_DOPPELGANGERS:
		if (!alone)
			check_name(search, entry);
		return;
	case LISTFILE_PROVIDERS:
	case LISTFILE_PROTECTED:
		if (!none)
			check_above(search, entry);
		check_suffix(search, entry);
		check_owner(search, entry);
		return;
	case LISTFILE_EXEMPT:
	case LISTFILE_INNOCENT:
	case LISTFILE_COLLECTORS:
	case LISTFILE_HOSTERS:
	case LISTFILE_PRIVATE:
		check_suffix(search, entry);
		return;
	case LISTFILE_KINDS: /* taken back */
		return;
	}
}

/* As when the columns of slips of one's own name are exchanged. */
static void
check_local(const struct search *search, const char *local)
{
	const struct list_entry *found[LISTFILE_KINDS], *doppelganger;

	list_entries_find_parents(search->lists, local, strlen(local), found);
	doppelganger = found[LISTFILE_DOPPELGANGERS];
	if (doppelganger != NULL && !list_clash_is_overruled(found))
		search->take(search->context, &(struct list_clash){
						  .kind = LIST_CLASH_LOCAL,
						  .doppelganger = doppelganger,
						  .local = local,
						  .entry = doppelganger,
					      });
}

static void
ignore(void *context, const struct list_clash *clash)
{
	(void)context;
	(void)clash;
}

/* Many entries mean the same few names: a look at the first of each is enough
 * when there is no clash. */
static bool
is_meant_clean(const struct list_entries *lists)
{
	struct search search = {.lists = lists, .take = ignore};

	if (!list_entries_have_first(lists))
		return false;
	for (size_t i = 0; i < list_entries_size(lists); i++) {
		const struct list_entry *entry = list_entries_at(lists, i);

		if (entry->first && entry->kind == LISTFILE_DOPPELGANGERS)
			check_meant(&search, entry);
	}
	return !search.clash_meant;
}

void
list_clashes_find(const struct list_entries *lists, char *const *local,
    size_t local_count, list_clash_take take, void *context)
{
	struct search search = {.lists = lists,
	    .take = take,
	    .context = context};
	bool exempt = list_entries_count(lists, LISTFILE_EXEMPT) > 0;
	bool none = list_entries_count(lists, LISTFILE_DOPPELGANGERS) == 0;
	bool clean = is_meant_clean(lists);

	for (size_t i = 0; i < local_count; i++)
		check_local(&search, local[i]);
	for (size_t i = 0; i < list_entries_size(lists); i++) {
		const struct list_entry *entry = list_entries_at(lists, i);

		check_entry(&search, entry, !exempt && !entry->shared, none);
		if (!clean && entry->kind == LISTFILE_DOPPELGANGERS)
			check_meant(&search, entry);
	}
}

void
list_clashes_find_of(const struct list_entries *lists,
    const struct list_entry *entry, list_clash_take take, void *context)
{
	struct search search = {.lists = lists,
	    .of = entry,
	    .take = take,
	    .context = context};

	check_entry(&search, entry, false, false);
	if (entry->kind == LISTFILE_DOPPELGANGERS)
		check_meant(&search, entry);
}

void
list_clash_format_relation(size_t len, const struct list_entry *other,
    char buf[static LIST_CLASH_TEXT_SIZE])
{
	const char *what = listfile_kind_entry((enum listfile_kind)other->kind);

	if (other->len == len)
		snprintf(buf, LIST_CLASH_TEXT_SIZE, "is %s %s, %s:%u",
		    strchr("aeiou", *what) != NULL ? "an" : "a", what,
		    list_entry_file(other), other->line);
	else
		snprintf(buf, LIST_CLASH_TEXT_SIZE, "%s the %s %s, %s:%u",
		    len > other->len ? "is below" : "covers", what, other->name,
		    list_entry_file(other), other->line);
}

void
list_clash_format(const struct list_clash *clash,
    char buf[static LIST_CLASH_TEXT_SIZE])
{
	const struct list_entry *doppelganger = clash->doppelganger;
	const struct list_entry *other = clash->other;

	if (clash->kind == LIST_CLASH_SUFFIX)
		snprintf(buf, LIST_CLASH_TEXT_SIZE,
		    "is a public suffix, under which others have their "
		    "domains");
	else if (clash->kind == LIST_CLASH_OWNER && other == NULL)
		snprintf(buf, LIST_CLASH_TEXT_SIZE, "owner %s is not protected",
		    list_entry_more(clash->entry));
	else if (clash->kind == LIST_CLASH_OWNER)
		snprintf(buf, LIST_CLASH_TEXT_SIZE,
		    "owner %s is another name of %s itself, %s:%u", other->name,
		    list_entry_more(other), list_entry_file(other),
		    other->line);
	else if (clash->kind == LIST_CLASH_LOCAL)
		snprintf(buf, LIST_CLASH_TEXT_SIZE, "%s the local domain %s%s",
		    doppelganger->len == strlen(clash->local) ? "is" : "covers",
		    clash->local,
		    list_clash_is_error(clash) ? ": mail to it is refused"
					       : ", which overrules it");
	else if (list_clash_overrules(clash))
		snprintf(buf, LIST_CLASH_TEXT_SIZE,
		    "overrules the doppelganger %s, %s:%u", doppelganger->name,
		    list_entry_file(doppelganger), doppelganger->line);
	else if (clash->kind != LIST_CLASH_MEANT)
		list_clash_format_relation(doppelganger->len, other, buf);
	else if (clash->entry == doppelganger)
		snprintf(buf, LIST_CLASH_TEXT_SIZE, "is what %s means, %s:%u",
		    other->name, list_entry_file(other), other->line);
	else
		snprintf(buf, LIST_CLASH_TEXT_SIZE,
		    "meant %s is a doppelganger itself, %s:%u",
		    list_entry_more(other), list_entry_file(doppelganger),
		    doppelganger->line);
}

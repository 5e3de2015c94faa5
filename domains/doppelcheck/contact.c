/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds whom to report to: see the header. */
#include "domains/doppelcheck/contact.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/base/interning.h"
#include "domains/registrations/judge.h"
#include "domains/registrations/owner.h"
#include "domains/registrations/member_set.h"
#include "domains/registrations/directory.h"

/* An alias for owners. */
struct owner {
	uint32_t key; /* name: of the first one */
	bool many;
};

struct contacts {
	struct contacts_options options;
	struct interning *aliases; /* their numbers are those of the owners */
	struct interning *members;
	struct owner *owners;
	size_t count, size;
	struct member_set_builder *builder;
	struct directory *own;             /* NULL: none, or not yet */
	const struct directory *directory; /* this, or that of the options */
};

struct contacts *
contacts_new(const struct contacts_options *options)
{
	struct contacts *contacts = calloc(1, sizeof(*contacts));

	if (contacts == NULL)
		return NULL;
	contacts->options = *options;
	contacts->directory = options->directory;
	contacts->aliases = interning_new();
	contacts->members = interning_new();
	if (options->doppel != NULL && options->directory == NULL)
		contacts->builder = member_set_begin(options->doppel,
		    options->rules, NULL, NULL);
	if (contacts->aliases == NULL || contacts->members == NULL ||
	    (options->doppel != NULL && options->directory == NULL &&
		contacts->builder == NULL))
		contacts_free(&contacts);
	return contacts;
}

void
contacts_free(struct contacts **contacts)
{
	struct contacts *gone = *contacts;
	struct diagnostics diagnostics = {.limit = 1};
	struct member_set *set;

	*contacts = NULL;
	if (gone == NULL)
		return;
	if (gone->builder != NULL &&
	    member_set_end(&gone->builder, "", &diagnostics, &set) == 0)
		member_set_release(&set);
	diagnostics_clear(&diagnostics);
	directory_free(&gone->own);
	interning_free(&gone->aliases);
	interning_free(&gone->members);
	free(gone->owners);
	free(gone);
}

/* Notes to whom an alias for owners leads.  Without memory, or for what is no
 * name, it stands for itself. */
static void
take_owner(struct contacts *contacts, const struct member *member)
{
	char alias[LOOKUP_KEY_SIZE], key[LOOKUP_KEY_SIZE];
	struct span base;
	uint32_t number;

	if (owner_role(member->list, &base) != OWNER_OWNER ||
	    !lookup_key_of_list(member->list, alias))
		return;
	if (array_reserve(&contacts->owners, &contacts->size, contacts->count,
		sizeof(*contacts->owners)) < 0)
		return;
	number = interning_add(contacts->aliases, span_of(alias));
	if (number == INTERNING_NONE)
		return;
	if (!lookup_key_of_list(member->mended, key))
		*key = '\0';

	uint32_t whom = interning_add(contacts->members, span_of(key));

	if (number == contacts->count)
		contacts->owners[contacts->count++] =
		    (struct owner){.key = whom};
	if (*key == '\0' || whom == INTERNING_NONE ||
	    whom != contacts->owners[number].key)
		contacts->owners[number].many = true;
}

void
contacts_take(struct contacts *contacts, const struct member *member)
{
	take_owner(contacts, member);
	/* At its end it reports what it could not take. */
	if (contacts->builder != NULL)
		(void)member_set_take(contacts->builder, member);
}

void
contacts_finish(struct contacts *contacts, struct diagnostics *diagnostics)
{
	struct member_set *set = NULL;

	if (contacts->builder == NULL ||
	    member_set_end(&contacts->builder, "owners of lists", diagnostics,
		&set) < 0)
		return;
	contacts->own = directory_new(&set, 1, contacts->options.rules);
	contacts->directory = contacts->own;
	if (contacts->own == NULL)
		diagnostics_add(diagnostics, "owners of lists", 0,
		    "out of memory");
	member_set_release(&set);
}

/* ---- who it is ---------------------------------------------------- */

/* Is it wrong itself, or sent on to where it is? */
static bool
leads_astray(const struct contacts *contacts, const char *address)
{
	/* What is only possible the administrator knew better. */
	const struct judge judge = {
	    .doppel = contacts->options.doppel,
	    .rules = contacts->options.rules,
	    .least = VERDICT_LIKELY,
	};
	struct directory_found found[DIRECTORY_FOUND_MAX];
	struct finding findings[JUDGE_FINDINGS_MAX];
	struct full_width mended;
	struct member member;
	size_t len = strlen(address), all;

	if (contacts->directory != NULL &&
	    directory_find(contacts->directory, address, len, found, &all) != 0)
		return true;
	member_of_text(address, len, &mended, &member);
	return judge.doppel != NULL &&
	       judge_member(&judge, &member, findings) != 0;
}

/* MTAs take an argument apart at commas, and some run commands: an alias of
 * another form is reported to nobody. */
static bool
is_plain(const char *address)
{
	static const char kept[] = "abcdefghijklmnopqrstuvwxyz"
				   "0123456789._+=@-";

	return *address != '-' && *address != '@' &&
	       address[strspn(address, kept)] == '\0';
}

/* A domain for an alias that holds in all that are local: not one that every
 * machine has, and no address of the host. */
static const char *
local_domain(const struct contacts *contacts)
{
	const struct lookup_key_rules *rules = contacts->options.rules;
	const struct settings_registrations *registrations =
	    contacts->options.registrations;

	if (registrations->local_domains.count != 0)
		return registrations->local_domains.list[0];
	for (size_t i = 0; i < rules->domain_count; i++)
		if (strchr(rules->domains[i], '.') != NULL &&
		    rules->domains[i][0] != '[' &&
		    strncmp(rules->domains[i], "localhost", 9) != 0)
			return rules->domains[i];
	return NULL;
}

/* Is there such an alias, with the list's domain or, where that is local,
 * without? */
static bool
has_alias(const struct contacts *contacts, const char *name, const char *domain)
{
	char key[CONTACT_SIZE];

	snprintf(key, sizeof(key), "%s%s", name, domain);
	return directory_has(contacts->directory, key) ||
	       (*domain != '\0' &&
		   lookup_key_is_local(contacts->options.rules, domain + 1) &&
		   directory_has(contacts->directory, name));
}

/* The owner of lab, of lab-request, and of owner-lab itself. */
static bool
find_owner(const struct contacts *contacts, struct span list,
    char contact_r[static CONTACT_SIZE])
{
	const char *domain, *local = contacts->options.directory != NULL
	                                 ? NULL
	                                 : local_domain(contacts);
	struct span base;
	char key[LOOKUP_KEY_SIZE];

	if (contacts->directory == NULL || !lookup_key_of_list(list, key))
		return false;
	(void)owner_role(span_of(key), &base);
	domain = strchr(key, '@') != NULL ? strchr(key, '@') : "";
	for (size_t i = 0; i < OWNER_FORMS; i++) {
		char name[LOOKUP_KEY_SIZE], owner[LOOKUP_KEY_SIZE + 8];
		bool bare = *domain == '\0' && local != NULL;

		snprintf(name, sizeof(name), "%.*s", (int)base.len, base.bytes);
		(void)owner_name(name, i, owner, sizeof(owner));
		if (base.len == 0 || !has_alias(contacts, owner, domain))
			continue;
		snprintf(contact_r, CONTACT_SIZE, "%s%s%s", owner,
		    bare ? "@" : "", bare ? local : domain);
		if (is_plain(contact_r) && !leads_astray(contacts, contact_r))
			return true;
	}
	return false;
}

static bool
take_fixed(const struct contacts *contacts, const char *address,
    char contact_r[static CONTACT_SIZE])
{
	if (address == NULL || strlen(address) >= CONTACT_SIZE ||
	    leads_astray(contacts, address))
		return false;
	snprintf(contact_r, CONTACT_SIZE, "%s", address);
	return true;
}

bool
contacts_find(const struct contacts *contacts, struct span list,
    char contact_r[static CONTACT_SIZE])
{
	const struct contacts_options *options = &contacts->options;
	const struct settings_policy *policy =
	    list.len != 0 ? settings_find_policy(options->policies, list)
			  : NULL;

	return (policy != NULL &&
		   take_fixed(contacts, policy->contact, contact_r)) ||
	       (list.len != 0 && find_owner(contacts, list, contact_r)) ||
	       take_fixed(contacts, options->registrations->contact,
		   contact_r) ||
	       take_fixed(contacts, "postmaster", contact_r);
}

/* The number of an alias, with its domain or, where that is local, without. */
static uint32_t
find_alias(const struct contacts *contacts, const char *contact)
{
	struct span name = span_of(contact);
	uint32_t number = interning_find(contacts->aliases, name);
	const char *at = strchr(contact, '@');

	if (number != INTERNING_NONE || at == NULL ||
	    !lookup_key_is_local(contacts->options.rules, at + 1))
		return number;
	name.len = (size_t)(at - contact);
	return interning_find(contacts->aliases, name);
}

void
contacts_person(const struct contacts *contacts, const char *contact,
    char person_r[static CONTACT_SIZE])
{
	uint32_t number = find_alias(contacts, contact);

	if (number != INTERNING_NONE && !contacts->owners[number].many)
		contact = interning_text(contacts->members,
		    contacts->owners[number].key);
	snprintf(person_r, CONTACT_SIZE, "%s", contact);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds whom to tell: see the header. */
#include "domains/tools/doppelcheck_contact.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/records/names.h"
#include "domains/records/recordset.h"
#include "domains/records/registry.h"

/* An alias for owners. */
struct owner {
	uint32_t member; /* name: of the first one */
	bool many;
};

struct contacts {
	struct contacts_options options;
	struct names *aliases; /* their numbers are those of the owners */
	struct names *members;
	struct owner *owners;
	size_t count, size;
	struct recordset_builder *builder;
	struct registry *registry; /* NULL: none, or not yet */
};

struct contacts *
contacts_new(const struct contacts_options *options)
{
	struct contacts *contacts = calloc(1, sizeof(*contacts));

	if (contacts == NULL)
		return NULL;
	contacts->options = *options;
	contacts->aliases = names_new();
	contacts->members = names_new();
	if (options->doppel != NULL)
		contacts->builder =
		    recordset_begin(options->doppel, NULL, NULL);
	if (contacts->aliases == NULL || contacts->members == NULL ||
	    (options->doppel != NULL && contacts->builder == NULL))
		contacts_free(&contacts);
	return contacts;
}

void
contacts_free(struct contacts **contacts)
{
	struct contacts *gone = *contacts;
	struct faults faults = {.limit = 1};
	struct recordset *set;

	*contacts = NULL;
	if (gone == NULL)
		return;
	if (gone->builder != NULL &&
	    recordset_end(&gone->builder, "", &faults, &set) == 0)
		recordset_release(&set);
	faults_clear(&faults);
	registry_free(&gone->registry);
	names_free(&gone->aliases);
	names_free(&gone->members);
	free(gone->owners);
	free(gone);
}

/* Notes who is behind an alias for owners.  Without memory, or for what is no
 * name, it stands for itself. */
static void
take_owner(struct contacts *contacts, const struct registration *registration)
{
	char alias[KEY_SIZE], member[KEY_SIZE];
	struct owner *owners = contacts->owners;
	struct span base;
	uint32_t number;

	if (registration_role(registration->list, &base) !=
	        REGISTRATION_OWNER ||
	    !key_of_list(registration->list, alias))
		return;
	if (contacts->count == contacts->size) {
		size_t size = contacts->size != 0 ? contacts->size * 2 : 64;

		owners = reallocarray(owners, size, sizeof(*owners));
		if (owners == NULL)
			return;
		contacts->owners = owners;
		contacts->size = size;
	}
	number = names_add(contacts->aliases, span_of(alias));
	if (number == NAMES_NONE)
		return;
	if (!key_of_list(registration->mended, member))
		*member = '\0';

	uint32_t whom = names_add(contacts->members, span_of(member));

	if (number == contacts->count)
		owners[contacts->count++] = (struct owner){.member = whom};
	if (*member == '\0' || whom == NAMES_NONE ||
	    whom != owners[number].member)
		owners[number].many = true;
}

void
contacts_take(struct contacts *contacts,
    const struct registration *registration)
{
	take_owner(contacts, registration);
	/* What it could not take, it tells at its end. */
	if (contacts->builder != NULL)
		(void)recordset_take(contacts->builder, registration);
}

void
contacts_finish(struct contacts *contacts, struct faults *faults)
{
	struct recordset *set = NULL;

	if (contacts->builder == NULL ||
	    recordset_end(&contacts->builder, "owners of lists", faults,
	        &set) < 0)
		return;
	contacts->registry = registry_new(&set, 1, contacts->options.rules);
	if (contacts->registry == NULL)
		faults_add(faults, "owners of lists", 0, "out of memory");
	recordset_release(&set);
}

/* ---- what can be told ---------------------------------------------------- */

/* Is it wrong itself, or sent on to where it is? */
static bool
leads_astray(const struct contacts *contacts, const char *address)
{
	struct registry_found found[REGISTRY_FOUND_MAX];
	struct verdict verdict;
	size_t len = strlen(address), all;

	if (contacts->registry != NULL &&
	    registry_find(contacts->registry, address, len, found, &all) != 0)
		return true;
	if (contacts->options.doppel == NULL || strchr(address, '@') == NULL)
		return false;
	doppel_judge_path(contacts->options.doppel, address, len, &verdict);
	/* What is only possible the administrator knew better. */
	return verdict.reason != VERDICT_NONE &&
	       verdict.confidence > VERDICT_POSSIBLE;
}

/* MTAs take an argument apart at commas, and some run commands: an alias of
 * another form has nobody who is told by a program. */
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
	const struct key_rules *rules = contacts->options.rules;
	const struct settings_registrations *registrations =
	    contacts->options.registrations;

	if (registrations->local_domain_count != 0)
		return registrations->local_domains[0];
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
has_alias(const struct contacts *contacts, const char *name,
    const char *domain)
{
	char key[CONTACT_SIZE];

	snprintf(key, sizeof(key), "%s%s", name, domain);
	return registry_has(contacts->registry, key) ||
	       (*domain != '\0' &&
	           key_is_local(contacts->options.rules, domain + 1) &&
	           registry_has(contacts->registry, name));
}

/* "owner-lab" and "lab-owner" for lab, lab-request and owner-lab itself. */
static bool
find_owner(const struct contacts *contacts, struct span list,
    char contact_r[static CONTACT_SIZE])
{
	static const struct {
		const char *before, *behind;
	} forms[] = {{"owner-", ""}, {"", "-owner"}};
	const char *local = local_domain(contacts), *domain;
	struct span base;
	char key[KEY_SIZE];

	if (contacts->registry == NULL || !key_of_list(list, key))
		return false;
	(void)registration_role(span_of(key), &base);
	domain = strchr(key, '@') != NULL ? strchr(key, '@') : "";
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		char owner[KEY_SIZE + 8];
		bool bare = *domain == '\0' && local != NULL;

		snprintf(owner, sizeof(owner), "%s%.*s%s", forms[i].before,
		    (int)base.len, base.bytes, forms[i].behind);
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
	uint32_t number = names_find(contacts->aliases, name);
	const char *at = strchr(contact, '@');

	if (number != NAMES_NONE || at == NULL ||
	    !key_is_local(contacts->options.rules, at + 1))
		return number;
	name.len = (size_t)(at - contact);
	return names_find(contacts->aliases, name);
}

void
contacts_person(const struct contacts *contacts, const char *contact,
    char person_r[static CONTACT_SIZE])
{
	uint32_t number = find_alias(contacts, contact);

	if (number != NAMES_NONE && !contacts->owners[number].many)
		contact = names_text(contacts->members,
		    contacts->owners[number].member);
	snprintf(person_r, CONTACT_SIZE, "%s", contact);
}

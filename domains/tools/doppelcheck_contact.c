/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds whom to tell: see the header. */
#include "domains/tools/doppelcheck_contact.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/records/recordset.h"
#include "domains/records/registry.h"

struct contacts {
	struct contacts_options options;
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
	if (options->doppel == NULL)
		return contacts;
	contacts->builder = recordset_begin(options->doppel, NULL, NULL);
	if (contacts->builder == NULL)
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
	free(gone);
}

void
contacts_take(struct contacts *contacts,
    const struct registration *registration)
{
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

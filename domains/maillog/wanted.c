/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads and compares whose mails are wanted: see the header. */
#include "domains/maillog/wanted.h"

#include <string.h>

#include "domains/base/translation.h"

/* The local part, and what is after the last "@"; that has no bytes where there
 * is none. */
static void
split(struct span address, struct span *local_r, struct span *domain_r)
{
	const char *at = span_find_last(address, '@');

	*local_r = address;
	*domain_r = (struct span){NULL, 0};
	if (at == NULL)
		return;
	*local_r = span_between(address.bytes, at);
	*domain_r = span_between(at + 1, address.bytes + address.len);
}

static int
refuse(struct diagnostics *diagnostics, const char *option, const char *text,
    const char *why)
{
	char quote[DIAGNOSTIC_QUOTE_SIZE];

	return diagnostics_add(diagnostics, option, 0, "%s: %s",
	    diagnostic_quote(text, strlen(text), quote), why);
}

static int
parse_sender(const char *text, struct diagnostics *diagnostics,
    struct wanted *wanted)
{
	static const char option[] = "--sender";
	struct span sender = span_trim(span_of(text)), local, domain;
	enum name_error error;
	struct name name;
	char *to = wanted->sender;

	if (sender.len > 1 && *sender.bytes == '<' &&
	    sender.bytes[sender.len - 1] == '>')
		sender = (struct span){sender.bytes + 1, sender.len - 2};
	split(sender, &local, &domain);
	if (domain.bytes == NULL &&
	    (local.len == 0 || memchr(local.bytes, '.', local.len) != NULL))
		return refuse(diagnostics, option, text,
		    N_("is no address; a domain has @ before it"));
	if (local.len > WANTED_LOCAL_MAX)
		return refuse(diagnostics, option, text,
		    N_("is too long for an address"));
	if (domain.bytes != NULL &&
	    name_parse(domain.bytes, domain.len, &name, &error) < 0)
		return refuse(diagnostics, option, text,
		    name_error_text(error));
	memcpy(to, local.bytes, local.len);
	to[local.len] = '\0';
	if (domain.bytes == NULL)
		return 0;
	to[local.len] = '@';
	memcpy(to + local.len + 1, name.text, (size_t)name.len + 1);
	return 0;
}

static int
parse_domain(const char *text, struct diagnostics *diagnostics,
    struct wanted *wanted)
{
	struct span domain = span_trim(span_of(text));
	enum name_error error;
	struct name name;

	if (span_begins(domain, "@"))
		domain = span_after(domain, 1);
	if (name_parse(domain.bytes, domain.len, &name, &error) < 0)
		return refuse(diagnostics, "--domain", text,
		    name_error_text(error));
	memcpy(wanted->domain, name.text, (size_t)name.len + 1);
	return 0;
}

int
wanted_parse(const char *sender, const char *domain,
    struct diagnostics *diagnostics, struct wanted *wanted_r)
{
	struct wanted wanted = {.sender = ""};

	if (sender != NULL && parse_sender(sender, diagnostics, &wanted) < 0)
		return -1;
	if (domain != NULL && parse_domain(domain, diagnostics, &wanted) < 0)
		return -1;
	*wanted_r = wanted;
	return 0;
}

static bool
is_domain(struct span wanted, struct span domain)
{
	struct name name;

	return span_same_folded(wanted, domain) ||
	       (domain.len != 0 &&
		   name_parse(domain.bytes, domain.len, &name, NULL) == 0 &&
		   span_equal(wanted, name.text));
}

bool
wanted_from(const struct wanted_part *part, struct span sender)
{
	struct span local, domain, wanted_local, wanted_domain;

	if (part->sender.len == 0)
		return true;
	if (sender.bytes == NULL)
		return false;
	split(part->sender, &wanted_local, &wanted_domain);
	split(sender, &local, &domain);
	if (wanted_local.len != 0 && !span_same_folded(wanted_local, local))
		return false;
	return wanted_domain.bytes == NULL
	           ? domain.bytes == NULL
	           : domain.bytes != NULL && is_domain(wanted_domain, domain);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the domains whose mail this Postfix delivers locally. */
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "domains/base/file.h"
#include "domains/engine/name/name.h"
#include "domains/registrations/interfaces.h"
#include "domains/readers/mta/parameters.h"
#include "domains/readers/mta/postfix_query.h"
#include "domains/readers/mta/table_listing.h"
#include "domains/readers/type.h"

/* A file of domains. */
#define DOMAINS_FILE_MAX ((size_t)16 * 1024 * 1024)

static int
add_domain(struct postfix_query *query, struct span text)
{
	struct name name;

	/* What is no name is in no address either. */
	if (name_parse(text.bytes, text.len, &name, NULL) < 0)
		return 0;
	if (query->postfix.domains.count == POSTFIX_DOMAINS_MAX)
		return diagnostics_add(query->diagnostics, "mydestination", 0,
		    "over 100,000 domains");
	return postfix_query_add(query, &query->postfix.domains,
	    (struct span){name.text, name.len});
}

/* The first word of each line: the entries of a file, the keys of a table. */
static int
add_domain_lines(struct postfix_query *query, struct span rest)
{
	while (rest.len > 0) {
		struct span line = span_take_line(&rest), word;

		if (parameter_next_entry(&line, &word) &&
		    word.bytes[0] != '#' && add_domain(query, word) < 0)
			return -1;
	}
	return 0;
}

/* A file, with the rights of its owner. */
static int
read_listed(const char *path, struct budgets *budgets,
    struct diagnostics *diagnostics, char **bytes_r, size_t *len_r)
{
	struct budget_wait wait = budget_wait_begin(budgets);
	struct rights rights = {0};
	struct stat status;
	const char *why;
	int fd = rights_open(&rights, path, &status, &why), result;

	if (fd < 0)
		return file_report_closed(path, why, diagnostics);
	budget_begin(budgets, &rights);
	wait.whose = &rights;
	result = file_read_open_while(path, fd, DOMAINS_FILE_MAX,
	    budget_wait_on, &wait, diagnostics, bytes_r, len_r);
	if (result < 0)
		budget_report(budgets, path, diagnostics);
	close(fd);
	return result;
}

/* An entry that is a file or a table. */
static int
add_listed_domains(struct postfix_query *query, const char *entry)
{
	struct budgets budgets = {.give_up = query->give_up};
	const struct table_listing listing = {
	    .table = table_without_proxy(entry),
	    .config_dir = query->config_dir,
	    .budgets = &budgets,
	    .diagnostics = query->diagnostics,
	};
	struct rights rights;
	char *bytes;
	size_t len;
	int result;

	result = entry[0] == '/' ? read_listed(entry, &budgets,
				       query->diagnostics, &bytes, &len)
	                         : table_list(&listing, &rights, &bytes, &len);
	budgets_clear(&budgets);
	if (result < 0)
		return 0;
	result = add_domain_lines(query, (struct span){bytes, len});
	free(bytes);
	return result;
}

static int
add_destinations(struct postfix_query *query)
{
	struct span rest = query->value[POSTFIX_MYDESTINATION], entry;
	int result = 0;

	while (result == 0 && parameter_next_entry(&rest, &entry)) {
		char *text = strndup(entry.bytes, entry.len);

		if (text == NULL)
			return postfix_query_out_of_memory(query);
		if (text[0] == '/' || reader_type_is_table(text))
			result = add_listed_domains(query, text);
		else
			result = add_domain(query, entry);
		free(text);
	}
	return result;
}

/* Mail to user@[address of this host] is local mail. */
static int
add_interfaces(struct postfix_query *query)
{
	struct strings addresses = {0};
	int result = 0;

	if (interfaces_find(&addresses) < 0)
		result = postfix_query_out_of_memory(query);
	for (size_t i = 0; result == 0 && i < addresses.count; i++)
		result = add_domain(query, span_of(addresses.list[i]));
	strings_clear(&addresses);
	return result;
}

/* So is mail to the addresses of a proxy before it.  A name among them is left
 * out: no DNS is asked for this. */
static int
add_proxies(struct postfix_query *query)
{
	struct span rest = query->value[POSTFIX_PROXY_INTERFACES], entry;

	while (parameter_next_entry(&rest, &entry)) {
		char literal[INET6_ADDRSTRLEN + sizeof("[IPv6:]")];

		snprintf(literal, sizeof(literal), "[%s%.*s]",
		    span_has(entry, ':') ? "IPv6:" : "", (int)entry.len,
		    entry.bytes);
		if (entry.len < INET6_ADDRSTRLEN &&
		    add_domain(query, span_of(literal)) < 0)
			return -1;
	}
	return 0;
}

int
postfix_query_add_domains(struct postfix_query *query)
{
	return add_destinations(query) < 0 || add_interfaces(query) < 0 ||
	               add_proxies(query) < 0
	           ? -1
	           : 0;
}

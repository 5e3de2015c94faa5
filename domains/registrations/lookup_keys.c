/* SPDX-License-Identifier: BSD-2-Clause */
/* The keys of recipients and of registered lists: see key.h. */
#include "domains/registrations/lookup_keys.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/ascii.h"
#include "domains/base/strings.h"
#include "domains/registrations/route.h"

/* A local part in lower case, without the quotes that it may do without.
 * Returns the length, or 0 when it is too long or empty. */
static size_t
put_local(struct span local, char key[static LOOKUP_KEY_SIZE])
{
	bool quoted = local.len >= 2 && local.bytes[0] == '"' &&
	              local.bytes[local.len - 1] == '"';
	size_t len = 0;

	for (size_t i = quoted; i < local.len - quoted; i++) {
		if (quoted && local.bytes[i] == '\\' && i + 1 < local.len - 1)
			i++;
		if (len == ADDRESS_LOCAL_MAX || local.bytes[i] == '\0')
			return 0;
		key[len++] = ascii_lower(local.bytes[i]);
	}
	key[len] = '\0';
	return len;
}

/* Where the extension begins, at its delimiter; len when there is none.
 * Postfix's split_addr(3): names that mail systems have for themselves are
 * whole, for "-" would part them. */
static size_t
extension_at(const char *local, size_t len, const char *delimiter)
{
	static const char owner[] = "owner-", request[] = "-request";
	size_t at = 1 + strcspn(local + 1, delimiter);

	if (strcmp(local, "mailer-daemon") == 0 ||
	    strcmp(local, "double-bounce") == 0)
		return len;
	if (strchr(delimiter, '-') == NULL)
		return at;
	if (strncmp(local, owner, strlen(owner)) == 0)
		return len;
	if (len > strlen(request) &&
	    strcmp(local + len - strlen(request), request) == 0)
		return len;
	return at;
}

int
lookup_key_copy_rules(const struct lookup_key_rules *rules,
    struct lookup_key_rules *copy_r)
{
	const char **domains =
	    calloc(rules->domain_count + 1, sizeof(*domains));

	*copy_r = *rules;
	copy_r->domains = domains;
	copy_r->domain_count = 0;
	copy_r->delimiter = strdup(rules->delimiter);
	if (copy_r->delimiter == NULL || domains == NULL)
		return -1;
	for (size_t i = 0; i < rules->domain_count; i++) {
		domains[i] = strdup(rules->domains[i]);
		if (domains[i] == NULL)
			return -1;
		copy_r->domain_count = i + 1;
	}
	qsort(domains, copy_r->domain_count, sizeof(*domains), strings_compare);
	return 0;
}

void
lookup_key_clear_rules(struct lookup_key_rules *copy)
{
	for (size_t i = 0; i < copy->domain_count; i++)
		free((void *)(uintptr_t)copy->domains[i]);
	free(copy->domains);
	free((void *)(uintptr_t)copy->delimiter);
	*copy = (struct lookup_key_rules){.delimiter = NULL};
}

bool
lookup_key_same_routes(const struct lookup_key_rules *a,
    const struct lookup_key_rules *b)
{
	if (a->percent_hack != b->percent_hack ||
	    a->bang_path != b->bang_path || a->domain_count != b->domain_count)
		return false;
	for (size_t i = 0; i < a->domain_count; i++)
		if (strcmp(a->domains[i], b->domains[i]) != 0)
			return false;
	return true;
}

bool
lookup_key_is_local(const struct lookup_key_rules *rules, const char *domain)
{
	return rules->domain_count != 0 &&
	       bsearch(&domain, rules->domains, rules->domain_count,
		   sizeof(*rules->domains), strings_compare) != NULL;
}

/* Is the name the host, whole or up to its first dot? */
static bool
is_host(const char *host, const struct name *name)
{
	size_t len = name->len;

	return host != NULL && strncmp(host, name->text, len) == 0 &&
	       (host[len] == '\0' || (name->labels == 1 && host[len] == '.'));
}

bool
lookup_key_is_own(const struct lookup_key_rules *rules, struct span domain)
{
	static const char localhost[] = "localhost";
	size_t len = strlen(localhost);
	struct name name;

	if (domain.len == 0)
		return true;
	if (name_parse(domain.bytes, domain.len, &name, NULL) < 0)
		return false;
	return name.literal || is_host(rules->host, &name) ||
	       (strncmp(name.text, localhost, len) == 0 &&
		   (name.text[len] == '\0' || name.text[len] == '.')) ||
	       lookup_key_is_local(rules, name.text);
}

bool
lookup_key_is_below(struct span domain, struct span above)
{
	struct span end;

	if (above.len == 0 || domain.len < above.len)
		return false;
	end = span_after(domain, domain.len - above.len);
	return span_same_folded(end, above) &&
	       (end.len == domain.len || end.bytes[-1] == '.');
}

size_t
lookup_key_find_own(const struct lookup_key_rules *rules,
    const struct name *name)
{
	struct span rest = {name->text, name->len};
	size_t at;

	while (!lookup_key_is_own(rules, rest)) {
		const char *dot = memchr(rest.bytes, '.', rest.len);

		if (dot == NULL)
			return 0;
		rest = span_after(rest, (size_t)(dot + 1 - rest.bytes));
		/* Below one label, com or a host's short name, is anybody. */
		if (memchr(rest.bytes, '.', rest.len) == NULL)
			return 0;
	}
	/* So it is below co.jp. */
	at = name->len - rest.len;
	return at == 0 || !name_is_suffix_from(name, at) ? rest.len : 0;
}

bool
lookup_key_vouches(const struct lookup_key_rules *rules,
    const struct name *name)
{
	return lookup_key_find_own(rules, name) != 0;
}

/* "local@domain"; both fit, each within its limit. */
static void
join(const char *local, size_t len, const char *domain,
    char key[static LOOKUP_KEY_SIZE])
{
	memcpy(key, local, len);
	key[len] = '@';
	memcpy(key + len + 1, domain, strlen(domain) + 1);
}

/* The keys of a local part and a domain; domain "" for a bare user. */
static bool
find_keys(const struct lookup_key_rules *rules, struct span local,
    const char *domain, struct lookup_keys *keys)
{
	char text[LOOKUP_KEY_SIZE];
	size_t len = put_local(local, text), base;

	for (size_t i = 0; i < LOOKUP_KEY_KINDS; i++)
		keys->key[i][0] = '\0';
	if (len == 0)
		return false;
	base = extension_at(text, len, rules->delimiter);
	if (*domain != '\0') {
		join(text, len, domain, keys->key[LOOKUP_KEY_WHOLE]);
		if (base < len)
			join(text, base, domain,
			    keys->key[LOOKUP_KEY_WHOLE_BASE]);
		join("", 0, domain, keys->key[LOOKUP_KEY_DOMAIN]);
	}
	if (*domain != '\0' && !lookup_key_is_local(rules, domain))
		return true;
	memcpy(keys->key[LOOKUP_KEY_LOCAL], text, len + 1);
	if (base < len) {
		memcpy(keys->key[LOOKUP_KEY_LOCAL_BASE], text, base);
		keys->key[LOOKUP_KEY_LOCAL_BASE][base] = '\0';
	}
	return true;
}

/* The keys of an address, as far as its domain is a name. */
static bool
find_keys_of(const struct lookup_key_rules *rules,
    const struct address *address, struct lookup_keys *keys)
{
	struct name name = {.text = ""};

	return (address->domain_len == 0 ||
		   name_parse(address->domain, address->domain_len, &name,
		       NULL) == 0) &&
	       find_keys(rules,
		   (struct span){address->local, address->local_len}, name.text,
		   keys);
}

bool
lookup_key_find(const struct lookup_key_rules *rules, const char *path,
    size_t len, struct lookup_keys *keys_r)
{
	struct address address;
	enum address_error address_error;
	struct span bare = span_trim((struct span){path, len});
	struct route route;
	bool parsed =
	    address_parse_path(path, len, &address, &address_error) == 0;

	if ((!parsed || address.hops) && route_find(rules, bare, &route))
		return find_keys_of(rules, &route.address, keys_r);
	if (parsed)
		return find_keys_of(rules, &address, keys_r);
	if (address_error != ADDRESS_NO_AT)
		return false;
	if (bare.len >= 2 && bare.bytes[0] == '<') {
		bare.bytes++;
		bare.len -= 2;
	}
	return find_keys(rules, bare, "", keys_r);
}

bool
lookup_key_of_list(struct span list, char key_r[static LOOKUP_KEY_SIZE])
{
	struct span local = list;
	const char *at;
	struct name name;
	size_t len;

	/* A pattern of regexp_table(5), which others than "/" seldom begin. */
	if (list.len == 0 || list.bytes[0] == '/' || list.bytes[0] == '!')
		return false;
	at = memrchr(list.bytes, '@', list.len);
	if (at == NULL || list.bytes[list.len - 1] == '"')
		return put_local(list, key_r) != 0;
	local.len = (size_t)(at - list.bytes);
	if (name_parse(at + 1, list.len - local.len - 1, &name, NULL) < 0)
		return false;
	len = local.len != 0 ? put_local(local, key_r) : 0;
	if (local.len != 0 && len == 0)
		return false;
	join("", 0, name.text, key_r + len);
	return true;
}

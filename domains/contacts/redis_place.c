/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes the place of a store in Redis apart. */
#include "domains/contacts/redis_place.h"

#include <string.h>

#include "domains/base/span.h"
#include "domains/base/translation.h"

#define PORT 6379
#define SENTINEL_PORT 26379

/* Redis has 16 as installed. */
#define DATABASE_MAX 9999

/* The text up to the first of the ends, which stays in the rest. */
static struct span
take_until(const char **rest, const char *ends)
{
	struct span part = {*rest, strcspn(*rest, ends)};

	*rest += part.len;
	return part;
}

static bool
copy_part(struct span part, char *to, size_t size)
{
	if (part.len == 0 || part.len >= size)
		return false;
	memcpy(to, part.bytes, part.len);
	to[part.len] = '\0';
	return true;
}

/* Digits, up to max; nothing else. */
static bool
read_number(struct span digits, int max, int *number_r)
{
	uint64_t number;

	if (digits.len > 5 || !span_number(digits, (uint64_t)max, &number))
		return false;
	*number_r = (int)number;
	return true;
}

/* HOST[:PORT] or [ADDRESS][:PORT]. */
static bool
take_host(const char **rest, int port, struct redis_host *host_r)
{
	struct span name, digits;

	host_r->port = port;
	if (**rest == '[') {
		++*rest;
		name = take_until(rest, "]/,");
		if (**rest != ']')
			return false;
		++*rest;
	} else {
		name = take_until(rest, ":/,");
	}
	if (!copy_part(name, host_r->name, sizeof(host_r->name)))
		return false;
	if (**rest != ':')
		return **rest == '\0' || **rest == '/' || **rest == ',';
	++*rest;
	digits = take_until(rest, "/,");
	return read_number(digits, 65535, &host_r->port) && host_r->port != 0;
}

static const char *const bad_host = N_("has a host or port that is none");
static const char *const bad_database = N_("has a database that is no number");

/* [/DATABASE] at the end. */
static const char *
take_database(const char *rest, struct redis_place *place_r)
{
	if (*rest == '\0' || strcmp(rest, "/") == 0)
		return NULL;
	return *rest == '/' && read_number(span_of(rest + 1), DATABASE_MAX,
				   &place_r->database)
	           ? NULL
	           : bad_database;
}

static const char *
parse_server(const char *rest, struct redis_place *place_r)
{
	if (!take_host(&rest, PORT, &place_r->hosts[0]))
		return bad_host;
	place_r->host_count = 1;
	return take_database(rest, place_r);
}

static const char *
parse_sentinels(const char *rest, struct redis_place *place_r)
{
	do {
		if (place_r->host_count == REDIS_HOSTS_MAX)
			return N_("has more than 8 Sentinels");
		if (!take_host(&rest, SENTINEL_PORT,
			&place_r->hosts[place_r->host_count]))
			return bad_host;
		place_r->host_count++;
	} while (*rest == ',' && *++rest != '\0');
	if (*rest++ != '/' || !copy_part(take_until(&rest, "/"),
				  place_r->master, sizeof(place_r->master)))
		return N_("lacks the name that its Sentinels give to the "
			  "master");
	return take_database(rest, place_r);
}

static const char *
parse_socket(const char *rest, struct redis_place *place_r)
{
	static const char query[] = "?db=";

	if (*rest != '/' || !copy_part(take_until(&rest, "?"), place_r->path,
				sizeof(place_r->path)))
		return N_("lacks the path of a socket, 107 bytes at most");
	if (*rest == '\0')
		return NULL;
	return strncmp(rest, query, sizeof(query) - 1) == 0 &&
	               read_number(span_of(rest + sizeof(query) - 1),
			   DATABASE_MAX, &place_r->database)
	           ? NULL
	           : bad_database;
}

static const struct {
	const char *scheme;
	const char *(*parse)(const char *rest, struct redis_place *place_r);
} schemes[] = {
    {"redis://", parse_server},
    {"redis+unix://", parse_socket},
    {"redis+sentinel://", parse_sentinels},
};

/* [USER@] before all else. */
static const char *
take_user(const char **rest, struct redis_place *place_r)
{
	const char *at = strchr(*rest, '@');
	struct span user;

	if (at == NULL)
		return NULL;
	user = span_between(*rest, at);
	*rest = at + 1;
	if (memchr(user.bytes, ':', user.len) != NULL)
		return N_("should have no password: that belongs into a file, "
			  "contacts.password-file");
	return copy_part(user, place_r->user, sizeof(place_r->user))
	           ? NULL
	           : N_("has a user that is none");
}

const char *
redis_place_parse(const char *text, struct redis_place *place_r)
{
	*place_r = (struct redis_place){0};
	if (strncmp(text, "rediss:", 7) == 0)
		return N_("would need TLS, which libhiredis 0.14 has not: "
			  "let stunnel speak it, as in doppelcontacts(8), and "
			  "give the end that is here");
	for (size_t i = 0; i < sizeof(schemes) / sizeof(*schemes); i++) {
		size_t len = strlen(schemes[i].scheme);
		const char *rest = text + len, *why;

		if (strncmp(text, schemes[i].scheme, len) != 0)
			continue;
		why = take_user(&rest, place_r);
		return why != NULL ? why : schemes[i].parse(rest, place_r);
	}
	return N_("should be redis://HOST[:PORT][/DATABASE], "
		  "redis+unix:///PATH or "
		  "redis+sentinel://HOST[:PORT],.../MASTER");
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Asks the kernel, or reads what was left. */
#include "domains/registrations/interfaces.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/file.h"
#include "domains/base/span.h"

static const char *left_in; /* a directory; NULL: none */

void
interfaces_come_from(const char *directory)
{
	left_in = directory;
}

static int
add(struct strings *addresses, int family, const void *bytes)
{
	char text[INET6_ADDRSTRLEN];

	if (inet_ntop(family, bytes, text, sizeof(text)) == NULL)
		return 0;
	return strings_add(addresses,
	    strings_format("[%s%s]", family == AF_INET6 ? "IPv6:" : "", text));
}

static int
ask_kernel(struct strings *addresses)
{
	struct ifaddrs *all, *one;
	int result = 0;

	if (getifaddrs(&all) < 0)
		return 0;
	for (one = all; one != NULL && result == 0; one = one->ifa_next) {
		const void *place = one->ifa_addr;

		if (place == NULL)
			continue;
		if (one->ifa_addr->sa_family == AF_INET)
			result = add(addresses, AF_INET,
			    &((const struct sockaddr_in *)place)->sin_addr);
		if (one->ifa_addr->sa_family == AF_INET6)
			result = add(addresses, AF_INET6,
			    &((const struct sockaddr_in6 *)place)->sin6_addr);
	}
	freeifaddrs(all);
	return result;
}

/* "[192.0.2.1]", "[IPv6:2001:db8::1]" */
static int
take_line(struct strings *addresses, struct span line)
{
	char text[INET6_ADDRSTRLEN];
	struct in6_addr address;
	struct span literal = span_inside(line, '[', ']');
	bool inside = literal.len != line.len;
	int family = span_take_begin(&literal, "IPv6:") ? AF_INET6 : AF_INET;

	if (!inside || literal.len >= sizeof(text))
		return 0;
	memcpy(text, literal.bytes, literal.len);
	text[literal.len] = '\0';
	return inet_pton(family, text, &address) == 1
	           ? add(addresses, family, &address)
	           : 0;
}

int
interfaces_find(struct strings *addresses)
{
	struct diagnostics ignored = {0};
	char path[PATH_MAX], *bytes;
	struct span rest;
	size_t len;
	int result = 0;

	if (left_in == NULL)
		return ask_kernel(addresses);
	snprintf(path, sizeof(path), "%s/" INTERFACES_FILE, left_in);
	if (file_read(path, INTERFACES_SIZE_MAX, &ignored, &bytes, &len) < 0) {
		diagnostics_clear(&ignored);
		return ask_kernel(addresses);
	}
	rest = (struct span){bytes, len};
	while (rest.len > 0 && result == 0)
		result = take_line(addresses, span_take_line(&rest));
	free(bytes);
	return result;
}

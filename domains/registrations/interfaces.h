/* SPDX-License-Identifier: BSD-2-Clause */
/* Interfaces: the addresses of this host as Postfix writes them in a recipient,
 * "[192.0.2.1]", "[IPv6:2001:db8::1]".
 *
 * What has no network of its own sees none of them.  doppelfetch has one, and
 * leaves them in a file of its directory, a line each. */
#ifndef DOMAINS_REGISTRATIONS_INTERFACES_H
#define DOMAINS_REGISTRATIONS_INTERFACES_H

#include "domains/base/strings.h"

#define INTERFACES_FILE "addresses"

/* Of the file: some thousand addresses. */
#define INTERFACES_SIZE_MAX ((size_t)1024 * 1024)

/* Where doppelfetch leaves them; NULL or no file there: the kernel is asked.
 * Before there are threads. */
void
interfaces_come_from(const char *directory);

/* Adds them.  What is no address in the file is passed over: it is not
 * trusted.  Returns 0, or -1 when memory is out. */
int
interfaces_find(struct strings *addresses);

#endif

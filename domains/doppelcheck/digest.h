/* SPDX-License-Identifier: BSD-2-Clause */
/* Digest: what is new in mail logs, written or mailed, and then the position of
 * the logs, so that what was not reported comes again.
 *
 *     digest_open(&digest, &options)      digest.position, digest.out
 *     ... the report is written to digest.out ...
 *     digest_close(&digest, reported, leaked)
 */
#ifndef DOMAINS_DOPPELCHECK_DIGEST_H
#define DOMAINS_DOPPELCHECK_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "domains/maillog/position.h"

struct digest_options {
	const char *path;    /* of the position; NULL: there is none */
	bool mail;           /* it is mailed, if something leaked, */
	const char *program; /*   with this sendmail(1) */
	const char *contact; /*   to whom; NULL: postmaster */
};

struct digest {
	struct digest_options options;
	struct position *position; /* NULL: there is none */
	FILE *out;
	char *text; /* of the mail */
	size_t len;
};

/* Returns 0, or -1 with messages. */
int
digest_open(struct digest *digest, const struct digest_options *options);

/* reported: all was read, and written to out; leaked: how many wrong addresses
 * are in it.  Returns 0, or -1 with messages. */
int
digest_close(struct digest *digest, bool reported, size_t leaked);

#endif

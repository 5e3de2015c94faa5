/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps hashes of what is over: see the header. */
#include "domains/maillog/over.h"

#include <stdlib.h>
#include <string.h>

#include "domains/maillog/mails.h"

/* Of what leaked or was refused each set has the last ones: 4 MiB. */
#define SETS ((size_t)65536)
#define WAYS ((size_t)8)

struct last {
	uint64_t hash;
	int64_t begun;
	uint32_t host;
};

struct over {
	struct last last[MAILS_OVER];
	uint64_t noted[SETS][WAYS];
};

struct over *
over_new(void)
{
	return calloc(1, sizeof(struct over));
}

void
over_free(struct over **over)
{
	free(*over);
	*over = NULL;
}

void
over_add(struct over *over, uint64_t hash, const struct mail *mail)
{
	over->last[hash % MAILS_OVER] =
	    (struct last){hash, mail->begun, mail->host};
}

bool
over_has(const struct over *over, uint64_t hash, const struct mail *before)
{
	const struct last *last = &over->last[hash % MAILS_OVER];

	return last->hash == hash &&
	       mail_may_become(before, last->host, last->begun);
}

bool
over_note(struct over *over, uint64_t hash)
{
	uint64_t *set = over->noted[hash % SETS];

	for (size_t i = 0; i < WAYS; i++)
		if (set[i] == hash)
			return true;
	memmove(set + 1, set, (WAYS - 1) * sizeof(*set));
	set[0] = hash;
	return false;
}

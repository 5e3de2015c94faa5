/* SPDX-License-Identifier: BSD-2-Clause */
/* The codes with which Redis 7 begins its errors. */
#include "domains/contacts/redis_errors.h"

#include <stdio.h>
#include <string.h>

#include "domains/base/translation.h"

static const char *const cluster =
    N_("is part of a cluster, which is not supported: use one master, with "
       "replicas and Sentinel");

static const struct {
	const char *code;
	const char *words;
	bool passes;
} errors[] = {
    {"LOADING", N_("is still loading its data"), true},
    {"READONLY", N_("is a replica, which takes no writes"), true},
    {"MASTERDOWN", N_("is a replica that has lost its master"), true},
    {"BUSY", N_("is busy with somebody's script"), true},
    {"OOM", N_("is full: it has reached its maxmemory"), false},
    {"MISCONF", N_("takes no writes, for it cannot save its data"), false},
    {"NOREPLICAS", N_("takes no writes, for it has too few replicas"), false},
    {"NOAUTH", N_("asks for a password"), false},
    {"WRONGPASS", N_("refuses the user or the password"), false},
    {"NOPERM", N_("does not allow its user a command or a key that is needed"),
	false},
    {"WRONGTYPE", N_("has something else under a key of a store"), false},
    {"MOVED", NULL, false},
    {"ASK", NULL, false},
    {"CROSSSLOT", NULL, false},
    {"CLUSTERDOWN", NULL, false},
};

bool
redis_errors_explain(struct span answer, char *words_r, size_t size)
{
	const char *blank = memchr(answer.bytes, ' ', answer.len);
	const struct span code = {answer.bytes,
	    blank == NULL ? answer.len : (size_t)(blank - answer.bytes)};
	size_t len = 0;

	for (size_t i = 0; i < sizeof(errors) / sizeof(*errors); i++)
		if (span_same(code, span_of(errors[i].code))) {
			snprintf(words_r, size, "%s",
			    _(errors[i].words != NULL ? errors[i].words
						      : cluster));
			return errors[i].passes;
		}
	/* Redis quotes what it was sent. */
	while (len < answer.len && answer.bytes[len] >= ' ' &&
	       answer.bytes[len] < 0x7f && answer.bytes[len] != '\'' &&
	       answer.bytes[len] != '"')
		len++;
	snprintf(words_r, size, _("answers \"%.*s\""), (int)len, answer.bytes);
	return false;
}

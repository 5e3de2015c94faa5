/* SPDX-License-Identifier: BSD-2-Clause */
/* doppelcontacts: what its subcommands share.  A subcommand is a function and a
 * row in the table of main.c.
 *
 * Results go to standard output, which main() flushes and checks; everything
 * else goes through console_say().
 */
#ifndef DOMAINS_DOPPELCONTACTS_COMMAND_H
#define DOMAINS_DOPPELCONTACTS_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/base/diagnostic.h"
#include "domains/contacts/store.h"
#include "domains/settings/settings.h"
#include "domains/text/options.h"

/* As grep has it. */
enum command_status {
	COMMAND_DONE = 0,
	COMMAND_NOTHING = 1, /* no such contact */
	COMMAND_ERROR = 2,
};

enum command_format { COMMAND_TEXT, COMMAND_JSON, COMMAND_CSV };

struct command {
	/* Options. */
	const char *config;
	const char *place; /* of the store */
	const char *password_file;
	const char *key_file;
	const char *organisation;
	enum command_format format;
	bool never_heard;   /* list: only those nobody was heard from */
	bool confirmed;     /* list: only those that were confirmed */
	bool asked;         /* list: only those whose owners were asked */
	const char *until;  /* confirm: a day */
	const char *socket; /* serve */
	bool debug;         /* serve */
	bool asks;          /* confirm-request, as an option */
	bool dry_run;       /* of it, and the next: */
	const char *unheard, *sendmail, *user;

	unsigned wait_ms; /* for another writer; 0: as a person does */

	const struct command_row *row; /* that runs */
	struct options options;        /* of the program, then of the command */
	const char *usage[2];
	char name[40]; /* "doppelcontacts list" */
	struct settings settings;
	bool loaded;                    /* settings are read */
	struct diagnostics diagnostics; /* main() reports them at the end */
	int64_t now;
};

struct command_row {
	const char *name;
	const char *brief; /* one line for the table of commands */
	const char *usage; /* what follows "doppelcontacts NAME" */
	size_t least;      /* operands */
	int (*run)(struct command *command, char **operands);
};

/* list.c */
int
command_list(struct command *command, char **patterns);
int
command_show(struct command *command, char **addresses);
int
command_stats(struct command *command, char **none);
int
command_export(struct command *command, char **none);

/* change.c */
int
command_confirm(struct command *command, char **addresses);
int
command_forget(struct command *command, char **addresses);

/* requests.c */
#define COMMAND_UNHEARD "/var/spool/doppelcontacts/unheard"
int
command_confirm_request(struct command *command, char **addresses);

/* import.c */
int
command_import(struct command *command, char **files);

/* serve.c */
int
command_serve(struct command *command, char **none);

/* Opens the store of the options, or of domains.conf.  Returns 0, or -1 with
 * diagnostics. */
int
command_open(struct command *command, bool writes, struct store **store_r);

/* Has the store, once it is open, hashes? */
bool
command_has_key(const struct command *command);

/* Whose contacts are meant. */
struct span
command_organisation(const struct command *command);

/* The contact that an operand is about: an address as a person writes it, or
 * the hash that a store of hashes shows.  room has the bytes.  Returns 0, or -1
 * after a message. */
int
command_read_address(const struct command *command, const char *operand,
    char room[static CONTACT_ADDRESS_SIZE], struct contact_key *key_r);

/* Reports store_error(); returns COMMAND_ERROR. */
int
command_fail(void);

#endif

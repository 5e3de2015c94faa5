/* SPDX-License-Identifier: BSD-2-Clause */
/* The forms that files have, a row each. */
#include "domains/readers/forms.h"

#include <string.h>
#include <strings.h>

#include "domains/filters/command.h"
#include "domains/filters/exim_filter.h"
#include "domains/filters/fdm.h"
#include "domains/filters/maildrop.h"
#include "domains/filters/procmail.h"
#include "domains/filters/qmail.h"
#include "domains/filters/sieve.h"
#include "domains/foreign/loose.h"
#include "domains/foreign/queue.h"
#include "domains/maillog/recognition.h"
#include "domains/readers/books/csv.h"
#include "domains/readers/books/ldif.h"
#include "domains/readers/books/mutt.h"
#include "domains/readers/books/nicknames.h"
#include "domains/readers/books/spreadsheet.h"
#include "domains/readers/books/vcard.h"
#include "domains/readers/lists/colons.h"
#include "domains/readers/lists/domains.h"
#include "domains/readers/lists/ezmlm.h"
#include "domains/readers/lists/mailman2.h"
#include "domains/readers/lists/members.h"
#include "domains/readers/lists/mlmmj.h"
#include "domains/readers/lists/schleuder.h"
#include "domains/readers/lists/sympa.h"
#include "domains/readers/mta/aliases.h"
#include "domains/readers/mta/entries.h"
#include "domains/readers/mta/main_cf.h"
#include "domains/readers/mta/values.h"
#include "domains/base/translation.h"

/* ---- whose addresses ---------------------------------------------------- */

static struct span
base_name(const char *path)
{
	struct span rest = span_of(path);

	return span_take_last(&rest, '/');
}

/* The name of the folder that a path stands in; empty when it has none that
 * says something, as in ./filter.sieve. */
static struct span
folder_name(const char *path)
{
	struct span rest = span_of(path), name;

	(void)span_take_last(&rest, '/');
	name = span_take_last(&rest, '/');
	return span_equal(name, ".") || span_equal(name, "..")
	           ? (struct span){path, 0}
	           : name;
}

/* /home/taro/.forward, /var/forward/taro.forward, /var/filters/taro.fdm.conf */
static struct span
user_of_forward(const char *path)
{
	static const char *const endings[] = {".forward", ".procmailrc",
	    ".fdm.conf", ".mailfilter"};
	struct span name = base_name(path);

	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++)
		if (span_take_end(&name, endings[i]) && name.len != 0)
			return name;
	return folder_name(path);
}

/* lab@example.jp for lab@example.jp.members */
static struct span
list_of_members(const char *path)
{
	struct span name = base_name(path);

	(void)(span_take_end(&name, ".members") ||
	       span_take_end(&name, ".txt"));
	return name;
}

/* ---- forms within forms -------------------------------------------------- */

/* Exim knows by its content what a user's .forward is. */
static int
forward_or_filter_read(const struct reader_text *text)
{
	if (exim_filter_begins(text->text))
		return exim_filter_read(text);
	return sieve_is_script(text->text) ? sieve_read(text)
	                                   : command_follow(text, forward_read);
}

/* Commands in aliases mail on, too. */
static int
aliases_and_commands_read(const struct reader_text *text)
{
	return command_follow(text, aliases_read);
}

static int
exim_and_commands_read(const struct reader_text *text)
{
	return command_follow(text, exim_aliases_read);
}

/* A table of aliases may stand in main.cf itself. */
static int
main_cf_and_commands_read(const struct reader_text *text)
{
	return command_follow(text, main_cf_read);
}

/* Exim's aliases of a domain are often called virtual, too. */
static int
virtual_or_exim_read(const struct reader_text *text)
{
	return entries_reader_of_aliases(text->text) == exim_aliases_read
	           ? exim_and_commands_read(text)
	           : virtual_read(text);
}

static int
opensmtpd_and_commands_read(const struct reader_text *text)
{
	return command_follow(text, opensmtpd_read);
}

/* Rows with colons have a user first, as aliases do. */
static bool
aliases_without_columns_begin(struct span text)
{
	return aliases_begin(text) && !colons_begin(text);
}

static bool
csv_or_colons_begin(struct span text)
{
	return colons_begin(text) || csv_begins(text);
}

static int
csv_or_colons_read(const struct reader_text *text)
{
	return colons_are_first(text->text) ? colons_read(text)
	                                    : csv_read(text);
}

/* A log has no members, and is read where it is asked for. */
static int
refuse_log(const struct reader_text *text)
{
	return reader_text_report(text, 0,
	    N_("is a mail log, no list of addresses"));
}

/* ---- the rows ----------------------------------------------------------- */

#define NAMES(...) ((const char *const[]){__VA_ARGS__, NULL})

/* clang-format off */
const struct reader_form reader_forms[READER_TYPES] = {
    [READER_LIST] = {
	.read = members_read,
    },
    [READER_ALIASES] = {
	.names = NAMES("aliases", "*.aliases"),
	.begins = aliases_without_columns_begin,
	.read = aliases_and_commands_read,
    },
    [READER_VIRTUAL] = {
	.names = NAMES("virtual", "virtual_alias", "virtual_aliases",
	    "virtual_alias_maps", "*.virtual", "canonical",
	    "recipient_canonical", "generic", "recipient_bcc", "sender_bcc"),
	.begins = virtual_begins,
	.read = virtual_or_exim_read,
    },
    [READER_FORWARD] = {
	.names = NAMES("*.forward", ".forward+*"),
	.begins = forward_begins,
	.list = user_of_forward,
	.read = forward_or_filter_read,
    },
    [READER_MEMBERS] = {
	.names = NAMES("*.members"),
	.list = list_of_members,
	.read = members_read,
    },
    [READER_SIEVE] = {
	.names = NAMES("*.sieve"),
	.begins = sieve_is_script,
	.list = folder_name,
	.read = sieve_read,
    },
    [READER_SPREADSHEET] = {
	.begins = spreadsheet_begins,
	.read = spreadsheet_read,
	.binary = true,
    },
    [READER_CSV] = {
	.names = NAMES("revaliases"),
	.begins = csv_or_colons_begin,
	.read = csv_or_colons_read,
    },
    [READER_MAILMAN] = {
	.begins = mailman2_begins,
	.list = list_of_members,
	.read = mailman2_read,
    },
    [READER_SYMPA] = {
	.names = NAMES("member.dump", "owner.dump", "editor.dump"),
	.begins = sympa_is_dump,
	.list = folder_name,
	.read = sympa_read,
    },
    [READER_QMAIL] = {
	.names = NAMES(".qmail", ".qmail-*"),
	.begins = qmail_begins,
	.list = qmail_user,
	.read = qmail_read,
    },
    [READER_MLMMJ] = {
	.names = NAMES("subscribers.d/*", "digesters.d/*", "nomailsubs.d/*",
	    "control/owner", "control/moderators", "control/submod",
	    "control/customheaders", "control/listaddress"),
	.list = mlmmj_list,
	.read = mlmmj_read,
    },
    [READER_EZMLM] = {
	.begins = ezmlm_begins,
	.list = ezmlm_list,
	.read = ezmlm_read,
	.binary = true,
    },
    [READER_SCHLEUDER] = {
	.begins = schleuder_begins,
	.list = list_of_members,
	.read = schleuder_read,
    },
    [READER_FML] = {
	.names = NAMES("members", "actives"),
	.list = folder_name,
	.read = fml_read,
    },
    [READER_VCARD] = {
	.names = NAMES("*.vcf", "*.vcard"),
	.begins = vcard_begins,
	.sure = true,
	.read = vcard_read,
    },
    [READER_LDIF] = {
	.names = NAMES("*.ldif", "*.ldi"),
	.begins = ldif_begins,
	.sure = true,
	.read = ldif_read,
    },
    [READER_DOMAINS] = {
	.begins = domains_begin,
	.read = domains_read,
    },
    [READER_QUEUE] = {
	.begins = queue_begins,
	.read = queue_read,
    },
    [READER_TEXT] = {
	.read = loose_read,
    },
    [READER_ABOOK] = {
	.begins = abook_begins,
	.sure = true,
	.read = abook_read,
    },
    [READER_MUTT] = {
	.names = NAMES(".muttrc", "muttrc", "*.muttrc", "*.mutt"),
	.begins = mutt_begins,
	.sure = true,
	.read = mutt_read,
    },
    [READER_PINE] = {
	.names = NAMES(".addressbook", "*.pine"),
	.begins = pine_begins,
	.read = pine_read,
    },
    [READER_ELM] = {
	.names = NAMES("aliases.text", "*.elm"),
	.begins = elm_begins,
	.read = elm_read,
    },
    [READER_ACCESS] = {
	.names = NAMES("access", "*_access", "*.access", "*header_checks",
	    "body_checks"),
	.begins = access_begins,
	.read = access_read,
    },
    [READER_TRANSPORT] = {
	.names = NAMES("transport", "transport_maps", "*.transport",
	    "relayhost_map", "relayhost_maps", "sender_relay",
	    "sender_dependent_relayhost_maps"),
	.begins = transport_begins,
	.read = transport_read,
    },
    [READER_RELOCATED] = {
	.names = NAMES("relocated", "relocated_maps"),
	.read = relocated_read,
    },
    [READER_MAIN_CF] = {
	.names = NAMES("main.cf"),
	.begins = main_cf_begins,
	.read = main_cf_and_commands_read,
    },
    [READER_MASTER_CF] = {
	.names = NAMES("master.cf"),
	.begins = master_cf_begins,
	.read = master_cf_read,
    },
    [READER_EXIM_FILTER] = {
	.begins = exim_filter_begins,
	.list = folder_name,
	.read = exim_filter_read,
    },
    [READER_EXIM] = {
	.read = exim_and_commands_read,
    },
    [READER_OPENSMTPD] = {
	.read = opensmtpd_and_commands_read,
    },
    [READER_VIRTUSERTABLE] = {
	.names = NAMES("virtusertable", "*.virtusertable"),
	.read = sendmail_table_read,
    },
    [READER_GENERICSTABLE] = {
	.names = NAMES("genericstable", "*.genericstable"),
	.read = sendmail_table_read,
    },
    [READER_MAILERTABLE] = {
	.names = NAMES("mailertable", "*.mailertable"),
	.read = mailertable_read,
    },
    [READER_PROCMAIL] = {
	.names = NAMES("procmailrc", "*.procmailrc"),
	.begins = procmail_begins,
	.list = user_of_forward,
	.read = procmail_read,
    },
    [READER_FDM] = {
	.names = NAMES("fdm.conf", "*.fdm.conf"),
	.begins = fdm_begins,
	.list = user_of_forward,
	.read = fdm_read,
    },
    [READER_MAILDROP] = {
	.names = NAMES("mailfilter", "*.mailfilter"),
	.begins = maildrop_begins,
	.list = user_of_forward,
	.read = maildrop_read,
    },
    [READER_MAILLOG] = {
	.begins = maillog_begins,
	.read = refuse_log,
	.binary = true,
    },
};
/* clang-format on */

/* ---- which it is -------------------------------------------------------- */

/* "control/owner" is the name of a file and of its folder. */
static bool
fits(const char *path, const char *pattern)
{
	struct span name = base_name(path);
	const char *slash = strchr(pattern, '/');
	size_t len;

	if (slash != NULL) {
		if (!span_same(folder_name(path), span_between(pattern, slash)))
			return false;
		pattern = slash + 1;
	}
	len = strlen(pattern);
	if (*pattern == '*')
		return span_take_end(&name, pattern + 1);
	if (pattern[len - 1] == '*')
		return name.len >= len &&
		       strncasecmp(name.bytes, pattern, len - 1) == 0;
	return span_equal(name, pattern);
}

enum reader_type
forms_by_name(const char *path)
{
	for (enum reader_type i = 0; i < READER_TYPES; i++)
		for (const char *const *known = reader_forms[i].names;
		     known != NULL && *known != NULL; known++)
			if (fits(path, *known))
				return i;
	return READER_AUTO;
}

/* What nothing else looks like comes first. */
static const enum reader_type by_content[] = {
    READER_QUEUE,
    READER_DOMAINS,
    READER_VCARD,
    READER_LDIF,
    READER_EZMLM,
    READER_MAILLOG,
    READER_ABOOK,
    READER_PINE,
    READER_ELM,
    READER_MUTT,
    READER_SPREADSHEET,
    READER_SYMPA,
    READER_MAILMAN,
    READER_SCHLEUDER,
    READER_EXIM_FILTER,
    READER_QMAIL,
    READER_PROCMAIL,
    READER_FDM,
    READER_MAILDROP,
    READER_ALIASES,
    READER_CSV,
    READER_SIEVE,
    READER_FORWARD,
    READER_MAIN_CF,
    READER_MASTER_CF,
    READER_ACCESS,
    READER_TRANSPORT,
    READER_VIRTUAL,
};

enum reader_type
forms_by_mark(struct span text)
{
	for (size_t i = 0; i < sizeof(by_content) / sizeof(*by_content); i++) {
		const struct reader_form *form = &reader_forms[by_content[i]];

		if (form->sure && form->begins(text))
			return by_content[i];
	}
	return READER_AUTO;
}

enum reader_type
forms_by_content(struct span text, bool binary)
{
	for (size_t i = 0; i < sizeof(by_content) / sizeof(*by_content); i++) {
		const struct reader_form *form = &reader_forms[by_content[i]];

		if (form->binary == binary && form->begins(text))
			return by_content[i];
	}
	return READER_AUTO;
}

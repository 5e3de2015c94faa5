/* SPDX-License-Identifier: BSD-2-Clause */
/* The settings, a row each, and how their values are parted. */
#include "domains/readers/mta/parameters.h"

#include <string.h>

/* clang-format off */
static const struct parameter parameters[] = {
    {"alias_maps", true, PARAMETER_CHAIN, READER_ALIASES},
    {"virtual_alias_maps", true, PARAMETER_CHAIN, READER_VIRTUAL},
    {"canonical_maps", true, PARAMETER_ONCE, READER_VIRTUAL},
    {"recipient_canonical_maps", true, PARAMETER_ONCE, READER_VIRTUAL},
    {"smtp_generic_maps", true, PARAMETER_ONCE, READER_VIRTUAL},
    {"lmtp_generic_maps", true, PARAMETER_ONCE, READER_VIRTUAL},
    {"recipient_bcc_maps", true, PARAMETER_ONCE, READER_VIRTUAL},
    {"sender_bcc_maps", true, PARAMETER_OTHERS, READER_VIRTUAL},
    {"relocated_maps", true, PARAMETER_OTHERS, READER_RELOCATED},
    {"header_checks", true, PARAMETER_OTHERS, READER_ACCESS},
    {"mime_header_checks", true, PARAMETER_OTHERS, READER_ACCESS},
    {"nested_header_checks", true, PARAMETER_OTHERS, READER_ACCESS},
    {"body_checks", true, PARAMETER_OTHERS, READER_ACCESS},
    {"milter_header_checks", true, PARAMETER_OTHERS, READER_ACCESS},
    {"transport_maps", true, PARAMETER_OTHERS, READER_TRANSPORT},
    {"sender_dependent_default_transport_maps", true, PARAMETER_OTHERS,
	READER_TRANSPORT},
    {"sender_dependent_relayhost_maps", true, PARAMETER_OTHERS,
	READER_TRANSPORT},
    {"mailbox_transport_maps", true, PARAMETER_OTHERS, READER_TRANSPORT},
    {"fallback_transport_maps", true, PARAMETER_OTHERS, READER_TRANSPORT},

    {"always_bcc", false, PARAMETER_OTHERS, READER_ALIASES},
    {"luser_relay", false, PARAMETER_OTHERS, READER_ALIASES},
    {"bounce_notice_recipient", false, PARAMETER_OTHERS, READER_ALIASES},
    {"2bounce_notice_recipient", false, PARAMETER_OTHERS, READER_ALIASES},
    {"delay_notice_recipient", false, PARAMETER_OTHERS, READER_ALIASES},
    {"error_notice_recipient", false, PARAMETER_OTHERS, READER_ALIASES},
    {"empty_address_recipient", false, PARAMETER_OTHERS, READER_ALIASES},

    {"relayhost", false, PARAMETER_OTHERS, READER_TRANSPORT},
    {"default_transport", false, PARAMETER_OTHERS, READER_TRANSPORT},
    {"relay_transport", false, PARAMETER_OTHERS, READER_TRANSPORT},
    {"virtual_transport", false, PARAMETER_OTHERS, READER_TRANSPORT},
    {"local_transport", false, PARAMETER_OTHERS, READER_TRANSPORT},
    {"mailbox_transport", false, PARAMETER_OTHERS, READER_TRANSPORT},
    {"fallback_transport", false, PARAMETER_OTHERS, READER_TRANSPORT},
    {"content_filter", false, PARAMETER_OTHERS, READER_TRANSPORT},
    {"default_filter_nexthop", false, PARAMETER_OTHERS, READER_TRANSPORT},
    {"smtp_fallback_relay", false, PARAMETER_OTHERS, READER_TRANSPORT},
    {"lmtp_fallback_relay", false, PARAMETER_OTHERS, READER_TRANSPORT},
    {"smtpd_proxy_filter", false, PARAMETER_OTHERS, READER_TRANSPORT},
};
/* clang-format on */

_Static_assert(sizeof(parameters) / sizeof(*parameters) <= PARAMETERS_MAX,
    "more settings");

const struct parameter *
parameter_find(struct span name)
{
	for (size_t i = 0; i < sizeof(parameters) / sizeof(*parameters); i++)
		if (span_equal(name, parameters[i].name))
			return &parameters[i];
	return NULL;
}

const struct parameter *
parameter_at(size_t number)
{
	return number < sizeof(parameters) / sizeof(*parameters)
	           ? &parameters[number]
	           : NULL;
}

bool
parameter_restricts(struct span name, struct span classes)
{
	struct span entry, which = name;

	if (span_take_begin(&which, "smtpd_") &&
	    span_take_end(&which, "_restrictions") && which.len != 0)
		return true;
	while (parameter_next_entry(&classes, &entry))
		if (span_same(entry, name))
			return true;
	return false;
}

static bool
is_separator(char byte)
{
	return byte == ',' || byte == ' ' || byte == '\t' || byte == '\r' ||
	       byte == '\n';
}

bool
parameter_next_entry(struct span *rest, struct span *entry_r)
{
	size_t at = 0, depth = 0;

	while (rest->len > 0 && is_separator(rest->bytes[0]))
		*rest = span_after(*rest, 1);
	while (
	    at < rest->len && (depth != 0 || !is_separator(rest->bytes[at]))) {
		depth += rest->bytes[at] == '{';
		depth -= depth != 0 && rest->bytes[at] == '}';
		at++;
	}
	*entry_r = (struct span){rest->bytes, at};
	*rest = span_after(*rest, at);
	if (at >= 2 && entry_r->bytes[0] == '{' &&
	    entry_r->bytes[at - 1] == '}')
		*entry_r = span_trim(span_inside(*entry_r, '{', '}'));
	return at > 0;
}

/* "check_recipient_access", "check_ccert_access" */
static bool
is_check(struct span word)
{
	return span_take_begin(&word, "check_") &&
	       span_take_end(&word, "_access") && word.len != 0;
}

/* A table may stand without a check too, and is asked as the list is. */
static bool
is_table(struct span word)
{
	const char *colon = memchr(word.bytes, ':', word.len);
	const char *slash = memchr(word.bytes, '/', word.len);

	return colon != NULL && colon != word.bytes &&
	       (slash == NULL || colon < slash);
}

bool
parameter_next_access(struct span *rest, struct span *table_r,
    bool *recipients_r)
{
	struct span word;

	while (parameter_next_entry(rest, &word)) {
		*recipients_r = span_equal(word, "check_recipient_access");
		if (is_check(word) && parameter_next_entry(rest, table_r))
			return true;
		if (span_equal(word, "check_policy_service")) {
			(void)parameter_next_entry(rest, &word);
			continue;
		}
		*table_r = word;
		if (is_table(word))
			return true;
	}
	return false;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Doppel: judges paths and domains as they were written, names or not. */
#include <string.h>

#include "domains/base/ascii.h"
#include "domains/engine/doppel.h"

/* Labels at the end of what is no name; no list has a longer one. */
#define TAIL_LABELS 6

/* Does a malformed domain ("a_b.gmai.com") stand below a doppelganger?  DNS
 * takes what the rules for names refuse, and who owns gmai.com all below. */
static bool
judge_tail(const struct doppel *doppel, const char *domain, size_t len,
    struct verdict *verdict_r)
{
	size_t at = len;
	for (unsigned labels = 0; labels < TAIL_LABELS; labels++) {
		const char *dot = memrchr(domain, '.', at);
		struct name name;
		struct verdict verdict;
		if (dot == NULL)
			return false;
		at = (size_t)(dot - domain);
		if (name_parse(dot + 1, len - at - 1, &name, NULL) < 0)
			continue;
		doppel_judge_name(doppel, &name, &verdict);
		if (verdict.reason == VERDICT_KNOWN_DOPPELGANGER) {
			*verdict_r = verdict;
			return true;
		}
	}
	return false;
}

/* Sendmail delivers to [gmai.com], without asking for its MX, and both MTAs
 * to "gmai.com"; the next one may read gm\ai.com and a single bracket so. */
static bool
judge_bared(const struct doppel *doppel, const char *domain, size_t len,
    struct verdict *verdict_r)
{
	char text[NAME_SIZE];
	size_t kept = 0;
	struct name name;
	if (len > sizeof(text))
		return false;
	for (size_t i = 0; i < len; i++)
		if (memchr("[]\"\\", domain[i], 4) == NULL)
			text[kept++] = domain[i];
	if (kept == len || name_parse(text, kept, &name, NULL) < 0)
		return false;
	doppel_judge_name(doppel, &name, verdict_r);
	return verdict_r->reason != VERDICT_NONE;
}

/* Takes a malformed domain with its marks as instead says, '\0': without them,
 * and without the dots and hyphens that no name has at such places. */
static bool
parse_mended(const char *domain, size_t len, char instead, struct name *name_r)
{
	char text[NAME_SIZE];
	size_t kept = 0;

	if (len > sizeof(text))
		return false;
	for (size_t i = 0; i < len; i++) {
		char c = ascii_is_alphanumeric(domain[i]) || domain[i] == '.' ||
		                 domain[i] == '-'
		             ? domain[i]
		             : instead;
		char before = kept > 0 ? text[kept - 1] : '.';

		if (c == '.' && before == '-')
			before = --kept > 0 ? text[kept - 1] : '.';
		if (c != '\0' && ((c != '.' && c != '-') || before != '.'))
			text[kept++] = c;
	}
	while (kept > 0 && (text[kept - 1] == '.' || text[kept - 1] == '-'))
		kept--;
	return name_parse(text, kept, name_r, NULL) == 0;
}

/* Finds what a malformed domain is meant as: gmail_com, gmail..com, g/mail.com,
 * yahoo.co.j-.  A mark may be a slip for a dot or hyphen, or be struck too. */
static void
find_meant(const struct doppel *doppel, const char *domain, size_t len,
    struct name *meant_r)
{
	static const char instead[] = {'.', '-', '\0'};
	struct name name;
	struct verdict verdict;

	for (size_t i = 0; i < sizeof(instead); i++)
		if (parse_mended(domain, len, instead[i], &name) &&
		    doppel_is_meant(doppel, &name)) {
			*meant_r = name;
			return;
		}
	for (size_t i = 0; i < sizeof(instead); i++) {
		if (!parse_mended(domain, len, instead[i], &name))
			continue;
		doppel_judge_name(doppel, &name, &verdict);
		if (verdict.confidence >= VERDICT_LIKELY) {
			*meant_r = verdict.meant;
			return;
		}
	}
}

void
doppel_judge_domain(const struct doppel *doppel, const char *domain, size_t len,
    struct verdict *verdict_r)
{
	struct name name;
	enum name_error error;
	if (name_parse(domain, len, &name, &error) == 0) {
		doppel_judge_name(doppel, &name, verdict_r);
		return;
	}
	if (judge_bared(doppel, domain, len, verdict_r) ||
	    judge_tail(doppel, domain, len, verdict_r))
		return;
	*verdict_r = (struct verdict){
	    .reason = VERDICT_MALFORMED,
	    .confidence = VERDICT_CERTAIN,
	    .detail = name_error_text(error),
	};
	find_meant(doppel, domain, len, &verdict_r->meant);
}

/* MTAs deliver more than RFC 5321 knows: control characters in a local part
 * or 600 bytes of it, two @.  It goes where the last @ says. */
static bool
judge_after_last_at(const struct doppel *doppel, const char *bytes, size_t len,
    struct verdict *verdict_r)
{
	const char *at = memrchr(bytes, '@', len);
	struct verdict verdict;
	if (at == NULL)
		return false;
	const char *end = bytes + len;
	while (end > at + 1 && (end[-1] == '>' || end[-1] == ' '))
		end--;
	doppel_judge_domain(doppel, at + 1, (size_t)(end - at - 1), &verdict);
	if (verdict.reason == VERDICT_NONE ||
	    verdict.reason == VERDICT_MALFORMED)
		return false;
	*verdict_r = verdict;
	return true;
}

void
doppel_judge_path(const struct doppel *doppel, const char *bytes, size_t len,
    struct verdict *verdict_r)
{
	struct address address;
	enum address_error error;
	if (address_parse_path(bytes, len, &address, &error) == 0) {
		doppel_judge_domain(doppel, address.domain, address.domain_len,
		    verdict_r);
		return;
	}
	if (judge_after_last_at(doppel, bytes, len, verdict_r))
		return;
	*verdict_r = (struct verdict){
	    .reason = VERDICT_MALFORMED,
	    .confidence = VERDICT_CERTAIN,
	    .detail = address_error_text(error),
	};
}

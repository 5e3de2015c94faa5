/* SPDX-License-Identifier: BSD-2-Clause */
/* Counts addresses by their domains: see the header. */
#include "domains/reports/totals.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/base/interning.h"
#include "domains/base/order.h"
#include "domains/engine/name/shown.h"
#include "domains/registrations/judge.h"
#include "domains/text/messages.h"

struct total {
	uint32_t domain;
	uint64_t addresses;
	uint64_t lists;
};

struct totals {
	const struct lookup_key_rules *rules;
	struct interning *domains;
	struct interning *pairs; /* "gmai.com lab": each list counts once */
	struct buffer pair;
	struct total *list; /* by the number of the domain */
	size_t room;
};

struct totals *
totals_new(const struct lookup_key_rules *rules)
{
	struct totals *totals = calloc(1, sizeof(*totals));

	if (totals == NULL)
		return NULL;
	totals->rules = rules;
	totals->domains = interning_new();
	totals->pairs = interning_new();
	if (totals->domains == NULL || totals->pairs == NULL)
		totals_free(&totals);
	return totals;
}

void
totals_free(struct totals **totals)
{
	if (*totals == NULL)
		return;
	interning_free(&(*totals)->domains);
	interning_free(&(*totals)->pairs);
	buffer_clear(&(*totals)->pair);
	free((*totals)->list);
	free(*totals);
	*totals = NULL;
}

bool
totals_are_empty(const struct totals *totals)
{
	return interning_count(totals->domains) == 0;
}

/* Is the list new for the domain?  -1 when memory is out. */
static int
is_new_list(struct totals *totals, const struct name *name, struct span list)
{
	size_t before = interning_count(totals->pairs);

	if (list.len == 0)
		return 0;
	totals->pair.len = 0;
	buffer_add(&totals->pair, name->text, name->len);
	buffer_add_text(&totals->pair, " ");
	buffer_add(&totals->pair, list.bytes, list.len);
	if (totals->pair.failed || interning_add(totals->pairs,
				       (struct span){totals->pair.bytes,
					   totals->pair.len}) == INTERNING_NONE)
		return -1;
	return interning_count(totals->pairs) != before;
}

static int
count(struct totals *totals, const struct name *name, struct span list)
{
	size_t before = interning_count(totals->domains);
	uint32_t number = interning_add(totals->domains,
	    (struct span){name->text, name->len});
	int new_list = is_new_list(totals, name, list);

	if (number == INTERNING_NONE || new_list < 0)
		return -1;
	if (number == before) {
		if (array_reserve(&totals->list, &totals->room, number,
			sizeof(*totals->list)) < 0)
			return -1;
		totals->list[number] = (struct total){.domain = number};
	}
	totals->list[number].addresses++;
	totals->list[number].lists += (uint64_t)new_list;
	return 0;
}

int
totals_add(struct totals *totals, const struct member *member)
{
	const struct address *address = &member->parsed;
	enum name_error error;
	struct name name;

	if ((member->target != MEMBER_ADDRESS &&
		member->target != MEMBER_DOMAIN) ||
	    member->error != ADDRESS_FINE || address->domain_len == 0 ||
	    name_parse(address->domain, address->domain_len, &name, &error) <
		0 ||
	    (totals->rules != NULL &&
		lookup_key_is_local(totals->rules, name.text)))
		return 0;
	return count(totals, &name, member->list);
}

/* ---- the table ----------------------------------------------------------- */

static int
by_addresses(const void *a, const void *b)
{
	const struct total *one = a, *other = b;
	const int order = order_numbers(other->addresses, one->addresses);

	return order != 0 ? order : order_numbers(one->domain, other->domain);
}

static void
add_text_row(const struct total *total, const char *domain,
    const struct verdict *verdict, struct buffer *out)
{
	char phrase[1024] = "", room[NAME_SIZE];
	const char *shown = shown_domain(domain, room);

	if (verdict->reason != VERDICT_NONE)
		(void)verdict_phrase(verdict, phrase, sizeof(phrase));
	buffer_add_format(out, "%9" PRIu64 "  %5" PRIu64 "  ", total->addresses,
	    total->lists);
	buffer_add_escaped(out, shown, strlen(shown));
	if (*phrase != '\0') {
		buffer_add_text(out, "  ");
		buffer_add_escaped(out, phrase, strlen(phrase));
	}
	buffer_add_text(out, "\n");
}

static void
add_json_row(const struct total *total, const char *domain,
    const struct verdict *verdict, struct buffer *out)
{
	buffer_add_text(out, "{\"version\":1,\"domain\":");
	buffer_add_json(out, domain, strlen(domain));
	buffer_add_format(out, ",\"addresses\":%" PRIu64 ",\"lists\":%" PRIu64,
	    total->addresses, total->lists);
	if (verdict->reason == VERDICT_NONE) {
		buffer_add_text(out, ",\"reason\":null,\"confidence\":null,"
				     "\"meant\":null}\n");
		return;
	}
	buffer_add_format(out,
	    ",\"reason\":\"%s\",\"confidence\":\"%s\",\"meant\":",
	    verdict_reason_name(verdict->reason),
	    verdict_confidence_name(verdict->confidence));
	if (verdict->meant.len != 0)
		buffer_add_json(out, verdict->meant.text, verdict->meant.len);
	else
		buffer_add_text(out, "null");
	buffer_add_text(out, "}\n");
}

static void
add_csv_row(const struct total *total, const char *domain,
    const struct verdict *verdict, struct buffer *out)
{
	buffer_add_csv(out, domain, strlen(domain));
	buffer_add_format(out, ",%" PRIu64 ",%" PRIu64, total->addresses,
	    total->lists);
	if (verdict->reason != VERDICT_NONE) {
		buffer_add_format(out, ",%s,%s,",
		    verdict_reason_name(verdict->reason),
		    verdict_confidence_name(verdict->confidence));
		buffer_add_csv(out, verdict->meant.text, verdict->meant.len);
	} else {
		buffer_add_text(out, ",,,");
	}
	buffer_add_text(out, "\n");
}

static void
add_header(enum report_format format, struct buffer *out)
{
	if (format == REPORT_CSV)
		buffer_add_text(out,
		    "domain,addresses,lists,reason,confidence,meant\n");
	else if (format != REPORT_JSON)
		buffer_add_text(out, _("addresses  lists  domain\n"));
}

int
totals_write(const struct totals *totals, const struct doppel *doppel,
    enum report_format format, struct buffer *out)
{
	void (*const add_row)(const struct total *, const char *,
	    const struct verdict *, struct buffer *) =
	    format == REPORT_JSON  ? add_json_row
	    : format == REPORT_CSV ? add_csv_row
				   : add_text_row;
	size_t count = interning_count(totals->domains);
	struct total *sorted = calloc(count + 1, sizeof(*sorted));

	if (sorted == NULL)
		return -1;
	if (count != 0)
		memcpy(sorted, totals->list, count * sizeof(*sorted));
	qsort(sorted, count, sizeof(*sorted), by_addresses);
	add_header(format, out);
	for (size_t i = 0; i < count; i++) {
		const char *domain =
		    interning_text(totals->domains, sorted[i].domain);
		struct verdict verdict = {.reason = VERDICT_NONE};
		struct name name;

		doppel_judge_domain(doppel, domain, strlen(domain), &verdict);
		if (name_parse(domain, strlen(domain), &name, NULL) == 0 &&
		    judge_vouches(totals->rules, &name, &verdict))
			verdict_clear(&verdict);
		add_row(&sorted[i], domain, &verdict, out);
		verdict_clear(&verdict);
	}
	free(sorted);
	return out->failed ? -1 : 0;
}

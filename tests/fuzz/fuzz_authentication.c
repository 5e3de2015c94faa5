// SPDX-License-Identifier: BSD-2-Clause
/* Fuzz target: the queue id, the sender and the greeting of a mail, a line
 * each, then its header.  What is proven is aligned with the only author; and
 * nothing is proven without a field that may count.  What kind of mail it is
 * comes along. */
#include "domains/contacts/authentication.h"

#include <string.h>

#include "domains/contacts/kind.h"
#include "domains/contacts/machine.h"
#include "tests/fuzz/fuzz.h"

#define FIELDS_MAX 32

/* The lines of a header; a blank folds. */
static struct header
split_header(struct span text, struct header_field fields[FIELDS_MAX])
{
	struct header header = {fields, 0};

	while (text.len != 0 && header.count < FIELDS_MAX) {
		struct span line = span_take_line(&text);
		const char *colon = memchr(line.bytes, ':', line.len);

		while (text.len != 0 &&
		       (*text.bytes == ' ' || *text.bytes == '\t')) {
			struct span more = span_take_line(&text);

			line.len = (size_t)(more.bytes + more.len - line.bytes);
		}
		if (colon != NULL)
			fields[header.count++] =
			    (struct header_field){span_between(line.bytes,
						      colon),
				span_between(colon + 1, line.bytes + line.len)};
	}
	return header;
}

static void
check(const struct authentication_mail *mail, struct header header,
    unsigned first, bool hidden)
{
	struct authentication_host host = {.id = "mx.own.example",
	    .first = first,
	    .hidden = hidden};
	struct authentication got;

	authentication_check(&host, mail, header, &got);
	FUZZ_CHECK((unsigned)got.state < AUTHENTICATION_STATES);
	FUZZ_CHECK((got.state == AUTHENTICATION_PROVEN) == (got.by != NULL));
	if (got.state == AUTHENTICATION_PROVEN) {
		FUZZ_CHECK(header_only(header, "From") != NULL);
		FUZZ_CHECK(
		    strcmp(got.domain.text + name_registrable(&got.domain),
			got.verified.text + name_registrable(&got.verified)) ==
		    0);
	}
	/* Neither a place nor a job. */
	if (first == 0 && hidden && mail->queue_id.len == 0)
		FUZZ_CHECK(got.state == AUTHENTICATION_NO_FIELD);
}

/* Whoever leaves fields out that do not matter comes to the same. */
static void
check_kind(struct span sender, struct header header)
{
	struct header_field fields[FIELDS_MAX];
	struct header wanted = {fields, 0};

	for (size_t i = 0; i < header.count; i++)
		if (kind_wants_field(header.fields[i].name))
			fields[wanted.count++] = header.fields[i];
	FUZZ_CHECK(kind_find(sender, header) == kind_find(sender, wanted));
	FUZZ_CHECK(machine_find(sender) == MACHINE_NONE ||
		   memchr(sender.bytes, '@', sender.len) != NULL);
}

int
fuzz_authentication(const uint8_t *data, size_t size)
{
	struct authentication_mail mail;
	struct header_field fields[FIELDS_MAX];

	mail.queue_id = fuzz_take(&data, &size, '\n');
	mail.sender = fuzz_take(&data, &size, '\n');
	mail.greeting = fuzz_take(&data, &size, '\n');

	struct header header =
	    split_header((struct span){(const char *)data, size}, fields);

	check_kind(mail.sender, header);
	for (unsigned first = 0; first < 3; first++) {
		check(&mail, header, first, true);
		check(&mail, header, first, false);
	}
	return 0;
}

FUZZ_ENTRY(fuzz_authentication)

/* SPDX-License-Identifier: BSD-2-Clause */
#include "milter/fields.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

Test(fields, those_that_matter_in_their_order)
{
	struct fields fields = {.room = NULL};
	struct header header;

	cr_expect_eq(fields_header(&fields).count, 0);
	fields_add(&fields, "Subject", "x");
	cr_expect_eq(fields_header(&fields).count, 0);
	fields_add(&fields, "Authentication-Results", "mx.own.example; none");
	fields_add(&fields, "To", "a@b.example");
	fields_add(&fields, "from", "Ann\n <ann@partner.example>");
	fields_add(&fields, "LIST-ID", "");
	header = fields_header(&fields);
	cr_assert_eq(header.count, 3);
	cr_expect(span_equal(header.fields[0].name, "Authentication-Results"));
	cr_expect(span_equal(header.fields[0].value, "mx.own.example; none"));
	cr_expect(
	    span_equal(header.fields[1].value, "Ann\n <ann@partner.example>"));
	cr_expect_eq(header.fields[2].value.len, 0);
	cr_expect_not(fields.cut);
	fields_clear(&fields);
	cr_expect_eq(fields_header(&fields).count, 0);
}

Test(fields, more_than_there_is_room_for_is_known)
{
	struct fields fields = {.room = NULL};
	char *large = malloc(FIELDS_BYTES);

	for (int i = 0; i < FIELDS_MAX; i++)
		fields_add(&fields, "Received", "by mx.example");
	cr_expect_not(fields.cut);
	fields_add(&fields, "Subject", "x");
	cr_expect_not(fields.cut);
	fields_add(&fields, "Received", "by mx.example");
	cr_expect(fields.cut);
	cr_expect_eq(fields_header(&fields).count, FIELDS_MAX);
	fields_clear(&fields);
	cr_expect_not(fields.cut);

	cr_assert(large != NULL);
	memset(large, 'x', FIELDS_BYTES);
	large[FIELDS_BYTES - sizeof("From") + 1] = '\0';
	fields_add(&fields, "From", large);
	cr_expect_not(fields.cut);
	fields_add(&fields, "From", "");
	cr_expect(fields.cut);
	fields_clear(&fields);
	free(large);
}

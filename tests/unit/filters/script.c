/* SPDX-License-Identifier: BSD-2-Clause */
/* What the property tests of filters have in common. */
#include "tests/unit/filters/script.h"

#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "domains/readers/reader.h"

void
script_begin(struct script *script, struct property *random)
{
	*script = (struct script){.random = random};
}

void
script_add(struct script *script, const char *format, ...)
{
	char text[1024];
	va_list arguments;
	int len;

	va_start(arguments, format);
	len = vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	cr_assert(len >= 0 && (size_t)len < sizeof(text));
	buffer_add(&script->text, text, (size_t)len);
}

unsigned
script_line(const struct script *script)
{
	unsigned line = 1;

	for (size_t i = 0; i < script->text.len; i++)
		line += script->text.bytes[i] == '\n';
	return line;
}

void
script_expect(struct script *script, unsigned line, const char *address,
    bool placed)
{
	struct script_member *member = &script->members[script->count++];

	cr_assert(script->count <= SCRIPT_MEMBERS_MAX);
	snprintf(member->address, sizeof(member->address), "%s", address);
	member->line = line;
	member->placed = placed;
}

void
script_make_address(struct script *script, char address_r[static 64])
{
	static const char *const domains[] = {"b.jp", "gmai.com",
	    "mail.example.ac.jp", "xn--q9jyb4c.example"};

	snprintf(address_r, 64, "t.o%u@%s", script->number++,
	    property_one_of(script->random, domains));
}

struct reading {
	const struct script *script;
	size_t count;
};

static void
check(const struct script *script, bool holds, const char *what)
{
	property_check(script->random, holds, what, script->text.bytes,
	    script->text.len);
}

static int
take(void *context, const struct member *member)
{
	struct reading *reading = context;
	const struct script *script = reading->script;
	const struct script_member *expected =
	    &script->members[reading->count++];
	char what[400];

	if (member->target != MEMBER_ADDRESS) {
		reading->count--;
		return 0;
	}
	snprintf(what, sizeof(what), "%u: %.*s, not %u: %s", member->line,
	    (int)member->address.len, member->address.bytes, expected->line,
	    expected->address);
	check(script,
	    reading->count <= script->count &&
		strlen(expected->address) == member->address.len &&
		memcmp(member->address.bytes, expected->address,
		    member->address.len) == 0 &&
		member->line == expected->line,
	    what);
	check(script, member->in_text || !expected->placed, "has no place");
	check(script,
	    !member->in_text ||
		memcmp(script->text.bytes + member->at, member->address.bytes,
		    member->address.len) == 0,
	    "stands elsewhere");
	return 0;
}

void
script_check(struct script *script, enum reader_type type)
{
	const struct reader_options options = {.type = type};
	struct diagnostics diagnostics = {0};
	struct reading reading = {.script = script};
	char what[400];

	check(script, !script->text.failed, "no memory");
	check(script,
	    reader_parse("home/taro/filter", script->text.bytes,
		script->text.len, &options, take, &reading, &diagnostics) == 0,
	    "not read");
	snprintf(what, sizeof(what), "%zu members, not %zu", reading.count,
	    script->count);
	check(script, reading.count == script->count, what);
	snprintf(what, sizeof(what), "%zu diagnostics, not %zu; the last: %s",
	    diagnostics.count, script->diagnostics,
	    diagnostics.kept != 0 ? diagnostics.list[diagnostics.kept - 1].text
				  : "-");
	check(script, diagnostics.count == script->diagnostics, what);
	diagnostics_clear(&diagnostics);
	buffer_clear(&script->text);
}

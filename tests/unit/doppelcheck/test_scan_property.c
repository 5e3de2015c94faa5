/* SPDX-License-Identifier: BSD-2-Clause */
/* Scan: lists by chance, of every construct that a plain list has, come out as
 * they were put together, by the fast front and by the reader alike. */
#include "domains/doppelcheck/scan.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/buffer.h"
#include "domains/readers/list_line.h"
#include "domains/readers/reader.h"
#include "tests/unit/property.h"

/* A list, and what is to come out of it: "LINE LOCAL DOMAIN" for each address,
 * "LINE !" for what is none. */
struct made {
	struct buffer text;
	struct buffer wanted;
	unsigned line;
	bool after_cr; /* the next line must not be empty */
};

static void
want(struct made *made, const char *local, const char *domain)
{
	buffer_add_number(&made->wanted, made->line);
	if (domain == NULL) {
		buffer_add_text(&made->wanted, " !\n");
		return;
	}
	buffer_add_text(&made->wanted, " ");
	buffer_add_text(&made->wanted, local);
	buffer_add_text(&made->wanted, " ");
	buffer_add_text(&made->wanted, domain);
	buffer_add_text(&made->wanted, "\n");
}

static const char *
make_local(struct property *random)
{
	static char longer[512 + 1];
	static const char *const locals[] = {"taro", "t.y", "T-1_x+y", "o'h",
	    "taro..y.", "a/b", "{x}", "1"};
	static const size_t lens[] = {15, 16, 31, 61, 62, 63, 64, 200, 512};
	size_t len = property_one_of(random, lens);

	if (property_below(random, 6) != 0)
		return property_one_of(random, locals);
	memset(longer, 'z', len);
	longer[len] = '\0';
	return longer;
}

static const char *
make_domain(struct property *random)
{
	static const char *const domains[] = {"b.jp", "Gmail.COM",
	    "a-b.example.", "x.Y.z.example", "b\xc3\xbc.jp",
	    "a-very-long-label-of-a-name.with-others.after-it.EXAMPLE"};

	return property_one_of(random, domains);
}

/* An address between two texts. */
static void
put(struct made *made, struct property *random, const char *before,
    const char *after)
{
	const char *local = make_local(random), *domain = make_domain(random);

	buffer_add_text(&made->text, before);
	buffer_add_text(&made->text, local);
	buffer_add_text(&made->text, "@");
	buffer_add_text(&made->text, domain);
	buffer_add_text(&made->text, after);
	want(made, local, domain);
}

static void
put_broken(struct made *made, struct property *random)
{
	static const char *const broken[] = {"taro", "taro@", "a@b@c.jp"};
	char longer[515];

	if (property_below(random, 4) == 0) {
		memset(longer, 'y', 513);
		longer[513] = '\0';
		buffer_add_text(&made->text, longer);
		buffer_add_text(&made->text, "@b.jp");
		want(made, NULL, NULL);
		return;
	}
	buffer_add_text(&made->text, property_one_of(random, broken));
	want(made, NULL, NULL);
}

static void
put_line(struct made *made, struct property *random)
{
	static const char *const between[] = {", ", ";", " ", "\xef\xbc\x8c",
	    "\xe3\x80\x81", "\xef\xbc\x9b", "\t"};

	switch (property_below(random, 12)) {
	case 0:
		if (made->after_cr)
			put(made, random, "", "");
		break;
	case 1:
		buffer_add_text(&made->text, "# was x@y.example");
		break;
	case 2:
		put(made, random, " ", " \t");
		break;
	case 3:
		put(made, random, "Yamada Taro <", ">");
		break;
	case 4:
		put(made, random, "\"Yamada, Taro\" <", ">");
		break;
	case 5:
		put(made, random, "", property_one_of(random, between));
		put(made, random, "", "");
		break;
	case 6:
		put(made, random, "team: ", ", ");
		put(made, random, "", ";");
		break;
	case 7:
		put(made, random, "", " # left");
		break;
	case 8:
		put(made, random, "", "");
		buffer_add(&made->text, "\0\0", 1 + property_below(random, 2));
		put(made, random, "", "");
		break;
	case 9:
		put_broken(made, random);
		break;
	default:
		put(made, random, "", "");
	}
}

static void
make_list(struct property *random, struct made *made)
{
	static const char *const ends[] = {"\n", "\r\n", "\r", "\r\r",
	    "\r\r\n"};
	size_t lines = property_below(random, 8);

	if (property_below(random, 4) == 0)
		buffer_add_text(&made->text, "\xef\xbb\xbf");
	for (made->line = 1; made->line <= lines; made->line++) {
		const char *end = property_one_of(random, ends);

		put_line(made, random);
		/* The last line may have no end. */
		if (made->line == lines && property_below(random, 2) == 0)
			break;
		buffer_add_text(&made->text, end);
		made->after_cr = end[strlen(end) - 1] == '\r';
		/* An empty line comes between. */
		if (strcmp(end, "\r\r") == 0) {
			made->line++;
			lines++;
		}
	}
	buffer_add(&made->wanted, "", 1);
	cr_assert(!made->text.failed && !made->wanted.failed);
}

/* ---- what comes out ------------------------------------------------------ */

static void
render(struct buffer *out, unsigned line, enum address_error error,
    const struct address *address)
{
	buffer_add_number(out, line);
	if (error != ADDRESS_FINE) {
		buffer_add_text(out, " !\n");
		return;
	}
	buffer_add_text(out, " ");
	buffer_add(out, address->local, address->local_len);
	buffer_add_text(out, " ");
	buffer_add(out, address->domain, address->domain_len);
	buffer_add_text(out, "\n");
}

/* As member_take. */
static int
take(void *context, const struct member *member)
{
	render(context, member->line, member->error, &member->parsed);
	return 0;
}

/* Of the fast front; its plain form is checked, too. */
static bool
take_item(const struct scan_item *item, struct buffer *out)
{
	const struct reader_text text = {
	    .text = {item->bytes, item->len},
	    .take = take,
	    .context = out,
	};
	const struct destination_place place = {
	    .line = (unsigned)item->line + 1,
	    .grammar = DESTINATION_ADDRESSES,
	};
	const struct address address = {
	    .local = item->bytes,
	    .local_len = item->local_len,
	    .domain = item->bytes + item->local_len + 1,
	    .domain_len = item->domain_len,
	};
	bool dot;

	if (item->kind != SCAN_ADDRESS)
		return list_line_take(&text, &place, text.text) == 0;
	render(out, place.line, ADDRESS_FINE, &address);
	dot = address.domain_len > 0 &&
	      address.domain[address.domain_len - 1] == '.';
	if (item->plain == NULL || dot)
		return item->plain == NULL && dot;
	for (size_t i = 0; i < address.domain_len; i++)
		if (item->plain[i] >= 'A' && item->plain[i] <= 'Z')
			return false;
	return true;
}

static bool
scan_list(const struct made *made, struct buffer *out)
{
	char *bytes = malloc(made->text.len + SOURCE_CHUNK_PAD);
	struct source_chunk chunk = {.bytes = bytes,
	    .len = made->text.len,
	    .begins_file = true};
	struct scan_item item;
	struct scan scan;
	bool fine = true;
	uint64_t ends = made->line - 1;

	cr_assert(bytes != NULL);
	if (made->text.len != 0)
		memcpy(bytes, made->text.bytes, made->text.len);
	scan_begin(&scan, &chunk);
	while (scan_next(&scan, &item))
		fine = take_item(&item, out) && fine;
	fine = fine && scan_lines(&scan) == ends;
	buffer_add(out, "", 1);
	free(bytes);
	return fine;
}

static void
read_list(const struct made *made, struct buffer *out)
{
	const struct reader_options options = {.type = READER_LIST,
	    .encoding = ENCODING_UTF8};
	struct diagnostics diagnostics = {0};

	cr_assert(reader_parse("x", made->text.bytes, made->text.len, &options,
		      take, out, &diagnostics) == 0);
	diagnostics_clear(&diagnostics);
	buffer_add(out, "", 1);
}

Test(doppelcheck_scan_property, both_paths_find_what_was_put_in)
{
	PROPERTY_CASES(random, "scan")
	{
		struct made made = {0};
		struct buffer fast = {0}, full = {0};

		buffer_add_text(&made.text, "");
		make_list(&random, &made);
		property_check(&random,
		    scan_list(&made, &fast) &&
			strcmp(fast.bytes, made.wanted.bytes) == 0,
		    fast.bytes, made.text.bytes, made.text.len);
		read_list(&made, &full);
		property_check(&random,
		    strcmp(full.bytes, made.wanted.bytes) == 0, full.bytes,
		    made.text.bytes, made.text.len);
		buffer_clear(&made.text);
		buffer_clear(&made.wanted);
		buffer_clear(&fast);
		buffer_clear(&full);
	}
}

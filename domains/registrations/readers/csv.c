/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads registers in CSV: see csv.h. */
#include "domains/registrations/readers/csv.h"

#include <csv.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "domains/registrations/readers/destinations.h"
#include "domains/engine/name/full_width.h"

/* A longer header is none that we know. */
#define HEADER_MAX 256

/* Of the cells of a row that are kept: addresses are handed on at its end,
 * when the name is known. */
#define CELL_MAX ((size_t)64 * 1024)

/* ---- headers ------------------------------------------------------------- */

struct heading {
	const char *text; /* as simplify() leaves it */
	enum csv_column column;
};

static const struct heading headings[] = {
    {"mail", CSV_ADDRESS},
    {"email", CSV_ADDRESS},
    {"emailvalue", CSV_ADDRESS},
    {"mailto", CSV_ADDRESS},
    {"メール", CSV_ADDRESS},
    {"eメール", CSV_ADDRESS},
    {"電子メール", CSV_ADDRESS},
    {"メアド", CSV_ADDRESS},
    {"name", CSV_NAME},
    {"fullname", CSV_NAME},
    {"realname", CSV_NAME},
    {"displayname", CSV_NAME},
    {"lastname", CSV_NAME},
    {"firstname", CSV_NAME},
    {"familyname", CSV_NAME},
    {"givenname", CSV_NAME},
    {"surname", CSV_NAME},
    {"cn", CSV_NAME},
    {"gecos", CSV_NAME},
    {"姓", CSV_NAME},
    {"名", CSV_NAME},
    {"氏名", CSV_NAME},
    {"姓名", CSV_NAME},
    {"名前", CSV_NAME},
    {"お名前", CSV_NAME},
    {"表示名", CSV_NAME},
    {"会員名", CSV_NAME},
    {"担当者", CSV_NAME},
    {"担当者名", CSV_NAME},
    {"list", CSV_LIST},
    {"listname", CSV_LIST},
    {"mailinglist", CSV_LIST},
    {"ml", CSV_LIST},
    {"mlname", CSV_LIST},
    {"ml名", CSV_LIST},
    {"リスト", CSV_LIST},
    {"リスト名", CSV_LIST},
    {"メーリングリスト", CSV_LIST},
    {"メーリングリスト名", CSV_LIST},
    {"グループ", CSV_LIST},
    {"グループ名", CSV_LIST},
};

/* What a longer heading has in it; the first that fits. */
static const struct heading parts[] = {
    {"メールアドレス", CSV_ADDRESS},
    {"電子メールアドレス", CSV_ADDRESS},
    {"mailaddress", CSV_ADDRESS},
    {"メルアド", CSV_ADDRESS},
    {"フリガナ", CSV_READING},
    {"ふりがな", CSV_READING},
    {"カナ", CSV_READING},
    {"かな", CSV_READING},
    {"よみ", CSV_READING},
    {"ヨミ", CSV_READING},
    {"ローマ字", CSV_READING},
    {"kana", CSV_READING},
    {"romaji", CSV_READING},
    {"reading", CSV_READING},
    {"phonetic", CSV_READING},
    {"氏名", CSV_NAME},
};

/* Lower case, without digits, blanks and punctuation, without what stands in
 * parentheses: "Ｅ-mail 1 (必須)" is "email".  Returns its length. */
static size_t
simplify(const char *bytes, size_t len, char buf[static HEADER_MAX])
{
	static const char idle[] = " \t\r\n-_.*:/'\"0123456789";
	static const char wide_blank[] = "\xe3\x80\x80";
	size_t to = 0, depth = 0;

	for (size_t i = 0; i < len; i++) {
		char byte = bytes[i];

		if (len - i >= 3 && memcmp(bytes + i, wide_blank, 3) == 0) {
			i += 2;
			continue;
		}
		depth += byte == '(';
		if (depth == 0 && byte != '\0' && strchr(idle, byte) == NULL)
			buf[to++] = byte >= 'A' && byte <= 'Z'
			                ? (char)(byte | 32)
			                : byte;
		depth -= byte == ')' && depth > 0;
	}
	return to;
}

enum csv_column
csv_column_of(struct span header)
{
	struct full_width written;
	char simple[HEADER_MAX];
	struct span text;

	if (header.len >= HEADER_MAX)
		return CSV_OTHER;
	if (full_width_mend(header.bytes, header.len, &written))
		header = (struct span){written.bytes, written.len};
	text =
	    (struct span){simple, simplify(header.bytes, header.len, simple)};
	for (size_t i = 0; i < sizeof(headings) / sizeof(*headings); i++)
		if (span_equal(text, headings[i].text))
			return headings[i].column;
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (text.len != 0 && memmem(text.bytes, text.len, parts[i].text,
					 strlen(parts[i].text)) != NULL)
			return parts[i].column;
	return CSV_OTHER;
}

/* "address" alone is a street in most registers: it counts when no other
 * column has addresses. */
static bool
is_weak_address(struct span header)
{
	char simple[HEADER_MAX];
	struct span text = {simple, 0};

	if (header.len < HEADER_MAX)
		text.len = simplify(header.bytes, header.len, simple);
	return span_equal(text, "address") || span_equal(text, "アドレス") ||
	       span_equal(text, "member") || span_equal(text, "user");
}

static const char *const column_names[CSV_COLUMN_KINDS] = {
    [CSV_OTHER] = "other",
    [CSV_ADDRESS] = "address",
    [CSV_NAME] = "name",
    [CSV_READING] = "reading",
    [CSV_LIST] = "list",
};

bool
csv_column_parse(const char *name, size_t len, enum csv_column *column_r)
{
	const struct span text = {name, len};

	for (enum csv_column i = CSV_ADDRESS; i < CSV_COLUMN_KINDS; i++)
		if (span_equal(text, column_names[i])) {
			*column_r = i;
			return true;
		}
	return false;
}

/* ---- rows ---------------------------------------------------------------- */

/* A cell of the row at hand, in the row's bytes. */
struct cell {
	size_t column;
	size_t at;
	size_t len;
	unsigned line;
};

struct reading {
	const struct reader_text *text;
	const struct csv_columns *columns;
	struct csv_parser parser;
	unsigned line;
	size_t column;
	uint8_t *kinds; /* of CSV_COLUMNS_MAX columns */
	bool decided;   /* the kinds */
	char *bytes;    /* the cells of the row */
	size_t len;
	size_t size;
	struct cell *cells;
	size_t cell_count;
	size_t cell_size;
	const char *cursor;   /* of the text: before the row's next address */
	const char *line_end; /* of the line at hand */
	int result;
};

/* Makes room for more elements; false when memory is out. */
static bool
reserve(void **memory, size_t *size, size_t used, size_t more, size_t each)
{
	size_t wanted = *size != 0 ? *size : 64;
	void *bigger;

	while (wanted - used < more)
		wanted *= 2;
	if (wanted == *size)
		return true;
	bigger = realloc(*memory, wanted * each);
	if (bigger == NULL)
		return false;
	*memory = bigger;
	*size = wanted;
	return true;
}

static void
out_of_memory(struct reading *reading)
{
	diagnostics_add(reading->text->diagnostics, reading->text->file,
	    reading->line, "%s", strerror(ENOMEM));
	reading->result = -1;
}

static void
keep_cell(struct reading *reading, const char *bytes, size_t len)
{
	void *at = reading->bytes, *cells = reading->cells;
	bool room = reserve(&at, &reading->size, reading->len, len + 1, 1);

	reading->bytes = at;
	room = room && reserve(&cells, &reading->cell_size, reading->cell_count,
			   1, sizeof(struct cell));
	reading->cells = cells;
	if (!room) {
		out_of_memory(reading);
		return;
	}
	reading->cells[reading->cell_count++] = (struct cell){
	    .column = reading->column,
	    .at = reading->len,
	    .len = len,
	    .line = reading->line,
	};
	if (len != 0)
		memcpy(reading->bytes + reading->len, bytes, len);
	reading->len += len;
}

/* libcsv: a cell is over. */
static void
on_cell(void *bytes, size_t len, void *context)
{
	struct reading *reading = context;
	bool wanted =
	    reading->column < CSV_COLUMNS_MAX &&
	    (!reading->decided || reading->kinds[reading->column] != CSV_OTHER);

	if (wanted && reading->result == 0 && len <= CELL_MAX)
		keep_cell(reading, bytes, len);
	else if (wanted && len > CELL_MAX)
		diagnostics_add(reading->text->diagnostics, reading->text->file,
		    reading->line, "a cell of %zu bytes, at most %zu are read",
		    len, CELL_MAX);
	reading->column++;
}

static struct span
cell_span(const struct reading *reading, const struct cell *cell)
{
	return (struct span){reading->bytes + cell->at, cell->len};
}

/* Is the column the one that an option calls so? */
static bool
is_called(const char *called, struct span header, size_t column)
{
	char *end;
	unsigned long number;

	if (called == NULL)
		return false;
	number = strtoul(called, &end, 10);
	if (end != called && *end == '\0' && called[0] >= '0' &&
	    called[0] <= '9')
		return number == column + 1;
	return span_equal(span_trim(header), called);
}

static enum csv_column
column_by_option(const struct csv_columns *columns, struct span header,
    size_t column)
{
	for (enum csv_column i = CSV_ADDRESS; i < CSV_COLUMN_KINDS; i++)
		if (is_called(columns->called[i], header, column))
			return i;
	return CSV_OTHER;
}

/* What the columns are by a rule; how many have addresses. */
static size_t
set_kinds(struct reading *reading,
    enum csv_column (*rule)(const struct csv_columns *, struct span, size_t))
{
	size_t addresses = 0;

	for (size_t i = 0; i < reading->cell_count; i++) {
		const struct cell *cell = &reading->cells[i];
		struct span header = cell_span(reading, cell);
		enum csv_column kind =
		    column_by_option(reading->columns, header, cell->column);

		if (kind == CSV_OTHER)
			kind = rule(reading->columns, header, cell->column);
		reading->kinds[cell->column] = (uint8_t)kind;
		addresses += kind == CSV_ADDRESS;
	}
	return addresses;
}

/* A kind that an option names is no other column's. */
static enum csv_column
by_heading(const struct csv_columns *columns, struct span header, size_t column)
{
	enum csv_column kind = csv_column_of(header);

	(void)column;
	return columns->called[kind] == NULL ? kind : CSV_OTHER;
}

static enum csv_column
by_weak_heading(const struct csv_columns *columns, struct span header,
    size_t column)
{
	return is_weak_address(header) ? CSV_ADDRESS
	                               : by_heading(columns, header, column);
}

static enum csv_column
by_content(const struct csv_columns *columns, struct span header, size_t column)
{
	(void)columns;
	(void)column;
	return header.len != 0 && memchr(header.bytes, '@', header.len) != NULL
	           ? CSV_ADDRESS
	           : CSV_OTHER;
}

static bool
row_has_address(const struct reading *reading)
{
	for (size_t i = 0; i < reading->cell_count; i++)
		if (by_content(NULL, cell_span(reading, &reading->cells[i]),
			0) == CSV_ADDRESS)
			return true;
	return false;
}

/* The first row tells what the columns are.  Returns whether it is a row of
 * people itself. */
static bool
take_header(struct reading *reading)
{
	bool headless = row_has_address(reading);

	reading->decided = true;
	if (headless && reading->columns->called[CSV_ADDRESS] == NULL) {
		set_kinds(reading, by_content);
	} else if (set_kinds(reading, by_heading) == 0 &&
		   set_kinds(reading, by_weak_heading) == 0) {
		diagnostics_add(reading->text->diagnostics, reading->text->file,
		    reading->line,
		    "no column of addresses; "
		    "--column address=NAME names one");
		reading->result = -1;
	}
	return headless;
}

/* Where an address stands in the text: behind the cursor, in the row.  One that
 * stands there twice may be a name or a note the other time: that cannot be
 * told. */
static int
find_in_text(void *context, const struct member *member)
{
	struct reading *reading = context;
	const struct reader_text *text = reading->text;
	struct member found = *member;
	const char *at = memmem(reading->cursor,
	    (size_t)(reading->line_end - reading->cursor), found.address.bytes,
	    found.address.len);

	/* A quote in a cell is written with two. */
	if (at != NULL && found.address.len != 0 &&
	    memchr(found.address.bytes, '"', found.address.len) == NULL &&
	    memmem(at + 1, (size_t)(reading->line_end - at) - 1,
		found.address.bytes, found.address.len) == NULL) {
		found.in_text = true;
		found.at = (size_t)(at - text->text.bytes);
		reading->cursor = at + found.address.len;
	}
	return text->take(text->context, &found);
}

/* Where bytes of the row stand: they move while it grows. */
struct range {
	size_t at;
	size_t len;
};

/* The cells of a kind in the row, put together behind it. */
static struct range
put_together(struct reading *reading, enum csv_column kind)
{
	size_t begin = reading->len;

	for (size_t i = 0; i < reading->cell_count; i++) {
		const struct cell *cell = &reading->cells[i];
		void *bytes = reading->bytes;

		if (reading->kinds[cell->column] != kind || cell->len == 0)
			continue;
		if (!reserve(&bytes, &reading->size, reading->len,
			cell->len + 1, 1)) {
			out_of_memory(reading);
			break;
		}
		reading->bytes = bytes;
		if (reading->len != begin)
			reading->bytes[reading->len++] =
			    kind == CSV_ADDRESS ? ',' : ' ';
		memcpy(reading->bytes + reading->len, reading->bytes + cell->at,
		    cell->len);
		reading->len += cell->len;
	}
	return (struct range){begin, reading->len - begin};
}

static void
take_row(struct reading *reading)
{
	struct range name = put_together(reading, CSV_NAME);
	struct range kana = put_together(reading, CSV_READING);
	struct range list = put_together(reading, CSV_LIST);
	struct range row = put_together(reading, CSV_ADDRESS);
	struct reader_text text = *reading->text;
	struct destination_place place = {
	    .name = {reading->bytes + name.at, name.len},
	    .reading = {reading->bytes + kana.at, kana.len},
	    .list = {reading->bytes + list.at, list.len},
	    .row = {reading->bytes + row.at, row.len},
	    .grammar = DESTINATION_ADDRESSES,
	};

	text.take = find_in_text;
	text.context = reading;
	if (place.list.len == 0)
		place.list = text.list;
	for (size_t i = 0; i < reading->cell_count; i++) {
		const struct cell *cell = &reading->cells[i];

		place.line = cell->line;
		if (reading->result == 0 &&
		    reading->kinds[cell->column] == CSV_ADDRESS)
			reading->result = destination_take_all(&text, &place,
			    cell_span(reading, cell));
	}
}

/* libcsv: a row is over. */
static void
on_row(int separator, void *context)
{
	struct reading *reading = context;

	(void)separator;
	if (reading->result == 0 && reading->cell_count != 0 &&
	    (reading->decided || take_header(reading)) && reading->result == 0)
		take_row(reading);
	reading->cursor = reading->line_end;
	reading->column = reading->len = reading->cell_count = 0;
}

/* ---- the file ------------------------------------------------------------ */

static struct span
first_line(struct span text)
{
	const char *newline =
	    text.len != 0 ? memchr(text.bytes, '\n', text.len) : NULL;

	if (newline != NULL)
		text.len = (size_t)(newline - text.bytes);
	return text;
}

static unsigned char
find_separator(struct span text)
{
	static const char separators[] = ",\t;";
	struct span line = first_line(text);
	size_t count[3] = {0}, best = 0;
	bool quoted = false;

	for (size_t i = 0; i < line.len; i++) {
		quoted = quoted != (line.bytes[i] == '"');
		for (size_t k = 0; k < 3; k++)
			count[k] += !quoted && line.bytes[i] == separators[k];
	}
	for (size_t k = 1; k < 3; k++)
		best = count[k] > count[best] ? k : best;
	return (unsigned char)separators[best];
}

/* Line by line, so that a cell knows its own. */
static void
parse(struct reading *reading)
{
	struct span rest = reading->text->text;

	reading->cursor = rest.bytes;
	while (rest.len > 0 && reading->result == 0) {
		size_t len = first_line(rest).len;

		len += len < rest.len;
		reading->line++;
		reading->line_end = rest.bytes + len;
		if (csv_parse(&reading->parser, rest.bytes, len, on_cell,
			on_row, reading) != len)
			out_of_memory(reading);
		rest.bytes += len;
		rest.len -= len;
	}
	if (reading->result == 0)
		csv_fini(&reading->parser, on_cell, on_row, reading);
}

int
csv_read(const struct reader_text *text, const struct csv_columns *columns)
{
	struct reading reading = {
	    .text = text,
	    .columns = columns,
	    .kinds = calloc(CSV_COLUMNS_MAX, 1),
	};
	bool ready = csv_init(&reading.parser, 0) == 0;

	if (reading.kinds == NULL || !ready) {
		out_of_memory(&reading);
	} else {
		csv_set_delim(&reading.parser, find_separator(text->text));
		parse(&reading);
	}
	if (ready)
		csv_free(&reading.parser);
	free(reading.kinds);
	free(reading.bytes);
	free(reading.cells);
	return reading.result;
}

/* ---- recognising --------------------------------------------------------- */

bool
csv_has_header(struct span text)
{
	struct span line = first_line(text);
	char separator = (char)find_separator(text);
	bool address = false;

	if (line.len == 0 || memchr(line.bytes, '@', line.len) != NULL ||
	    memchr(line.bytes, separator, line.len) == NULL)
		return false;
	while (line.len > 0) {
		const char *end = memchr(line.bytes, separator, line.len);
		size_t len =
		    end != NULL ? (size_t)(end - line.bytes) : line.len;

		address = address || csv_column_of((struct span){line.bytes,
					 len}) == CSV_ADDRESS;
		len += end != NULL;
		line.bytes += len;
		line.len -= len;
	}
	return address;
}

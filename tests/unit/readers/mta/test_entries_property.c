/* SPDX-License-Identifier: BSD-2-Clause */
/* Aliases and virtual tables of Postfix, Exim and OpenSMTPD, made from their
 * grammars with every construct: each destination comes out with its key, its
 * line, its kind, its person and its place, and nothing else does. */
#include "domains/readers/reader.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/property.h"
#include "tests/unit/text.h"

#define TEXT_SIZE 16384
#define KEYS_MAX 8

struct made {
	struct property *random;
	char text[TEXT_SIZE]; /* of the file */
	size_t len;
	unsigned line;
	char members[TEXT_SIZE]; /* that are to come out, */
	size_t members_len;
	char errors[TEXT_SIZE]; /*   and the lines of diagnostics */
	size_t errors_len;
	char key[64]; /* at hand, as it comes out */
	bool dead;    /* what is made now is not mailed */
	bool bare;    /* an address with a blank in it or at it is refused */
};

static void
put(struct made *made, const char *text)
{
	for (const char *p = text; *p != '\0'; p++)
		made->line += *p == '\n';
	text_put(made->text, TEXT_SIZE, &made->len, "%s", text);
}

static void
want(struct made *made, const char *kind, const char *address, const char *name)
{
	if (!made->dead)
		text_put(made->members, TEXT_SIZE, &made->members_len,
		    "%u %s>%s %s (%s)\n", made->line, made->key, kind, address,
		    name);
}

static void
want_error(struct made *made, unsigned line)
{
	text_put(made->errors, TEXT_SIZE, &made->errors_len, "%u\n", line);
}

/* Of what stands at an address, or is one. */
static void
want_blank_error(struct made *made, const char *written)
{
	if (made->bare && !made->dead && strchr(written, ' ') != NULL)
		want_error(made, made->line);
}

static bool
chance(struct made *made, size_t one_in)
{
	return property_below(made->random, one_in) == 0;
}

/* ---- what comes out ------------------------------------------------------ */

struct seen {
	const struct made *made;
	char members[TEXT_SIZE];
	size_t len;
	bool misplaced;
};

static int
note(void *context, const struct member *member)
{
	static const char *const kinds[MEMBER_TARGETS] = {"address", "user",
	    "mailbox", "domain", "command", "file"};
	struct seen *seen = context;
	struct span address = member->address;

	text_put(seen->members, TEXT_SIZE, &seen->len,
	    "%u %.*s>%s %.*s (%.*s)\n", member->line, (int)member->list.len,
	    member->list.bytes, kinds[member->target], (int)address.len,
	    address.bytes, (int)member->name.len, member->name.bytes);
	if (member->target == MEMBER_ADDRESS &&
	    (!member->in_text || member->at + address.len > seen->made->len ||
		memcmp(seen->made->text + member->at, address.bytes,
		    address.len) != 0))
		seen->misplaced = true;
	return 0;
}

static void
check(const struct made *made, const char *path, enum reader_type type)
{
	const struct reader_options options = {.type = type};
	static struct seen seen;
	struct diagnostics diagnostics = {0};
	char errors[TEXT_SIZE] = "";
	size_t len = 0;

	seen = (struct seen){.made = made};
	reader_parse(path, made->text, made->len, &options, note, &seen,
	    &diagnostics);
	for (size_t i = 0; i < diagnostics.kept; i++)
		text_put(errors, TEXT_SIZE, &len, "%u\n",
		    diagnostics.list[i].line);
	property_check(made->random, strcmp(seen.members, made->members) == 0,
	    seen.members, made->text, made->len);
	property_check(made->random, strcmp(errors, made->errors) == 0, errors,
	    made->text, made->len);
	property_check(made->random, !seen.misplaced, "a wrong place",
	    made->text, made->len);
	diagnostics_clear(&diagnostics);
}

/* ---- destinations -------------------------------------------------------- */

static const char *const addresses[] = {"taro@gmai.com", "j@b.jp",
    "h.s+x@c.example", "\"a, b\"@d.jp", "\"p q\"@r.jp", "t\\@gmai.com",
    "k @ e.jp", "l@ f.jp", "u%g.jp@h.jp", "t/u@i.jp", "<m@k.jp>"};

static void
put_bare(struct made *made, const char *address, const char *name)
{
	char bare[64];
	size_t angle = *address == '<';

	snprintf(bare, sizeof(bare), "%.*s", (int)(strlen(address) - 2 * angle),
	    address + angle);
	want(made, "address", bare, name);
	put(made, address);
}

static void
put_named(struct made *made)
{
	static const struct {
		const char *written, *name;
	} names[] = {
	    {"Taro Yamada ", "Taro Yamada"},
	    {"\"Yamada, T: <x>\" ", "Yamada, T: <x>"},
	    {"山田太郎", "山田太郎"},
	    /* It is a name, and says nothing. */
	    {"old@gmai.com ", ""},
	    {"\"old@gmai.com\" ", ""},
	};
	size_t which = property_below(made->random, 5);

	want_blank_error(made, names[which].written);
	put(made, names[which].written);
	want(made, "address", "n@o.jp", names[which].name);
	put(made, "<n@o.jp>");
}

/* What all take for an address or a user. */
static void
put_address(struct made *made)
{
	const char *address = property_one_of(made->random, addresses);

	switch (property_below(made->random, 7)) {
	case 0:
		put_named(made);
		break;
	case 1:
		want_blank_error(made, " (P");
		put_bare(made, "p@q.jp", "P, at home");
		put(made, " (P, at home)");
		break;
	case 2:
		put_bare(made, "r@s.jp", "");
		put(made, "/");
		put_bare(made, "t@u.jp", "");
		break;
	case 3:
		want(made, "user", "taro", "");
		put(made, "taro");
		break;
	default:
		want_blank_error(made, *address != '"' ? address : "");
		put_bare(made, address, "");
	}
}

/* whole: a command without quotes takes all to the comma. */
static void
put_program(struct made *made, bool whole)
{
	static const struct {
		const char *written, *kind, *is;
	} quoted[] = {
	    {"\"|/bin/x a, b@c.jp\"", "command", "|/bin/x a, b@c.jp"},
	    {"|\"/bin/x a, b@c.jp\"", "command", "|\"/bin/x a, b@c.jp\""},
	    {"\"/var/mail/a b\"", "file", "/var/mail/a b"},
	    {"|/bin/true", "command", "|/bin/true"},
	    {"/dev/null", "file", "/dev/null"},
	};
	size_t which = property_below(made->random, 6);

	if (which < 5) {
		want(made, quoted[which].kind, quoted[which].is, "");
		put(made, quoted[which].written);
		return;
	}
	want(made, "command", whole ? "|/bin/x v@w.jp" : "|/bin/x", "");
	put(made, "|/bin/x ");
	if (whole)
		put(made, "v@w.jp");
	else
		put_bare(made, "v@w.jp", "");
}

static void
put_system(struct made *made, bool whole)
{
	switch (property_below(made->random, 6)) {
	case 0:
		put_program(made, whole);
		break;
	case 1:
		want(made, "mailbox", "jiro", "");
		put(made, "\\jiro");
		break;
	case 2:
		put(made, "\\");
		put_bare(made, "z\\@z.jp", "");
		break;
	case 3:
		if (!made->dead)
			want_error(made, made->line);
		put(made, ":include:relative");
		break;
	default:
		put_address(made);
	}
}

/* ---- aliases ------------------------------------------------------------- */

static void
begin(struct made *made, struct property *random)
{
	memset(made, 0, sizeof(*made));
	made->random = random;
	made->line = 1;
}

static void
put_key(struct made *made, const char *written, const char *key,
    const char *after)
{
	snprintf(made->key, sizeof(made->key), "%s", key);
	put(made, written);
	put(made, after);
}

static void
put_nothing(struct made *made)
{
	static const char *const nothing[] = {"# x: no@body.jp\n", "\n",
	    " \t\n", ""};

	put(made, property_one_of(made->random, nothing));
}

static void
put_alias(struct made *made)
{
	static const char *const separators[] = {", ", ",", ",\n\t", "\n ",
	    ",\n# no@body.jp\n  ", ",\n\n ", " , ,"};
	static const char *const colons[] = {":", ": ", " :\t", ":\n  "};
	size_t count = 1 + property_below(made->random, 4);

	if (chance(made, 4))
		put_key(made, "\"a b: c\"", "a b: c",
		    property_one_of(made->random, colons));
	else
		put_key(made, "owner-lab", "owner-lab",
		    property_one_of(made->random, colons));
	while (count-- > 0) {
		put_system(made, false);
		put(made, count > 0 ? property_one_of(made->random, separators)
				    : "\n");
	}
	if (chance(made, 8)) {
		put_key(made, "old", "old", ": ");
		put_bare(made, "a@b.jp", "");
		put(made, ", error:nouser to no@body.jp,\n no@body.jp\n");
	}
}

Test(aliases_property, each_destination_comes_out)
{
	static struct made made;

	PROPERTY_CASES(random, "aliases")
	{
		begin(&made, &random);
		for (size_t i = property_below(&random, 5); i > 0; i--) {
			put_nothing(&made);
			put_alias(&made);
		}
		if (chance(&made, 4)) {
			want_error(&made, made.line);
			put(&made, "no-name\n");
		}
		check(&made, "aliases", READER_ALIASES);
	}
}

/* ---- virtual ------------------------------------------------------------- */

static void
put_virtual_value(struct made *made)
{
	switch (property_below(made->random, 6)) {
	case 0:
		want(made, "address", "|cmd v@w.jp", "");
		put(made, "\"|cmd v@w.jp\"");
		break;
	case 1:
		put(made, ":include:");
		put_bare(made, "/etc/x@y.jp", "");
		break;
	case 2:
		want(made, "domain", "@gmai.com", "");
		put(made, "@gmai.com");
		break;
	case 3:
		put(made, "\\");
		put_bare(made, "z\\@z.jp", "");
		break;
	default:
		put_address(made);
	}
}

/* Of a pattern: an address whose domain is put in is none yet. */
static void
put_substituted(struct made *made)
{
	static const char *const some[] = {"x$1@gmai.com", "x${1}@gmai.com",
	    "x$(1)@gmai.com", "$(1)@gmai.com", "$(1)+$(2)-${3}@gmai.com"};
	static const char *const none[] = {"x@$1", "$1", "x@${1}.gmai.com",
	    "x@$(2)"};

	if (chance(made, 2))
		put_bare(made, property_one_of(made->random, some), "");
	else
		put(made, property_one_of(made->random, none));
}

static void
put_virtual(struct made *made)
{
	static const char *const keys[] = {"lab@u.jp", "@old.jp", "u.jp",
	    "\"a b\"@u.jp", "/^(.*)@(a b)\\/$/i", "!/x y/"};
	static const char *const separators[] = {", ", ",\n\t", "\n ",
	    ",\n# no@body.jp\n  "};
	const char *key = property_one_of(made->random, keys);
	bool pattern = strchr("/!", *key) != NULL;
	size_t count = 1 + property_below(made->random, 3);

	put_key(made, key, key, chance(made, 2) ? " " : "\t ");
	while (count-- > 0) {
		if (pattern && chance(made, 2))
			put_substituted(made);
		else
			put_virtual_value(made);
		put(made, count > 0 ? property_one_of(made->random, separators)
				    : "\n");
	}
}

Test(virtual_property, each_destination_comes_out)
{
	static struct made made;

	PROPERTY_CASES(random, "virtual")
	{
		begin(&made, &random);
		for (size_t i = property_below(&random, 5); i > 0; i--) {
			put_nothing(&made);
			if (chance(&made, 5))
				put(&made, "if !/no@body/\n");
			put_virtual(&made);
			if (chance(&made, 5))
				put(&made, "EndIf\n");
		}
		if (chance(&made, 4)) {
			want_error(&made, made.line);
			put(&made, "lonely@u.jp\n");
		}
		check(&made, "virtual", READER_VIRTUAL);
	}
}

/* ---- Exim, OpenSMTPD ----------------------------------------------------- */

static const char *const entry_keys[] = {"lab", "owner-lab", "x.y", "team+1",
    "a@v.jp", "\"q r\""};

/* Chooses a key, in small or capital letters; which it is. */
static size_t
put_entry_key(struct made *made)
{
	static const char *const after[] = {": ", ":", " : ", " ", "\t"};
	static const char *const upper[] = {"LAB", "OWNER-LAB", "X.Y", "TEAM+1",
	    "A@V.JP", "\"Q R\""};
	size_t which = property_below(made->random, 6);
	const char *written =
	    chance(made, 3) ? upper[which] : entry_keys[which];
	char bare[64];
	size_t quote = *written == '"';

	snprintf(bare, sizeof(bare), "%.*s", (int)(strlen(written) - 2 * quote),
	    written + quote);
	put_key(made, written, bare, property_one_of(made->random, after));
	return which;
}

/* The text of an entry without an address for anybody. */
static bool
put_text_value(struct made *made, const char *const *texts, size_t count)
{
	if (!chance(made, 6))
		return false;
	put(made, texts[property_below(made->random, count)]);
	return true;
}

static void
put_exim_value(struct made *made)
{
	static const char *const texts[] = {":fail: to no@body.jp, no@body.jp",
	    ":defer: no@body.jp", ":blackhole:", ":unknown:"};
	static const char *const separators[] = {", ", ",", ",\n\t", ",\n  ",
	    " ,, "};
	size_t count = 1 + property_below(made->random, 4);

	while (count-- > 0) {
		if (put_text_value(made, texts, 4))
			break;
		put_system(made, true);
		if (count > 0)
			put(made, property_one_of(made->random, separators));
	}
	if (!chance(made, 6) || made->dead) {
		put(made, "\n");
		return;
	}
	if (count != SIZE_MAX) { /* within a text */
		put(made, "\n");
		return;
	}
	want_error(made, made->line);
	put(made, ", # no@body.jp,\n  no@body.jp\n");
}

static void
put_exim_end(struct made *made)
{
	static const char *const ends[] = {"", "# no@body.jp\n", "\n", " \t\n"};
	size_t which = property_below(made->random, 4);

	put(made, ends[which]);
	if (which != 0 && chance(made, 2)) {
		want_error(made, made->line);
		put(made, "  no@body.jp, no@body.jp\n");
		put(made, chance(made, 2) ? "  no@body.jp\n" : "");
	}
}

Test(exim_property, each_destination_comes_out)
{
	static struct made made;

	PROPERTY_CASES(random, "exim")
	{
		bool had[KEYS_MAX] = {false};

		begin(&made, &random);
		for (size_t i = property_below(&random, 6); i > 0; i--) {
			size_t which = put_entry_key(&made);

			made.dead = had[which];
			had[which] = true;
			if (made.dead)
				want_error(&made, made.line);
			put_exim_value(&made);
			put_exim_end(&made);
		}
		check(&made, "x", READER_EXIM);
	}
}

static size_t
put_opensmtpd_key(struct made *made)
{
	put(made, chance(made, 4) ? "  " : "");
	return put_entry_key(made);
}

static void
put_opensmtpd_entry(struct made *made)
{
	static const char *const texts[] = {"error:550 to no@body.jp",
	    "error:421 wait"};
	size_t count = 1 + property_below(made->random, 3);

	while (count-- > 0) {
		if (put_text_value(made, texts, 2))
			break;
		put_system(made, true);
		put(made, count > 0 ? ", " : "");
	}
	put(made, "\n");
}

/* The last of equal keys holds: what comes after is known first. */
Test(opensmtpd_property, each_destination_comes_out)
{
	static struct made made;

	PROPERTY_CASES(random, "opensmtpd")
	{
		size_t count = property_below(&random, 6), which;
		struct property ahead;
		static struct made trial;

		begin(&made, &random);
		made.bare = true;
		for (size_t i = 0; i < count; i++) {
			put_nothing(&made);
			/* The keys of all later entries, by the same luck. */
			ahead = random;
			made.dead = false;
			trial = made;
			trial.random = &ahead;
			which = put_opensmtpd_key(&trial);
			put_opensmtpd_entry(&trial);
			for (size_t k = i + 1; k < count && !made.dead; k++) {
				put_nothing(&trial);
				made.dead = put_opensmtpd_key(&trial) == which;
				put_opensmtpd_entry(&trial);
			}
			if (made.dead)
				want_error(&made, made.line);
			put_opensmtpd_key(&made);
			put_opensmtpd_entry(&made);
		}
		check(&made, "x", READER_OPENSMTPD);
	}
}

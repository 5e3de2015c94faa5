/* SPDX-License-Identifier: BSD-2-Clause */
/* Under which names a recipient is looked up, and a list is kept. */
#include "domains/registrations/lookup_keys.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/names.h"

static const char *local_domains[] = {"example.jp", "lists.example.jp"};
static const char *local_suffix[] = {"co.jp", "github.io"};

/* The keys, in their order, each followed by a blank. */
static const struct {
	const char *path;
	const char *delimiter;
	const char *keys; /* NULL: no address */
} recipients[] = {
    {"<Lab@Example.JP>", "+", "lab@example.jp lab @example.jp "},
    {"lab@lists.example.jp.", "",
	"lab@lists.example.jp lab @lists.example.jp "},
    {"<lab+Test@example.jp>", "+",
	"lab+test@example.jp lab@example.jp lab+test lab @example.jp "},
    {"<lab+a+b@else.jp>", "+", "lab+a+b@else.jp lab@else.jp @else.jp "},
    {"<lab+a@example.jp>", "", "lab+a@example.jp lab+a @example.jp "},
    {"<lab-a@example.jp>", "+-",
	"lab-a@example.jp lab@example.jp lab-a lab @example.jp "},
    /* names of mail systems */
    {"<owner-lab@example.jp>", "-",
	"owner-lab@example.jp owner-lab @example.jp "},
    {"<lab-request@example.jp>", "-",
	"lab-request@example.jp lab-request @example.jp "},
    {"<-request@example.jp>", "-",
	"-request@example.jp -request "
	"@example.jp "},
    {"<mailer-daemon@example.jp>", "-",
	"mailer-daemon@example.jp mailer-daemon @example.jp "},
    {"<+a@example.jp>", "+", "+a@example.jp +a @example.jp "},
    /* quoted, routed, bare */
    {"<\"lab\"@example.jp>", "+", "lab@example.jp lab @example.jp "},
    {"<\"l\\ab\"@example.jp>", "+", "lab@example.jp lab @example.jp "},
    {"<@a.example:lab@example.jp>", "+", "lab@example.jp lab @example.jp "},
    {"lab", "+", "lab "},
    {"<Lab+x>", "+", "lab+x lab "},
    {" lab ", "+", "lab "},
    {"lab@xn--nxasmq6b.example", "+",
	"lab@xn--nxasmq6b.example @xn--nxasmq6b.example "},
    /* where it is routed */
    {"lab%example.jp@localhost", "+", "lab@example.jp lab @example.jp "},
    {"example.jp!lab@[127.0.0.1]", "+", "lab@example.jp lab @example.jp "},
    {"\"lab+x@example.jp\"@example.jp", "+",
	"lab+x@example.jp lab@example.jp lab+x lab @example.jp "},
    {"lab%else.jp@example.jp", "+", "lab@else.jp @else.jp "},
    {"lab%example.jp@else.jp", "+", "lab%example.jp@else.jp @else.jp "},
    /* no address */
    {"<>", "+", NULL},
    {"", "+", NULL},
    {"lab@", "+", NULL},
    {"lab@a..b", "+", NULL},
    {"<lab@example.jp", "+", NULL},
};

Test(key, recipients)
{
	for (size_t i = 0; i < sizeof(recipients) / sizeof(*recipients); i++) {
		const struct lookup_key_rules rules = {
		    .domains = local_domains,
		    .domain_count = 2,
		    .delimiter = recipients[i].delimiter,
		    .percent_hack = true,
		    .bang_path = true,
		};
		const char *path = recipients[i].path;
		char text[LOOKUP_KEY_KINDS * LOOKUP_KEY_SIZE] = "";
		struct lookup_keys keys;
		bool found = lookup_key_find(&rules, path, strlen(path), &keys);

		cr_expect_eq(found, recipients[i].keys != NULL, "%s", path);
		for (size_t k = 0; found && k < LOOKUP_KEY_KINDS; k++) {
			if (keys.key[k][0] == '\0')
				continue;
			strncat(text, keys.key[k], LOOKUP_KEY_SIZE);
			strncat(text, " ", 2);
		}
		if (found && recipients[i].keys != NULL)
			cr_expect_str_eq(text, recipients[i].keys, "%s: %s",
			    path, text);
	}
}

static const struct {
	const char *list;
	const char *key; /* NULL: cannot be looked up */
} lists[] = {
    {"Lab", "lab"},
    {"lab@EXAMPLE.jp", "lab@example.jp"},
    {"lab@example.jp.", "lab@example.jp"},
    {"@Old.Example", "@old.example"},
    {"\"lab one\"", "lab one"},
    {"\"a@b\"", "a@b"},
    {"\"lab\"@example.jp", "lab@example.jp"},
    {"/^lab-.*@example\\.jp$/", NULL},
    {"", NULL},
    {"\"\"", NULL},
    {"lab@", NULL},
    {"lab@a..b", NULL},
};

Test(key, lists)
{
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		char key[LOOKUP_KEY_SIZE];
		bool found = lookup_key_of_list(span_of(lists[i].list), key);

		cr_expect_eq(found, lists[i].key != NULL, "%s", lists[i].list);
		if (found && lists[i].key != NULL)
			cr_expect_str_eq(key, lists[i].key);
	}
}

#define LONG_SIZE (ADDRESS_LOCAL_MAX + 32)

/* A local part of so many bytes at example.jp. */
static void
put_long(char path[static LONG_SIZE], size_t len)
{
	memset(path, 'a', len);
	snprintf(path + len, LONG_SIZE - len, "@example.jp");
}

Test(key, the_longest)
{
	const struct lookup_key_rules rules = {
	    .domains = local_domains,
	    .domain_count = 2,
	    .delimiter = "+",
	};
	char path[LONG_SIZE];
	char key[LOOKUP_KEY_SIZE];
	struct lookup_keys keys;

	put_long(path, ADDRESS_LOCAL_MAX);
	cr_expect(lookup_key_find(&rules, path, strlen(path), &keys));
	cr_expect(lookup_key_of_list(span_of(path), key));
	cr_expect_str_eq(key, path);
	put_long(path, ADDRESS_LOCAL_MAX + 1);
	cr_expect_not(lookup_key_find(&rules, path, strlen(path), &keys));
	cr_expect_not(lookup_key_of_list(span_of(path), key));
	path[ADDRESS_LOCAL_MAX + 1] = '\0';
	cr_expect_not(lookup_key_of_list(span_of(path), key));
	cr_expect_not(lookup_key_find(&rules, path, strlen(path), &keys));
}

/* What is below a whole name of this host's is vouched for, not what ends in
 * the first label of one. */
Test(key, vouches)
{
	static const struct {
		const char *name;
		bool vouches;
	} names[] = {
	    {"example.jp", true},
	    {"a.b.example.jp", true},
	    {"bexample.jp", false},
	    {"jp", false},
	    {"mx1.host.example", true},
	    {"mx1", true},
	    {"gmai.mx1", false},
	    {"host.example", false},
	    {"localhost.localdomain", true},
	    {"example.org", false},
	};
	const struct lookup_key_rules rules = {
	    .domains = local_domains,
	    .domain_count = 2,
	    .host = "mx1.host.example",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct name name;

		name = name_of(names[i].name);
		cr_expect_eq(lookup_key_vouches(&rules, &name),
		    names[i].vouches, "case %s", names[i].name);
	}
}

/* A suffix is local itself at most: others have what is below it. */
Test(key, suffix_vouches_for_itself)
{
	const struct lookup_key_rules rules = {
	    .domains = local_suffix,
	    .domain_count = 2,
	};
	struct name name;

	for (int i = 0; i < 4; i++) {
		const char *text = (const char *[]){"co.jp", "github.io",
		    "yahooo.co.jp", "someone.github.io"}[i];

		name = name_of(text);
		cr_expect_eq(lookup_key_vouches(&rules, &name), i < 2, "%s",
		    text);
	}
}

Test(key, is_below)
{
	static const struct {
		const char *domain, *above;
		bool below;
	} rows[] = {
	    {"univ.example", "univ.example", true},
	    {"Lists.Univ.example", "univ.EXAMPLE", true},
	    {"otheruniv.example", "univ.example", false},
	    {"example", "univ.example", false},
	    {"univ.example", "", false},
	    {"", "", false},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		cr_expect_eq(lookup_key_is_below(span_of(rows[i].domain),
				 span_of(rows[i].above)),
		    rows[i].below, "row %zu", i);
}

/* Another delimiter leads a member nowhere else. */
Test(key, same_routes)
{
	static const char *others[] = {"example.jp", "other.example"};
	struct lookup_key_rules rules = {
	    .domains = local_domains,
	    .domain_count = 2,
	    .delimiter = "+",
	    .percent_hack = true,
	};
	struct lookup_key_rules other = rules;

	other.delimiter = "-";
	cr_expect(lookup_key_same_routes(&rules, &other));
	other.domain_count = 1;
	cr_expect_not(lookup_key_same_routes(&rules, &other));
	other = rules;
	other.domains = others;
	cr_expect_not(lookup_key_same_routes(&rules, &other));
	other = rules;
	other.percent_hack = false;
	cr_expect_not(lookup_key_same_routes(&rules, &other));
	other = rules;
	other.bang_path = true;
	cr_expect_not(lookup_key_same_routes(&rules, &other));
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* LDAP settings: what a table is listed by, and what cannot be listed. */
#include "domains/doppelfetch/ldap_settings.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/unit/scratch.h"
#include "tests/unit/text.h"

TestSuite(ldap_settings, .init = scratch_enter, .fini = scratch_leave,
    .timeout = 120);

#define BASE "search_base = dc=x\n"

static const struct {
	const char *text;
	const char *servers, *filter, *keys, *results;
} good[] = {
    {BASE, " ldap://localhost:389", "(mailacceptinggeneralid=*)",
	"mailacceptinggeneralid", "maildrop"},
    {"# comment\n\n" BASE "server_host = a b:636,\n\tldaps://c\n"
     "server_port = 390\nquery_filter = mail=%s\nresult_attribute = x, y z\n",
	" ldap://a:390 ldap://b:636 ldaps://c", "(mail=*)", "mail", "x y z"},
    {BASE "query_filter = (&(a=1%%)(|(mail=%s)( alias =%s)))\n"
	  "timeout = 10\nresult_format = %s\n",
	" ldap://localhost:389", "(&(a=1%)(|(mail=*)( alias =*)))",
	"mail alias", "maildrop"},
};

static const char *
join(const struct strings *strings)
{
	static char text[256];
	size_t len = 0;

	*text = '\0';
	for (size_t i = 0; i < strings->count; i++)
		text_put(text, sizeof(text), &len, "%s%s", i != 0 ? " " : "",
		    strings->list[i]);
	return text;
}

Test(ldap_settings, say_what_is_listed)
{
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		struct diagnostics diagnostics = {0};
		struct ldap_settings settings;

		text_write("table", good[i].text);
		cr_assert_eq(ldap_settings_read("table", &diagnostics,
				 &settings),
		    0, "%zu: %s", i,
		    diagnostics.kept != 0 ? diagnostics.list->text : "");
		cr_expect_str_eq(settings.servers, good[i].servers);
		cr_expect_str_eq(settings.filter, good[i].filter);
		cr_expect_str_eq(join(&settings.keys), good[i].keys);
		cr_expect_str_eq(join(&settings.results), good[i].results);
		ldap_settings_clear(&settings);
	}
}

#define FILTER(text) BASE "query_filter = " text "\n"
#define NO_FILTER                                                     \
	"table: query_filter: a table can be listed where each % is " \
	"(ATTRIBUTE=%s)"

static const struct scratch_case bad[] = {
    {"", {"table: search_base: is missing"}},
    {"search_base = ou=%d\n",
	{"table: search_base: a table with % in it cannot be listed"}},
    {BASE "nonsense\n", {"table:2: a line: is not NAME = VALUE"}},
    {BASE "leaf_result_attribute = a\n",
	{"table:2: leaf_result_attribute: a table with this cannot be "
	 "listed"}},
    {BASE "bind = sasl\n",
	{"table: bind: a table that needs SASL cannot be listed"}},
    {BASE "result_format = x%s\n",
	{"table: result_format: a table with another than %s cannot be "
	 "listed"}},
    {FILTER("(uid=%u)"), {NO_FILTER}},
    {FILTER("(mail=%s@x)"), {NO_FILTER}},
    {FILTER("(mail=x%s)"), {NO_FILTER}},
    {FILTER("(mail:=%s)"), {NO_FILTER}},
    {FILTER("%s"), {NO_FILTER}},
    {FILTER("(a=%"), {NO_FILTER}},
    {FILTER("(a=b)"), {"table: query_filter: there is no (ATTRIBUTE=%s)"}},
};

Test(ldap_settings, that_cannot_be_listed_say_why)
{
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct diagnostics diagnostics = {0};
		struct ldap_settings settings;

		text_write("table", bad[i].text);
		cr_expect_eq(ldap_settings_read("table", &diagnostics,
				 &settings),
		    -1, "%s", bad[i].text);
		scratch_expect(bad[i].text, &diagnostics, bad[i].diagnostics);
	}
}

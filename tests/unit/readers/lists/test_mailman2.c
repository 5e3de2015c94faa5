/* SPDX-License-Identifier: BSD-2-Clause */
/* What config_list and dumpdb of Mailman 2.1 print: who gets mail, as what. */
#include "domains/readers/lists/mailman2.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/unit/readers/lists/taken.h"

#define HEAD                                             \
	"# -*- python -*-\n# -*- coding: us-ascii -*-\n" \
	"## \"lab\" mailing list configuration settings\n"
#define DUMP "[----- start pickle file -----]\n<----- start object 1 ----->\n"

static const struct {
	const char *text, *want;
} rows[] = {
    {HEAD, ""},
    {HEAD "real_name = 'Lab'\nowner = ['a@x.jp', \"o'b@x.jp\"]\n",
	"Lab-owner a@x.jp () 5|Lab-owner o'b@x.jp () 5|"},
    {HEAD "owner = ['a@x.jp']\nhost_name = 'x.jp'\nreal_name = 'lab'\n",
	"lab-owner@x.jp a@x.jp () 4|"},
    {HEAD "moderator = [\n 'a@x.jp',\n# 'no@x.jp',\n u'b@x.jp']\n",
	"cfg-owner a@x.jp () 5|cfg-owner b@x.jp () 7|"},
    {HEAD "info = \"\"\"it's\nowner = ['no@x.jp']\n\"\"\"\nowner = ['a@x.jp']",
	"cfg-owner a@x.jp () 7|"},
    {HEAD "info = 'a\\'\\nowner = '\nowner = []\nmsg = 'b@x.jp'\n", ""},
    {HEAD "reply_to_address = 'a@x.jp'\nreply_goes_to_list = 2\n",
	"cfg a@x.jp () 4|"},
    {HEAD "reply_to_address = 'a@x.jp'\nreply_goes_to_list = 1\n", ""},
    {HEAD "reply_to_address = ''\nreply_goes_to_list = 2\n", ""},
    {HEAD "accept_these_nonmembers = ['^.*@x\\\\.jp$', '@lab', 'a@x.jp']\n",
	"cfg-nonmember a@x.jp () 4|"},
    {HEAD "reject_these_nonmembers = ['a@x.jp']\n", ""},
    {HEAD "owner = ['a@x.jp", "cfg-owner a@x.jp () 4|"},
    {HEAD "owner = ['no address']\n", "cfg-owner no address () 4|"},
    {DUMP "{   '_internal_name': 'lab',\n    'host_name': 'x.jp',\n"
	  "    'digest_members': {   'd@x.jp': 0},\n"
	  "    'members': {   'a@x.jp': 0,\n"
	  "                   'b@x.jp': 'B@x.jp'},\n"
	  "    'bounce_info': {   'z@x.jp': <Mailman.X instance at 0x1>},\n"
	  "    'owner': ['o@x.jp'],\n    'usernames': {   'a@x.jp': u'N'}}\n",
	"lab@x.jp d@x.jp () 5|lab@x.jp a@x.jp () 6|lab@x.jp b@x.jp () 7|"
	"lab-owner@x.jp o@x.jp () 9|"},
    {"Taro <a@x.jp>\nb@x.jp\n", "cfg a@x.jp (Taro) 1|cfg b@x.jp () 2|"},
};

Test(mailman2, settings)
{
	static struct taken taken;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		taken_parse("cfg", rows[i].text, strlen(rows[i].text),
		    READER_MAILMAN, &taken);
		cr_expect_str_eq(taken.text, rows[i].want, "row %zu: %s", i,
		    taken.text);
	}
}

Test(mailman2, known_by_what_it_is)
{
	cr_expect(mailman2_begins(span_of(HEAD)));
	cr_expect(mailman2_begins(span_of(DUMP)));
	cr_expect(!mailman2_begins(span_of("a@x.jp\n" HEAD)));
	cr_expect(!mailman2_begins(span_of("# a comment\na@x.jp\n")));
	cr_expect(!mailman2_begins(span_of("")));
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Property: in the folder of a list of mlmmj's each address comes out for what
 * its file says, under the name that the folder says. */
#include "domains/readers/lists/mlmmj.h"

#include <criterion/criterion.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/property.h"
#include "tests/unit/readers/lists/taken.h"
#include "tests/unit/scratch.h"
#include "tests/unit/text.h"

static void
enter(void)
{
	static const char *const folders[] = {"lab", "lab/subscribers.d",
	    "lab/digesters.d", "lab/nomailsubs.d", "lab/control"};

	scratch_enter();
	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		cr_assert_eq(mkdir(folders[i], 0755), 0);
}

TestSuite(mlmmj_property, .init = enter, .fini = scratch_leave, .timeout = 120);

/* The files of a folder, and whose the addresses in them are; NULL: nobody
 * gets mail for them. */
static const struct {
	const char *path, *ending;
} files[] = {
    {"lab/subscribers.d/t", ""},
    {"lab/digesters.d/0", ""},
    {"lab/nomailsubs.d/_", ""},
    {"lab/control/owner", "+owner"},
    {"lab/control/moderators", "+moderators"},
    {"lab/control/submod", "+moderators"},
    {"lab/control/customheaders", ""},
    {"lab/control/listaddress", NULL},
    {"lab/control/access", NULL},
};

#define FILES (sizeof(files) / sizeof(*files))

struct file {
	struct property *random;
	size_t which;
	char text[4096], list[256];
	size_t len;
	struct taken wanted;
};

static void
put_lines(struct file *file)
{
	static const char *const addresses[] = {"taro@gmai.com", "o'brien@x.jp",
	    "a.b+c@sub.example.jp", "T@X.JP"};
	static const char *const ends[] = {"\n", "\n", " \n", "\r\n", "\n\n"};
	bool headers = strstr(files[file->which].path, "headers") != NULL;
	unsigned line = 0;

	for (size_t n = property_below(file->random, 5); n > 0; n--) {
		static const char *const keys[] = {"Reply-To: ", "reply-to:",
		    "X-Reply-To: ", "Errors-To: "};
		const char *address = property_one_of(file->random, addresses);
		const char *end = property_one_of(file->random, ends);
		size_t key = headers ? property_below(file->random, 4) : 0;

		text_put(file->text, sizeof(file->text), &file->len, "%s%s%s",
		    headers ? keys[key] : "", address, end);
		line++;
		if (files[file->which].ending != NULL && key < 2)
			taken_put(&file->wanted, file->list, address, "", line);
		line += strcmp(end, "\n\n") == 0;
	}
}

/* Says what the list is called, or nothing. */
static void
make_name(struct file *file)
{
	static const struct {
		const char *text, *local, *domain;
	} names[] = {
	    {NULL, "lab", ""},
	    {"", "lab", ""},
	    {"\n", "lab", ""},
	    {"no address\n", "lab", ""},
	    {"lab@lists.x.jp\n", "lab", "@lists.x.jp"},
	    {"kai.gi@x.jp\nother@x.jp\n", "kai.gi", "@x.jp"},
	    {" kaigi@x.jp \r\n", "kaigi", "@x.jp"},
	    {"kaigi@x.jp", "kaigi", "@x.jp"},
	};
	size_t which = property_below(file->random, 8);
	const char *ending = files[file->which].ending;
	size_t len = 0;

	unlink("lab/control/listaddress");
	if (names[which].text != NULL)
		text_write("lab/control/listaddress", names[which].text);
	text_put(file->list, sizeof(file->list), &len, "%s%s%s",
	    names[which].local, ending != NULL ? ending : "",
	    names[which].domain);
}

Test(mlmmj_property, each_comes_out_for_what_its_file_says)
{
	static struct file file;
	static struct taken taken;

	PROPERTY_CASES(random, "mlmmj")
	{
		const char *path;

		file = (struct file){
		    .random = &random,
		    .which = property_below(&random, FILES),
		};
		path = files[file.which].path;
		make_name(&file);
		put_lines(&file);
		unlink(path); /* ext4 waits for the disk otherwise */
		text_write(path, file.text);
		/* By its name a file is known, if it is one of those with
		 * addresses. */
		taken_read(path,
		    strstr(path, "access") != NULL ? READER_MLMMJ : READER_AUTO,
		    &taken);
		property_check(&random,
		    strcmp(taken.text, file.wanted.text) == 0, taken.text,
		    file.text, file.len);
	}
}

Test(mlmmj_property, a_path_that_does_not_say_whose)
{
	static struct taken taken;

	taken_parse("t", "a@x.jp\n", 7, READER_MLMMJ, &taken);
	cr_expect_str_eq(taken.text, " a@x.jp () 1|");
	cr_expect_eq(mlmmj_list("subscribers.d/t").len, 0);
	cr_expect_eq(mlmmj_list("/t").len, 0);
	cr_assert_eq(chdir("lab"), 0);
	text_write("control/listaddress", "lab@x.jp\n");
	text_write("control/owner", "a@x.jp\n");
	taken_read("control/owner", READER_AUTO, &taken);
	cr_expect_str_eq(taken.text, "lab+owner@x.jp a@x.jp () 1|");
}

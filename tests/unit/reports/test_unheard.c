/* SPDX-License-Identifier: BSD-2-Clause */
/* What an audit leaves of members is read as it was left, or not at all. */
#include "domains/reports/unheard.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/unit/scratch.h"

TestSuite(unheard, .init = scratch_enter, .fini = scratch_leave);

static void
leave(void)
{
	struct diagnostics diagnostics = {0};
	struct buffer rows = {0};

	unheard_add(&rows, "taro@b.example", "young@univ.example", NULL);
	unheard_add(&rows, "taro@a.example", "x\ty\nend\t1",
	    "soumu@univ.example");
	unheard_add(&rows, "taro@b.example", "kinkyu@univ.example",
	    "soumu@univ.example");
	cr_assert_eq(unheard_write("u", &rows, &diagnostics), 0);
	buffer_clear(&rows);
}

Test(unheard, comes_back_by_addresses)
{
	struct diagnostics diagnostics = {0};
	struct unheard unheard;
	struct stat status;

	leave();
	cr_assert_eq(stat("u", &status), 0);
	cr_expect_eq(status.st_mode & 0777, 0640);
	cr_assert_eq(unheard_read("u", &diagnostics, &unheard), 0);
	cr_assert_eq(unheard.count, 3);
	cr_expect(time(NULL) - unheard.time < 60);
	cr_expect_str_eq(unheard.list[0].address, "taro@a.example");
	cr_expect_str_eq(unheard.list[0].list, "x\ty\nend\t1");
	cr_expect_str_eq(unheard.list[1].list, "kinkyu@univ.example");
	cr_expect_str_eq(unheard.list[2].list, "young@univ.example");
	cr_expect_str_eq(unheard.list[2].contact, "");
	unheard_clear(&unheard);
}

Test(unheard, is_whole_or_nothing)
{
	struct diagnostics diagnostics = {0};
	struct unheard unheard;
	char bytes[1000];
	size_t len;
	FILE *file;

	leave();
	file = fopen("u", "r");
	cr_assert(file != NULL);
	len = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	for (size_t cut = 0; cut < len; cut += 7) {
		file = fopen("u", "w");
		cr_assert(file != NULL);
		fwrite(bytes, 1, cut, file);
		fclose(file);
		cr_expect_eq(unheard_read("u", &diagnostics, &unheard), -1,
		    "%zu bytes", cut);
		cr_expect_eq(diagnostics.count, 1, "%zu bytes", cut);
		diagnostics_clear(&diagnostics);
	}
	cr_expect_eq(unheard_read("none", &diagnostics, &unheard), -1);
	diagnostics_clear(&diagnostics);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "domains/service/unit.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <unistd.h>

#define COMMAND                                                       \
	"ExecStart={ path=/usr/local/sbin/doppelmilter ; "            \
	"argv[]=/usr/local/sbin/doppelmilter -c /etc/d/milter.conf ;" \
	" ignore_errors=no }\n"
#define PATH "/etc/d/milter.conf"

Test(unit, who_runs_a_configuration)
{
	char path[] = "/tmp/doppel-unit-XXXXXX";
	struct unit unit;
	int fd = mkstemp(path);

	cr_assert(unit_parse(COMMAND "ProtectHome=yes\nPrivateTmp=yes\n"
				     "User=gate\n",
	    PATH, &unit));
	cr_expect_str_eq(unit.user, "gate");
	cr_expect(unit.no_homes);
	cr_expect(unit.no_temporary);
	cr_expect_str_eq(unit_hides(&unit, path), "PrivateTmp");
	close(fd);
	unlink(path);
	cr_expect_null(unit_hides(&unit, "/usr/bin/env"));
	cr_assert(unit_parse("User=gate\n" COMMAND
			     "ProtectHome=read-only\nPrivateTmp=no\n",
	    PATH, &unit));
	cr_expect(!unit.no_homes);
	cr_expect(!unit.no_temporary);
}

Test(unit, who_listens_for_it)
{
	static const char text[] =
	    "User=gate\n" COMMAND "TriggeredBy=gate.timer "
	    "doppelmilter.socket\n"
	    "\nListen=/run/m/m.sock (Stream)\n"
	    "Listen=127.0.0.1:8891 (Stream)\n";
	struct unit unit;

	cr_assert(unit_parse(text, PATH, &unit));
	cr_expect(unit.has_listener);
	cr_expect(unit.has_socket);
	cr_expect_str_eq(unit.listens, "/run/m/m.sock");
	cr_assert(unit_parse("User=gate\n" COMMAND
			     "TriggeredBy=other-doppelmilter.socket\n",
	    PATH, &unit));
	cr_expect(unit.has_listener);
	cr_expect(!unit.has_socket);
	cr_expect_str_eq(unit.listens, "");
	cr_assert(unit_parse("User=gate\n" COMMAND "TriggeredBy=gate.timer\n",
	    PATH, &unit));
	cr_expect(!unit.has_listener);
	cr_expect(!unit.has_socket);
}

Test(unit, what_says_nothing_of_the_user)
{
	static const char *const texts[] = {
	    "",
	    "User=\n" COMMAND,
	    "User=gate\n",
	    "User=gate\nExecStart={ argv[]=doppelmilter }\n" COMMAND,
	    "XUser=gate\n" COMMAND,
	};
	struct unit unit;

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		cr_expect_not(unit_parse(texts[i], PATH, &unit), "%zu", i);
	cr_expect_not(
	    unit_parse("User=gate\n" COMMAND, "/etc/d/milter.co", &unit));
	cr_expect_not(unit_parse("User=gate\n" COMMAND, PATH ".old", &unit));
}

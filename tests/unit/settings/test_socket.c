/* SPDX-License-Identifier: BSD-2-Clause */
#include "domains/settings/socket.h"

#include <criterion/criterion.h>
#include <string.h>

static const struct {
	const char *text;
	int want;
	enum socket_kind kind;
} rows[] = {
    {"unix:/run/x.sock", 0, SOCKET_UNIX},
    {"local:/run/x.sock", 0, SOCKET_UNIX},
    {"inet:8891@127.0.0.1", 0, SOCKET_INET},
    {"inet:8891@localhost", 0, SOCKET_INET},
    {"inet6:8891@::1", 0, SOCKET_INET6},
    {"fd:3", 0, SOCKET_FD},
    {"fd:10", 0, SOCKET_FD},
    {"", -1, SOCKET_FD},
    {"/run/x.sock", -1, SOCKET_FD},
    {"unix:", -1, SOCKET_FD},
    {"unix:x.sock", -1, SOCKET_FD},
    {"unix:/run/", -1, SOCKET_FD},
    {"UNIX:/run/x.sock", -1, SOCKET_FD},
    {"inet:8891", -1, SOCKET_FD},
    {"inet:8891@", -1, SOCKET_FD},
    {"inet:0@127.0.0.1", -1, SOCKET_FD},
    {"inet:65536@127.0.0.1", -1, SOCKET_FD},
    {"inet:@127.0.0.1", -1, SOCKET_FD},
    {"inet:smtp@127.0.0.1", -1, SOCKET_FD},
    {"inet:-1@127.0.0.1", -1, SOCKET_FD},
    {"fd:", -1, SOCKET_FD},
    {"fd:0", -1, SOCKET_FD},
    {"fd:2", -1, SOCKET_FD},
    {"fd:x", -1, SOCKET_FD},
    {"fd:3 ", -1, SOCKET_FD},
    {"fd:99999999999999", -1, SOCKET_FD},
    {"tcp:8891@127.0.0.1", -1, SOCKET_FD},
};

Test(socket, parse)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct socket_place place;
		const char *why = socket_parse(rows[i].text, &place);

		cr_expect_eq(why == NULL ? 0 : -1, rows[i].want,
		    "case %zu (%s): %s", i, rows[i].text, why);
		if (rows[i].want == 0)
			cr_expect_eq(place.kind, rows[i].kind, "case %zu", i);
	}
}

Test(socket, parse_refuses_a_path_that_no_socket_can_have)
{
	char text[200] = "unix:/";
	struct socket_place place;

	memset(text + 6, 'a', 106);
	cr_expect_null(socket_parse(text, &place));
	memset(text + 6, 'a', 107);
	cr_expect_not_null(socket_parse(text, &place));
}

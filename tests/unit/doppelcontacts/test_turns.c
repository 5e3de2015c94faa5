/* SPDX-License-Identifier: BSD-2-Clause */
/* Nobody waits for the addresses of somebody else. */
#include "domains/doppelcontacts/turns.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "domains/base/buffer.h"

#define TURNS_MAX 16

/* "address of list": those of one address are one turn. */
static void
expect(const char *const *members, const char *delimiters, const char *order)
{
	struct unheard_member list[TURNS_MAX];
	char text[TURNS_MAX][2][64];
	struct turn turns[TURNS_MAX];
	struct buffer shown = {0};
	size_t count = 0;

	for (size_t i = 0; members[i] != NULL; i++) {
		cr_assert_eq(sscanf(members[i], "%63s of %63s", text[i][0],
				 text[i][1]),
		    2);
		list[i] = (struct unheard_member){
		    .address = text[i][0],
		    .list = text[i][1],
		};
		if (count != 0 &&
		    strcmp(turns[count - 1].members->address, text[i][0]) == 0)
			turns[count - 1].count++;
		else
			turns[count++] = (struct turn){&list[i], 1, 99};
	}
	cr_assert_eq(turns_order(turns, count, delimiters), 0);
	for (size_t i = 0; i < count; i++)
		buffer_add_format(&shown, "%s ", turns[i].members->address);
	buffer_add(&shown, "", 1);
	cr_expect_str_eq(shown.bytes, order, "%s", shown.bytes);
	buffer_clear(&shown);
}

Test(turns, go_round)
{
	static const char *const many[] = {"a of taro", "b of taro",
	    "c of taro", "d of lab@univ.example", "e of taro", "f of staff",
	    "g of staff", NULL};
	static const char *const extensions[] = {"a of taro+1",
	    "b of taro+2@univ.example", "c of taro", "d of lab+x", "e of +x",
	    "f of +y", NULL};
	/* Who is on the list of the one, too, goes by the other one's turns. */
	static const char *const both[] = {"a of taro", "b of taro", "c of lab",
	    "c of taro", "d of taro", "e of lab", "f of taro", "f of young",
	    NULL};

	expect(many, "+", "a d f b g c e ");
	expect(extensions, "+", "a d e f b c ");
	expect(extensions, "-+", "a d e f b c ");
	expect(extensions, "", "a b c d e f ");
	expect(both, "", "a c f b e d ");
	expect((const char *const[]){NULL}, "+", "");
}

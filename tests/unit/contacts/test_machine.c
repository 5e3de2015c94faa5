/* SPDX-License-Identifier: BSD-2-Clause */
#include "domains/contacts/machine.h"

#include <criterion/criterion.h>

static const struct {
	const char *address;
	enum machine machine;
} rows[] = {
    /* VERP */
    {"lab-bounces+ann=b.example@lists.a.example", MACHINE_MAIL},
    {"owner-lab+ann=b.example@lists.a.example", MACHINE_MAIL},
    {"lab+ann+b.example.com@lists.a.example", MACHINE_MAIL},
    {"lab-ann=b.example@lists.a.example", MACHINE_MAIL},
    {"lab-return-5-ann=b.example@lists.a.example", MACHINE_MAIL},
    {"<Lab-Return-5@lists.a.example>", MACHINE_MAIL},
    {"bounce+ann==a==b.example==lab@lists.a.example", MACHINE_MAIL},
    {"bounce-12_HTML-345@mail.a.example", MACHINE_MAIL},
    {"lab+bncBCABCDEFG@a.example", MACHINE_MAIL},
    {"lab-confirm+0a1b@a.example", MACHINE_MAIL},
    {"0100018a3f5c7d21-e0b7c4a2-000000@mail.a.example", MACHINE_MAIL},
    {"reply+ab12cd@a.example", MACHINE_MAIL},
    /* SRS, BATV */
    {"SRS0=HHH=TT=b.example=ann@a.example", MACHINE_MAIL},
    {"srs1+HHH=x.example==HHH=TT=b.example=ann@a.example", MACHINE_MAIL},
    {"prvs=0123456789=ann@a.example", MACHINE_MAIL},
    {"btv1==012==ann@a.example", MACHINE_MAIL},
    /* lists */
    {"owner-lab@a.example", MACHINE_LIST},
    {"lab-owner@a.example", MACHINE_LIST},
    {"lab-bounces@a.example", MACHINE_LIST},
    {"lab-request@a.example", MACHINE_LIST},
    {"majordomo@a.example", MACHINE_LIST},
    {"bounces@a.example", MACHINE_LIST},
    /* nobody reads them */
    {"MAILER-DAEMON@a.example", MACHINE_DAEMON},
    {"no-reply@a.example", MACHINE_UNREAD},
    {"No.Reply2@a.example", MACHINE_UNREAD},
    {"shop_noreply@a.example", MACHINE_UNREAD},
    {"noreply-accounts@a.example", MACHINE_UNREAD},
    {"do-not-reply@a.example", MACHINE_UNREAD},
    {"no-replay@a.example", MACHINE_UNREAD},
    {"send_only@bank.example.jp", MACHINE_UNREAD},
    {"henshin-fuka@shop.example.jp", MACHINE_UNREAD},
    {"haishin@shop.example.jp", MACHINE_UNREAD},
    {"ne-pas-repondre@a.example", MACHINE_UNREAD},
    /* persons, and offices that answer */
    {"ann@a.example", MACHINE_NONE},
    {"ann+shop@a.example", MACHINE_NONE},
    {"ann+shop.example.com@a.example", MACHINE_NONE},
    {"ann+a+b@a.example", MACHINE_NONE},
    {"owner@a.example", MACHINE_NONE},
    {"request@a.example", MACHINE_NONE},
    {"yamadatarou19800401@a.example", MACHINE_NONE},
    {"t1998.suzuki-2nd@a.example", MACHINE_NONE},
    {"info@a.example", MACHINE_NONE},
    {"postmaster@a.example", MACHINE_NONE},
    {"haishin.cohen@a.example", MACHINE_NONE},
    {"reply@a.example", MACHINE_NONE},
    /* no addresses */
    {"", MACHINE_NONE},
    {"MAILER-DAEMON", MACHINE_NONE},
    {"\"a b\"@a.example", MACHINE_NONE},
};

Test(machine, addresses)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		enum machine got = machine_find(span_of(rows[i].address));

		cr_expect_eq(got, rows[i].machine, "%s: %d", rows[i].address,
		    (int)got);
	}
}

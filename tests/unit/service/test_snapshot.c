/* SPDX-License-Identifier: BSD-2-Clause */
#include "domains/service/snapshot.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "domains/registrations/file_text.h"

#include "tests/unit/text.h"

static char dir_path[] = "/tmp/doppelXXXXXX";
static char conf[64], domains[64];

static void
set_up(void)
{
	char text[128];

	cr_assert_not_null(mkdtemp(dir_path));
	snprintf(conf, sizeof(conf), "%s/milter.conf", dir_path);
	snprintf(domains, sizeof(domains), "%s/domains.conf", dir_path);
	text_write(conf, "domains = \"domains.conf\";\n"
			 "state-directory = \"\";\n");
	snprintf(text, sizeof(text), "lists = { directory = \"%s\"; };\n",
	    dir_path);
	text_write(domains, text);
	for (int kind = 0; kind <= LISTFILE_INNOCENT; kind++) {
		char path[96];

		snprintf(path, sizeof(path), "%s/%s.list", dir_path,
		    listfile_kind_name((enum listfile_kind)kind));
		text_write(path, kind == LISTFILE_DOPPELGANGERS
				     ? "gmai.com gmail.com\n"
				     : "");
	}
}

static void
tear_down(void)
{
	for (int kind = 0; kind <= LISTFILE_INNOCENT; kind++) {
		char path[96];

		snprintf(path, sizeof(path), "%s/%s.list", dir_path,
		    listfile_kind_name((enum listfile_kind)kind));
		unlink(path);
	}
	unlink(conf);
	unlink(domains);
	rmdir(dir_path);
}

static struct snapshot *
load(void)
{
	struct list_copies copies = {.directory = NULL};
	struct diagnostics diagnostics = {0};
	struct snapshot *snapshot = NULL;

	cr_assert_eq(snapshot_load(conf, &copies, NULL, &diagnostics,
			 &snapshot),
	    0, "%s", diagnostics.kept > 0 ? diagnostics.list[0].text : "");
	list_copies_clear(&copies);
	return snapshot;
}

Test(snapshot, a_mail_keeps_what_it_began_with, .init = set_up,
    .fini = tear_down)
{
	struct snapshots snapshots;
	struct snapshot *first = load(), *second = load();
	const struct snapshot *of_mail, *of_next;

	snapshots_init(&snapshots);
	cr_expect_null(snapshots_take(&snapshots));
	snapshots_swap(&snapshots, &first);
	cr_expect_null(first);
	of_mail = snapshots_take(&snapshots);
	cr_expect_eq(of_mail->references, 2);
	snapshots_swap(&snapshots, &second);
	of_next = snapshots_take(&snapshots);
	cr_expect_neq(of_mail, of_next);
	cr_expect_neq(of_mail->number, of_next->number);
	/* still whole */
	cr_expect_eq(of_mail->references, 1);
	cr_expect_eq(doppel_count(of_mail->engine, LISTFILE_DOPPELGANGERS), 1);
	snapshots_release(&snapshots, &of_mail);
	cr_expect_null(of_mail);
	snapshots_release(&snapshots, &of_mail);
	snapshots_release(&snapshots, &of_next);
	snapshots_swap(&snapshots, &second);
	cr_expect_null(snapshots_take(&snapshots));
}

Test(snapshot, a_broken_file_leaves_nothing_half_made, .init = set_up,
    .fini = tear_down)
{
	struct list_copies copies = {.directory = NULL};
	struct diagnostics diagnostics = {0};
	struct snapshot *snapshot = NULL;

	text_write(domains, "lists = { directory = \"/nonexistent\"; };\n");
	cr_expect_eq(snapshot_load(conf, &copies, NULL, &diagnostics,
			 &snapshot),
	    -1);
	cr_expect_gt(diagnostics.count, 0);
	cr_expect_null(snapshot);
	diagnostics_clear(&diagnostics);
	text_write(domains, "nonsense");
	cr_expect_eq(snapshot_load(conf, &copies, NULL, &diagnostics,
			 &snapshot),
	    -1);
	diagnostics_clear(&diagnostics);
	text_write(conf, "mode = 1;\n");
	cr_expect_eq(snapshot_load(conf, &copies, NULL, &diagnostics,
			 &snapshot),
	    -1);
	diagnostics_clear(&diagnostics);
	unlink(conf);
	cr_expect_eq(snapshot_load(conf, &copies, NULL, &diagnostics,
			 &snapshot),
	    -1);
	cr_expect_eq(diagnostics.count, 1);
	diagnostics_clear(&diagnostics);
}

/* ---- threads ------------------------------------------------------------- */

static struct snapshots shared;
static atomic_bool done;
static atomic_ulong taken;

static void *
take_and_release(void *argument)
{
	(void)argument;
	while (!atomic_load(&done)) {
		const struct snapshot *snapshot = snapshots_take(&shared);
		struct verdict verdict;

		if (snapshot == NULL)
			continue;
		doppel_judge_path(snapshot->engine, "a@gmai.com", 10, &verdict);
		if (verdict.reason == VERDICT_KNOWN_DOPPELGANGER)
			atomic_fetch_add(&taken, 1);
		snapshots_release(&shared, &snapshot);
	}
	return NULL;
}

Test(snapshot, swapped_while_mails_run, .init = set_up, .fini = tear_down)
{
	pthread_t threads[4];
	struct snapshot *next = load();

	snapshots_init(&shared);
	snapshots_swap(&shared, &next);
	for (size_t i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, take_and_release, NULL);
	for (size_t i = 0; i < 50; i++) {
		next = load();
		snapshots_swap(&shared, &next);
	}
	while (atomic_load(&taken) < 1000)
		usleep(100);
	atomic_store(&done, true);
	for (size_t i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	cr_expect_eq(shared.current->references, 1);
	snapshots_swap(&shared, &next);
	cr_expect_null(shared.current);
}

static struct registrations *
some_registrations(void)
{
	struct buffer file = {0}, rows = {0};
	struct diagnostics diagnostics = {0};
	struct registrations *registrations = NULL;
	time_t when;

	buffer_add_text(&rows, "delimiter\t\nallow-percent-hack\tno\n"
			       "swap-bangpath\tno\ncounts\t0\t0\t0\n");
	registrations_seal(&rows, 1, &file);
	buffer_clear(&rows);
	cr_assert_eq(registrations_parse("FILE", file.bytes, file.len, NULL,
			 &diagnostics, &registrations, &when),
	    0);
	return registrations;
}

/* New registrations stand on the engine and the settings that are in force,
 * and the last of them takes these along. */
Test(snapshot, registrations_change_alone, .init = set_up, .fini = tear_down)
{
	struct snapshots snapshots;
	struct snapshot *first = load(), *none = NULL;
	struct registrations *registrations = some_registrations();
	const struct snapshot *of_mail, *with_first, *with_second;

	snapshots_init(&snapshots);
	cr_expect_eq(snapshots_swap_registrations(&snapshots, &registrations),
	    -1);
	cr_expect_null(registrations);
	snapshots_swap(&snapshots, &first);
	of_mail = snapshots_take(&snapshots);
	registrations = some_registrations();
	cr_assert_eq(snapshots_swap_registrations(&snapshots, &registrations),
	    0);
	with_first = snapshots_take(&snapshots);
	cr_expect_null(of_mail->registrations);
	cr_expect_not_null(with_first->registrations);
	cr_expect_eq(with_first->engine, of_mail->engine);
	registrations = some_registrations();
	cr_assert_eq(snapshots_swap_registrations(&snapshots, &registrations),
	    0);
	with_second = snapshots_take(&snapshots);
	cr_expect_eq(with_second->base, of_mail);
	cr_expect_eq(of_mail->references, 3);
	/* in any order */
	snapshots_release(&snapshots, &of_mail);
	snapshots_swap(&snapshots, &none);
	snapshots_release(&snapshots, &with_first);
	cr_expect_eq(doppel_count(with_second->engine, LISTFILE_DOPPELGANGERS),
	    1);
	snapshots_release(&snapshots, &with_second);
}

Test(snapshot, registrations_swapped_while_mails_run, .init = set_up,
    .fini = tear_down)
{
	pthread_t threads[4];
	struct snapshot *next = load();

	snapshots_init(&shared);
	snapshots_swap(&shared, &next);
	for (size_t i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, take_and_release, NULL);
	for (size_t i = 0; i < 2000; i++) {
		struct registrations *registrations = some_registrations();

		if (i % 100 == 0) {
			next = load();
			snapshots_swap(&shared, &next);
		}
		cr_assert_eq(snapshots_swap_registrations(&shared,
				 &registrations),
		    0);
	}
	while (atomic_load(&taken) < 1000)
		usleep(100);
	atomic_store(&done, true);
	for (size_t i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	next = NULL;
	snapshots_swap(&shared, &next);
	cr_expect_null(shared.current);
}

static struct snapshot *
load_with_dns(const char *enabled, unsigned timeout)
{
	char text[192];

	snprintf(text, sizeof(text),
	    "domains = \"domains.conf\";\n"
	    "state-directory = \"\";\n"
	    "dns = { enabled = %s; };\n",
	    enabled);
	text_write(conf, text);
	snprintf(text, sizeof(text),
	    "lists = { directory = \"%s\"; };\n"
	    "dns = { servers = \"127.0.0.1:9\"; timeout = %u; };\n",
	    dir_path, timeout);
	text_write(domains, text);
	return load();
}

/* Answers of the DNS outlive a reload; other servers are asked again. */
Test(snapshot, dns_outlives_a_reload, .init = set_up, .fini = tear_down)
{
	struct snapshot *off = load_with_dns("false", 100);
	struct snapshot *on = load_with_dns("true", 100);
	struct snapshot *same = load_with_dns("true", 100);
	struct snapshot *other = load_with_dns("true", 200);

	cr_assert_eq(snapshot_connect(off, NULL), 0);
	cr_expect_null(off->dns);
	cr_assert_eq(snapshot_connect(on, off), 0);
	cr_assert_not_null(on->dns);
	cr_assert_eq(snapshot_connect(same, on), 0);
	cr_expect_eq(same->dns, on->dns);
	cr_assert_eq(snapshot_connect(other, same), 0);
	cr_expect_neq(other->dns, on->dns);

	snapshot_free(&on);
	struct dns_facts facts;
	struct name name = {.text = "a.test", .len = 6, .labels = 2};
	dns_ask(same->dns, &name, DNS_WANT_MAIL, 1, &facts);
	cr_expect_eq(facts.status, DNS_UNKNOWN);
	snapshot_free(&same);
	snapshot_free(&other);
	snapshot_free(&off);
}

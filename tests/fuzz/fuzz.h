/* SPDX-License-Identifier: BSD-2-Clause */
/* Fuzz: the targets, each a function that takes any bytes and aborts when a
 * property does not hold.  libFuzzer drives one at a time (`make fuzz`); the
 * ordinary tests replay the corpus through all of them (replay.c). */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "domains/base/span.h"

/* All of them, by the names of their folders in corpus/. */
/* clang-format off */
#define FUZZ_TARGETS(each) \
	each(address) \
	each(authentication) \
	each(baseline) \
	each(dns_answer) \
	each(document) \
	each(exempt) \
	each(fetched) \
	each(fix) \
	each(forward_path) \
	each(import) \
	each(leak_line) \
	each(listfile) \
	each(mail_events) \
	each(mailman3) \
	each(maillog_lines) \
	each(name) \
	each(observation) \
	each(orcpt) \
	each(person) \
	each(pipeline) \
	each(postconf) \
	each(question) \
	each(request) \
	each(registrations) \
	each(registrations_file) \
	each(route) \
	each(scan) \
	each(settings) \
	each(similar) \
	each(spool) \
	each(typo) \
	each(workbook) \
	each(zone)
/* clang-format on */

#define FUZZ_DECLARE(target) int fuzz_##target(const uint8_t *, size_t);
FUZZ_TARGETS(FUZZ_DECLARE)

/* What a target that needs a folder writes to: this process's own, in memory
 * where the system has that, made at the first call and gone with the process.
 */
const char *
fuzz_folder(void);

/* Writes a file there; returns its path, which holds until the next call. */
const char *
fuzz_write(const char *name, const void *bytes, size_t len);

/* The file's bytes, '\0'-terminated, to be freed; NULL when there is none. */
char *
fuzz_read(const char *path, size_t *len_r);

/* Any bytes as a C string, to be freed: they end at the first '\0'. */
char *
fuzz_string(const uint8_t *data, size_t size);

/* Aborts unless a text is fit for a terminal, a log, a mail: UTF-8 that can be
 * printed, and one control character more; 0: none. */
void
fuzz_check_printable(const char *text, size_t len, char more);

/* The next part of the input: up to the byte, which is taken off as well. */
struct span
fuzz_take(const uint8_t **data, size_t *size, uint8_t end);

/* Each byte of a span can be read. */
void
fuzz_touch(struct span span);

/* What the next subprocess prints instead of running (subprocess.c links it
 * in); NULL: programs run. */
extern const struct span *fuzz_subprocess_prints;

/* As assert(), but never compiled out. */
#define FUZZ_CHECK(property)                                          \
	do {                                                          \
		if (!(property)) {                                    \
			fprintf(stderr, "%s:%d: does not hold: %s\n", \
			    __FILE__, __LINE__, #property);           \
			abort();                                      \
		}                                                     \
	} while (0)

#ifdef FUZZ_WITH_LIBFUZZER
#define FUZZ_ENTRY(target)                                            \
	int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size); \
	int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)  \
	{                                                             \
		return target(data, size);                            \
	}
#else
#define FUZZ_ENTRY(target)
#endif

#endif

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

int
fuzz_address(const uint8_t *data, size_t size);
int
fuzz_dns_answer(const uint8_t *data, size_t size);
int
fuzz_listfile(const uint8_t *data, size_t size);
int
fuzz_name(const uint8_t *data, size_t size);
int
fuzz_person(const uint8_t *data, size_t size);
int
fuzz_registrations(const uint8_t *data, size_t size);
int
fuzz_registrations_file(const uint8_t *data, size_t size);
int
fuzz_scan(const uint8_t *data, size_t size);
int
fuzz_settings(const uint8_t *data, size_t size);
int
fuzz_baseline(const uint8_t *data, size_t size);
int
fuzz_typo(const uint8_t *data, size_t size);

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

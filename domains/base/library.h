/* SPDX-License-Identifier: BSD-2-Clause */
/* Library: a foreign library that most runs do not need, loaded at its first
 * use.  What a program is linked with costs each of its starts: libzip alone,
 * with the libcrypto that it brings, as much as all lists.
 *
 *     #define FUNCTIONS(F) F(zip, zip_, open) F(zip, zip_, discard)
 *     LIBRARY(zip, DOPPEL_LIBZIP, FUNCTIONS)
 *
 *     if (library_load(&library, &why) < 0) ... say why
 *     zip.discard(archive);
 *
 * The file that owns the library (tests/lint/run) has this and no other.  The
 * Makefile takes the file's name, with its version, from the library that the
 * headers belong to.
 */
#ifndef DOMAINS_BASE_LIBRARY_H
#define DOMAINS_BASE_LIBRARY_H

#include <pthread.h>
#include <stdbool.h>

#define LIBRARY_SYMBOLS_MAX 32

struct library {
	const char *file;
	struct library_symbol {
		const char *name;
		void *pointer;              /* to the pointer that is set */
	} symbols[LIBRARY_SYMBOLS_MAX + 1]; /* the last one has no name */
	pthread_mutex_t lock;
	bool loaded;
};

/* Defines the struct of the pointers, which has this name, and the library.
 * functions(F) has F(name, prefix, function) for each function. */
#define LIBRARY(name, path, functions)              \
	static struct {                             \
		functions(LIBRARY_POINTER)          \
	} name;                                     \
	static struct library library = {           \
	    .file = (path),                         \
	    .symbols = {functions(LIBRARY_SYMBOL)}, \
	    .lock = PTHREAD_MUTEX_INITIALIZER,      \
	};
#define LIBRARY_POINTER(name, prefix, function) \
	__typeof__(prefix##function) *function;
#define LIBRARY_SYMBOL(name, prefix, function) \
	{#prefix #function, &name.function},

/* Sets the pointers, once; any number of threads may call it.  It is never
 * unloaded.  Returns 0, or -1 with *why_r, which names the file and holds until
 * the thread's next call; the next call tries again. */
int
library_load(struct library *library, const char **why_r);

#endif

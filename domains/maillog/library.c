/* SPDX-License-Identifier: BSD-2-Clause */
/* Loads libraries: see the header. */
#include "domains/maillog/library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

/* Files are opened by several threads. */
static pthread_mutex_t loading = PTHREAD_MUTEX_INITIALIZER;

static int
load(const char *name, const struct library_symbol *symbols, size_t count,
    const char **lacking_r)
{
	void *library, *symbol;

	memcpy(&symbol, symbols[count - 1].place, sizeof(symbol));
	if (symbol != NULL)
		return 0;
	library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
	if (library == NULL) {
		*lacking_r = name;
		return -1;
	}
	for (size_t i = 0; i < count; i++) {
		symbol = dlsym(library, symbols[i].name);
		if (symbol == NULL) {
			*lacking_r = symbols[i].name;
			return -1;
		}
		/* A pointer to a function, as POSIX allows. */
		memcpy(symbols[i].place, &symbol, sizeof(symbol));
	}
	return 0;
}

int
library_load(const char *name, const struct library_symbol *symbols,
    size_t count, const char **lacking_r)
{
	int result;

	pthread_mutex_lock(&loading);
	result = load(name, symbols, count, lacking_r);
	pthread_mutex_unlock(&loading);
	return result;
}

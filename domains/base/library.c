/* SPDX-License-Identifier: BSD-2-Clause */
/* Loads a library by dlopen(3). */
#include "domains/base/library.h"

#include <dlfcn.h>
#include <stddef.h>

/* With lock held. */
static bool
set_pointers(struct library *library)
{
	void *handle = dlopen(library->file, RTLD_NOW | RTLD_LOCAL);

	if (handle == NULL)
		return false;
	for (const struct library_symbol *symbol = library->symbols;
	     symbol->name != NULL; symbol++) {
		/* POSIX's way to make a function of it. */
		void **pointer = symbol->pointer;

		*pointer = dlsym(handle, symbol->name);
		if (*pointer == NULL)
			return false;
	}
	return true;
}

int
library_load(struct library *library, const char **why_r)
{
	bool loaded;

	pthread_mutex_lock(&library->lock);
	if (!library->loaded)
		library->loaded = set_pointers(library);
	loaded = library->loaded;
	pthread_mutex_unlock(&library->lock);
	if (!loaded)
		*why_r = dlerror();
	return loaded ? 0 : -1;
}

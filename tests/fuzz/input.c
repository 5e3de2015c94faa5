/* SPDX-License-Identifier: BSD-2-Clause */
/* What fuzz targets share: a folder, files, parts of an input, and programs
 * that are not run. */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domains/base/subprocess.h"
#include "domains/base/utf8.h"
#include "tests/fuzz/fuzz.h"

static char folder[64];

static void
remove_folder(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", folder);
	if (*folder != '\0' && system(command) != 0)
		perror(folder);
}

const char *
fuzz_folder(void)
{
	if (*folder == '\0') {
		snprintf(folder, sizeof(folder), "%s/fuzz-XXXXXX",
		    access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
		FUZZ_CHECK(mkdtemp(folder) != NULL);
		FUZZ_CHECK(atexit(remove_folder) == 0);
	}
	return folder;
}

const char *
fuzz_write(const char *name, const void *bytes, size_t len)
{
	static char path[256];
	FILE *out;

	snprintf(path, sizeof(path), "%s/%s", fuzz_folder(), name);
	out = fopen(path, "wb");
	FUZZ_CHECK(out != NULL);
	FUZZ_CHECK(len == 0 || fwrite(bytes, len, 1, out) == 1);
	FUZZ_CHECK(fclose(out) == 0);
	return path;
}

char *
fuzz_read(const char *path, size_t *len_r)
{
	FILE *in = fopen(path, "rb");
	struct stat status;
	char *bytes;

	if (in == NULL)
		return NULL;
	FUZZ_CHECK(fstat(fileno(in), &status) == 0);
	*len_r = (size_t)status.st_size;
	bytes = malloc(*len_r + 1);
	FUZZ_CHECK(bytes != NULL);
	FUZZ_CHECK(*len_r == 0 || fread(bytes, *len_r, 1, in) == 1);
	bytes[*len_r] = '\0';
	fclose(in);
	return bytes;
}

char *
fuzz_string(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	FUZZ_CHECK(text != NULL);
	if (size != 0)
		memcpy(text, data, size);
	text[size] = '\0';
	return text;
}

struct span
fuzz_take(const uint8_t **data, size_t *size, uint8_t end)
{
	const uint8_t *at = *size != 0 ? memchr(*data, end, *size) : NULL;
	size_t len = at != NULL ? (size_t)(at - *data) : *size;
	struct span part = {(const char *)*data, len};

	len += at != NULL;
	*data += len;
	*size -= len;
	return part;
}

void
fuzz_check_printable(const char *text, size_t len, char more)
{
	while (len > 0) {
		uint32_t code = 0;
		size_t taken = utf8_decode(text, len, &code);

		FUZZ_CHECK(taken > 0);
		FUZZ_CHECK(
		    (more != 0 && *text == more) || utf8_printable(code));
		text += taken;
		len -= taken;
	}
}

/* ---- programs ------------------------------------------------------------ */

const struct span *fuzz_subprocess_prints;

/* The linker puts these before subprocess_read() (--wrap). */
int
__real_subprocess_read(const char *subject, const char *const argv[],
    bool (*give_up)(void), struct diagnostics *diagnostics, char **bytes_r,
    size_t *len_r);
int
__wrap_subprocess_read(const char *subject, const char *const argv[],
    bool (*give_up)(void), struct diagnostics *diagnostics, char **bytes_r,
    size_t *len_r);

int
__wrap_subprocess_read(const char *subject, const char *const argv[],
    bool (*give_up)(void), struct diagnostics *diagnostics, char **bytes_r,
    size_t *len_r)
{
	const struct span *prints = fuzz_subprocess_prints;

	if (prints == NULL)
		return __real_subprocess_read(subject, argv, give_up,
		    diagnostics, bytes_r, len_r);
	*len_r = prints->len;
	*bytes_r = fuzz_string((const uint8_t *)prints->bytes, prints->len);
	return 0;
}

void
fuzz_touch(struct span span)
{
	static volatile unsigned sum;

	for (size_t i = 0; i < span.len; i++)
		sum += (unsigned char)span.bytes[i];
}

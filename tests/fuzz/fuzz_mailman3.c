// SPDX-License-Identifier: BSD-2-Clause
/* Fuzz target: pages of Mailman's REST, one after another with \x1e between.
 * libcurl is not run (--wrap): each request gets the next page, and 404 after
 * the last.  What doppelfetch makes of them is a file that doppelcheck reads
 * whole: the same members, or a reason why there are none. */
#include <curl/curl.h>
#include <stdarg.h>
#include <string.h>

#include "domains/doppelfetch/answer.h"
#include "domains/doppelfetch/mailman3.h"
#include "domains/readers/lists/fetched.h"
#include "tests/fuzz/fuzz.h"

/* Requests of one input: lists may name each other's pages for long. */
#define REQUESTS_MAX 64

static struct {
	const uint8_t *data; /* NULL: libcurl runs */
	size_t size;
	unsigned requests;
	long status;
	curl_write_callback write;
	void *context;
} pages;

CURLcode
__real_curl_easy_setopt(CURL *curl, CURLoption option, void *value);
CURLcode
__wrap_curl_easy_setopt(CURL *curl, CURLoption option, ...);
CURLcode
__real_curl_easy_perform(CURL *curl);
CURLcode
__wrap_curl_easy_perform(CURL *curl);
CURLcode
__real_curl_easy_getinfo(CURL *curl, CURLINFO info, void *value);
CURLcode
__wrap_curl_easy_getinfo(CURL *curl, CURLINFO info, ...);

/* A pointer or a long: one register either way. */
CURLcode
__wrap_curl_easy_setopt(CURL *curl, CURLoption option, ...)
{
	va_list arguments;
	void *value;

	va_start(arguments, option);
	value = va_arg(arguments, void *);
	va_end(arguments);
	if (option == CURLOPT_WRITEFUNCTION)
		memcpy(&pages.write, &value, sizeof(value));
	if (option == CURLOPT_WRITEDATA)
		pages.context = value;
	return __real_curl_easy_setopt(curl, option, value);
}

CURLcode
__wrap_curl_easy_perform(CURL *curl)
{
	struct span page;

	if (pages.data == NULL)
		return __real_curl_easy_perform(curl);
	pages.status =
	    pages.size != 0 && pages.requests++ < REQUESTS_MAX ? 200 : 404;
	page = fuzz_take(&pages.data, &pages.size, 0x1e);
	return pages.write((char *)(uintptr_t)page.bytes, 1, page.len,
		   pages.context) == page.len
	           ? CURLE_OK
	           : CURLE_WRITE_ERROR;
}

CURLcode
__wrap_curl_easy_getinfo(CURL *curl, CURLINFO info, ...)
{
	va_list arguments;
	void *value;

	va_start(arguments, info);
	value = va_arg(arguments, void *);
	va_end(arguments);
	if (pages.data == NULL || info != CURLINFO_RESPONSE_CODE)
		return __real_curl_easy_getinfo(curl, info, value);
	*(long *)value = pages.status;
	return CURLE_OK;
}

/* What was taken, in words. */
static int
take(void *context, const struct member *member)
{
	struct buffer *text = context;

	FUZZ_CHECK(member->line >= 1 && member->line <= MAILMAN3_PAGE_ENTRIES);
	FUZZ_CHECK(memchr(member->list.bytes, '@', member->list.len) != NULL);
	FUZZ_CHECK(member->address.len != 0);
	buffer_add_format(text, "%s:%u ", member->file, member->line);
	buffer_add(text, member->list.bytes, member->list.len);
	buffer_add_text(text, " ");
	buffer_add(text, member->address.bytes, member->address.len);
	buffer_add_text(text, " ");
	buffer_add(text, member->name.bytes, member->name.len);
	buffer_add_text(text, "\n");
	return 0;
}

static void
give_pages(const uint8_t *data, size_t size)
{
	pages.data = data;
	pages.size = size;
	pages.requests = 0;
}

int
fuzz_mailman3(const uint8_t *data, size_t size)
{
	static char url[] = "http://127.0.0.1:8001/3.1";
	const struct settings_mailman3 service = {.url = url};
	struct diagnostics asked = {0}, read = {0};
	struct buffer file = {0}, direct = {0}, fetched = {0};
	const struct fetched_reading reading = {
	    .service = url,
	    .take = take,
	    .context = &fetched,
	    .diagnostics = &read,
	};
	int result;

	give_pages(data, size);
	result = answer_fetch(service.url, &service, &asked, &file);
	FUZZ_CHECK((result == 0 || asked.count != 0) && !file.failed);
	FUZZ_CHECK(fetched_parse(&reading, file.bytes, file.len) == result);
	FUZZ_CHECK((read.count == 0) == (asked.count == 0));
	diagnostics_clear(&asked);
	if (result == 0) {
		give_pages(data, size);
		FUZZ_CHECK(mailman3_read(&service, take, &direct, &asked) == 0);
		FUZZ_CHECK(
		    direct.len == fetched.len &&
		    (direct.len == 0 ||
			memcmp(direct.bytes, fetched.bytes, direct.len) == 0));
	}
	pages.data = NULL;
	buffer_clear(&file);
	buffer_clear(&direct);
	buffer_clear(&fetched);
	diagnostics_clear(&asked);
	diagnostics_clear(&read);
	return 0;
}

FUZZ_ENTRY(fuzz_mailman3)

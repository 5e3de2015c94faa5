/* SPDX-License-Identifier: BSD-2-Clause */
/* Bytes to and from Redis: hiredis connects and knows the protocol, the waiting
 * is ours, so that a deadline is one of the whole and no signal comes of it. */
#include "domains/contacts/redis_line.h"

#include <arpa/inet.h>
#include <errno.h>
#include <hiredis/hiredis.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "domains/base/array.h"
#include "domains/base/library.h"
#include "domains/base/translation.h"

#define FUNCTIONS(F)                           \
	F(hiredis, redis, ConnectNonBlock)     \
	F(hiredis, redis, ConnectUnixNonBlock) \
	F(hiredis, redis, Free)                \
	F(hiredis, redis, FormatCommandArgv)   \
	F(hiredis, redis, FreeCommand)         \
	F(hiredis, redis, ReaderFeed)          \
	F(hiredis, redis, ReaderGetReply)      \
	F(hiredis, , freeReplyObject)

LIBRARY(hiredis, DOPPEL_LIBHIREDIS, FUNCTIONS)

#define WORDS_MAX 10
#define READ_SIZE 16384

int
redis_line_load(const char **why_r)
{
	return library_load(&library, why_r);
}

uint64_t
redis_line_clock(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static int
fail(struct redis_line *line, const char *why)
{
	snprintf(line->text, sizeof(line->text), "%s", why);
	line->why = line->text;
	return -1;
}

/* ---- commands ------------------------------------------------------------ */

static void
add_words(struct redis_pipeline *pipeline, const struct span *words,
    size_t count)
{
	const char *bytes[WORDS_MAX];
	size_t lens[WORDS_MAX];
	char *command = NULL;
	int len;

	for (size_t i = 0; i < count; i++) {
		bytes[i] = words[i].len == 0 ? "" : words[i].bytes;
		lens[i] = words[i].len;
	}
	len = hiredis.FormatCommandArgv(&command, (int)count, bytes, lens);
	if (len < 0)
		pipeline->bytes.failed = true;
	else
		buffer_add(&pipeline->bytes, command, (size_t)len);
	hiredis.FreeCommand(command);
	pipeline->count++;
}

void
redis_pipeline_add_values(struct redis_pipeline *pipeline, const char *types,
    va_list values)
{
	struct span words[WORDS_MAX];
	char digits[WORDS_MAX][24];
	size_t count = 0;

	for (; types[count] != '\0' && count < WORDS_MAX; count++) {
		switch (types[count]) {
		case 's':
			words[count] = span_of(va_arg(values, const char *));
			break;
		case 'b':
			words[count] = va_arg(values, struct span);
			break;
		default:
			snprintf(digits[count], sizeof(digits[count]), "%lld",
			    (long long)va_arg(values, int64_t));
			words[count] = span_of(digits[count]);
		}
	}
	add_words(pipeline, words, count);
}

void
redis_pipeline_add(struct redis_pipeline *pipeline, const char *types, ...)
{
	va_list values;

	va_start(values, types);
	redis_pipeline_add_values(pipeline, types, values);
	va_end(values);
}

void
redis_pipeline_clear(struct redis_pipeline *pipeline)
{
	if (pipeline->bytes.bytes != NULL)
		explicit_bzero(pipeline->bytes.bytes, pipeline->bytes.len);
	buffer_clear(&pipeline->bytes);
	*pipeline = (struct redis_pipeline){0};
}

/* ---- room for answers ---------------------------------------------------- */

/* How hiredis makes what it has read, but lists have a limit. */
struct counting {
	redisReplyObjectFunctions functions;
	const redisReplyObjectFunctions *hiredis;
	size_t items; /* of the answers to a pipeline */
};

#if HIREDIS_MAJOR == 0
typedef int item_count;
#else
typedef size_t item_count;
#endif

static void *
create_array(const redisReadTask *task, item_count count)
{
	struct counting *counting = task->privdata;

	if ((size_t)count > REDIS_LINE_ITEMS_MAX - counting->items)
		return NULL;
	counting->items += (size_t)count;
	return counting->hiredis->createArray(task, count);
}

static int
count_items(struct redis_line *line)
{
	redisReader *reader = ((redisContext *)line->context)->reader;
	struct counting *counting = calloc(1, sizeof(*counting));

	if (counting == NULL)
		return fail(line, strerror(ENOMEM));
	counting->functions = *reader->fn;
	counting->functions.createArray = create_array;
	counting->hiredis = reader->fn;
	reader->fn = &counting->functions;
	reader->privdata = counting;
	line->counting = counting;
	return 0;
}

/* ---- answers ------------------------------------------------------------- */

void
redis_line_forget(struct redis_line *line)
{
	for (size_t i = 0; i < line->count; i++)
		hiredis.freeReplyObject(line->replies[i]);
	line->count = 0;
	line->received = 0;
	if (line->counting != NULL)
		((struct counting *)line->counting)->items = 0;
}

static struct redis_value
value_of(const redisReply *reply)
{
	switch (reply->type) {
	case REDIS_REPLY_INTEGER:
		return (struct redis_value){.kind = REDIS_NUMBER,
		    .number = reply->integer};
	case REDIS_REPLY_ARRAY:
		return (struct redis_value){.kind = REDIS_LIST,
		    .count = reply->elements,
		    .items = reply};
	case REDIS_REPLY_STRING:
	case REDIS_REPLY_STATUS:
		return (struct redis_value){.kind = REDIS_BYTES,
		    .bytes = {reply->str, reply->len}};
	default:
		return (struct redis_value){.kind = REDIS_NONE};
	}
}

struct redis_value
redis_line_value(const struct redis_line *line, size_t at)
{
	return value_of(line->replies[at]);
}

struct redis_value
redis_item(struct redis_value list, size_t at)
{
	return at < list.count
	           ? value_of(((const redisReply *)list.items)->element[at])
	           : (struct redis_value){.kind = REDIS_NONE};
}

static const redisReply *
find_error(const redisReply *reply)
{
	if (reply->type == REDIS_REPLY_ERROR)
		return reply;
	if (reply->type == REDIS_REPLY_ARRAY)
		for (size_t i = 0; i < reply->elements; i++)
			if (reply->element[i]->type == REDIS_REPLY_ERROR)
				return reply->element[i];
	return NULL;
}

bool
redis_line_find_error(const struct redis_line *line, struct span *error_r)
{
	for (size_t i = 0; i < line->count; i++) {
		const redisReply *error = find_error(line->replies[i]);

		if (error != NULL) {
			*error_r = (struct span){error->str, error->len};
			return true;
		}
	}
	return false;
}

/* ---- the socket ---------------------------------------------------------- */

static int
fd_of(const struct redis_line *line)
{
	return ((const redisContext *)line->context)->fd;
}

int
redis_line_open(struct redis_line *line, const char *path,
    const struct redis_host *host)
{
	redisContext *context =
	    path[0] != '\0' ? hiredis.ConnectUnixNonBlock(path)
			    : hiredis.ConnectNonBlock(host->name, host->port);

	line->context = context;
	if (context == NULL)
		return fail(line, strerror(ENOMEM));
	if (context->err != 0)
		return fail(line, context->errstr);
	return count_items(line);
}

void
redis_line_close(struct redis_line *line)
{
	if (line->context != NULL)
		hiredis.Free(line->context);
	free(line->counting);
	line->context = line->counting = NULL;
}

void
redis_line_free(struct redis_line *line)
{
	redis_line_close(line);
	redis_line_forget(line);
	free(line->replies);
	*line = (struct redis_line){0};
}

void
redis_line_keep_address(const struct redis_line *line, struct redis_host *host)
{
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} peer;
	socklen_t len = sizeof(peer);

	if (getpeername(fd_of(line), &peer.any, &len) < 0)
		return;
	if (peer.any.sa_family == AF_INET)
		inet_ntop(AF_INET, &peer.v4.sin_addr, host->name,
		    sizeof(host->name));
	else if (peer.any.sa_family == AF_INET6)
		inet_ntop(AF_INET6, &peer.v6.sin6_addr, host->name,
		    sizeof(host->name));
}

static int
take_replies(struct redis_line *line)
{
	redisReader *reader = ((redisContext *)line->context)->reader;
	void *reply = NULL;

	for (;;) {
		if (hiredis.ReaderGetReply(reader, &reply) != REDIS_OK)
			return fail(line, _("does not speak as Redis"));
		if (reply == NULL)
			return 0;
		if (array_reserve(&line->replies, &line->room, line->count,
			sizeof(*line->replies)) < 0) {
			hiredis.freeReplyObject(reply);
			return fail(line, strerror(ENOMEM));
		}
		line->replies[line->count++] = reply;
	}
}

static int
receive(struct redis_line *line)
{
	char bytes[READ_SIZE];
	ssize_t len = recv(fd_of(line), bytes, sizeof(bytes), MSG_DONTWAIT);

	if (len < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (len < 0)
		return fail(line, strerror(errno));
	if (len == 0)
		return fail(line, _("has closed the connection"));
	line->received += (size_t)len;
	if (line->received > REDIS_LINE_RECEIVED_MAX)
		return fail(line, _("answers with over 16 MiB"));
	if (hiredis.ReaderFeed(((redisContext *)line->context)->reader, bytes,
		(size_t)len) != REDIS_OK)
		return fail(line, strerror(ENOMEM));
	return take_replies(line);
}

static int
send_rest(struct redis_line *line, struct redis_pipeline *pipeline)
{
	ssize_t len = send(fd_of(line), pipeline->bytes.bytes + pipeline->sent,
	    pipeline->bytes.len - pipeline->sent, MSG_NOSIGNAL | MSG_DONTWAIT);

	if (len >= 0)
		pipeline->sent += (size_t)len;
	else if (errno == EPIPE)
		return receive(line); /* which says more */
	else if (errno != EAGAIN && errno != EINTR && errno != ENOTCONN)
		return fail(line, strerror(errno));
	return 0;
}

int
redis_line_exchange(struct redis_line *line, struct redis_pipeline *pipeline,
    uint64_t deadline)
{
	while (line->count < pipeline->count) {
		bool sends = pipeline->sent < pipeline->bytes.len;
		struct pollfd wanted = {.fd = fd_of(line),
		    .events = (short)(sends ? POLLIN | POLLOUT : POLLIN)};
		uint64_t now = redis_line_clock();
		uint64_t left = now < deadline ? deadline - now : 0;
		const struct timespec wait = {(time_t)(left / 1000000),
		    (long)(left % 1000000) * 1000};
		int ready = ppoll(&wanted, 1, &wait, NULL);

		if (ready == 0 && left == 0)
			return 0;
		if (ready <= 0)
			continue;
		if ((wanted.revents & ~POLLOUT) != 0 && receive(line) < 0)
			return -1;
		if ((wanted.revents & POLLOUT) != 0 &&
		    send_rest(line, pipeline) < 0)
			return -1;
		/* Whoever sends without an end is always ready. */
		if (left == 0 && line->count < pipeline->count)
			return 0;
	}
	return 1;
}

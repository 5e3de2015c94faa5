/* SPDX-License-Identifier: BSD-2-Clause */
/* Milter source: the MTA's side of the milter protocol, in parallel sessions,
 * as fast as the milter answers; every answer is held against what is
 * expected.  What smtp-source is for SMTP.
 *
 *     milter-source [-s sessions] [-m mails] [-r recipients] SOCKET FILE
 *
 * SOCKET is a path or HOST:PORT.  Each line of FILE is an answer, a blank and
 * a path: "c <taro@gmail.com>", "y <taro@gmai.com>" (SMFIR_ codes), or
 * "q <...>": taken, and the mail quarantined at its end.  The mails take the
 * lines in turn, RECIPIENTS each.  The protocol is version 6 of Sendmail's
 * libmilter/mfdef.h.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "domains/base/array.h"

/* Larger than any packet of either side here: a milter's replies are lines of
 * at most a kilobyte, and we send no bodies over that. */
#define PACKET_MAX 16384

/* Steps that a milter may leave out or not answer (mfdef.h, SMFIP_). */
#define LEAVE_OUT_CONNECT 0x1u
#define LEAVE_OUT_HELO 0x2u
#define LEAVE_OUT_MAIL 0x4u
#define LEAVE_OUT_BODY 0x10u
#define LEAVE_OUT_HEADERS 0x20u
#define LEAVE_OUT_EOH 0x40u
#define LEAVE_OUT_DATA 0x200u
#define NR_HEADERS 0x80u
#define NR_CONNECT 0x1000u
#define NR_HELO 0x2000u
#define NR_MAIL 0x4000u
#define NR_RCPT 0x8000u
#define NR_DATA 0x10000u
#define NR_EOH 0x40000u
#define NR_BODY 0x80000u
#define ALL_OF_THEM 0x1fffffu

struct recipient {
	char expected;
	char *path;
	size_t len; /* with the '\0' */
};

struct plan {
	const char *socket;
	unsigned sessions;
	unsigned mails; /* of a session */
	unsigned recipients;
	struct recipient *list;
	size_t list_count;
};

struct session {
	const struct plan *plan;
	unsigned number;
	int fd;
	uint32_t asked; /* SMFIP_ flags of the milter */
	size_t next;    /* recipient of the plan */
	unsigned char out[PACKET_MAX];
	size_t out_len;
	unsigned char in[PACKET_MAX];
	size_t in_len, in_at;
	unsigned long rcpts, wrong, failed;
	pthread_t thread;
};

static int
connect_unix(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd;

	if (strlen(path) >= sizeof(address.sun_path))
		return -1;
	memcpy(address.sun_path, path, strlen(path) + 1);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 &&
	    connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static int
connect_inet(const char *text)
{
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
	const char *colon = strrchr(text, ':');
	struct addrinfo *found;
	char host[256];
	int fd;

	if (colon == NULL || (size_t)(colon - text) >= sizeof(host))
		return -1;
	memcpy(host, text, (size_t)(colon - text));
	host[colon - text] = '\0';
	if (getaddrinfo(host, colon + 1, &hints, &found) != 0)
		return -1;
	fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && connect(fd, found->ai_addr, found->ai_addrlen) < 0) {
		close(fd);
		fd = -1;
	}
	freeaddrinfo(found);
	return fd;
}

/* ---- packets ------------------------------------------------------------ */

/* Appends a packet to what the next flush sends. */
static void
put_packet(struct session *session, char code, const void *data, size_t len)
{
	const uint32_t size = htonl((uint32_t)len + 1);
	unsigned char *at = session->out + session->out_len;

	if (len + 5 > PACKET_MAX - session->out_len)
		abort(); /* PACKET_MAX is over all that is sent here */
	memcpy(at, &size, 4);
	at[4] = (unsigned char)code;
	if (len > 0)
		memcpy(at + 5, data, len);
	session->out_len += len + 5;
}

/* A literal's own '\0' ends the last value. */
#define PUT_MACROS(session, literal) \
	put_packet(session, 'D', literal, sizeof(literal))

static int
flush_packets(struct session *session)
{
	size_t done = 0;

	while (done < session->out_len) {
		ssize_t n = write(session->fd, session->out + done,
		    session->out_len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		done += (size_t)n;
	}
	session->out_len = 0;
	return 0;
}

static int
fill(struct session *session, size_t want)
{
	if (session->in_at > 0) {
		session->in_len -= session->in_at;
		memmove(session->in, session->in + session->in_at,
		    session->in_len);
		session->in_at = 0;
	}
	while (session->in_len < want) {
		ssize_t n = read(session->fd, session->in + session->in_len,
		    sizeof(session->in) - session->in_len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		session->in_len += (size_t)n;
	}
	return 0;
}

/* Takes one packet: its code, and its data within session->in. */
static int
get_packet(struct session *session, char *code_r, const unsigned char **data_r,
    size_t *len_r)
{
	uint32_t size;

	if (session->in_len - session->in_at < 5 && fill(session, 5) < 0)
		return -1;
	memcpy(&size, session->in + session->in_at, 4);
	size = ntohl(size);
	if (size < 1 || size > PACKET_MAX - 4)
		return -1;
	if (session->in_len - session->in_at < size + 4 &&
	    fill(session, size + 4) < 0)
		return -1;
	*code_r = (char)session->in[session->in_at + 4];
	*data_r = session->in + session->in_at + 5;
	*len_r = size - 1;
	session->in_at += size + 4;
	return 0;
}

/* Sends what is put and takes the last reply of the step; *seen_q becomes
 * true when one of them was a quarantine. */
static int
exchange(struct session *session, char *code_r, bool *seen_q)
{
	const unsigned char *data;
	size_t len;

	if (flush_packets(session) < 0)
		return -1;
	do {
		if (get_packet(session, code_r, &data, &len) < 0)
			return -1;
		if (*code_r == 'q')
			*seen_q = true;
	} while (strchr("acdrtysO", *code_r) == NULL);
	if (*code_r == 'O') {
		uint32_t asked;

		if (len < 12)
			return -1;
		memcpy(&asked, data + 8, 4);
		session->asked = ntohl(asked);
	}
	return 0;
}

/* A step whose answer is always "continue", unless it is left out. */
static int
step(struct session *session, char code, const void *data, size_t len,
    uint32_t left_out, uint32_t no_reply)
{
	bool ignored = false;
	char reply = 'c';

	if (session->asked & left_out)
		return 0;
	put_packet(session, code, data, len);
	if (session->asked & no_reply)
		return 0;
	if (exchange(session, &reply, &ignored) < 0)
		return -1;
	if (reply != 'c')
		session->wrong++;
	return 0;
}

/* ---- a session ---------------------------------------------------------- */

static int
begin(struct session *session)
{
	static const char helo[] = "client.example";
	static const unsigned char client[] =
	    "client.example\0004\022\147192.0.2.1";
	const uint32_t offer[3] = {htonl(6), htonl(0x1ff), htonl(ALL_OF_THEM)};
	bool ignored = false;
	char reply;

	session->fd = session->plan->socket[0] == '/'
	                  ? connect_unix(session->plan->socket)
	                  : connect_inet(session->plan->socket);
	if (session->fd < 0)
		return -1;
	put_packet(session, 'O', offer, sizeof(offer));
	if (exchange(session, &reply, &ignored) < 0 || reply != 'O')
		return -1;
	PUT_MACROS(session, "Cj\0mx.example\0{daemon_name}\0smtpd");
	if (step(session, 'C', client, sizeof(client), LEAVE_OUT_CONNECT,
		NR_CONNECT) < 0)
		return -1;
	return step(session, 'H', helo, sizeof(helo), LEAVE_OUT_HELO, NR_HELO);
}

/* One recipient.  *taken_r: not refused; *hold_r: the end should hold it. */
static int
send_rcpt(struct session *session, bool *taken_r, bool *hold_r)
{
	const struct plan *plan = session->plan;
	const struct recipient *rcpt = &plan->list[session->next];
	const char expected = rcpt->expected == 'q' ? 'c' : rcpt->expected;
	bool ignored = false;
	char reply = 'c';

	session->next = (session->next + 1) % plan->list_count;
	PUT_MACROS(session, "R{rcpt_mailer}\0smtp");
	put_packet(session, 'R', rcpt->path, rcpt->len);
	if (!(session->asked & NR_RCPT) &&
	    exchange(session, &reply, &ignored) < 0)
		return -1;
	session->rcpts++;
	if (reply != expected)
		session->wrong++;
	if (reply == 'c')
		*taken_r = true;
	if (rcpt->expected == 'q')
		*hold_r = true;
	return 0;
}

static int
send_content(struct session *session, bool hold)
{
	static const char header[] = "Subject\0test";
	static const char body[] = "Hello.\r\n";
	bool held = false;
	char reply;

	PUT_MACROS(session, "Ti\0004F2A1B");
	if (step(session, 'T', "", 0, LEAVE_OUT_DATA, NR_DATA) < 0 ||
	    step(session, 'L', header, sizeof(header), LEAVE_OUT_HEADERS,
		NR_HEADERS) < 0 ||
	    step(session, 'N', "", 0, LEAVE_OUT_EOH, NR_EOH) < 0 ||
	    step(session, 'B', body, sizeof(body) - 1, LEAVE_OUT_BODY,
		NR_BODY) < 0)
		return -1;
	PUT_MACROS(session, "Ei\0004F2A1B");
	put_packet(session, 'E', "", 0);
	if (exchange(session, &reply, &held) < 0)
		return -1;
	if ((reply != 'c' && reply != 'a') || held != hold)
		session->wrong++;
	return 0;
}

static int
send_mail(struct session *session)
{
	static const char sender[] = "<hanako@univ.example>";
	bool taken = false, hold = false;

	PUT_MACROS(session, "M{mail_addr}\0hanako@univ.example");
	if (step(session, 'M', sender, sizeof(sender), LEAVE_OUT_MAIL,
		NR_MAIL) < 0)
		return -1;
	for (unsigned i = 0; i < session->plan->recipients; i++)
		if (send_rcpt(session, &taken, &hold) < 0)
			return -1;
	if (taken)
		return send_content(session, hold);
	put_packet(session, 'A', "", 0);
	return flush_packets(session);
}

static void *
run_session(void *arg)
{
	struct session *session = arg;
	unsigned sent = 0;

	/* The sessions must not all ask for the same at the same time. */
	session->next = session->number % session->plan->list_count;
	if (begin(session) == 0)
		while (sent < session->plan->mails && send_mail(session) == 0)
			sent++;
	session->failed = session->plan->mails - sent;
	if (session->fd >= 0) {
		put_packet(session, 'Q', "", 0);
		(void)flush_packets(session);
		close(session->fd);
	}
	return NULL;
}

/* ---- the plan ----------------------------------------------------------- */

static void
die(const char *what)
{
	fprintf(stderr, "milter-source: %s\n", what);
	exit(2);
}

static void
read_list(const char *path, struct plan *plan)
{
	FILE *in = fopen(path, "r");
	char *line = NULL;
	size_t size = 0, room = 0;
	ssize_t len;

	if (in == NULL)
		die("cannot read the list of recipients");
	while ((len = getline(&line, &size, in)) > 0) {
		struct recipient one;

		if (line[len - 1] == '\n')
			line[--len] = '\0';
		if (len < 3 || strchr("cyrtq", line[0]) == NULL ||
		    len > PACKET_MAX / 2)
			die("a line is not ANSWER PATH");
		one = (struct recipient){
		    .expected = line[0],
		    .path = strdup(line + 2),
		    .len = (size_t)len - 1,
		};
		if (one.path == NULL ||
		    array_add(&plan->list, &room, &plan->list_count, &one,
			sizeof(one)) < 0)
			die("out of memory");
	}
	free(line);
	fclose(in);
	if (plan->list_count == 0)
		die("the list of recipients is empty");
}

static unsigned
number(const char *text)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	if (*text < '0' || *text > '9' || *end != '\0' || n < 1 || n > 10000000)
		die("a number is not one");
	return (unsigned)n;
}

static void
read_options(int argc, char **argv, struct plan *plan)
{
	int option;

	while ((option = getopt(argc, argv, "s:m:r:")) != -1) {
		switch (option) {
		case 's':
			plan->sessions = number(optarg);
			break;
		case 'm':
			plan->mails = number(optarg);
			break;
		case 'r':
			plan->recipients = number(optarg);
			break;
		default:
			die("[-s sessions] [-m mails] [-r recipients] SOCKET "
			    "FILE");
		}
	}
	if (argc - optind != 2)
		die("[-s sessions] [-m mails] [-r recipients] SOCKET FILE");
	plan->socket = argv[optind];
	read_list(argv[optind + 1], plan);
}

static double
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int
main(int argc, char **argv)
{
	struct plan plan = {.sessions = 1, .mails = 1000, .recipients = 1};
	unsigned long rcpts = 0, wrong = 0, failed = 0;
	struct session *sessions;
	double seconds;

	read_options(argc, argv, &plan);
	sessions = calloc(plan.sessions, sizeof(*sessions));
	if (sessions == NULL)
		die("out of memory");
	seconds = now();
	for (unsigned i = 0; i < plan.sessions; i++) {
		sessions[i].plan = &plan;
		sessions[i].number = i;
		sessions[i].fd = -1;
		if (pthread_create(&sessions[i].thread, NULL, run_session,
			&sessions[i]) != 0)
			die("cannot start a thread");
	}
	for (unsigned i = 0; i < plan.sessions; i++) {
		pthread_join(sessions[i].thread, NULL);
		rcpts += sessions[i].rcpts;
		wrong += sessions[i].wrong;
		failed += sessions[i].failed;
	}
	seconds = now() - seconds;
	printf("mails %lu failed %lu recipients %lu wrong %lu seconds %.3f "
	       "rcpt/s %.0f\n",
	    (unsigned long)plan.sessions * plan.mails - failed, failed, rcpts,
	    wrong, seconds, (double)rcpts / seconds);
	for (size_t i = 0; i < plan.list_count; i++)
		free(plan.list[i].path);
	free(plan.list);
	free(sessions);
	return wrong > 0 || failed > 0 ? 1 : 0;
}

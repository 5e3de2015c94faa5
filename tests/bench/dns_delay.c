/* SPDX-License-Identifier: BSD-2-Clause */
/* A name server on loopback that answers every question after the same delay,
 * as one far away would: an MX for an MX, an address for an A.
 *
 *     dns-delay MILLISECONDS      prints its port, then "ready"; until killed
 *
 * Names that begin with "none" do not exist.  At its end (SIGTERM) it prints
 * how many questions it has had, and from how many ports.
 */
#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

/* Answers that wait for their time. */
#define RING 65536
#define MESSAGE_MAX 320

struct answer {
	uint64_t due;
	struct sockaddr_in to;
	size_t len;
	unsigned char bytes[MESSAGE_MAX];
};

static struct answer ring[RING];
static volatile sig_atomic_t stopped;
static bool seen_port[65536];

static uint64_t
now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static void
stop(int number)
{
	(void)number;
	stopped = 1;
}

/* Turns the question into its answer.  Returns the length, 0 for none. */
static size_t
make_answer(unsigned char *bytes, size_t len)
{
	static const unsigned char mx[] = {0xc0, 12, 0, 15, 0, 1, 0, 0, 14, 16,
	    0, 7, 0, 10, 2, 'm', 'x', 0xc0, 12};
	static const unsigned char a[] = {0xc0, 12, 0, 1, 0, 1, 0, 0, 14, 16, 0,
	    4, 192, 0, 2, 1};
	size_t end = 12;

	while (end < len && bytes[end] != 0)
		end += 1u + bytes[end];
	end += 5;
	if (end > len || end + sizeof(mx) > MESSAGE_MAX)
		return 0;
	bytes[2] = 0x81;
	bytes[3] = 0x80;
	memset(bytes + 6, 0, 6);
	if (memcmp(bytes + 13, "none", 4) == 0) {
		bytes[3] |= 3;
	} else if (bytes[end - 3] == 15) {
		bytes[7] = 1;
		memcpy(bytes + end, mx, sizeof(mx));
		end += sizeof(mx);
	} else if (bytes[end - 3] == 1) {
		bytes[7] = 1;
		memcpy(bytes + end, a, sizeof(a));
		end += sizeof(a);
	}
	return end;
}

static void
serve(int fd, uint64_t delay)
{
	size_t head = 0, tail = 0;
	unsigned long questions = 0, ports = 0;

	while (!stopped) {
		struct pollfd ready = {.fd = fd, .events = POLLIN};
		int wait = 100;

		while (tail != head && ring[tail % RING].due <= now_us()) {
			struct answer *one = &ring[tail++ % RING];

			sendto(fd, one->bytes, one->len, 0,
			    (struct sockaddr *)&one->to, sizeof(one->to));
		}
		if (tail != head)
			wait = (int)((ring[tail % RING].due - now_us()) / 1000);
		if (wait > 100)
			wait = 0; /* it is due by now */
		if (poll(&ready, 1, wait) <= 0)
			continue;
		while (head - tail < RING) {
			struct answer *one = &ring[head % RING];
			socklen_t size = sizeof(one->to);
			ssize_t n = recvfrom(fd, one->bytes, MESSAGE_MAX,
			    MSG_DONTWAIT, (struct sockaddr *)&one->to, &size);

			if (n < 17)
				break;
			questions++;
			ports += !seen_port[one->to.sin_port];
			seen_port[one->to.sin_port] = true;
			one->due = now_us() + delay;
			one->len = make_answer(one->bytes, (size_t)n);
			head += one->len > 0;
		}
	}
	printf("%lu questions from %lu ports\n", questions, ports);
}

int
main(int argc, char **argv)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_DGRAM, 0), room = 1 << 22;
	const struct sigaction end = {.sa_handler = stop};

	if (argc != 2 || fd < 0 ||
	    bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &size) < 0)
		return 2;
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
	sigaction(SIGTERM, &end, NULL);
	printf("%u\nready\n", ntohs(address.sin_port));
	fflush(stdout);
	serve(fd, strtoul(argv[1], NULL, 10) * 1000);
	return 0;
}

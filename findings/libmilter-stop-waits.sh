#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# libmilter 8.17.1: smfi_stop() does not return while nobody connects: it waits
# for its own listener, up to five seconds.
#
# The documentation has smfi_stop() as the way to end a milter, "at any time",
# from any thread: it sets a state that the other threads look at.  But after
# that it closes the listening socket under a lock that the listener holds all
# the while it waits in poll(2), five seconds at a time.  So a thread that calls
# it, to stop on a signal of its own, stands still in an idle filter: a program
# that answers SIGTERM there seems deaf, and a service manager with little
# patience kills it.  A signal that interrupts the listener's poll() ends the
# wait at once, and so does a connection; but whoever would send it after the
# call is the one that waits in it.
#
# Seen: alone: smfi_stop() returned after 4 s
#       with a signal to the listener meanwhile: smfi_stop() returned after 0 s
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
set -- tcc=0.9.27+git20200814.62c30a4a-1 libmilter1.0.1=8.17.1.9-2+deb12u2 \
	libmilter-dev=8.17.1.9-2+deb12u2 libc6-dev linux-libc-dev
apt-get download "$@" >/dev/null 2>&1
for package in ./*.deb; do
	dpkg -x "$package" root
done
cat >try.c <<'C'
#include <libmilter/mfapi.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static pthread_t listener;

static void
nothing(int number)
{
	(void)number;
}

static void *
serve(void *unused)
{
	smfi_main();
	return unused;
}

static void *
wake(void *unused)
{
	usleep(200000);
	pthread_kill(listener, SIGUSR2);
	return unused;
}

int
main(int argc, char **argv)
{
	struct smfiDesc filter;
	struct timespec before, after;
	pthread_t waker;

	memset(&filter, 0, sizeof(filter));
	filter.xxfi_name = "try";
	filter.xxfi_version = SMFI_VERSION;
	signal(SIGUSR2, nothing);
	if (smfi_register(filter) != MI_SUCCESS ||
	    smfi_setconn("unix:socket") != MI_SUCCESS ||
	    smfi_opensocket(1) != MI_SUCCESS)
		return 1;
	pthread_create(&listener, NULL, serve, NULL);
	usleep(500000);
	if (argc > 1)
		pthread_create(&waker, NULL, wake, NULL);
	clock_gettime(CLOCK_MONOTONIC, &before);
	smfi_stop();
	clock_gettime(CLOCK_MONOTONIC, &after);
	pthread_join(listener, NULL);
	printf("%s: smfi_stop() returned after %d s\n",
	    argc > 1 ? argv[1] : "alone",
	    (int)((after.tv_sec - before.tv_sec) +
		(after.tv_nsec - before.tv_nsec) / 1e9));
	return 0;
}
C
place() { find root -name "$1" | head -n 1; }
lib=$(dirname "$(place libmilter.so.1.0.1)")
arch=root/usr/include/$(uname -m)-linux-gnu
# A minimal system has no start files where tcc looks for them.
root/usr/bin/tcc -nostdlib -Iroot/usr/include -I"$arch" \
	-I"$(dirname "$(place stdarg.h)")" -o try "$(place crt1.o)" \
	"$(place crti.o)" try.c "$lib/libmilter.so.1.0.1" \
	"/lib/$(uname -m)-linux-gnu/libc.so.6" "$(place 'libtcc1*.a')" \
	"$(place crtn.o)"
export LD_LIBRARY_PATH="$lib"
{
	./try
	./try 'with a signal to the listener meanwhile'
} | tee seen
printf '%s\n' 'alone: smfi_stop() returned after 4 s' \
	'with a signal to the listener meanwhile: smfi_stop() returned after 0 s' |
	cmp -s - seen || {
	echo "libmilter does otherwise now" >&2
	exit 1
}

#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Redis 7.0.15: WATCH costs the square of the keys that a connection watches.
#
# The manual says "O(1) for every key".  But each key is compared with all that
# the connection watches already, one after the other, and Redis, which does one
# thing at a time, serves nobody meanwhile.  Who reads 6,000 rows, changes them and
# writes them in one transaction makes all others wait for a sixth of a second; in
# parts of some hundred rows nobody notices.
#
# Four times as many keys should take four times as long; here it is more than
# ten times as long.
#
# Seen: 1500 keys: 10 ms; 6000 keys: 164 ms
set -eu
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; wait; rm -rf "$work"' EXIT
cd "$work"
apt-get download redis-tools=5:7.0.15-1~deb12u10 libjemalloc2=5.3.0-1 \
	liblzf1=3.6-3 libatomic1=12.2.0-14+deb12u1 >/dev/null 2>&1
for package in ./*.deb; do
	dpkg -x "$package" root
done
libraries=$(echo root/usr/lib/*-linux-gnu)
ln -s redis-check-rdb root/usr/bin/redis-server
LD_LIBRARY_PATH=$libraries root/usr/bin/redis-server --port 0 --save '' \
	--unixsocket "$work/socket" >/dev/null &
server=$!
cli()
{
	LD_LIBRARY_PATH=$libraries root/usr/bin/redis-cli -s socket "$@"
}
until [ "$(cli ping 2>/dev/null)" = PONG ]; do
	sleep 0.1
done

# Milliseconds that the server itself takes for the commands of one connection.
watch()
{
	cli config resetstat >/dev/null
	awk -v keys="$1" 'BEGIN {
		for (i = 0; i < keys; i++)
			printf "%s row:%d", i % 1000 == 0 ? "\nWATCH" : "", i
		print ""
	}' | cli >/dev/null
	cli info commandstats | sed -n \
		's/^cmdstat_watch:calls=[0-9]*,usec=\([0-9]*\).*/\1/p'
}
few=$(watch 1500)
many=$(watch 6000)
echo "1500 keys: $((few / 1000)) ms; 6000 keys: $((many / 1000)) ms"
[ "$many" -gt $((10 * few)) ]

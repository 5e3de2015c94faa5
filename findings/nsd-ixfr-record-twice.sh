#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# NSD 4.6.1: with create-ixfr a record that takes another's place at one name is
# in the differences twice, and NSD itself refuses them.
#
# RFC 1995 4 has each record that was added once.  Where the only record of its
# type at a name is replaced, as a TXT with a version is in every update, NSD
# writes the new one twice (not the SOA).  A secondary of NSD that gets these
# differences logs "Failed to apply IXFR cleanly (deletes nonexistent RRs, adds
# existing RRs)" and transfers the whole zone; one of BIND takes them.  Whoever
# counts on small transfers between two NSD has large ones.
#
# Seen: one TXT was replaced; in the IXFR the new one stands 2 times
set -eu
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; wait; rm -rf "$work"' EXIT
cd "$work"
apt-get download nsd=4.6.1-1 libevent-2.1-7=2.1.12-stable-8+deb12u1 \
	libfstrm0=0.6.1-1 libprotobuf-c1=1.4.1-1+b1 >/dev/null 2>&1
for package in ./*.deb; do
	dpkg -x "$package" root
done
libraries=$(echo root/usr/lib/*-linux-gnu)
export LD_LIBRARY_PATH="$work/$libraries"

zone()
{
	cat >zone <<EOF
\$ORIGIN lists.example.
@ 300 SOA localhost. postmaster.localhost. $1 300 60 604800 300
@ 300 NS localhost.
@ 300 TXT "version $1"
a 300 TXT "stays"
EOF
}
port=$(awk 'BEGIN { srand(); print 20000 + int(rand() * 10000) }')
cat >nsd.conf <<EOF
server:
	ip-address: 127.0.0.1@$port
	username: ""
	chroot: ""
	database: ""
	zonesdir: "$work"
	pidfile: "$work/pid"
	xfrdfile: "$work/xfrd"
	xfrdir: "$work"
	zonelistfile: "$work/zonelist"
	server-count: 1
remote-control:
	control-enable: yes
	control-interface: "$work/control"
zone:
	name: "lists.example"
	zonefile: "zone"
	store-ixfr: yes
	create-ixfr: yes
	provide-xfr: 127.0.0.1 NOKEY
EOF
# How often a text is in the answer to AXFR (252), or to IXFR (251) since 1.
ask()
{
	perl -MIO::Socket::INET -e '
		my ($port, $type, $text) = @ARGV;
		my $server = IO::Socket::INET->new("127.0.0.1:$port") or exit 0;
		my $question = pack("n6", 1, 0, 1, 0, $type == 251, 0)
		    . "\5lists\7example\0" . pack("nn", $type, 1);
		$question .= "\xc0\x0c" . pack("nnNn", 6, 1, 0, 22) . "\0\0"
		    . pack("N5", 1, 0, 0, 0, 0) if $type == 251;
		print $server pack("n/a*", $question);
		$server->flush();
		read($server, my $len, 2) == 2 or exit 0;
		read($server, my $answer, unpack("n", $len));
		print scalar(() = $answer =~ /$text/g), "\n";
	' "$port" "$@"
}
zone 1
root/usr/sbin/nsd -d -c nsd.conf 2>log &
server=$!
until [ "$(ask 252 'version 1')" = 1 ]; do
	sleep 0.1
done
zone 2
touch -d '+2 seconds' zone
root/usr/sbin/nsd-control -c nsd.conf reload >/dev/null
until [ "$(ask 252 'version 2')" = 1 ]; do
	sleep 0.1
done
times=$(ask 251 'version 2')
echo "one TXT was replaced; in the IXFR the new one stands $times times"
[ "$times" -gt 1 ]

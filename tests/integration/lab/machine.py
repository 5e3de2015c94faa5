# SPDX-License-Identifier: BSD-2-Clause
"""A machine of its own for the units: systemd as the first process of
namespaces, on a copy of this file system that goes with it."""

import os
import re
import subprocess

from .place import ROOT, Failure, run, wait_until

SYSTEMD = "/lib/systemd/systemd"

# $0 is the directory of the machine, $1 its cgroup.
BOOT = """
set -e
echo $$ >"$1/cgroup.procs"
exec unshare --pid --fork --kill-child --mount --cgroup --ipc --uts --net \
    --propagation private sh -ec '
mount -t tmpfs tmpfs "$0"
mkdir "$0/upper" "$0/work" "$0/root"
mount -t overlay overlay \
    -o "lowerdir=/,upperdir=$0/upper,workdir=$0/work" "$0/root"
cd "$0/root"
mount -t tmpfs tmpfs etc/systemd/system
mount -t proc proc proc
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
for directory in run tmp var/lib/systemd; do
    mount -t tmpfs -o mode=755 tmpfs $directory
done
mount -t tmpfs -o mode=755 tmpfs dev
for name in null zero full random urandom tty; do
    touch dev/$name
    mount --bind /dev/$name dev/$name
done
mkdir dev/shm dev/pts
mount -t devpts -o newinstance,ptmxmode=666 devpts dev/pts
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
printf "[Unit]\\nDefaultDependencies=no\\n" >etc/systemd/system/alone.target
mkdir -p mnt
pivot_root . mnt
umount -l /mnt
exec env -i container=lxc PATH=/usr/sbin:/usr/bin:/sbin:/bin %s \
    --unit=alone.target --log-target=null' "$0"
""" % SYSTEMD


def can_be():
    """Is there what it needs?"""
    with open("/proc/filesystems", encoding="ascii") as systems:
        return os.path.exists(SYSTEMD) and not os.path.ismount("/usr") and \
            "overlay" in systems.read() and cgroups() is not None


def cgroups():
    """Where cgroups of the second version are."""
    with open("/proc/mounts", encoding="utf-8") as mounts:
        found = re.search(r"^\S+ (\S+) cgroup2 rw", mounts.read(), re.M)
    return found and found.group(1)


class Machine:
    """Has our programs and units, as `make install` puts them there."""

    def __init__(self, place):
        self.cgroup = os.path.join(cgroups(), os.path.basename(place.path))
        os.mkdir(self.cgroup)
        place.undo.append(self.remove_cgroup)
        os.mkdir(place / "machine")
        self.child = place.start(
            ["sh", "-c", BOOT, place / "machine", self.cgroup],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.first = wait_until(self.find_first, "systemd")
        wait_until(lambda: self.run("systemctl", "is-system-running",
                                    expect=None).stdout.strip() in (
                                        "running", "degraded"),
                   "systemd to be up")
        self.install()

    def find_first(self):
        """The first process, from outside."""
        if self.child.poll() is not None:
            raise Failure("systemd does not start here")
        path = "/proc/%d/task/%d/children" % (self.child.pid, self.child.pid)
        with open(path, encoding="ascii") as children:
            first = children.read().strip()
        if not first:
            return None
        with open("/proc/%s/comm" % first, encoding="ascii") as name:
            return first if name.read() == "systemd\n" else None

    def remove_cgroup(self):
        """What was in it is on its way out."""
        def gone():
            for path, _, _ in os.walk(self.cgroup, topdown=False):
                try:
                    os.rmdir(path)
                except OSError:
                    return False
            return True
        wait_until(gone, "the end of the machine")

    def run(self, *argv, **more):
        """In the machine."""
        return run(["nsenter", "-t", self.first, "-a", "env", "-i",
                    "PATH=" + os.environ["PATH"], *argv], **more)

    def path(self, name):
        return "/proc/%s/root%s" % (self.first, name)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def install(self):
        run(["make", "-s", "-C", ROOT, "install", "DESTDIR=" + self.path("")])
        self.run("systemd-sysusers")
        self.run("systemd-tmpfiles", "--create", expect=None)
        self.run("systemctl", "daemon-reload")

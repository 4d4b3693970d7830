#!/bin/sh
# Runs packages_test.py as root of a copy-on-write copy of this machine, that vanishes with it.
# usage: on_a_copy.sh SOURCE PACKAGES
set -eu
[ "$(id -u)" = 0 ] || exec sudo -n "$0" "$@"
if [ "${KONTOR_COPY:-}" = "" ]; then
  KONTOR_COPY=1 exec unshare --mount --pid --fork --kill-child "$0" "$@"
fi
mount --make-rprivate /
mount -t tmpfs tmpfs /mnt
mkdir /mnt/written /mnt/work /mnt/machine
mount -t overlay overlay -o lowerdir=/,upperdir=/mnt/written,workdir=/mnt/work /mnt/machine
cd /mnt/machine
mount -t proc proc proc
mount --rbind /dev dev
mount -t tmpfs tmpfs run
mount -t tmpfs tmpfs tmp
mkdir tmp/tests tmp/packages
mount --bind "$1/tests" tmp/tests
mount --bind "$2" tmp/packages
cp "$1/host/README.md" tmp/host-guide.md
# Programs that the packages must bring themselves.
rm -f usr/bin/kontor*
exec chroot . env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
  PYTHONDONTWRITEBYTECODE=1 DEBIAN_FRONTEND=noninteractive python3 -m unittest -v /tmp/tests/integration/packages/packages_test.py

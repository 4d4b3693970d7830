#!/bin/sh
# What a developer downloads, unpacked away from the tree it was built in: BUILD/installed
# holds the two .deb and root/. usage: packages.sh BUILD
set -eu
demo=$(cd "$(dirname "$0")/../../support/demo" && pwd)
cd "$1"
rm -rf installed bundled
KONTOR_BUILD="$1" python3 "$demo/bundle.py" bundled consent
KONTOR_BUNDLE="$1/bundled/bundle.tar" KONTOR_BUNDLE_ROOT="$1/bundled/root.json" \
  cpack -G DEB --config CPackConfig.cmake -B "$1/installed" > cpack.log 2>&1 || { cat cpack.log; exit 1; }
for package in installed/*.deb; do dpkg-deb -x "$package" installed/root; done

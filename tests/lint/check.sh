# shellcheck shell=bash
# ./dev check: sourced by ./dev, which gives say, quietly and build.

cpp_files() { git ls-files --cached --others --exclude-standard '*.cpp' '*.hpp' '*.h' '*.c'; }

check_format() {
  if [ "${1:-}" = --fix ]; then
    cpp_files | xargs clang-format-14 -i
  else
    quietly "Format" bash -c 'xargs clang-format-14 --dry-run -Werror' < <(cpp_files)
  fi
}

# clang-tidy on what the last commit changed, as build/dev joins it; --deep reads everything.
check_tidy() {
  local changed
  changed=$(git diff --name-only --diff-filter=d HEAD~1 -- '*.cpp' 2>/dev/null | grep -vE '^(plugins|sdk/examples|tests)/' || true)
  [ -z "$changed" ] && return
  # shellcheck disable=SC2086
  quietly "clang-tidy on what changed" python3 tests/lint/tidy.py $changed
}

check_sanitizers() {
  build dev
  quietly "Tests under ASan and UBSan" ctest --preset dev -j "$(nproc)" -LE 'e2e|release-only'
}

check_threads() {
  build tsan thread_tests
  quietly "Threaded tests under TSan" ctest --preset tsan -j "$(nproc)" -L threads
}

# What takes long and changes little: before a release, or when touching public headers or a
# decoder.
check_deep() {
  quietly "clang-tidy" python3 tests/lint/tidy.py
  build release
  quietly "Every header compiles alone" ninja -C build/release all_verify_interface_header_sets
  build fuzz fuzz_targets
  quietly "Fuzz targets, a few seconds each" python3 tests/fuzz/hunt.py 5
}

check() {
  check_format "${1:-}"
  quietly "Lints" python3 tests/lint/lint.py
  web
  quietly "Web: types" npm run --silent check -w host/web
  quietly "Browser tests: types" npm run --silent check -w tests/e2e
  cmake --preset release >/dev/null
  check_sanitizers
  check_tidy
  check_threads
  if [ "${1:-}" = --deep ]; then check_deep; fi
  say "All checks passed."
}

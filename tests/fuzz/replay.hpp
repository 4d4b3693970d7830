#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string_view>

// A fuzz target as libFuzzer calls it: always 0; aborts when its property does not hold.
using FuzzTarget = int (*)(const std::uint8_t* data, std::size_t size);

// Every target by its name; written by tests/fuzz/CMakeLists.txt.
const std::map<std::string_view, FuzzTarget>& fuzz_targets();

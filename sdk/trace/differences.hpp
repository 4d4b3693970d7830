#pragma once

#include <string>
#include <vector>

#include "base/core/json.hpp"

namespace kontor::trace {

// One place where a call went otherwise than in the trace. A value that is not there is
// discarded JSON (is_discarded()).
struct Difference {
  enum class What {
    answer,   // The plugin answered something else.
    request,  // The plugin asked the host something else.
    extra,    // The plugin asked what it did not ask then.
    missing,  // The plugin did not ask what it asked then.
    sent,     // The plugin sent other bytes on a connection; the values say from which byte on.
  } what = What::answer;
  std::uint64_t call = 0;  // Of the trace; for `extra` the call it was made for.
  std::string operation = {};
  std::string pointer = {};  // RFC 6901; "" is the whole.
  Json recorded = nullptr;
  Json now = nullptr;
};

std::string_view name_of(Difference::What what);
Json to_json(const Difference& difference);

// Where two texts differ: by JSON pointer when both are JSON, otherwise as a whole.
std::vector<Difference> compare_texts(std::string_view recorded, std::string_view now);

}  // namespace kontor::trace

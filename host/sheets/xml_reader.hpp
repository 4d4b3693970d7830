#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/core/result.hpp"

namespace kontor::host {

// Reads XML in pieces (expat) and tells what it meets; names come without prefix. Refuses
// document types, so entities cannot grow, and single tokens beyond kTokenBytesMax. One thread.
class XmlReader {
 public:
  // "" for an attribute that is not there.
  class Attributes {
   public:
    explicit Attributes(const char* const* pairs) : pairs_(pairs) {}
    std::string_view get(std::string_view name) const;

   private:
    const char* const* pairs_;
  };
  // What a handler returns as an error ends the reading with it.
  struct Handlers {
    std::function<Status(std::string_view name, const Attributes& attributes)> start;
    std::function<Status(std::string_view name)> end;
    std::function<Status(std::string_view text)> text;
  };

  static constexpr long kTokenBytesMax = 4L << 20;

  static std::unique_ptr<XmlReader> create(Handlers handlers);
  virtual ~XmlReader() = default;
  virtual Status feed(std::string_view piece) = 0;
  virtual Status finish() = 0;
};

}  // namespace kontor::host

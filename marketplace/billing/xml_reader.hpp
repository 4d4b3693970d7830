#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/result.hpp"

namespace kontor::marketplace::billing {

// What a reader of one kind of document does at each element. A failure ends the parse.
class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  // `path`: local names from the root, "/Document/BkToCstmrStmt/Stmt". `space`: of this element.
  virtual Status begin(const std::string& path, std::string_view space) = 0;
  // `text`: the element's own characters, trimmed. `currency`: its attribute "Ccy".
  virtual Status end(const std::string& path, const std::string& text,
                     const std::string& currency) = 0;
};

struct XmlLimits {
  std::size_t bytes_max = std::size_t{8} << 20;
  std::size_t depth_max = 32;
  std::size_t text_bytes_max = 4096;  // Of one element.
};

// Feeds well-formed XML 1.0 with namespaces to the handler. invalid_argument, naming the line, for
// anything else and for every document type declaration: no entity is ever declared, none expanded.
Status read_xml(std::string_view xml, const XmlLimits& limits, XmlHandler& handler);

}  // namespace kontor::marketplace::billing

#pragma once

#include "base/tuf/metadata.hpp"

// Private to base/tuf: parsers that several roles share.
namespace kontor::tuf {

Verdict<Header> parse_header(const Json& body, const std::string& role);
Verdict<HashBins> parse_bins(const Json& object, const std::string& role);
Verdict<Hashes> parse_hashes(const Json& object, const std::string& role);

}  // namespace kontor::tuf

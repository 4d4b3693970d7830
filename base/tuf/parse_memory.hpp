#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/tuf/metadata.hpp"

namespace kontor::tuf {

// One metadata file, parsed.
template <typename Content>
struct Parsed {
  std::string bytes;
  Document document;  // Without its body.
  Content content;
};

// Spares a client that refreshes often from parsing the same bytes again. Holds form, never
// belief: signatures, hashes, versions and expiry are judged anew at each refresh. Forgets
// everything rather than hold more than kRememberedBytesMax of files. One thread.
class ParseMemory {
 public:
  // Null unless these very bytes were kept for the role.
  template <typename Content>
  std::shared_ptr<const Parsed<Content>> find(const std::string& role,
                                              std::string_view bytes) const {
    const auto& kept = of<Content>(*this);
    const auto found = kept.find(role);
    if (found == kept.end() || found->second->bytes != bytes) return nullptr;
    return found->second;
  }

  template <typename Content>
  void keep(const std::string& role, std::shared_ptr<const Parsed<Content>> parsed) {
    bytes_ += parsed->bytes.size();
    if (bytes_ > kRememberedBytesMax) {
      snapshots_.clear();
      targets_.clear();
      bytes_ = parsed->bytes.size();
    }
    auto& place = of<Content>(*this)[role];
    if (place) bytes_ -= place->bytes.size();
    place = std::move(parsed);
  }

 private:
  static constexpr std::size_t kRememberedBytesMax = std::size_t{4} << 20;
  template <typename Content>
  using Kept = std::map<std::string, std::shared_ptr<const Parsed<Content>>>;

  template <typename Content, typename Self>
  static auto& of(Self& self) {
    if constexpr (std::is_same_v<Content, Snapshot>)
      return self.snapshots_;
    else
      return self.targets_;
  }

  // Shared with the refresh that is under way; immutable.
  Kept<Snapshot> snapshots_;
  Kept<Targets> targets_;
  std::size_t bytes_ = 0;
};

}  // namespace kontor::tuf
